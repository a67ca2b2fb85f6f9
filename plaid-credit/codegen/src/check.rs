//! Refuses documents that nothing can be made of, before anything is changed in them.

use std::collections::BTreeMap;

use serde_json::Value;

use super::error::Fault;
use super::references::{self, escape};
use super::template;
use super::walk::each_operation;

/// Finds what is not OpenAPI 3.0, references to nothing or to other documents, and paths that
/// no request can be sent to.
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
    check_paths(document)
}

fn check_paths(document: &Value) -> Result<(), Fault> {
    let mut known = BTreeMap::new();
    for (path, method, _) in each_operation(document)? {
        let fault = |cause: &str| Err(Fault::new(format!("/paths/{}", escape(path)), cause));
        if !template::is_template(path) {
            return fault("a path must begin with `/`, and each `{` in it needs its own `}`");
        }
        // What the names are makes no difference to the URL.
        let urls = template::renamed(path, |_| String::new());
        if let Some(other) = known.insert((urls, method), path) {
            return fault(&format!(
                "`{method}` of this path is the same request as that of `{other}`: remove one"
            ));
        }
    }
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
    fn a_path_that_no_request_can_be_sent_to_is_reported() {
        let fault = |paths: serde_json::Value| {
            let document = json!({"openapi": "3.0.0", "paths": paths});
            super::check(&document).unwrap_err().to_string()
        };
        let not_a_path = "a path must begin with `/`, and each `{` in it needs its own `}`";
        assert_eq!(
            fault(json!({"a/get": {"post": {}}})),
            format!("#/paths/a~1get: {not_a_path}")
        );
        assert_eq!(
            fault(json!({"/a/{x": {"post": {}}})),
            format!("#/paths/~1a~1{{x: {not_a_path}")
        );
        assert_eq!(
            fault(json!({"/a/{x}": {"get": {}, "post": {}}, "/a/{y}": {"post": {}}})),
            "#/paths/~1a~1{y}: `post` of this path is the same request as that of `/a/{x}`: \
             remove one"
        );
    }

    #[test]
    fn one_path_may_be_written_twice_for_two_methods() {
        let paths = json!({"/a/{x}": {"get": {}}, "/a/{y}": {"post": {}}});
        let document = json!({"openapi": "3.0.0", "paths": paths});
        assert_eq!(super::check(&document), Ok(()));
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
