//! Components that nothing refers to.

use plaid_credit_codegen::references::escape;
use serde_json::Value;

use super::Findings;
use crate::fragment::selection::used;
use crate::openapi::{members, required_schemes};

/// Components that no operation or webhook reaches.
pub(super) fn unused(fragment: &Value, findings: &mut Findings) {
    let mut reached = used(fragment);
    for scheme in required_schemes(fragment) {
        reached.insert(("securitySchemes".to_owned(), scheme));
    }
    for (section, all) in members(&fragment["components"]) {
        for (name, _) in members(all) {
            if !reached.contains(&(section.clone(), name.clone())) {
                findings.add(
                    &format!("/components/{section}/{}", escape(name)),
                    "nothing uses it",
                    "remove it, or run `cargo xtask codegen --upstream FILE`",
                );
            }
        }
    }
}
