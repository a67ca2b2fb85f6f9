//! Reads the fragment and keeps what the crate's features ask for.

use std::path::Path;

use serde_json::{Map, Value};

use super::error::Fault;
use super::references;
use super::walk::{METHODS, for_each_operation};

/// The operation's extension that names the cargo feature it belongs to.
const FEATURE: &str = "x-cargo-feature";

/// Which operations become methods.
#[derive(Debug, Clone)]
pub enum Operations {
    /// Every operation of the document.
    All,
    /// Those of these cargo features.
    OfFeatures(Vec<String>),
}

impl Operations {
    fn keep(&self, operation: &Value) -> bool {
        match self {
            Self::All => true,
            Self::OfFeatures(features) => operation
                .get(FEATURE)
                .and_then(Value::as_str)
                .is_some_and(|feature| features.iter().any(|on| on == feature)),
        }
    }
}

/// Reads an OpenAPI 3.0 document from a JSON file.
pub fn read(file: &Path) -> Result<Value, Fault> {
    let whole = |cause: String| Fault::new("", cause);
    let text =
        std::fs::read_to_string(file).map_err(|error| whole(format!("cannot be read: {error}")))?;
    let document: Value =
        serde_json::from_str(&text).map_err(|error| whole(format!("is not JSON: {error}")))?;
    match document.get("openapi").and_then(Value::as_str) {
        Some(version) if version.starts_with("3.0.") => Ok(document),
        Some(version) => Err(Fault::new(
            "/openapi",
            format!("OpenAPI {version} is not supported: 3.0 is"),
        )),
        None => Err(Fault::new(
            "/openapi",
            "missing: this is no OpenAPI 3.0 document",
        )),
    }
}

/// Drops the operations that are not asked for, and the components that the others do not reach.
pub fn select(document: &mut Value, operations: &Operations) -> Result<(), Fault> {
    // Reports path items and operations of another form before they are silently kept or dropped.
    for_each_operation(document, &mut |_, _| Ok(()))?;
    if let Some(paths) = document.get_mut("paths").and_then(Value::as_object_mut) {
        for item in paths.values_mut().filter_map(Value::as_object_mut) {
            item.retain(|key, value| !METHODS.contains(&key.as_str()) || operations.keep(value));
        }
        paths.retain(|_, item| METHODS.iter().any(|method| item.get(method).is_some()));
    }
    let paths = document.get("paths").cloned().unwrap_or_default();
    if let Some(components) = document
        .get_mut("components")
        .and_then(Value::as_object_mut)
    {
        let reached = references::closure([&paths], components);
        references::retain(components, &reached);
    }
    Ok(())
}

/// Finds references to nothing, and references to other documents.
pub fn check_references(document: &Value) -> Result<(), Fault> {
    let components = document.get("components").and_then(Value::as_object);
    check_below(document, "", components)
}

fn check_below(
    node: &Value,
    pointer: &str,
    components: Option<&Map<String, Value>>,
) -> Result<(), Fault> {
    match node {
        Value::Object(map) => {
            if let Some(Value::String(reference)) = map.get("$ref") {
                check_reference(reference, pointer, components)?;
            }
            for (key, value) in map {
                check_below(
                    value,
                    &format!("{pointer}/{}", super::error::escape(key)),
                    components,
                )?;
            }
            Ok(())
        }
        Value::Array(items) => items.iter().enumerate().try_for_each(|(index, item)| {
            check_below(item, &format!("{pointer}/{index}"), components)
        }),
        _ => Ok(()),
    }
}

fn check_reference(
    reference: &str,
    pointer: &str,
    components: Option<&Map<String, Value>>,
) -> Result<(), Fault> {
    let Some((section, name)) = references::component(reference) else {
        let cause =
            format!("`$ref` to `{reference}`: only `#/components/SECTION/NAME` is supported");
        return Err(Fault::new(pointer, cause));
    };
    let target = components
        .and_then(|all| all.get(&section))
        .and_then(|all| all.get(&name));
    match target {
        Some(_) => Ok(()),
        None => Err(Fault::new(
            pointer,
            format!("`$ref` to `{reference}`, which is not there"),
        )),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn keeps_the_operations_of_a_feature_and_their_schemas() {
        let mut document = json!({
            "paths": {
                "/a": {"post": {"x-cargo-feature": "sessions", "schema": {"$ref": "#/components/schemas/A"}}},
                "/b": {"post": {"x-cargo-feature": "relay", "schema": {"$ref": "#/components/schemas/C"}}},
            },
            "components": {"schemas": {
                "A": {"properties": {"b": {"$ref": "#/components/schemas/B"}}}, "B": {}, "C": {},
            }},
        });
        select(
            &mut document,
            &Operations::OfFeatures(vec!["sessions".into()]),
        )
        .unwrap();
        assert_eq!(
            document["paths"]
                .as_object()
                .unwrap()
                .keys()
                .collect::<Vec<_>>(),
            ["/a"]
        );
        let kept = document["components"]["schemas"].as_object().unwrap();
        assert_eq!(kept.keys().collect::<Vec<_>>(), ["A", "B"]);
    }

    #[test]
    fn a_dangling_reference_is_reported_with_its_place() {
        let document = json!({"components": {"schemas": {
            "A": {"properties": {"b": {"$ref": "#/components/schemas/Gone"}}},
        }}});
        let fault = check_references(&document).unwrap_err();
        assert_eq!(fault.pointer, "/components/schemas/A/properties/b");
        assert_eq!(
            fault.cause,
            "`$ref` to `#/components/schemas/Gone`, which is not there"
        );
    }
}
