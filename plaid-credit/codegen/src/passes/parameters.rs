//! Parameters: progenitor takes plain ones, all of them on the operation.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::error::Fault;
use crate::references::{escape, resolved};
use crate::template;
use crate::walk::METHODS;

/// Headers that OpenAPI leaves to the client.
const CLIENT_HEADERS: [&str; 3] = ["accept", "authorization", "content-type"];

/// Writes all parameters of an operation on it: those of its path, those that are
/// references, and those in the path that are not declared.
pub(crate) fn gather(document: &mut Value) -> Result<(), Fault> {
    let components = document.get("components").cloned().unwrap_or_default();
    let items = document.get_mut("paths").and_then(Value::as_object_mut);
    for (path, item) in items.into_iter().flatten() {
        let Some(item) = item.as_object_mut() else {
            continue;
        };
        let shared = item.remove("parameters");
        let in_path: BTreeSet<&str> = template::names(path).collect();
        for method in METHODS {
            let Some(operation) = item.get_mut(method).and_then(Value::as_object_mut) else {
                continue;
            };
            let fault = |cause| Fault::new(format!("/paths/{}/{method}", escape(path)), cause);
            let own = operation.remove("parameters");
            let mut all: Vec<Value> = Vec::new();
            for list in [&shared, &own].into_iter().flatten() {
                let Some(list) = list.as_array() else {
                    return Err(fault("`parameters` must be a list".to_owned()));
                };
                for given in list {
                    let parameter = plain(resolved(given, &components), &components);
                    let parameter = parameter.ok_or_else(|| {
                        fault(format!(
                            "a parameter needs a `name`, and an `in` that is path, query, header or \
                             cookie: {given}"
                        ))
                    })?;
                    all.retain(|before| key(before) != key(&parameter));
                    all.push(parameter);
                }
            }
            all.retain(|parameter| is_sent(parameter, &in_path));
            if let Some(name) = all.iter().find_map(impossible_header) {
                return Err(fault(format!(
                    "no header can have the name `{name}`: use letters, digits and hyphens"
                )));
            }
            for name in &in_path {
                let undeclared = json!({"name": name, "in": "path"});
                if !all.iter().any(|declared| key(declared) == key(&undeclared)) {
                    all.extend(plain(&undeclared, &components));
                }
            }
            if !all.is_empty() {
                operation.insert("parameters".into(), all.into());
            }
        }
    }
    Ok(())
}

/// Where a parameter is sent, and its name.
fn key(parameter: &Value) -> (Option<&str>, Option<&str>) {
    (parameter["in"].as_str(), parameter["name"].as_str())
}

fn is_sent(parameter: &Value, in_path: &BTreeSet<&str>) -> bool {
    match key(parameter) {
        (Some("path"), Some(name)) => in_path.contains(name),
        (Some("header"), Some(name)) => !CLIENT_HEADERS.contains(&name.to_lowercase().as_str()),
        (place, _) => place == Some("query"),
    }
}

/// The name of a header that none can have: the client would panic when it is called.
fn impossible_header(parameter: &Value) -> Option<&str> {
    let (Some("header"), Some(name)) = key(parameter) else {
        return None;
    };
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    let is_possible = !name.is_empty() && name.bytes().all(is_allowed);
    (!is_possible).then_some(name)
}

/// Paths and headers take text and numbers, queries lists of them as well. Whatever
/// else may be due is for the caller to write as text.
fn plain(parameter: &Value, components: &Value) -> Option<Value> {
    let (Some(place), Some(name)) = key(parameter) else {
        return None;
    };
    let schema = &parameter["schema"];
    let schema = match (place, kind(resolved(schema, components))) {
        ("query", _) => in_query(schema, components),
        ("path" | "header" | "cookie", scalar @ ("integer" | "boolean")) => json!({"type": scalar}),
        ("path" | "header" | "cookie", _) => json!({"type": "string"}),
        _ => return None,
    };
    let required = place == "path" || parameter["required"] == true;
    let mut plain = json!({"name": name, "in": place, "required": required, "schema": schema});
    if let Some(description) = parameter.get("description") {
        plain["description"] = description.clone();
    }
    Some(plain)
}

fn in_query(schema: &Value, components: &Value) -> Value {
    let is_scalar = |schema| {
        let kind = kind(resolved(schema, components));
        ["boolean", "integer", "number", "string"].contains(&kind)
    };
    let shape = resolved(schema, components);
    let is_list = kind(shape) == "array" && shape.get("items").is_some_and(is_scalar);
    if is_scalar(schema) || is_list {
        without_format(schema.clone())
    } else {
        json!({"type": "string"})
    }
}

/// Dates and amounts are written by the caller.
fn without_format(mut schema: Value) -> Value {
    let is_integer = kind(&schema) == "integer";
    if let Some(keywords) = schema.as_object_mut() {
        keywords.retain(|keyword, _| is_integer || keyword != "format");
        if let Some(items) = keywords.get_mut("items") {
            *items = without_format(items.take());
        }
    }
    schema
}

fn kind(schema: &Value) -> &str {
    schema["type"].as_str().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    #[test]
    fn gathers_the_parameters_of_path_and_operation() {
        let mut document = json!({
            "paths": {"/a/{id}": {
                "parameters": [{"name": "x", "in": "query", "schema": {"type": "string"}}],
                "get": {"parameters": [
                    {"$ref": "#/components/parameters/Page"},
                    {"name": "x", "in": "query", "required": true, "description": "What x is.", "schema": {"type": "object"}},
                    {"name": "Accept", "in": "header"},
                ]},
            }},
            "components": {"parameters": {"Page": {"name": "page", "in": "query", "schema": {"type": "integer"}}}},
        });
        super::gather(&mut document).unwrap();
        assert_eq!(
            document["paths"]["/a/{id}"]["get"]["parameters"],
            json!([
                {"name": "page", "in": "query", "required": false, "schema": {"type": "integer"}},
                {"name": "x", "in": "query", "required": true, "description": "What x is.", "schema": {"type": "string"}},
                {"name": "id", "in": "path", "required": true, "schema": {"type": "string"}},
            ])
        );
    }

    #[test]
    fn a_name_that_no_header_can_have_is_a_fault() {
        let gathered = |name: &str| {
            let header = json!({"name": name, "in": "header", "required": true});
            let mut document = json!({"paths": {"/a": {"get": {"parameters": [header]}}}});
            super::gather(&mut document).map_err(|fault| fault.to_string())
        };
        for name in ["X-Trace", "x_trace.1", "!#$%&'*+-.^_`|~"] {
            assert_eq!(gathered(name), Ok(()));
        }
        for name in ["X Trace", "", "Kopfzeilenlänge", "a:b", "a/b"] {
            let fault = format!(
                "#/paths/~1a/get: no header can have the name `{name}`: use letters, digits and \
                 hyphens"
            );
            assert_eq!(gathered(name), Err(fault));
        }
    }

    #[test]
    fn a_parameter_without_a_name_or_place_is_a_fault() {
        let parameters = json!([{"in": "query"}]);
        let mut document = json!({"paths": {"/a": {"get": {"parameters": parameters}}}});
        let fault = super::gather(&mut document).unwrap_err();
        assert_eq!(
            fault.to_string(),
            "#/paths/~1a/get: a parameter needs a `name`, and an `in` that is path, query, header \
             or cookie: {\"in\":\"query\"}"
        );
    }
}
