//! Schemas that contradict themselves.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::{Findings, PATCH};
use crate::openapi::{Node, list, members, visit};

pub(super) fn check(fragment: &Value, findings: &mut Findings) {
    visit(fragment, None, &mut |it| {
        let (Node::Schema, Some(schema)) = (it.node, it.value.as_object()) else {
            return;
        };
        let at = it.at;
        if schema.get("type").is_some_and(|kind| kind == "array") && !schema.contains_key("items") {
            findings.add(at, "is an array without items", PATCH);
        }
        values(schema, at, findings);
        if !is_part(at) {
            required(fragment, it.value, at, findings);
        }
    });
}

/// The values of `enum` and `default` against `type`.
fn values(schema: &Map<String, Value>, at: &str, findings: &mut Findings) {
    let Some(kind) = schema.get("type").and_then(Value::as_str) else {
        return;
    };
    let nullable = schema.get("nullable") == Some(&Value::Bool(true));
    let fits = |value: &Value| match kind {
        _ if value.is_null() => nullable,
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        _ => true,
    };
    let allowed = schema.get("enum").and_then(Value::as_array);
    let listed = allowed.into_iter().flatten();
    let listed = listed.map(|value| ("enum value", value));
    let default = schema.get("default").map(|value| ("default", value));
    for (what, value) in listed.chain(default) {
        let problem = match allowed {
            _ if !fits(value) => format!("has the {what} {value} where `type` is `{kind}`"),
            Some(allowed) if !allowed.contains(value) => {
                format!("has the default {value}, which is not among its enum values")
            }
            _ => continue,
        };
        findings.add(at, problem, PATCH);
    }
}

/// The lists of what a schema is made of.
const PARTS: [&str; 3] = ["allOf", "oneOf", "anyOf"];

/// A part or a variant may require what stands elsewhere in the schema: the whole is checked.
fn is_part(at: &str) -> bool {
    let list = at.rsplit('/').nth(1);
    list.is_some_and(|list| PARTS.contains(&list))
}

fn required(fragment: &Value, schema: &Value, at: &str, findings: &mut Findings) {
    let required = required_names(schema);
    if required.is_empty() {
        return;
    }
    let Some(properties) = properties(fragment, schema) else {
        return;
    };
    for name in required {
        if !properties.contains(name) {
            let problem = format!("requires `{name}`, which is not one of its properties");
            findings.add(at, problem, PATCH);
        }
    }
}

/// The names that a schema and the parts written inside it require.
fn required_names(schema: &Value) -> BTreeSet<&str> {
    let own = list(schema, "required").filter_map(Value::as_str);
    let parts = PARTS.into_iter().flat_map(|parts| list(schema, parts));
    own.chain(parts.flat_map(required_names)).collect()
}

/// The properties of a schema, its parts and what these refer to. None if some of it cannot
/// be found: what dangles is another finding.
fn properties<'a>(fragment: &'a Value, schema: &'a Value) -> Option<BTreeSet<&'a str>> {
    let mut properties = BTreeSet::new();
    let mut seen = BTreeSet::new();
    let mut waiting = vec![schema];
    while let Some(schema) = waiting.pop() {
        if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
            if seen.insert(reference) {
                waiting.push(fragment.pointer(reference.strip_prefix('#')?)?);
            }
            continue;
        }
        properties.extend(members(&schema["properties"]).map(|(name, _)| name.as_str()));
        for parts in PARTS {
            waiting.extend(list(schema, parts));
        }
    }
    Some(properties)
}
