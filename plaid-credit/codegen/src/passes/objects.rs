//! Objects are models, maps or free-form JSON; nothing in between.

use serde_json::{Value, json};

use crate::walk::{Keywords, is_of_type};

/// Objects with properties lose `additionalProperties` (the crate keeps unknown fields
/// of every response); those without become maps, of anything where nothing is said.
pub(crate) fn plain(schema: &mut Keywords) {
    if !is_of_type(schema, "object") {
        return;
    }
    let object = |keyword| schema.get(keyword).and_then(Value::as_object);
    if object("properties").is_some_and(|all| !all.is_empty()) {
        schema.remove("additionalProperties");
    } else if object("additionalProperties").is_none() {
        schema.remove("properties");
        schema.insert("additionalProperties".into(), json!({}));
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::walk::for_each_schema;

    #[test]
    fn an_object_is_a_model_or_a_map() {
        let mut document = json!({"components": {"schemas": {
            "Model": {"type": "object", "properties": {"a": {}}, "additionalProperties": false},
            "Map": {"type": "object", "additionalProperties": {"type": "string"}},
            "Free": {"type": "object", "properties": {}, "additionalProperties": true},
        }}});
        for_each_schema(&mut document, &mut |schema| {
            super::plain(schema);
            Ok(())
        })
        .unwrap();
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
