//! Formats with a Rust type of their own stay; others say nothing that the client checks.

use serde_json::Value;

use crate::walk::Keywords;

/// By type: the formats for which there is a Rust type.
const KNOWN: [(&str, &str); 5] = [
    ("string", "date"),
    ("string", "date-time"),
    ("integer", "int32"),
    ("integer", "int64"),
    ("number", "decimal"),
];

/// Drops the formats that name no Rust type: `url`, `double`, `uuid` and the like.
pub(crate) fn drop_unknown(schema: &mut Keywords) {
    let said = ["type", "format"].map(|keyword| schema.get(keyword).and_then(Value::as_str));
    if !KNOWN
        .iter()
        .any(|(kind, format)| said == [Some(*kind), Some(*format)])
    {
        schema.remove("format");
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::walk::for_each_schema;

    #[test]
    fn keeps_the_formats_that_have_a_rust_type() {
        let mut document = json!({"components": {"schemas": {
            "A": {"type": "string", "format": "date"}, "B": {"type": "string", "format": "url"},
            "C": {"type": "number", "format": "decimal"}, "D": {"type": "number", "format": "double"},
        }}});
        for_each_schema(&mut document, &mut |schema| {
            super::drop_unknown(schema);
            Ok(())
        })
        .unwrap();
        assert_eq!(
            document["components"]["schemas"],
            json!({
                "A": {"type": "string", "format": "date"}, "B": {"type": "string"},
                "C": {"type": "number", "format": "decimal"}, "D": {"type": "number"},
            })
        );
    }
}
