//! Visits the schemas of an OpenAPI document, wherever one may stand.

use serde_json::{Map, Value};

use super::error::Fault;
use super::references::{self, escape};

/// A schema as the passes see it: its keywords.
pub(crate) type Keywords = Map<String, Value>;

type Visited = Result<(), Fault>;

/// Keywords below which no type is made of anything: data, and what the client does not read.
const PASSED_OVER: [&str; 5] = ["callbacks", "example", "examples", "headers", "links"];

/// Calls `visit` with every schema: those of components and operations, and those nested in
/// them, inner ones first.
pub(crate) fn for_each_schema(
    document: &mut Value,
    visit: &mut impl FnMut(&mut Keywords) -> Visited,
) -> Visited {
    let components = document.get_mut("components");
    let sections = components.and_then(Value::as_object_mut);
    for (section, all) in sections.into_iter().flatten() {
        for (name, component) in all.as_object_mut().into_iter().flatten() {
            let visited = match section.as_str() {
                "schemas" => in_schema(component, visit),
                section if PASSED_OVER.contains(&section) => Ok(()),
                _ => find_schemas(component, visit),
            };
            visited.map_err(|fault| fault.under(name).under(section).under("components"))?;
        }
    }
    match document.get_mut("paths") {
        Some(paths) => find_schemas(paths, visit).map_err(|fault| fault.under("paths")),
        None => Ok(()),
    }
}

/// Descends through parameters, bodies and responses to the schemas in them.
fn find_schemas(node: &mut Value, visit: &mut impl FnMut(&mut Keywords) -> Visited) -> Visited {
    match node {
        Value::Object(map) => map.iter_mut().try_for_each(|(key, value)| {
            let visited = match key.as_str() {
                "schema" => in_schema(value, visit),
                key if PASSED_OVER.contains(&key) => Ok(()),
                _ => find_schemas(value, visit),
            };
            visited.map_err(|fault| fault.under(key))
        }),
        Value::Array(items) => in_list(items, |item| find_schemas(item, visit)),
        _ => Ok(()),
    }
}

fn in_list(items: &mut [Value], mut visit: impl FnMut(&mut Value) -> Visited) -> Visited {
    let mut items = items.iter_mut().enumerate();
    items.try_for_each(|(index, item)| visit(item).map_err(|it| it.under(&index.to_string())))
}

/// Calls `visit` with every schema that is nested in this one, inner ones first, and with it.
pub(crate) fn in_schema(
    schema: &mut Value,
    visit: &mut impl FnMut(&mut Keywords) -> Visited,
) -> Visited {
    // `true` and `false` stand for anything and nothing; nothing is not worth a type.
    if schema.is_boolean() {
        *schema = Value::Object(Keywords::new());
    }
    let Some(keywords) = schema.as_object_mut() else {
        return Err(Fault::new("", "a schema must be a JSON object"));
    };
    below(keywords, visit)?;
    visit(keywords)
}

/// Calls `visit` with every schema that is nested in this one, inner ones first.
pub(crate) fn below(
    keywords: &mut Keywords,
    visit: &mut impl FnMut(&mut Keywords) -> Visited,
) -> Visited {
    for (keyword, value) in keywords.iter_mut() {
        let visited = match (keyword.as_str(), value) {
            ("items", schema) | ("additionalProperties", schema @ Value::Object(_)) => {
                in_schema(schema, visit)
            }
            ("properties", Value::Object(properties)) => {
                properties.iter_mut().try_for_each(|(name, property)| {
                    in_schema(property, visit).map_err(|fault| fault.under(name))
                })
            }
            ("allOf" | "oneOf" | "anyOf", Value::Array(parts)) => {
                in_list(parts, |part| in_schema(part, visit))
            }
            ("properties", _) => Err(Fault::new("", "`properties` must be an object")),
            ("allOf" | "oneOf" | "anyOf" | "enum", value) if !value.is_array() => {
                Err(Fault::new("", format!("`{keyword}` must be a list")))
            }
            _ => Ok(()),
        };
        visited.map_err(|fault| fault.under(keyword))?;
    }
    Ok(())
}

/// The component schemas, by name.
pub(crate) fn schemas(document: &Value) -> Option<&Map<String, Value>> {
    document.pointer("/components/schemas")?.as_object()
}

/// The component schemas, by name.
pub(crate) fn schemas_mut(document: &mut Value) -> Option<&mut Map<String, Value>> {
    let schemas = document.pointer_mut("/components/schemas")?;
    schemas.as_object_mut()
}

/// The name of the component schema that a `$ref` in these keywords names.
pub(crate) fn reference(keywords: &Keywords) -> Option<String> {
    let (section, name) = references::component(keywords.get("$ref")?.as_str()?)?;
    (section == "schemas").then_some(name)
}

/// The methods that a path item may hold.
pub const METHODS: [&str; 8] = [
    "get", "put", "post", "delete", "options", "head", "patch", "trace",
];

/// Every operation, with its path and method.
pub(crate) fn each_operation(document: &Value) -> Result<Vec<(&str, &str, &Keywords)>, Fault> {
    let Some(paths) = document.get("paths").and_then(Value::as_object) else {
        return Err(Fault::new("/paths", "the document has no paths"));
    };
    let mut operations = Vec::new();
    for (path, item) in paths {
        let pointer = format!("/paths/{}", escape(path));
        let Some(item) = item.as_object() else {
            return Err(Fault::new(pointer, "a path item must be an object"));
        };
        for method in METHODS {
            let Some(operation) = item.get(method) else {
                continue;
            };
            let operation = operation.as_object().ok_or_else(|| {
                let pointer = format!("{pointer}/{method}");
                Fault::new(pointer, "an operation must be an object")
            })?;
            operations.push((path.as_str(), method, operation));
        }
    }
    Ok(operations)
}

/// Every operation, with its path and method, to be changed.
pub(crate) fn each_operation_mut(
    document: &mut Value,
) -> impl Iterator<Item = (&str, &str, &mut Keywords)> {
    let paths = document.get_mut("paths").and_then(Value::as_object_mut);
    let items = paths.into_iter().flatten();
    items.flat_map(|(path, item)| {
        let operations = item.as_object_mut().into_iter().flatten();
        operations
            .filter(|(method, _)| METHODS.contains(&method.as_str()))
            .filter_map(|(method, operation)| {
                Some((path.as_str(), method.as_str(), operation.as_object_mut()?))
            })
    })
}

/// The text of a keyword.
pub(crate) fn text(keywords: &Keywords, keyword: &str) -> Option<String> {
    keywords.get(keyword)?.as_str().map(str::to_owned)
}

/// Whether a keyword is there and true.
pub(crate) fn flag(keywords: &Keywords, keyword: &str) -> bool {
    keywords.get(keyword).is_some_and(|value| value == true)
}

/// Whether it is a schema of this `type`.
pub(crate) fn is_of_type(keywords: &Keywords, kind: &str) -> bool {
    keywords.get("type").is_some_and(|value| value == kind)
}

/// The texts in the list of a keyword.
pub(crate) fn texts(keywords: &Keywords, keyword: &str) -> Vec<String> {
    let values = keywords.get(keyword).and_then(Value::as_array);
    let texts = values.into_iter().flatten().filter_map(Value::as_str);
    texts.map(str::to_owned).collect()
}
