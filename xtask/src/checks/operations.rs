//! Operations: their ids, their features, their responses.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::Finding;
use crate::fragment::selection::{self, Selection, operation_id};
use crate::openapi::{FEATURE, escaped};

/// Operations without an id, and ids that two operations have.
pub(super) fn ids(fragment: &Value, findings: &mut Vec<Finding>) {
    let mut first: BTreeMap<&str, String> = BTreeMap::new();
    for (at, operation) in operations(fragment) {
        let Some(id) = operation_id(operation) else {
            findings.push(Finding::new(
                &at,
                "has no operationId",
                "give it one: the client's method is named after it",
            ));
            continue;
        };
        if let Some(other) = first.get(id) {
            findings.push(Finding::new(
                &at,
                format!("has the operationId `{id}` of {other}"),
                "give each operation its own",
            ));
        } else {
            first.insert(id, at);
        }
    }
}

/// Operations that never succeed, and responses without the description OpenAPI asks for.
pub(super) fn responses(fragment: &Value, findings: &mut Vec<Finding>) {
    for (at, operation) in operations(fragment) {
        let responses = operation.get("responses").and_then(Value::as_object);
        let mut statuses = responses.into_iter().flat_map(Map::keys);
        if !statuses.any(|status| status.starts_with('2')) {
            findings.push(Finding::new(
                &format!("{at}/responses"),
                "has no response for success",
                "add a 2XX response, or drop the operation from selection.toml",
            ));
        }
        for (status, response) in responses.into_iter().flatten() {
            if response.get("$ref").is_none() && response.get("description").is_none() {
                findings.push(Finding::new(
                    &format!("{at}/responses/{status}"),
                    "has no description, which OpenAPI asks for",
                    "write one; \"Success.\" will do",
                ));
            }
        }
    }
}

/// Operations in no feature or in two, and selected ones that are not there.
pub(super) fn features(fragment: &Value, selection: &Selection, findings: &mut Vec<Finding>) {
    let mut present = BTreeSet::new();
    for (at, operation) in operations(fragment) {
        let Some(id) = operation_id(operation) else {
            continue;
        };
        present.insert(id);
        let says = operation.get(FEATURE).and_then(Value::as_str);
        match (says, selection.features.get(id)) {
            (Some(says), Some(feature)) if says != feature => findings.push(Finding::new(
                &at,
                format!("{id} is in two features, `{says}` here and `{feature}` in selection.toml"),
                format!("set {FEATURE} to the one that is meant"),
            )),
            (Some(_), Some(_)) => {}
            (None, Some(feature)) => findings.push(Finding::new(
                &at,
                format!("{id} is in no feature"),
                format!("set {FEATURE} to `{feature}`, as selection.toml has it"),
            )),
            (_, None) => findings.push(Finding::new(
                &at,
                format!("{id} is in no feature of selection.toml"),
                "add it to a feature there, or drop the operation",
            )),
        }
    }
    for (id, feature) in &selection.features {
        if !present.contains(id.as_str()) {
            findings.push(Finding::new(
                "/paths",
                format!("{id} of feature `{feature}` is not there"),
                "run `cargo xtask fragment --upstream FILE`, or drop it from selection.toml",
            ));
        }
    }
}

fn operations(fragment: &Value) -> impl Iterator<Item = (String, &Value)> {
    let paths = fragment.get("paths").and_then(Value::as_object);
    paths
        .into_iter()
        .flat_map(selection::operations)
        .map(|(path, method, operation)| (format!("/paths/{}/{method}", escaped(path)), operation))
}
