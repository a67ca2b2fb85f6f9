//! Where a schema stands in the document: from its name in the generator and in the
//! files of openapi/ to its JSON pointer.

use plaid_credit_codegen::api::{Place, Root, Step};
use plaid_credit_codegen::references::escape;
use plaid_credit_codegen::{preferred_media_type, successes};
use serde_json::Value;

use crate::openapi::{operation_id, operations};

/// The pointer of the operation or schema at a place. Otherwise what is missing, and what to
/// do about an entry that asks for it.
pub(crate) fn pointer(document: &Value, place: &Place) -> Result<String, String> {
    let root = match &place.root {
        Root::Schema(name) => Some(format!("/components/schemas/{}", escape(name))),
        Root::Operation(id) => of_operation(document, id),
    };
    let root = root.filter(|root| document.pointer(root).is_some());
    let mut pointer =
        root.ok_or("the fragment has no such schema; remove the entry or correct the name")?;
    for step in &place.steps {
        pointer = below(document, &pointer, step).ok_or_else(|| match step {
            Step::Property(name) => {
                format!("there is no property `{name}`; remove the entry or correct the name")
            }
            _ => {
                let name = pointer.rsplit('/').next().unwrap_or_default();
                format!("`{name}` is not an array (`[]`) or map (`{{}}`); correct the entry")
            }
        })?;
    }
    Ok(pointer)
}

/// The pointer one step further.
fn below(document: &Value, pointer: &str, step: &Step) -> Option<String> {
    let node = document.pointer(pointer)?;
    let below = match step {
        Step::Property(name) => part(node, &["properties", name])?,
        Step::Items => part(node, &["items"])?,
        Step::Values => part(node, &["additionalProperties"])?,
        Step::Parameter(name) => {
            let mut parameters = node.get("parameters")?.as_array()?.iter();
            let index = parameters.position(|parameter| parameter["name"] == **name)?;
            format!("/parameters/{index}/schema")
        }
        Step::Request => return body(document, format!("{pointer}/requestBody")),
        Step::Response => {
            let mut statuses = successes(node.get("responses")?).into_iter();
            return statuses
                .find_map(|status| body(document, format!("{pointer}/responses/{status}")));
        }
    };
    Some(format!("{pointer}{below}"))
}

/// The pointer of the operation with this ID.
fn of_operation(document: &Value, id: &str) -> Option<String> {
    operations(document)
        .find(|(_, _, operation)| operation_id(operation) == Some(id))
        .map(|(path, method, _)| format!("/paths/{}/{method}", escape(path)))
}

/// The schema of a request's or response's body, which may be a component.
fn body(document: &Value, mut pointer: String) -> Option<String> {
    if let Some(reference) = document.pointer(&pointer)?.get("$ref") {
        pointer = reference.as_str()?.strip_prefix('#')?.to_owned();
    }
    let content = document.pointer(&pointer)?.get("content")?;
    let media_type = preferred_media_type(content)?;
    content[media_type].get("schema")?;
    Some(format!("{pointer}/content/{}/schema", escape(media_type)))
}

/// The way from a schema to what stands below it at `path`, in the schema itself or in a
/// part that is written inside it.
fn part(schema: &Value, path: &[&str]) -> Option<String> {
    let below: String = path.iter().map(|key| format!("/{}", escape(key))).collect();
    if schema.pointer(&below).is_some() {
        return Some(below);
    }
    ["allOf", "oneOf", "anyOf"].iter().find_map(|keyword| {
        let parts = schema.get(keyword)?.as_array()?;
        parts.iter().enumerate().find_map(|(index, inner)| {
            let below = part(inner, path)?;
            Some(format!("/{keyword}/{index}{below}"))
        })
    })
}

#[cfg(test)]
mod tests {
    use plaid_credit_codegen::api::{Place, Step};
    use serde_json::json;

    use super::pointer;

    #[test]
    fn a_place_leads_through_parts_bodies_and_components() {
        let document = json!({
            "paths": {"/a": {"post": {
                "operationId": "aGet",
                "parameters": [{"name": "kind", "schema": {}}],
                "requestBody": {"$ref": "#/components/requestBodies/Body"},
                "responses": {"default": {}, "200": {"content": {"application/json": {"schema":
                    {"additionalProperties": {"items": {}}}}}}},
            }}},
            "components": {
                "requestBodies": {"Body": {"content": {
                    "application/cbor": {"schema": {}}, "application/json": {"schema": {}},
                }}},
                "schemas": {"A": {"allOf": [{}, {"properties": {"b/c": {}}}]}},
            },
        });
        let operation = Place::of_operation("aGet");
        let response = operation.then(Step::Response);
        for (place, expected) in [
            (
                Place::of_schema("A").then(Step::Property("b/c".into())),
                "/components/schemas/A/allOf/1/properties/b~1c",
            ),
            (
                operation.then(Step::Request),
                "/components/requestBodies/Body/content/application~1json/schema",
            ),
            (
                operation.then(Step::Parameter("kind".into())),
                "/paths/~1a/post/parameters/0/schema",
            ),
            (
                response.then(Step::Values).then(Step::Items),
                "/paths/~1a/post/responses/200/content/application~1json/schema/additionalProperties/items",
            ),
        ] {
            assert_eq!(pointer(&document, &place).as_deref(), Ok(expected));
        }
        assert!(pointer(&document, &Place::of_schema("Gone")).is_err());
    }
}
