//! Visits the schemas of an OpenAPI document, wherever one may stand.

use serde_json::{Map, Value};

use super::error::Fault;
use super::references::{self, escape};

/// A schema as the passes see it: its keywords.
pub(crate) type Keywords = Map<String, Value>;

type Visited = Result<(), Fault>;

/// Calls `visit` with every schema and its pointer: those of components and
/// operations, and those nested in them, inner ones first.
pub(crate) fn for_each_schema(
    document: &mut Value,
    visit: &mut impl FnMut(&mut Keywords, &str) -> Visited,
) -> Visited {
    let components = document.get_mut("components");
    let sections = components.and_then(Value::as_object_mut);
    for (section, all) in sections.into_iter().flatten() {
        for (name, component) in all.as_object_mut().into_iter().flatten() {
            let pointer = format!("/components/{section}/{}", escape(name));
            match section == "schemas" {
                true => in_schema(component, &pointer, visit)?,
                false => find_schemas(component, &pointer, visit)?,
            }
        }
    }
    match document.get_mut("paths") {
        Some(paths) => find_schemas(paths, "/paths", visit),
        None => Ok(()),
    }
}

/// Descends through parameters, bodies and responses to the schemas in them.
fn find_schemas(
    node: &mut Value,
    pointer: &str,
    visit: &mut impl FnMut(&mut Keywords, &str) -> Visited,
) -> Visited {
    match node {
        Value::Object(map) => {
            for (key, value) in map {
                let pointer = format!("{pointer}/{}", escape(key));
                match key.as_str() {
                    "schema" => in_schema(value, &pointer, visit)?,
                    "example" | "examples" => {}
                    _ => find_schemas(value, &pointer, visit)?,
                }
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter_mut().enumerate() {
                find_schemas(item, &format!("{pointer}/{index}"), visit)?;
            }
        }
        _ => {}
    }
    Ok(())
}

fn in_schema(
    schema: &mut Value,
    pointer: &str,
    visit: &mut impl FnMut(&mut Keywords, &str) -> Visited,
) -> Visited {
    // `true` and `false` stand for anything and nothing; nothing is not worth a type.
    if schema.is_boolean() {
        *schema = Value::Object(Keywords::new());
    }
    let Some(keywords) = schema.as_object_mut() else {
        return Err(Fault::new(pointer, "a schema must be a JSON object"));
    };
    for (keyword, value) in keywords.iter_mut() {
        let pointer = format!("{pointer}/{keyword}");
        match (keyword.as_str(), value) {
            ("items", schema) | ("additionalProperties", schema @ Value::Object(_)) => {
                in_schema(schema, &pointer, visit)?;
            }
            ("properties", Value::Object(properties)) => {
                for (name, property) in properties {
                    in_schema(property, &format!("{pointer}/{}", escape(name)), visit)?;
                }
            }
            ("allOf" | "oneOf" | "anyOf", Value::Array(parts)) => {
                for (index, part) in parts.iter_mut().enumerate() {
                    in_schema(part, &format!("{pointer}/{index}"), visit)?;
                }
            }
            ("properties", _) => return Err(Fault::new(pointer, "`properties` must be an object")),
            ("allOf" | "oneOf" | "anyOf" | "enum", value) if !value.is_array() => {
                return Err(Fault::new(pointer, format!("`{keyword}` must be a list")));
            }
            _ => {}
        }
    }
    visit(keywords, pointer)
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
