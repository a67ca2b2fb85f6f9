//! Components get the names of their Rust types, so that nothing after this renames them.

use std::collections::BTreeMap;

use serde_json::Value;

use super::api::Place;
use super::error::Fault;
use super::extensions::RUST_NAME;
use super::naming;
use super::references;
use super::walk::{for_each_schema, reference, schemas, schemas_mut};

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
        let pinned = schema.get(RUST_NAME).and_then(Value::as_str);
        (place_of(name), pinned.map(str::to_owned))
    }));
    let rust = |name: &String| names.get(&place_of(name));
    for_each_schema(document, &mut |schema| {
        let Some(target) = reference(schema) else {
            return Ok(());
        };
        let Some(rust) = rust(&target) else {
            let cause = format!("`$ref` to `{target}`, which is not a schema");
            return Err(Fault::new("", cause));
        };
        schema.extend(references::to_schema(rust));
        Ok(())
    })?;
    if let Some(components) = schemas_mut(document) {
        for (name, schema) in std::mem::take(components) {
            let rust = rust(&name).ok_or_else(|| Fault::in_schema(&name, "has no Rust name"))?;
            components.insert(rust.clone(), schema);
        }
    }
    let places = names.into_iter().map(|(place, rust)| (rust, place));
    Ok(places.collect())
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
