//! Requests are strict, responses take whatever comes: which a type is depends on where
//! the operations use it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::api::{Answer, Direction};
use super::operations::Draft;
use super::references;
use super::walk::{Keywords, flag};

/// Which way each component schema travels that an operation reaches. `components` are those
/// of the document.
pub(crate) fn of(components: &Map<String, Value>, drafts: &[Draft]) -> BTreeMap<String, Direction> {
    let arguments = drafts.iter().flat_map(|draft| &draft.arguments);
    let sent = reached(
        arguments.filter_map(|argument| argument.schema.clone()),
        components,
    );
    let answers = drafts
        .iter()
        .filter_map(|draft| match &draft.operation.answer {
            Answer::Json(name) => Some(references::to_schema(name)),
            Answer::File(_) | Answer::Empty => None,
        });
    let received = reached(answers, components);
    let direction = |name: &String| match (sent.contains(name), received.contains(name)) {
        (true, true) => Direction::Both,
        (true, false) => Direction::Request,
        _ => Direction::Response,
    };
    sent.union(&received)
        .map(|name| (name.clone(), direction(name)))
        .collect()
}

/// The schemas that `roots` reach.
fn reached(
    roots: impl Iterator<Item = Value>,
    components: &Map<String, Value>,
) -> BTreeSet<String> {
    let roots: Vec<Value> = roots.collect();
    references::closure(&roots, components)
        .into_iter()
        .filter(|(section, _)| section == "schemas")
        .map(|(_, name)| name)
        .collect()
}

/// Makes every property of a received type optional. In a request, what is required stays
/// so unless it may be null, and an optional list can be left out or sent empty.
pub(crate) fn apply(schema: &mut Keywords, direction: Direction) {
    match direction {
        Direction::Request => strict(schema),
        Direction::Response | Direction::Both => tolerant(schema),
    }
}

fn properties(schema: &mut Keywords) -> impl Iterator<Item = (&String, &mut Keywords)> {
    let properties = schema.get_mut("properties").and_then(Value::as_object_mut);
    properties
        .into_iter()
        .flatten()
        .filter_map(|(name, property)| Some((name, property.as_object_mut()?)))
}

fn is_collection(property: &Keywords) -> bool {
    let kind = property.get("type");
    kind.is_some_and(|kind| kind == "array" || kind == "object")
}

/// Lists and maps are empty where they are null, so they need no `nullable`.
fn tolerant(schema: &mut Keywords) {
    schema.remove("required");
    for (_, property) in properties(schema) {
        if is_collection(property) {
            property.remove("nullable");
        }
    }
}

fn strict(schema: &mut Keywords) {
    let Some(Value::Array(mut required)) = schema.remove("required").or_else(|| Some(json!([])))
    else {
        return;
    };
    for (name, property) in properties(schema) {
        if flag(property, "nullable") {
            required.retain(|present| present != name);
        }
        if is_collection(property) && !required.iter().any(|present| present == name) {
            property.insert("nullable".into(), true.into());
        }
    }
    schema.insert("required".into(), Value::Array(required));
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::operations;

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
        let document = json!({
            "paths": {"/a": {"post": {
                "requestBody": content("Ask"), "responses": {"2XX": content("Answer")},
                "callbacks": {"on": {"x": {"post": {"requestBody": content("Answer")}}}},
            }}},
            "components": {"schemas": {"Ask": model, "Answer": model}},
        });
        let schemas = document["components"]["schemas"].as_object().unwrap();
        let components = document["components"].as_object().unwrap();
        let directions = of(components, &operations::read(&document).unwrap());
        assert_eq!(directions["Ask"], Direction::Request);
        assert_eq!(directions["Answer"], Direction::Response);
        let applied = |name: &str| {
            let mut schema = schemas[name].as_object().unwrap().clone();
            apply(&mut schema, directions[name]);
            schema
        };
        assert_eq!(applied("Ask")["required"], json!(["a", "c"]));
        assert_eq!(applied("Ask")["properties"]["d"]["nullable"], json!(true));
        assert!(applied("Answer").get("required").is_none());
    }
}
