//! Objects and enums written inside another schema become components with a name.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::error::Fault;
use crate::naming::InlineName;
use crate::passes::bodies::BYTES;
use crate::walk::{Keywords, for_each_operation, schemas_mut};

/// Names each inline schema after the place where it stands: `Parent` and `child` make
/// `ParentInlineChild`, items of a list end in `Item`, values of a map in `Value`. No
/// component's Rust type has that word in it, so neither ever renames the other. Gives
/// the names.
pub(crate) fn hoist(document: &mut Value) -> Result<Vec<String>, Fault> {
    let mut hoister = Hoister {
        given: BTreeSet::new(),
        hoisted: Map::new(),
    };
    for_each_operation(document, &mut |operation, _| {
        hoister.operation(operation);
        Ok(())
    })?;
    if let Some(components) = schemas_mut(document) {
        for (name, schema) in components.iter_mut() {
            if let Some(schema) = schema.as_object_mut() {
                hoister.children(schema, &InlineName::component(name));
            }
        }
    }
    let names = hoister.hoisted.keys().cloned().collect();
    if hoister.hoisted.is_empty() {
        return Ok(names);
    }
    if let Some(root) = document.as_object_mut() {
        let components = root.entry("components").or_insert_with(|| json!({}));
        if components.get("schemas").is_none() {
            components["schemas"] = json!({});
        }
    }
    if let Some(components) = schemas_mut(document) {
        components.extend(hoister.hoisted);
    }
    Ok(names)
}

struct Hoister {
    given: BTreeSet<String>,
    hoisted: Map<String, Value>,
}

impl Hoister {
    /// Bodies are models too, whatever their shape.
    fn operation(&mut self, operation: &mut Keywords) {
        let Some(id) = operation.get("operationId").and_then(Value::as_str) else {
            return;
        };
        let place = InlineName::operation(id);
        if let Some(schema) = operation.get_mut("requestBody").and_then(body_schema) {
            self.replace(schema, &place.request());
        }
        let responses = operation
            .get_mut("responses")
            .and_then(Value::as_object_mut);
        for (_, response) in responses.into_iter().flatten() {
            if let Some(schema) = body_schema(response) {
                self.replace(schema, &place.response());
            }
        }
        let parameters = operation
            .get_mut("parameters")
            .and_then(Value::as_array_mut);
        for parameter in parameters.into_iter().flatten() {
            let name = parameter.get("name").and_then(Value::as_str);
            let place = place.parameter(name.unwrap_or_default());
            if let Some(schema) = parameter.get_mut("schema") {
                self.child(schema, &place);
            }
        }
    }

    fn children(&mut self, schema: &mut Keywords, place: &InlineName) {
        for (property, child) in schema
            .get_mut("properties")
            .and_then(Value::as_object_mut)
            .into_iter()
            .flatten()
        {
            self.child(child, &place.property(property));
        }
        if let Some(items) = schema.get_mut("items") {
            self.child(items, &place.item());
        }
        if let Some(values @ Value::Object(_)) = schema.get_mut("additionalProperties") {
            self.child(values, &place.value());
        }
    }

    fn child(&mut self, child: &mut Value, place: &InlineName) {
        let Some(schema) = child.as_object_mut() else {
            return;
        };
        if schema.contains_key("properties") || schema.contains_key("enum") {
            self.replace(child, place);
        } else {
            self.children(schema, place);
        }
    }

    /// Leaves a reference, with the keywords that belong to the place and not to the model.
    fn replace(&mut self, schema: &mut Value, place: &InlineName) {
        let Some(keywords) = schema.as_object_mut() else {
            return;
        };
        if keywords.contains_key("$ref") {
            return;
        }
        let name = place.free_type_name(&mut self.given);
        let mut model = std::mem::take(keywords);
        keywords.insert("$ref".into(), format!("#/components/schemas/{name}").into());
        for keyword in ["description", "deprecated"] {
            if let Some(value) = model.get(keyword) {
                keywords.insert(keyword.into(), value.clone());
            }
        }
        if let Some(nullable) = model.remove("nullable") {
            keywords.insert("nullable".into(), nullable);
        }
        model.remove("deprecated");
        self.children(&mut model, place);
        self.hoisted.insert(name, Value::Object(model));
    }
}

/// The schema of a body, but for one that is sent or received as bytes.
fn body_schema(body: &mut Value) -> Option<&mut Value> {
    let content = body.get_mut("content")?.as_object_mut()?;
    let (_, media) = content
        .iter_mut()
        .find(|(media_type, _)| *media_type != BYTES)?;
    media.get_mut("schema")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    #[test]
    fn inline_objects_and_enums_become_components() {
        let mut document = json!({"paths": {}, "components": {"schemas": {
            "Report": {"type": "object", "properties": {
                "status": {"type": "string", "enum": ["OPEN"], "nullable": true, "description": "Where it is."},
                "lines": {"type": "array", "items": {"type": "object", "properties": {
                    "kind": {"type": "string", "enum": ["A"]},
                }}},
            }},
            "Email": {"type": "object", "properties": {"type": {"type": "string", "enum": ["home"]}}},
        }}});
        super::hoist(&mut document).unwrap();
        assert_eq!(
            document["components"]["schemas"],
            json!({
                "Report": {"type": "object", "properties": {
                    "status": {"$ref": "#/components/schemas/ReportInlineStatus", "nullable": true,
                        "description": "Where it is."},
                    "lines": {"type": "array", "items": {"$ref": "#/components/schemas/ReportInlineLinesItem"}},
                }},
                "ReportInlineStatus": {"type": "string", "enum": ["OPEN"], "description": "Where it is."},
                "ReportInlineLinesItem": {"type": "object", "properties": {
                    "kind": {"$ref": "#/components/schemas/ReportInlineLinesItemKind"},
                }},
                "ReportInlineLinesItemKind": {"type": "string", "enum": ["A"]},
                "Email": {"type": "object", "properties": {"type": {"$ref": "#/components/schemas/EmailType"}}},
                "EmailType": {"type": "string", "enum": ["home"]},
            })
        );
    }
}
