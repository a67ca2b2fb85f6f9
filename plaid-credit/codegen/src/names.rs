//! Components get the names of their Rust types, so that nothing after this renames them.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::api::Place;
use super::error::{Fault, escape};
use super::extensions::RUST_NAME;
use super::naming;
use super::walk::{for_each_schema, reference, schemas, schemas_mut, text};

/// Renames every component schema to its Rust type, `APISecret` to `ApiSecret`. `inline`
/// gives the places of those that are not components in the document. Gives the place of
/// each by its Rust name.
pub(crate) fn to_rust(
    document: &mut Value,
    inline: &BTreeMap<String, Place>,
) -> Result<BTreeMap<String, Place>, Fault> {
    let place_of = |name: &String| {
        let place = inline.get(name).cloned();
        place.unwrap_or_else(|| Place::of_schema(name))
    };
    let components = schemas(document).into_iter().flatten();
    let names = naming::types(components.map(|(name, schema)| {
        let pinned = schema
            .as_object()
            .and_then(|schema| text(schema, RUST_NAME));
        (place_of(name), pinned)
    }));
    let rust = |name: &String| names.get(&place_of(name)).cloned();
    for_each_schema(document, &mut |schema, pointer| {
        let Some(target) = reference(schema) else {
            return Ok(());
        };
        let Some(rust) = rust(&target) else {
            let cause = format!("`$ref` to `{target}`, which is not a schema");
            return Err(Fault::new(pointer, cause));
        };
        let target = format!("#/components/schemas/{}", escape(&rust));
        schema.insert("$ref".into(), target.into());
        Ok(())
    })?;
    if let Some(components) = schemas_mut(document) {
        let renamed = std::mem::take(components)
            .into_iter()
            .map(|(name, schema)| {
                let missing = || Fault::in_schema(&name, "has no Rust name");
                let rust = rust(&name).ok_or_else(missing)?;
                Ok((rust, schema))
            })
            .collect::<Result<Map<String, Value>, Fault>>()?;
        *components = renamed;
    }
    Ok(names
        .into_iter()
        .map(|(place, rust)| (rust, place))
        .collect())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::json;

    #[test]
    fn components_and_references_take_rust_names() {
        let mut document = json!({"components": {"schemas": {
            "APISecret": {"type": "string"},
            "Foo/Bar": {"type": "object", "properties": {"a": {"$ref": "#/components/schemas/Foo~1Bar"}}},
            "1099": {"type": "string"},
        }}});
        let places = super::to_rust(&mut document, &BTreeMap::new()).unwrap();
        assert_eq!(places["FooBar"].to_string(), "Foo/Bar");
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
