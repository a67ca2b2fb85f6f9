//! Components that nothing refers to.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::Finding;
use crate::fragment::selection;
use crate::openapi::escaped;
use plaid_credit_codegen::references;

/// Components that no operation reaches.
pub(super) fn unused(fragment: &Value, findings: &mut Vec<Finding>) {
    let Some(components) = fragment.get("components").and_then(Value::as_object) else {
        return;
    };
    let paths = fragment.get("paths").unwrap_or(&Value::Null);
    let mut reached = references::closure([paths], components);
    for scheme in required_schemes(fragment) {
        reached.insert(("securitySchemes".to_owned(), scheme));
    }
    for (section, all) in components {
        for name in all.as_object().into_iter().flat_map(Map::keys) {
            if !reached.contains(&(section.clone(), name.clone())) {
                findings.push(Finding::new(
                    &format!("/components/{section}/{}", escaped(name)),
                    "no operation uses it",
                    "remove it, or run `cargo xtask codegen --upstream FILE`",
                ));
            }
        }
    }
}

/// The security schemes that are required.
fn required_schemes(fragment: &Value) -> BTreeSet<String> {
    let paths = fragment.get("paths").and_then(Value::as_object);
    let operations = paths.into_iter().flat_map(selection::operations);
    operations
        .map(|(.., operation)| operation)
        .chain([fragment])
        .filter_map(|node| node.get("security")?.as_array())
        .flatten()
        .filter_map(Value::as_object)
        .flat_map(|schemes| schemes.keys().cloned())
        .collect()
}
