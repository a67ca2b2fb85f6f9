//! Compositions (`allOf`, `oneOf`, `anyOf`) are merged from the inside.

use std::collections::BTreeSet;

use serde_json::Value;

use super::chain_is_too_long;
use crate::error::Fault;
use crate::references::LONGEST_CHAIN;
use crate::walk::{Keywords, for_each_schema, reference, schemas};

/// Merges each schema that has one of the keywords as soon as none is left in its parts.
/// One that contains itself stays as it is. `merge` gets the schema, its keyword, and the
/// components, in which the parts are merged already.
pub(crate) fn each(
    document: &mut Value,
    keywords: &[&str],
    mut merge: impl FnMut(&mut Keywords, &str, &Value) -> Result<(), Fault>,
) -> Result<(), Fault> {
    for _ in 0..LONGEST_CHAIN {
        if !has_any(document, keywords) {
            return Ok(());
        }
        let mut merged_any = false;
        let components = document["components"].clone();
        let all = components["schemas"].as_object().into_iter().flatten();
        let open: BTreeSet<&String> = all
            .filter_map(|(name, schema)| has_any(schema, keywords).then_some(name))
            .collect();
        let is_settled = |part: &Value| match part.as_object().and_then(reference) {
            Some(target) => !open.contains(&target),
            None => !has_any(part, keywords),
        };
        for_each_schema(document, &mut |schema| {
            for keyword in keywords {
                let parts = schema.get(*keyword).and_then(Value::as_array);
                if parts.is_some_and(|parts| parts.iter().all(is_settled)) {
                    merged_any = true;
                    merge(schema, keyword, &components)?;
                }
            }
            Ok(())
        })?;
        if !merged_any {
            return Ok(());
        }
    }
    let mut schemas = schemas(document).into_iter().flatten();
    match schemas.find(|(_, schema)| has_any(schema, keywords)) {
        Some((name, _)) => Err(chain_is_too_long(name)),
        None => Ok(()),
    }
}

/// Whether one of the keywords stands in the schema or below it.
fn has_any(node: &Value, keywords: &[&str]) -> bool {
    match node {
        Value::Object(map) => map.iter().any(|(key, value)| {
            value.is_array() && keywords.contains(&key.as_str()) || has_any(value, keywords)
        }),
        Value::Array(items) => items.iter().any(|item| has_any(item, keywords)),
        _ => false,
    }
}
