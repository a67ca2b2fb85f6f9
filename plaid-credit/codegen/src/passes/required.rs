//! Requests are strict, responses take whatever comes: which a model is depends on where
//! the operations use it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::error::Fault;
use crate::references;
use crate::walk::{Keywords, for_each_operation, schemas_mut};

/// Which way a model travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    /// Only to Plaid.
    Request,
    /// Only from Plaid.
    Response,
    /// Both ways: read like a response, made like a request.
    Both,
}

impl Direction {
    /// Whether the model is received.
    pub(crate) fn is_received(self) -> bool {
        self != Self::Request
    }
}

/// By component schema, which way it travels.
pub(crate) fn directions(document: &mut Value) -> Result<BTreeMap<String, Direction>, Fault> {
    let components = document
        .get("components")
        .and_then(Value::as_object)
        .cloned()
        .unwrap_or_default();
    let (mut sent, mut received) = (Vec::new(), Vec::new());
    for_each_operation(document, &mut |operation, _| {
        for (key, value) in operation {
            let roots = if key == "responses" {
                &mut received
            } else {
                &mut sent
            };
            roots.push(value.clone());
        }
        Ok(())
    })?;
    let schemas = |roots: &[Value]| -> BTreeSet<String> {
        let reached = references::closure(roots, &components);
        reached
            .into_iter()
            .filter(|(section, _)| section == "schemas")
            .map(|(_, name)| name)
            .collect()
    };
    let (sent, received) = (schemas(&sent), schemas(&received));
    let direction = |name: &String| match (sent.contains(name), received.contains(name)) {
        (true, true) => Direction::Both,
        (true, false) => Direction::Request,
        _ => Direction::Response,
    };
    Ok(sent
        .union(&received)
        .map(|name| (name.clone(), direction(name)))
        .collect())
}

/// Makes every property of a received model optional. In a request, what is required
/// stays so unless it may be null, and an optional list can be left out or sent empty.
pub(crate) fn by_direction(document: &mut Value, directions: &BTreeMap<String, Direction>) {
    for (name, schema) in schemas_mut(document).into_iter().flatten() {
        let Some(schema) = schema.as_object_mut() else {
            continue;
        };
        match directions.get(name) {
            Some(Direction::Request) => strict(schema),
            _ => tolerant(schema),
        }
    }
}

/// Lists and maps are empty where they are null, so they need no `nullable`.
fn tolerant(schema: &mut Keywords) {
    schema.remove("required");
    let properties = schema.get_mut("properties").and_then(Value::as_object_mut);
    for property in properties
        .into_iter()
        .flatten()
        .filter_map(|(_, property)| property.as_object_mut())
    {
        if property
            .get("type")
            .is_some_and(|kind| kind == "array" || kind == "object")
        {
            property.remove("nullable");
        }
    }
}

fn strict(schema: &mut Keywords) {
    let Some(Value::Array(mut required)) = schema.remove("required").or_else(|| Some(json!([])))
    else {
        return;
    };
    let properties = schema.get_mut("properties").and_then(Value::as_object_mut);
    for (name, property) in properties.into_iter().flatten() {
        let Some(property) = property.as_object_mut() else {
            continue;
        };
        if property.get("nullable").is_some_and(|value| value == true) {
            required.retain(|present| present != name);
        }
        let holds_many = property
            .get("type")
            .is_some_and(|kind| kind == "array" || kind == "object");
        if holds_many && !required.iter().any(|present| present == name) {
            property.insert("nullable".into(), true.into());
        }
    }
    schema.insert("required".into(), Value::Array(required));
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn strict_in_requests_and_optional_in_responses() {
        let model = json!({
            "type": "object", "required": ["a", "b", "c"],
            "properties": {
                "a": {"type": "string"}, "b": {"type": "string", "nullable": true},
                "c": {"type": "array", "items": {}}, "d": {"type": "array", "items": {}},
            },
        });
        let content = |name: &str| json!({"content": {"application/json": {"schema": {"$ref": format!("#/components/schemas/{name}")}}}});
        let mut document = json!({
            "paths": {"/a": {"post": {
                "requestBody": content("Ask"), "responses": {"200": content("Answer")},
            }}},
            "components": {"schemas": {"Ask": model, "Answer": model}},
        });
        let directions = directions(&mut document).unwrap();
        assert_eq!(directions["Ask"], Direction::Request);
        assert_eq!(directions["Answer"], Direction::Response);
        by_direction(&mut document, &directions);
        let schemas = &document["components"]["schemas"];
        assert_eq!(schemas["Ask"]["required"], json!(["a", "c"]));
        assert_eq!(schemas["Ask"]["properties"]["d"]["nullable"], json!(true));
        assert!(schemas["Answer"].get("required").is_none());
    }
}
