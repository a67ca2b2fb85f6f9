//! Requests are strict, responses take whatever comes: which a type is depends on where
//! the operations use it.

use std::collections::BTreeMap;

use serde_json::Value;

use super::api::{Answer, Direction};
use super::operations::Draft;
use super::references;
use super::walk::{Keywords, flag, is_of_type, texts};

/// Which way each component schema travels that an operation or a webhook reaches. `components`
/// are those of the document.
pub(crate) fn of(components: &Value, drafts: &[Draft]) -> BTreeMap<String, Direction> {
    let arguments = drafts.iter().flat_map(|draft| &draft.arguments);
    let sent = arguments.filter_map(|argument| argument.schema.as_ref());
    let answers = drafts.iter().map(|draft| &draft.operation.answer);
    let answers = answers.filter_map(|answer| match answer {
        Answer::Json(name) => Some(references::to_schema(name)),
        Answer::File(_) | Answer::Empty => None,
    });
    let webhooks = references::to_webhooks(components);
    let received: Vec<Value> = answers.map(Value::Object).chain(webhooks).collect();
    let mut directions = BTreeMap::new();
    for (_, name) in references::closure(sent, components) {
        directions.insert(name, Direction::Request);
    }
    for (_, name) in references::closure(&received, components) {
        directions
            .entry(name)
            .and_modify(|direction| *direction = Direction::Both)
            .or_insert(Direction::Response);
    }
    directions
}

/// Makes every property of a received type optional. In a request, what is required stays
/// so unless it may be null, and an optional list can be left out or sent empty.
pub(crate) fn apply(schema: &mut Keywords, direction: Direction) {
    let is_request = direction == Direction::Request;
    let mut required = texts(schema, "required");
    required.retain(|_| is_request);
    let properties = schema.get_mut("properties").and_then(Value::as_object_mut);
    for (name, property) in properties.into_iter().flatten() {
        let Some(property) = property.as_object_mut() else {
            continue;
        };
        if flag(property, "nullable") {
            required.retain(|present| present != name);
        }
        if is_of_type(property, "array") || is_of_type(property, "object") {
            if !is_request {
                // Received, they are empty where they are null.
                property.remove("nullable");
            } else if !required.contains(name) {
                property.insert("nullable".into(), true.into());
            }
        }
    }
    schema.insert("required".into(), required.into());
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
        let drafts = operations::read(&document).unwrap();
        let directions = of(&document["components"], &drafts);
        assert_eq!(directions["Ask"], Direction::Request);
        assert_eq!(directions["Answer"], Direction::Response);
        let applied = |name: &str| {
            let mut schema = schemas[name].as_object().unwrap().clone();
            apply(&mut schema, directions[name]);
            schema
        };
        assert_eq!(applied("Ask")["required"], json!(["a", "c"]));
        assert_eq!(applied("Ask")["properties"]["d"]["nullable"], json!(true));
        assert_eq!(applied("Answer")["required"], json!([]));
    }
}
