//! Operations: their IDs, their responses, and whether they are selected.

use std::collections::{BTreeMap, BTreeSet};

use plaid_credit_codegen::references::escape;
use serde_json::{Map, Value};

use super::Findings;
use crate::fragment::selection::Selection;
use crate::openapi::{self, operation_id};

/// Operations without an ID, and IDs that two operations have.
pub(super) fn ids(fragment: &Value, findings: &mut Findings) {
    let mut first: BTreeMap<&str, String> = BTreeMap::new();
    for (at, operation) in operations(fragment) {
        let Some(id) = operation_id(operation) else {
            let remedy = "give it one: the client's method is named after it";
            findings.add(&at, "has no operationId", remedy);
            continue;
        };
        let other = first.entry(id).or_insert_with(|| at.clone());
        if *other != at {
            let problem = format!("has the operationId `{id}` of {other}");
            findings.add(&at, problem, "give each operation its own");
        }
    }
}

/// Operations without a response for success, and responses without the description that OpenAPI requires.
pub(super) fn responses(fragment: &Value, findings: &mut Findings) {
    for (at, operation) in operations(fragment) {
        let responses = operation.get("responses").and_then(Value::as_object);
        let mut statuses = responses.into_iter().flat_map(Map::keys);
        if !statuses.any(|status| status.starts_with('2')) {
            findings.add(
                &format!("{at}/responses"),
                "has no response for success",
                "add a 2XX response, or remove the operation from selection.toml",
            );
        }
        for (status, response) in responses.into_iter().flatten() {
            if response.get("$ref").is_none() && response.get("description").is_none() {
                findings.add(
                    &format!("{at}/responses/{status}"),
                    "has no description, which OpenAPI requires",
                    "write one; \"Success.\" will do",
                );
            }
        }
    }
}

/// Operations that are not selected, and selected ones that are missing.
pub(super) fn selected(fragment: &Value, selection: &Selection, findings: &mut Findings) {
    let mut present = BTreeSet::new();
    for (at, operation) in operations(fragment) {
        let Some(id) = operation_id(operation) else {
            continue;
        };
        present.insert(id);
        if !selection.features.contains_key(id) {
            findings.add(
                &at,
                format!("{id} is in no feature of selection.toml"),
                "add it to one, or run `cargo xtask codegen --upstream FILE` to leave it out",
            );
        }
    }
    for (id, feature) in &selection.features {
        if !present.contains(id.as_str()) {
            findings.add(
                "/paths",
                format!("{id} of feature `{feature}` is missing"),
                "run `cargo xtask codegen --upstream FILE`, or remove it from selection.toml",
            );
        }
    }
}

fn operations(fragment: &Value) -> impl Iterator<Item = (String, &Value)> {
    openapi::operations(fragment)
        .map(|(path, method, operation)| (format!("/paths/{}/{method}", escape(path)), operation))
}
