//! Bodies: progenitor stops at two media types, or at two successes that differ.

use serde_json::{Map, Value, json};

use crate::error::Fault;
use crate::references;
use crate::walk::{Keywords, each_operation_mut};

/// Leaves each operation with at most one request media type and one response, `2XX`.
///
/// JSON is kept where it is offered. Of several successes the one with a body is kept.
/// Error responses go: the client reads every error itself, whatever its form. Only JSON
/// keeps its schema: everything else is sent and received as bytes.
pub(crate) fn one_of_each(document: &mut Value) -> Result<(), Fault> {
    let components = document
        .get("components")
        .and_then(Value::as_object)
        .cloned()
        .unwrap_or_default();
    for (_, operation) in each_operation_mut(document) {
        let body = operation.remove("requestBody");
        if let Some((media_type, media)) =
            body.and_then(|body| preferred_content(&resolved(body, &components)))
        {
            let content = request_content(&media_type, media);
            let body = json!({"required": true, "content": content});
            operation.insert("requestBody".into(), body);
        }
        let responses = operation.remove("responses").unwrap_or_default();
        let mut success = json!({"description": ""});
        if let Some((media_type, media)) = preferred_success(&responses, &components) {
            // Whatever else a file's schema says, the client hands out its bytes.
            let media = match media_type == "application/json" {
                true => media,
                false => json!({}),
            };
            success["content"] = Value::Object([(media_type, media)].into_iter().collect());
        }
        operation.insert("responses".into(), json!({"2XX": success}));
    }
    Ok(())
}

fn resolved(node: Value, components: &Map<String, Value>) -> Value {
    let target = node
        .get("$ref")
        .and_then(Value::as_str)
        .and_then(references::component);
    match target.and_then(|(section, name)| components.get(&section)?.get(&name)) {
        Some(component) => component.clone(),
        None => node,
    }
}

fn preferred_success(
    responses: &Value,
    components: &Map<String, Value>,
) -> Option<(String, Value)> {
    let responses = responses.as_object()?;
    let mut successes: Vec<&Value> = responses
        .iter()
        .filter(|(code, _)| code.starts_with('2'))
        .map(|(_, response)| response)
        .collect();
    if successes.is_empty() {
        successes.extend(responses.get("default"));
    }
    successes
        .into_iter()
        .find_map(|response| preferred_content(&resolved(response.clone(), components)))
}

fn preferred_content(body: &Value) -> Option<(String, Value)> {
    let content = body.get("content")?.as_object()?;
    // Another keyword of `content` (Plaid once wrote `examples` there) is no media type.
    let mut offered = content
        .iter()
        .filter(|(media_type, media)| media_type.contains('/') && media.is_object());
    let first = offered.clone().next()?;
    let (media_type, media) = offered
        .find(|(media_type, _)| is_json(media_type))
        .unwrap_or(first);
    let media_type = if is_json(media_type) {
        "application/json"
    } else {
        media_type
    };
    let mut kept = Keywords::new();
    if let Some(schema) = media.get("schema") {
        kept.insert("schema".into(), schema.clone());
    }
    Some((media_type.to_owned(), Value::Object(kept)))
}

fn request_content(media_type: &str, media: Value) -> Value {
    let has_schema = media.get("schema").is_some();
    match media_type {
        "application/json" if has_schema => json!({media_type: media}),
        "application/json" => json!({media_type: {"schema": {}}}),
        _ => json!({media_type: {}}),
    }
}

fn is_json(media_type: &str) -> bool {
    let essence = media_type.split(';').next().unwrap_or_default().trim();
    essence == "application/json" || essence.ends_with("+json")
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    fn passed(operation: Value) -> Value {
        let mut document = json!({"paths": {"/a": {"post": operation}}});
        super::one_of_each(&mut document).unwrap();
        document["paths"]["/a"]["post"].take()
    }

    #[test]
    fn keeps_json_and_the_success_with_a_body() {
        let operation = passed(json!({
            "operationId": "a",
            "requestBody": {"content": {
                "application/json; charset=utf-8": {"schema": {"type": "object"}, "example": 1},
                "application/xml": {"schema": {}},
            }},
            "responses": {
                "200": {"description": "No body."},
                "201": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/A"}}}},
                "204": {"description": "No body."},
                "default": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}},
            },
        }));
        assert_eq!(
            operation["requestBody"]["content"],
            json!({"application/json": {"schema": {"type": "object"}}})
        );
        assert_eq!(
            operation["responses"],
            json!({"2XX": {"description": "", "content": {
                "application/json": {"schema": {"$ref": "#/components/schemas/A"}},
            }}})
        );
    }

    #[test]
    fn other_request_media_types_are_bytes() {
        let operation = passed(json!({
            "operationId": "a",
            "requestBody": {"content": {"multipart/form-data": {"schema": {"type": "object"}}}},
            "responses": {"204": {}},
        }));
        assert_eq!(
            operation["requestBody"]["content"],
            json!({"multipart/form-data": {}})
        );
        assert_eq!(operation["responses"], json!({"2XX": {"description": ""}}));
    }
}
