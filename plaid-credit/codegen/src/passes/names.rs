//! Components get the names of their Rust types, so that nothing after this renames them.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::error::{Fault, escape};
use crate::naming;
use crate::walk::{for_each_schema, reference, schemas, schemas_mut};

/// By name, the Rust type of each component of the whole document, so that no name
/// depends on the features that are on.
pub(crate) fn of_components(document: &Value) -> BTreeMap<String, String> {
    naming::types(
        schemas(document)
            .into_iter()
            .flatten()
            .map(|(name, _)| name.as_str()),
    )
}

/// Renames every component schema to its Rust type, `APISecret` to `ApiSecret`.
pub(crate) fn to_rust(document: &mut Value, names: &BTreeMap<String, String>) -> Result<(), Fault> {
    for_each_schema(document, &mut |schema, pointer| {
        let Some(target) = reference(schema) else {
            return Ok(());
        };
        let Some(rust) = names.get(&target) else {
            let cause = format!("`$ref` to `{target}`, which is no schema");
            return Err(Fault::new(pointer, cause));
        };
        let target = format!("#/components/schemas/{}", escape(rust));
        schema.insert("$ref".into(), target.into());
        Ok(())
    })?;
    if let Some(components) = schemas_mut(document) {
        let renamed: Map<String, Value> = std::mem::take(components)
            .into_iter()
            .map(|(name, schema)| (names.get(&name).cloned().unwrap_or(name), schema))
            .collect();
        *components = renamed;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    #[test]
    fn components_and_references_take_rust_names() {
        let mut document = json!({"components": {"schemas": {
            "APISecret": {"type": "string"},
            "Foo/Bar": {"type": "object", "properties": {"a": {"$ref": "#/components/schemas/Foo~1Bar"}}},
            "1099": {"type": "string"},
        }}});
        let names = super::of_components(&document);
        super::to_rust(&mut document, &names).unwrap();
        assert_eq!(
            document["components"]["schemas"],
            json!({
                "ApiSecret": {"type": "string"},
                "FooBar": {"type": "object", "properties": {"a": {"$ref": "#/components/schemas/FooBar"}}},
                "X1099": {"type": "string"},
            })
        );
    }
}
