//! The type of a value in JSON, in a few words.

use serde_json::Value;

use crate::document::{Document, Schema, flag, text};

/// Keywords that narrow the values down.
const LIMITS: [&str; 10] = [
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "minLength",
    "maxLength",
    "pattern",
    "minItems",
    "maxItems",
    "default",
];

/// The type as the document has it: `array of CreditSession`, `number decimal`.
pub(super) fn of(document: &Document, schema: &Schema) -> String {
    let mut words = kind(document, schema);
    for keyword in LIMITS {
        if let Some(limit) = schema.get(keyword) {
            words.push_str(&format!(", {keyword} {limit}"));
        }
    }
    words
}

fn kind(document: &Document, schema: &Schema) -> String {
    if let Some(name) = document.alias(schema) {
        return name.to_owned();
    }
    for (keyword, joint) in [("allOf", " and "), ("oneOf", " or "), ("anyOf", " or ")] {
        if let Some(parts) = schema.get(keyword).and_then(Value::as_array) {
            let parts = parts.iter().filter_map(Value::as_object);
            return parts
                .map(|part| kind(document, part))
                .collect::<Vec<_>>()
                .join(joint);
        }
    }
    if schema.contains_key("enum") {
        return "string enum".to_owned();
    }
    let element = |keyword: &str| match schema.get(keyword).and_then(Value::as_object) {
        Some(element) if flag(element, "nullable") => {
            format!("({} or null)", of(document, element))
        }
        Some(element) => of(document, element),
        None => "any".to_owned(),
    };
    match (text(schema, "type"), text(schema, "format")) {
        (Some("array"), _) => format!("array of {}", element("items")),
        (Some("object") | None, _)
            if schema
                .get("additionalProperties")
                .is_some_and(Value::is_object) =>
        {
            format!("map of {}", element("additionalProperties"))
        }
        (Some(kind), Some(format)) => format!("{kind} {format}"),
        (Some(kind), None) => kind.to_owned(),
        (None, _) if schema.contains_key("properties") => "object".to_owned(),
        (None, _) => "any".to_owned(),
    }
}

/// The schema inside all lists and maps.
pub(super) fn innermost(schema: &Schema) -> Schema {
    ["items", "additionalProperties"]
        .iter()
        .find_map(|keyword| schema.get(*keyword)?.as_object())
        .filter(|_| !schema.contains_key("properties"))
        .map_or_else(|| schema.clone(), innermost)
}
