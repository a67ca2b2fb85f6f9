//! Forms of a schema that OpenAPI 3.0 does not have, and keywords that say nothing here.

use serde_json::{Value, json};

use super::is_annotation;
use crate::extensions::{self, OF_PLACE};
use crate::walk::Keywords;

/// Whether the keyword makes a difference to a model, and its value has the right form.
fn is_known(keyword: &str, value: &Value) -> bool {
    match keyword {
        "allOf" | "anyOf" | "enum" | "items" | "oneOf" | "properties" | "type" => true,
        "additionalProperties" => value.is_object() || value.is_boolean(),
        "$ref" | "description" | "format" | extensions::RUST_NAME => value.is_string(),
        "deprecated" | "nullable" | extensions::SHOWN => value.is_boolean(),
        "required" | extensions::ARGUMENTS => value.is_array(),
        extensions::RUST_NAMES | extensions::WEBHOOK => value.is_object(),
        _ => false,
    }
}

/// Leaves only the keywords that are known and well formed. A list of types becomes the
/// one that is not null, or none; what stands beside a `$ref` does not change its shape.
pub(crate) fn plain(schema: &mut Keywords) {
    schema.retain(|keyword, value| is_known(keyword, value));
    if schema.contains_key("$ref") {
        schema.retain(|keyword, _| {
            keyword == "$ref" || is_annotation(keyword) || OF_PLACE.contains(&keyword.as_str())
        });
    }
    if let Some(Value::Array(required)) = schema.get_mut("required") {
        required.retain(Value::is_string);
    }
    one_type(schema);
}

fn one_type(schema: &mut Keywords) {
    let types = match schema.get("type") {
        Some(Value::Array(types)) => types.clone(),
        Some(Value::String(kind)) if kind == "null" => vec![json!("null")],
        _ => return,
    };
    let (null, others): (Vec<Value>, Vec<Value>) =
        types.into_iter().partition(|kind| kind == "null");
    if !null.is_empty() {
        schema.insert("nullable".into(), true.into());
    }
    match <[Value; 1]>::try_from(others) {
        Ok([kind]) => schema.insert("type".into(), kind),
        Err(_) => schema.remove("type"),
    };
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::walk::for_each_schema;

    fn plain(mut document: Value) -> Value {
        for_each_schema(&mut document, &mut |schema| {
            super::plain(schema);
            Ok(())
        })
        .unwrap();
        document["components"]["schemas"].take()
    }

    #[test]
    fn lists_of_types_and_siblings_of_references_become_plain() {
        let schemas = plain(json!({"components": {"schemas": {
            "A": {"type": ["string", "null"], "nullable": "no", "const": 1},
            "B": {"type": ["string", "integer"]},
            "C": {"$ref": "#/components/schemas/A", "type": "object", "description": "C."},
            "D": true,
        }}}));
        assert_eq!(
            schemas,
            json!({
                "A": {"type": "string", "nullable": true},
                "B": {},
                "C": {"$ref": "#/components/schemas/A", "description": "C."},
                "D": {},
            })
        );
    }

    #[test]
    fn titles_go_but_not_a_property_called_title() {
        let schemas = plain(json!({"components": {"schemas": {"A": {
            "title": "Error", "x-hidden": true, "example": {"$ref": "#/nowhere"},
            "properties": {"title": {"type": "string", "title": "Title"}},
        }}}}));
        assert_eq!(
            schemas["A"],
            json!({"properties": {"title": {"type": "string"}}})
        );
    }
}
