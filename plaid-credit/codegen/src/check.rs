//! Refuses documents that nothing can be made of, before anything is changed in them.

use serde_json::Value;

use super::error::Fault;
use super::references;
use super::walk::each_operation;

/// Finds what is not OpenAPI 3.0, references to nothing, and references to other documents.
pub(crate) fn check(document: &Value) -> Result<(), Fault> {
    let fault = |cause: &str| Err(Fault::new("/openapi", cause));
    match document["openapi"].as_str() {
        Some(version) if version.starts_with("3.0.") => {}
        Some(version) => return fault(&format!("OpenAPI {version} is not supported: 3.0 is")),
        None => return fault("missing: this is not an OpenAPI 3.0 document"),
    }
    for pointer in ["/components", "/components/schemas"] {
        let node = document.pointer(pointer);
        if node.is_some_and(|node| !node.is_object()) {
            return Err(Fault::new(pointer, "must be an object"));
        }
    }
    check_references(document, &document["components"])?;
    each_operation(document)?;
    Ok(())
}

fn check_references(node: &Value, components: &Value) -> Result<(), Fault> {
    match node {
        Value::Object(map) => {
            if let Some(Value::String(reference)) = map.get("$ref") {
                check_reference(reference, components)?;
            }
            map.iter().try_for_each(|(key, value)| {
                check_references(value, components).map_err(|fault| fault.under(key))
            })
        }
        Value::Array(items) => items.iter().enumerate().try_for_each(|(index, item)| {
            check_references(item, components).map_err(|fault| fault.under(&index.to_string()))
        }),
        _ => Ok(()),
    }
}

fn check_reference(reference: &str, components: &Value) -> Result<(), Fault> {
    let cause = match references::component(reference) {
        None => ": only `#/components/SECTION/NAME` is supported",
        Some((section, name)) if components[&section].get(&name).is_none() => {
            ", which does not exist"
        }
        Some(_) => return Ok(()),
    };
    Err(Fault::new("", format!("`$ref` to `{reference}`{cause}")))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    #[test]
    fn a_dangling_reference_is_reported_with_its_place() {
        let document = json!({"openapi": "3.0.0", "paths": {}, "components": {"schemas": {
            "A": {"properties": {"b": {"$ref": "#/components/schemas/Gone"}}},
        }}});
        let fault = super::check(&document).unwrap_err();
        assert_eq!(fault.pointer, "/components/schemas/A/properties/b");
        assert_eq!(
            fault.cause,
            "`$ref` to `#/components/schemas/Gone`, which does not exist"
        );
    }

    #[test]
    fn only_openapi_3_0_is_accepted() {
        let fault = super::check(&json!({"openapi": "3.1.0"})).unwrap_err();
        assert_eq!(
            fault.to_string(),
            "#/openapi: OpenAPI 3.1.0 is not supported: 3.0 is"
        );
    }
}
