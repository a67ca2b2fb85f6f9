//! Limits would become types that refuse a value: Plaid checks requests itself, and a
//! response past a limit must still be read.

use serde_json::Value;

use crate::error::Fault;
use crate::walk::for_each_schema;

const LIMITS: [&str; 13] = [
    "exclusiveMaximum",
    "exclusiveMinimum",
    "maxItems",
    "maxLength",
    "maxProperties",
    "maximum",
    "minItems",
    "minLength",
    "minProperties",
    "minimum",
    "multipleOf",
    "pattern",
    "uniqueItems",
];

/// Drops the limits on values, lengths and counts.
pub(crate) fn drop(document: &mut Value) -> Result<(), Fault> {
    for_each_schema(document, &mut |schema, _| {
        schema.retain(|keyword, _| !LIMITS.contains(&keyword.as_str()));
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    #[test]
    fn drops_limits_but_not_a_property_called_pattern() {
        let mut document = json!({"components": {"schemas": {"A": {"properties": {
            "pattern": {"type": "string", "pattern": "^a", "maxLength": 2},
            "list": {"type": "array", "uniqueItems": true, "minItems": 2, "maxItems": 2},
        }}}}});
        super::drop(&mut document).unwrap();
        assert_eq!(
            document["components"]["schemas"]["A"]["properties"],
            json!({"pattern": {"type": "string"}, "list": {"type": "array"}})
        );
    }
}
