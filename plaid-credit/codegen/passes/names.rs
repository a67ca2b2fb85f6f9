//! Components get the names of their Rust types, so that nothing after this renames them.

use std::collections::{BTreeMap, BTreeSet};

use heck::ToUpperCamelCase;
use serde_json::{Map, Value};

use crate::codegen::error::Fault;
use crate::codegen::walk::{for_each_schema, reference, schemas, schemas_mut};

/// The Rust names that the document's own components take.
pub fn taken(document: &Value) -> BTreeSet<String> {
    schemas(document)
        .into_iter()
        .flatten()
        .map(|(name, _)| name.to_upper_camel_case())
        .collect()
}

/// Renames every component schema to its Rust type, `APISecret` to `ApiSecret`, and
/// gives the new names by the old ones.
pub fn to_rust(document: &mut Value) -> Result<BTreeMap<String, String>, Fault> {
    let names = rust_names(document);
    for_each_schema(document, &mut |schema, _| {
        if let Some(target) = reference(schema).and_then(|name| names.get(name)) {
            let target = format!("#/components/schemas/{target}");
            schema.insert("$ref".into(), target.into());
        }
        Ok(())
    })?;
    if let Some(components) = schemas_mut(document) {
        let renamed: Map<String, Value> = std::mem::take(components)
            .into_iter()
            .map(|(name, schema)| (names.get(&name).cloned().unwrap_or(name), schema))
            .collect();
        *components = renamed;
    }
    Ok(names)
}

/// By schema name, the name of its Rust type. Two schemas that differ only in case or
/// punctuation are told apart by a number, the one already in Rust's form first.
fn rust_names(document: &Value) -> BTreeMap<String, String> {
    let mut wanted: BTreeMap<String, Vec<&String>> = BTreeMap::new();
    for (name, _) in schemas(document).into_iter().flatten() {
        wanted.entry(rust_name(name)).or_default().push(name);
    }
    let mut names = BTreeMap::new();
    for (rust, mut same) in wanted {
        same.sort_by_key(|name| (**name != rust, name.as_str()));
        for (index, name) in same.into_iter().enumerate() {
            let numbered = if index == 0 {
                rust.clone()
            } else {
                format!("{rust}Variant{index}")
            };
            names.insert(name.clone(), numbered);
        }
    }
    names
}

fn rust_name(name: &str) -> String {
    let name = name.to_upper_camel_case();
    match name.chars().next() {
        Some(first) if first.is_alphabetic() => match name.as_str() {
            "Self" => "Self_".to_owned(),
            _ => name,
        },
        _ => format!("X{name}"),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    #[test]
    fn components_and_references_take_rust_names() {
        let mut document = json!({"components": {"schemas": {
            "APISecret": {"type": "string"},
            "foo_bar": {"type": "string"},
            "FooBar": {"type": "object", "properties": {"a": {"$ref": "#/components/schemas/foo_bar"}}},
            "1099": {"type": "string"},
        }}});
        super::to_rust(&mut document).unwrap();
        assert_eq!(
            document["components"]["schemas"],
            json!({
                "ApiSecret": {"type": "string"},
                "FooBarVariant1": {"type": "string"},
                "FooBar": {"type": "object", "properties": {"a": {"$ref": "#/components/schemas/FooBarVariant1"}}},
                "X1099": {"type": "string"},
            })
        );
    }
}
