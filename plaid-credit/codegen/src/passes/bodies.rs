//! Bodies: progenitor stops at two media types, or at two successes that differ.

use serde_json::{Value, json};

use crate::error::Fault;
use crate::references::{escape, resolved};
use crate::walk::each_operation_mut;

/// Leaves each operation with at most one request media type and one response, `2XX`.
///
/// JSON is kept where it is offered. Of several successes the one with a body is kept.
/// Error responses go: the client reads every error itself, whatever its form. Only JSON
/// keeps its schema: everything else is sent and received as bytes.
pub(crate) fn one_of_each(document: &mut Value) -> Result<(), Fault> {
    let components = document.get("components").cloned().unwrap_or_default();
    for (path, method, operation) in each_operation_mut(document) {
        let body = operation.remove("requestBody");
        if let Some(mut content) = body.and_then(|body| preferred_content(&body, &components)) {
            if let Some(media_type) = impossible_media_type(&content) {
                let pointer = format!("/paths/{}/{method}/requestBody", escape(path));
                let cause = format!("no body can have the media type `{media_type}`: use ASCII");
                return Err(Fault::new(pointer, cause));
            }
            if let Some(Value::Object(media)) = content.get_mut(JSON) {
                media.entry("schema").or_insert_with(|| json!({}));
            }
            let body = json!({"required": true, "content": content});
            operation.insert("requestBody".into(), body);
        }
        let mut success = json!({"description": ""});
        let responses = operation.remove("responses").unwrap_or_default();
        if let Some(content) = preferred_success(&responses, &components) {
            success["content"] = content;
        }
        operation.insert("responses".into(), json!({"2XX": success}));
    }
    Ok(())
}

/// A media type that no header can have: the client would panic when it is called.
fn impossible_media_type(content: &Value) -> Option<&String> {
    let mut media_types = content.as_object()?.keys();
    media_types.find(|media_type| !media_type.bytes().all(|byte| matches!(byte, b' '..=b'~')))
}

/// The media type whose bodies are read and written as models.
pub(crate) const JSON: &str = "application/json";

fn preferred_success(responses: &Value, components: &Value) -> Option<Value> {
    let mut successes = successes(responses).into_iter();
    successes.find_map(|status| preferred_content(&responses[status], components))
}

/// One media type; JSON with its schema, where it has one.
fn preferred_content(body: &Value, components: &Value) -> Option<Value> {
    let content = &resolved(body, components)["content"];
    let media_type = preferred_media_type(content)?;
    Some(
        match (is_json(media_type), content[media_type].get("schema")) {
            (true, Some(schema)) => json!({JSON: {"schema": schema}}),
            (true, None) => json!({JSON: {}}),
            (false, _) => json!({media_type: {}}),
        },
    )
}

/// The statuses of `responses` that mean success: `default` where there is no other. The
/// first that has a body counts.
pub fn successes(responses: &Value) -> Vec<&str> {
    let statuses = responses.as_object().into_iter().flatten();
    let statuses = statuses.map(|(status, _)| status.as_str());
    let successes = statuses.clone().filter(|status| status.starts_with('2'));
    match successes.clone().next() {
        Some(_) => successes.collect(),
        None => statuses.filter(|status| *status == "default").collect(),
    }
}

/// Which media type of a body's `content` counts: JSON, or else the first.
pub fn preferred_media_type(content: &Value) -> Option<&str> {
    // Another keyword of `content` (Plaid once wrote `examples` there) is no media type.
    let offered = content.as_object()?.iter();
    let offered =
        offered.filter(|(media_type, media)| media_type.contains('/') && media.is_object());
    let mut offered = offered.map(|(media_type, _)| media_type.as_str());
    let first = offered.clone().next();
    offered.find(|media_type| is_json(media_type)).or(first)
}

fn is_json(media_type: &str) -> bool {
    let essence = media_type.split(';').next().unwrap_or_default().trim();
    essence == JSON || essence.ends_with("+json")
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
    fn a_media_type_that_no_header_can_have_is_a_fault() {
        let body = json!({"content": {"text/größe": {}}});
        let mut document = json!({"paths": {"/a": {"post": {"requestBody": body}}}});
        let fault = super::one_of_each(&mut document).unwrap_err();
        assert_eq!(
            fault.to_string(),
            "#/paths/~1a/post/requestBody: no body can have the media type `text/größe`: use ASCII"
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
