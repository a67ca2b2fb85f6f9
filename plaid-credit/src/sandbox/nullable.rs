//! Makes plain JSON Schema of OpenAPI's `nullable`, which the validator does not know.

use serde_json::{Value, json};

/// Rewrites every schema in `node` that says `nullable: true`.
pub(super) fn rewrite(node: &mut Value) {
    match node {
        Value::Array(items) => items.iter_mut().for_each(rewrite),
        Value::Object(members) => {
            members.values_mut().for_each(rewrite);
            if members.remove("nullable") == Some(Value::Bool(true)) {
                let schema = node.take();
                *node = json!({ "anyOf": [schema, { "type": "null" }] });
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nullable_schema_takes_null_too() {
        let mut schema = json!({
            "properties": {
                "webhook": { "type": "string", "nullable": true },
                "kind": { "type": "string", "enum": ["asset"], "nullable": true },
                "count": { "type": "integer", "nullable": false }
            }
        });
        rewrite(&mut schema);
        let accepts = |value: Value| jsonschema::is_valid(&schema, &value);
        assert!(accepts(json!({ "webhook": null, "kind": null })));
        assert!(accepts(
            json!({ "webhook": "w", "kind": "asset", "count": 1 })
        ));
        assert!(!accepts(json!({ "webhook": 7 })));
        assert!(!accepts(json!({ "kind": "other" })));
        assert!(!accepts(json!({ "count": null })));
    }
}
