//! Objects and enums written inside another schema become components with a name.

use std::collections::BTreeSet;

use heck::ToUpperCamelCase;
use serde_json::{Map, Value, json};

use crate::codegen::error::Fault;
use crate::codegen::walk::{Keywords, for_each_operation, schemas_mut};

/// Names each inline schema after the place where it stands: `Parent` and `child` make
/// `ParentChild`, items of a list end in `Item`, values of a map in `Value`.
pub fn hoist(document: &mut Value, taken: &BTreeSet<String>) -> Result<(), Fault> {
    let mut hoister = Hoister {
        taken: taken.clone(),
        hoisted: Map::new(),
    };
    for_each_operation(document, &mut |operation, _| {
        hoister.operation(operation);
        Ok(())
    })?;
    if let Some(components) = schemas_mut(document) {
        for (name, schema) in components.iter_mut() {
            if let Some(schema) = schema.as_object_mut() {
                hoister.children(schema, name);
            }
        }
    }
    if hoister.hoisted.is_empty() {
        return Ok(());
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
    Ok(())
}

struct Hoister {
    taken: BTreeSet<String>,
    hoisted: Map<String, Value>,
}

impl Hoister {
    /// Bodies are models too, whatever their shape.
    fn operation(&mut self, operation: &mut Keywords) {
        let Some(id) = operation.get("operationId").and_then(Value::as_str) else {
            return;
        };
        let id = id.to_upper_camel_case();
        if let Some(schema) = operation.get_mut("requestBody").and_then(body_schema) {
            self.replace(schema, &format!("{id}Request"));
        }
        let responses = operation
            .get_mut("responses")
            .and_then(Value::as_object_mut);
        for (_, response) in responses.into_iter().flatten() {
            if let Some(schema) = body_schema(response) {
                self.replace(schema, &format!("{id}Response"));
            }
        }
    }

    fn children(&mut self, schema: &mut Keywords, name: &str) {
        for (property, child) in schema
            .get_mut("properties")
            .and_then(Value::as_object_mut)
            .into_iter()
            .flatten()
        {
            self.child(child, &format!("{name}{}", property.to_upper_camel_case()));
        }
        if let Some(items) = schema.get_mut("items") {
            self.child(items, &format!("{name}Item"));
        }
        if let Some(values @ Value::Object(_)) = schema.get_mut("additionalProperties") {
            self.child(values, &format!("{name}Value"));
        }
    }

    fn child(&mut self, child: &mut Value, name: &str) {
        let Some(schema) = child.as_object_mut() else {
            return;
        };
        if schema.contains_key("properties") || schema.contains_key("enum") {
            self.replace(child, name);
        } else {
            self.children(schema, name);
        }
    }

    /// Leaves a reference, with the keywords that belong to the place and not to the model.
    fn replace(&mut self, schema: &mut Value, name: &str) {
        let Some(keywords) = schema.as_object_mut() else {
            return;
        };
        if keywords.contains_key("$ref") {
            return;
        }
        let name = self.free_name(name);
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
        self.children(&mut model, &name);
        self.hoisted.insert(name, Value::Object(model));
    }

    fn free_name(&mut self, wanted: &str) -> String {
        let mut name = wanted.to_owned();
        while !self.taken.insert(name.to_upper_camel_case()) {
            name.push_str("Inline");
        }
        name
    }
}

fn body_schema(body: &mut Value) -> Option<&mut Value> {
    body.get_mut("content")?
        .as_object_mut()?
        .values_mut()
        .next()?
        .get_mut("schema")
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
        }}});
        let taken = ["Report".to_owned(), "ReportStatus".to_owned()].into();
        super::hoist(&mut document, &taken).unwrap();
        assert_eq!(
            document["components"]["schemas"],
            json!({
                "Report": {"type": "object", "properties": {
                    "status": {"$ref": "#/components/schemas/ReportStatusInline", "nullable": true,
                        "description": "Where it is."},
                    "lines": {"type": "array", "items": {"$ref": "#/components/schemas/ReportLinesItem"}},
                }},
                "ReportStatusInline": {"type": "string", "enum": ["OPEN"], "description": "Where it is."},
                "ReportLinesItem": {"type": "object", "properties": {
                    "kind": {"$ref": "#/components/schemas/ReportLinesItemKind"},
                }},
                "ReportLinesItemKind": {"type": "string", "enum": ["A"]},
            })
        );
    }
}
