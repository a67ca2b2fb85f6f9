//! Objects and enums written inside another schema become components.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::api::{Place, Step};
use crate::error::Fault;
use crate::references;
use crate::walk::{Keywords, each_operation_mut, schemas_mut, text};

/// Makes a component of each inline schema, and gives the place of each by its new name.
/// The names stand for the places and are replaced by Rust names later.
pub(crate) fn hoist(document: &mut Value) -> Result<BTreeMap<String, Place>, Fault> {
    let mut hoister = Hoister::default();
    for (_, _, operation) in each_operation_mut(document) {
        let id = text(operation, "operationId").unwrap_or_default();
        hoister.operation(operation, &Place::of_operation(&id));
    }
    for (name, schema) in schemas_mut(document).into_iter().flatten() {
        if let Some(schema) = schema.as_object_mut() {
            hoister.children(schema, &Place::of_schema(name));
        }
    }
    for (name, schema) in hoister.hoisted {
        let component = &mut document["components"]["schemas"][&name];
        if !component.is_null() {
            let cause = "this name stands for another schema; rename it";
            return Err(Fault::in_schema(&name, cause));
        }
        *component = schema;
    }
    Ok(hoister.places)
}

#[derive(Default)]
struct Hoister {
    places: BTreeMap<String, Place>,
    hoisted: Map<String, Value>,
}

impl Hoister {
    /// Bodies are models too, whatever their shape.
    fn operation(&mut self, operation: &mut Keywords, place: &Place) {
        if let Some(schema) = operation.get_mut("requestBody").and_then(body_schema) {
            self.replace(schema, &place.then(Step::Request));
        }
        let response = operation.get_mut("responses");
        let response = response.and_then(|all| all.get_mut("2XX"));
        if let Some(schema) = response.and_then(body_schema) {
            self.replace(schema, &place.then(Step::Response));
        }
        let parameters = operation
            .get_mut("parameters")
            .and_then(Value::as_array_mut);
        for parameter in parameters.into_iter().flatten() {
            let name = parameter["name"].as_str().unwrap_or_default();
            let place = place.then(Step::Parameter(name.to_owned()));
            if let Some(schema) = parameter.get_mut("schema") {
                self.child(schema, &place);
            }
        }
    }

    fn children(&mut self, schema: &mut Keywords, place: &Place) {
        let properties = schema.get_mut("properties").and_then(Value::as_object_mut);
        for (name, property) in properties.into_iter().flatten() {
            self.child(property, &place.then(Step::Property(name.clone())));
        }
        if let Some(items) = schema.get_mut("items") {
            self.child(items, &place.then(Step::Items));
        }
        if let Some(values @ Value::Object(_)) = schema.get_mut("additionalProperties") {
            self.child(values, &place.then(Step::Values));
        }
    }

    fn child(&mut self, child: &mut Value, place: &Place) {
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
    fn replace(&mut self, schema: &mut Value, place: &Place) {
        let Some(schema) = schema.as_object_mut() else {
            return;
        };
        if schema.contains_key("$ref") {
            return;
        }
        let mut name = place.to_string();
        // A property may have dots in its own name.
        while self.places.contains_key(&name) {
            name.push('\'');
        }
        let mut model = std::mem::replace(schema, references::to_schema(&name));
        if let Some(description) = model.get("description") {
            schema.insert("description".into(), description.clone());
        }
        for keyword in ["deprecated", "nullable"] {
            schema.extend(model.remove_entry(keyword));
        }
        self.children(&mut model, place);
        self.places.insert(name.clone(), place.clone());
        self.hoisted.insert(name, model.into());
    }
}

/// The schema of a body; one that is sent or received as bytes has none.
fn body_schema(body: &mut Value) -> Option<&mut Value> {
    let content = body.get_mut("content")?.as_object_mut()?;
    content.values_mut().next()?.get_mut("schema")
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
        let places = super::hoist(&mut document).unwrap();
        assert_eq!(
            places["Report.lines[].kind"].to_string(),
            "Report.lines[].kind"
        );
        assert_eq!(
            document["components"]["schemas"],
            json!({
                "Report": {"type": "object", "properties": {
                    "status": {"$ref": "#/components/schemas/Report.status", "nullable": true,
                        "description": "Where it is."},
                    "lines": {"type": "array", "items": {"$ref": "#/components/schemas/Report.lines[]"}},
                }},
                "Report.status": {"type": "string", "enum": ["OPEN"], "description": "Where it is."},
                "Report.lines[]": {"type": "object", "properties": {
                    "kind": {"$ref": "#/components/schemas/Report.lines[].kind"},
                }},
                "Report.lines[].kind": {"type": "string", "enum": ["A"]},
                "Email": {"type": "object", "properties": {"type": {"$ref": "#/components/schemas/Email.type"}}},
                "Email.type": {"type": "string", "enum": ["home"]},
            })
        );
    }
}
