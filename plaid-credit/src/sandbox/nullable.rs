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
