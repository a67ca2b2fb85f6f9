//! Checks the fragment and keeps what the crate's features ask for.

use serde_json::{Map, Value};

use super::Options;
use super::error::Fault;
use super::references;
use super::walk::{METHODS, for_each_operation};

/// The operation's extension that names the cargo feature it belongs to.
const FEATURE: &str = "x-cargo-feature";

/// Refuses what is not an OpenAPI 3.0 document.
pub(crate) fn check_version(document: &Value) -> Result<(), Fault> {
    match document.get("openapi").and_then(Value::as_str) {
        Some(version) if version.starts_with("3.0.") => Ok(()),
        Some(version) => Err(Fault::new(
            "/openapi",
            format!("OpenAPI {version} is not supported: 3.0 is"),
        )),
        None => Err(Fault::new(
            "/openapi",
            "missing: this is not an OpenAPI 3.0 document",
        )),
    }
}

fn is_kept(operation: &Value, options: &Options) -> bool {
    options.features.as_ref().is_none_or(|features| {
        let feature = operation.get(FEATURE).and_then(Value::as_str);
        feature.is_some_and(|feature| features.iter().any(|on| on == feature))
    })
}

/// Drops the operations that are not asked for, and the components that the others do not reach.
pub(crate) fn select(document: &mut Value, options: &Options) -> Result<(), Fault> {
    // Reports path items and operations of another form before they are silently kept or dropped.
    for_each_operation(document, &mut |_, _| Ok(()))?;
    if let Some(paths) = document.get_mut("paths").and_then(Value::as_object_mut) {
        for item in paths.values_mut().filter_map(Value::as_object_mut) {
            item.retain(|key, value| !METHODS.contains(&key.as_str()) || is_kept(value, options));
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
pub(crate) fn check_references(document: &Value) -> Result<(), Fault> {
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
            &Options {
                features: Some(vec!["sessions".into()]),
            },
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
