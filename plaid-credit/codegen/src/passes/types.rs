//! Schemas that leave their `type` to the reader.

use serde_json::json;

use crate::error::Fault;
use crate::walk::{Keywords, is_of_type};

const TYPES: [&str; 6] = ["array", "boolean", "integer", "number", "object", "string"];

/// By keyword, the type that has it.
const IMPLIED: [(&str, &str); 3] = [
    ("properties", "object"),
    ("additionalProperties", "object"),
    ("items", "array"),
];

/// Writes down the `type` that other keywords imply, and gives every list its items.
pub(crate) fn infer(schema: &mut Keywords) -> Result<(), Fault> {
    if let Some(kind) = schema.get("type") {
        if !kind.as_str().is_some_and(|kind| TYPES.contains(&kind)) {
            let cause = format!("`type` must be one of {}, not {kind}", TYPES.join(", "));
            return Err(Fault::new("/type", cause));
        }
    } else if let Some((_, kind)) = IMPLIED.iter().find(|it| schema.contains_key(it.0)) {
        schema.insert("type".into(), (*kind).into());
    }
    if is_of_type(schema, "array") {
        schema.entry("items").or_insert_with(|| json!({}));
    } else {
        schema.remove("items");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::walk::for_each_schema;

    #[test]
    fn infers_objects_and_lists() {
        let mut document = json!({"components": {"schemas": {
            "A": {"properties": {}}, "B": {"items": {}}, "C": {"type": "array"}, "D": {},
        }}});
        for_each_schema(&mut document, &mut super::infer).unwrap();
        assert_eq!(
            document["components"]["schemas"],
            json!({
                "A": {"type": "object", "properties": {}}, "B": {"type": "array", "items": {}},
                "C": {"type": "array", "items": {}}, "D": {},
            })
        );
    }

    #[test]
    fn an_unknown_type_is_a_fault() {
        let mut document = json!({"components": {"schemas": {"A": {"type": ["string", "null"]}}}});
        let fault = for_each_schema(&mut document, &mut super::infer).unwrap_err();
        assert_eq!(
            fault.to_string(),
            "#/components/schemas/A/type: `type` must be one of array, boolean, integer, number, \
             object, string, not [\"string\",\"null\"]"
        );
    }
}
