//! Operations: their IDs, their responses, and whether they are selected.

use std::collections::{BTreeMap, BTreeSet};

use plaid_credit_codegen::references::escape;
use plaid_credit_codegen::successes;
use serde_json::Value;

use super::{Findings, PATCH};
use crate::fragment::selection::Selection;
use crate::openapi::{self, operation_id};

/// Operations without an ID, and IDs that two operations have.
pub(super) fn ids(fragment: &Value, findings: &mut Findings) {
    let mut first: BTreeMap<&str, String> = BTreeMap::new();
    for (at, operation) in operations(fragment) {
        let Some(id) = operation_id(operation) else {
            let problem = "has no operationId, after which the client's method is named";
            findings.add(&at, problem, PATCH);
            continue;
        };
        let other = first.entry(id).or_insert_with(|| at.clone());
        if *other != at {
            let problem = format!("has the operationId `{id}` of {other}");
            findings.add(&at, problem, PATCH);
        }
    }
}

/// Operations without a response for success.
pub(super) fn responses(fragment: &Value, findings: &mut Findings) {
    for (at, operation) in operations(fragment) {
        if successes(&operation["responses"]).is_empty() {
            findings.add(
                &format!("{at}/responses"),
                "has no response for success",
                "add one with a patch in openapi/patches/, or remove the operation from \
                 selection.toml",
            );
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
