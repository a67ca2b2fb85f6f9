//! Turns an answer into one that the document does not foresee.

use serde_json::{Map, Value, json};

use super::fragment::Fragment;

/// One value in this many gets another type.
const EVERY: usize = 5;
const UNKNOWN: &str = "SANDBOX_UNKNOWN_VALUE";

/// Puts objects in the place of some strings, numbers and booleans.
pub(super) fn types(answer: &mut Value) {
    distort(answer, &mut 0);
}

fn distort(value: &mut Value, seen: &mut usize) {
    match value {
        Value::Object(members) => {
            let members = members.iter_mut().filter(|(name, _)| *name != "request_id");
            members.for_each(|(_, value)| distort(value, seen));
        }
        Value::Array(items) => items.iter_mut().for_each(|item| distort(item, seen)),
        Value::Null => {}
        _ => {
            if seen.is_multiple_of(EVERY) {
                *value = json!({ "unexpected": true });
            }
            *seen += 1;
        }
    }
}

/// Puts a value that is not listed in the place of every enum.
pub(super) fn enums(answer: &mut Value, schema: &Value, fragment: &Fragment) {
    let (schema, _) = fragment.resolve(schema);
    for part in schema["allOf"].as_array().into_iter().flatten() {
        enums(answer, part, fragment);
    }
    match answer {
        Value::Object(members) => enums_of_members(members, schema, fragment),
        Value::Array(items) => items
            .iter_mut()
            .for_each(|item| enums(item, &schema["items"], fragment)),
        Value::String(text) if schema["enum"].is_array() => UNKNOWN.clone_into(text),
        _ => {}
    }
}

fn enums_of_members(members: &mut Map<String, Value>, schema: &Value, fragment: &Fragment) {
    for (name, value) in members {
        if let Some(schema) = schema["properties"].get(name) {
            enums(value, schema, fragment);
        }
    }
}
