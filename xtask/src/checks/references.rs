//! Dangling references, and components that nothing refers to.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::Finding;
use crate::fragment::selection;
use crate::openapi::{Node, escaped, visit};
use plaid_credit_codegen::references;

/// References, discriminator mappings and security requirements that lead nowhere.
pub(super) fn dangling(fragment: &Value, findings: &mut Vec<Finding>) {
    visit(fragment, &mut |value, node, at| {
        if !node.has_keywords() {
            return;
        }
        references::for_each(&own(value, node), &mut |reference| {
            let there = reference
                .strip_prefix('#')
                .is_some_and(|pointer| fragment.pointer(pointer).is_some());
            if !there {
                findings.push(Finding::new(
                    at,
                    format!("refers to `{reference}`, which does not exist"),
                    "add the component, or correct the reference",
                ));
            }
        });
    });
    for (at, scheme) in required_schemes(fragment) {
        if fragment
            .pointer(&format!("/components/securitySchemes/{}", escaped(&scheme)))
            .is_none()
        {
            findings.push(Finding::new(
                &at,
                format!("requires the security scheme `{scheme}`, which does not exist"),
                "add it to components.securitySchemes, or correct the name",
            ));
        }
    }
}

/// The part of a node that holds references of its own: `visit` comes to the rest later.
fn own(value: &Value, node: Node) -> Value {
    let mut part = Map::new();
    match node {
        Node::Discriminator => {
            part.insert("discriminator".to_owned(), value.clone());
        }
        _ => {
            if let Some(reference) = value.get("$ref") {
                part.insert("$ref".to_owned(), reference.clone());
            }
        }
    }
    Value::Object(part)
}

/// Components that no operation reaches.
pub(super) fn unused(fragment: &Value, findings: &mut Vec<Finding>) {
    let Some(components) = fragment.get("components").and_then(Value::as_object) else {
        return;
    };
    let paths = fragment.get("paths").unwrap_or(&Value::Null);
    let mut reached = references::closure([paths], components);
    for (_, scheme) in required_schemes(fragment) {
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

/// The security schemes that are required, each with the pointer of the requirement.
fn required_schemes(fragment: &Value) -> BTreeSet<(String, String)> {
    let paths = fragment.get("paths").and_then(Value::as_object);
    let of_operations =
        paths
            .into_iter()
            .flat_map(selection::operations)
            .map(|(path, method, operation)| {
                (
                    format!("/paths/{}/{method}/security", escaped(path)),
                    operation.get("security"),
                )
            });
    std::iter::once(("/security".to_owned(), fragment.get("security")))
        .chain(of_operations)
        .flat_map(|(at, security)| {
            security
                .and_then(Value::as_array)
                .into_iter()
                .flatten()
                .filter_map(Value::as_object)
                .flat_map(Map::keys)
                .map(move |scheme| (at.clone(), scheme.clone()))
        })
        .collect()
}
