//! Components that nothing refers to.

use serde_json::{Map, Value};

use super::Findings;
use crate::openapi::{escaped, required_schemes};
use plaid_credit_codegen::references;

/// Components that no operation reaches.
pub(super) fn unused(fragment: &Value, findings: &mut Findings) {
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
                findings.add(
                    &format!("/components/{section}/{}", escaped(name)),
                    "no operation uses it",
                    "remove it, or run `cargo xtask codegen --upstream FILE`",
                );
            }
        }
    }
}
