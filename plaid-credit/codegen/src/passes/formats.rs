//! Formats with a Rust type of their own stay; others say nothing that the client checks.

use serde_json::Value;

use crate::error::Fault;
use crate::walk::for_each_schema;

/// By type: the formats for which there is a Rust type.
const KNOWN: [(&str, &str); 6] = [
    ("string", "date"),
    ("string", "date-time"),
    ("string", "binary"),
    ("integer", "int32"),
    ("integer", "int64"),
    ("number", "decimal"),
];

/// Drops the formats that name no Rust type: `url`, `double`, `uuid` and the like.
pub(crate) fn drop_unknown(document: &mut Value) -> Result<(), Fault> {
    for_each_schema(document, &mut |schema, _| {
        let kind = schema
            .get("type")
            .and_then(Value::as_str)
            .unwrap_or_default();
        let format = schema
            .get("format")
            .and_then(Value::as_str)
            .unwrap_or_default();
        if !KNOWN.contains(&(kind, format)) {
            schema.remove("format");
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    #[test]
    fn keeps_the_formats_that_have_a_rust_type() {
        let mut document = json!({"components": {"schemas": {
            "A": {"type": "string", "format": "date"}, "B": {"type": "string", "format": "url"},
            "C": {"type": "number", "format": "decimal"}, "D": {"type": "number", "format": "double"},
        }}});
        super::drop_unknown(&mut document).unwrap();
        assert_eq!(
            document["components"]["schemas"],
            json!({
                "A": {"type": "string", "format": "date"}, "B": {"type": "string"},
                "C": {"type": "number", "format": "decimal"}, "D": {"type": "number"},
            })
        );
    }
}
