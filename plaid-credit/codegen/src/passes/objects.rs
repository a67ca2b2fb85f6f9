//! Objects are models, maps or free-form JSON; nothing in between.

use serde_json::{Value, json};

use crate::error::Fault;
use crate::walk::for_each_schema;

/// Objects with properties lose `additionalProperties` (the crate keeps unknown fields
/// of every response); those without become maps, of anything where nothing is said.
pub(crate) fn plain(document: &mut Value) -> Result<(), Fault> {
    for_each_schema(document, &mut |schema, _| {
        if schema.get("type").is_none_or(|kind| kind != "object") {
            return Ok(());
        }
        let has_properties = schema
            .get("properties")
            .and_then(Value::as_object)
            .is_some_and(|all| !all.is_empty());
        let described = schema
            .get("additionalProperties")
            .is_some_and(Value::is_object);
        if has_properties {
            schema.remove("additionalProperties");
        } else if !described {
            schema.remove("properties");
            schema.insert("additionalProperties".into(), json!({}));
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    #[test]
    fn an_object_is_a_model_or_a_map() {
        let mut document = json!({"components": {"schemas": {
            "Model": {"type": "object", "properties": {"a": {}}, "additionalProperties": false},
            "Map": {"type": "object", "additionalProperties": {"type": "string"}},
            "Free": {"type": "object", "properties": {}, "additionalProperties": true},
        }}});
        super::plain(&mut document).unwrap();
        assert_eq!(
            document["components"]["schemas"],
            json!({
                "Model": {"type": "object", "properties": {"a": {}}},
                "Map": {"type": "object", "additionalProperties": {"type": "string"}},
                "Free": {"type": "object", "additionalProperties": {}},
            })
        );
    }
}
