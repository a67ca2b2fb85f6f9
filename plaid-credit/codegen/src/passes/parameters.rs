//! Parameters: progenitor takes plain ones, and each argument needs a name of its own.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::error::{Fault, escape};
use crate::naming;
use crate::references;
use crate::walk::{Keywords, METHODS, for_each_operation, reference};

/// Keeps the path of an operation, where parameters in it take other names.
pub(crate) const PATH: &str = "x-path";

/// Keeps the names on the wire, by those that progenitor sees instead.
pub(crate) const WIRE_NAMES: &str = "x-wire-names";

/// Headers that OpenAPI leaves to the client.
const CLIENT_HEADERS: [&str; 3] = ["accept", "authorization", "content-type"];

const SCALARS: [&str; 4] = ["boolean", "integer", "number", "string"];

/// Writes all parameters of an operation on it: those of its path, those that are
/// references, and those in the path that are not declared.
pub(crate) fn gather(document: &mut Value) -> Result<(), Fault> {
    let components = document.get("components").cloned().unwrap_or_default();
    let items = document.get_mut("paths").and_then(Value::as_object_mut);
    for (path, item) in items.into_iter().flatten() {
        let pointer = format!("/paths/{}", escape(path));
        let Some(item) = item.as_object_mut() else {
            continue;
        };
        let shared = item.remove("parameters").unwrap_or_else(|| json!([]));
        for method in METHODS {
            let Some(operation) = item.get_mut(method).and_then(Value::as_object_mut) else {
                continue;
            };
            let pointer = format!("{pointer}/{method}");
            let own = operation.remove("parameters").unwrap_or_else(|| json!([]));
            let mut all: Vec<Parameter> = Vec::new();
            for (list, pointer) in [(&shared, pointer.as_str()), (&own, pointer.as_str())] {
                let Some(list) = list.as_array() else {
                    return Err(Fault::new(pointer, "`parameters` must be a list"));
                };
                for parameter in list {
                    let parameter = Parameter::read(parameter, &components)
                        .ok_or_else(|| Fault::new(pointer, format!("no parameter: {parameter}")))?;
                    all.retain(|before| before.key() != parameter.key());
                    all.push(parameter);
                }
            }
            let in_path = names_in(path);
            all.retain(|parameter| parameter.is_sent(&in_path));
            for name in &in_path {
                if !all.iter().any(|parameter| parameter.is_in_path(name)) {
                    all.push(Parameter::in_path(name));
                }
            }
            let all = all.iter().map(|parameter| parameter.plain(&components));
            let all: Vec<Value> = all.collect();
            if !all.is_empty() {
                operation.insert("parameters".into(), all.into());
            }
        }
    }
    Ok(())
}

/// Gives parameters whose arguments would have one name, or none, names of their own.
pub(crate) fn name(document: &mut Value) -> Result<(), Fault> {
    for_each_operation(document, &mut |operation, _| {
        let Some(parameters) = operation
            .get_mut("parameters")
            .and_then(Value::as_array_mut)
        else {
            return Ok(());
        };
        let names: Vec<(String, String)> = parameters
            .iter()
            .map(|parameter| (text(parameter, "in"), text(parameter, "name")))
            .collect();
        let key = |(place, name): &(String, String)| match names
            .iter()
            .filter(|(_, other)| other == name)
            .count()
        {
            1 => name.clone(),
            _ => format!("{name} {place}"),
        };
        let keys: Vec<String> = names.iter().map(key).collect();
        let arguments = naming::arguments(keys.iter().map(String::as_str));
        let mut wire_names = Map::new();
        for (parameter, ((_, name), key)) in parameters.iter_mut().zip(names.iter().zip(&keys)) {
            let Some(argument) = arguments.get(key) else {
                continue;
            };
            if naming::snake(name) != *argument
                || key != name
                || name.contains(['[', ']', '.', ' '])
                || name.is_empty()
            {
                // A word that no other literal of the method is.
                let token = format!("{argument}_arg");
                parameter["name"] = token.clone().into();
                wire_names.insert(token, name.clone().into());
            }
        }
        if !wire_names.is_empty() {
            operation.insert(WIRE_NAMES.into(), Value::Object(wire_names));
        }
        Ok(())
    })?;
    rename_in_paths(document)
}

/// Writes the new names into the paths. Operations of one path may name one parameter
/// differently only where the document has it twice, so the first one's names serve all.
fn rename_in_paths(document: &mut Value) -> Result<(), Fault> {
    let Some(paths) = document.get_mut("paths").and_then(Value::as_object_mut) else {
        return Ok(());
    };
    for (path, mut item) in std::mem::take(paths) {
        for method in METHODS {
            let Some(Value::Object(mut operation)) =
                item.as_object_mut().and_then(|item| item.remove(method))
            else {
                continue;
            };
            let mut renamed = path.clone();
            let wire_names = operation
                .get(WIRE_NAMES)
                .and_then(Value::as_object)
                .cloned();
            for (token, wire) in wire_names.into_iter().flatten() {
                let is_in_path = operation
                    .get("parameters")
                    .and_then(Value::as_array)
                    .into_iter()
                    .flatten()
                    .any(|parameter| {
                        text(parameter, "name") == token && text(parameter, "in") == "path"
                    });
                if let (true, Some(wire)) = (is_in_path, wire.as_str()) {
                    renamed = renamed.replace(&format!("{{{wire}}}"), &format!("{{{token}}}"));
                }
            }
            if renamed != path {
                operation.insert(PATH.into(), path.clone().into());
            }
            if let Some(item) = paths
                .entry(renamed)
                .or_insert_with(|| json!({}))
                .as_object_mut()
            {
                item.insert(method.to_owned(), Value::Object(operation));
            }
        }
    }
    Ok(())
}

struct Parameter {
    keywords: Keywords,
}

impl Parameter {
    fn read(parameter: &Value, components: &Value) -> Option<Self> {
        let target = parameter
            .get("$ref")
            .and_then(Value::as_str)
            .and_then(references::component);
        let parameter = match target {
            Some((section, name)) => components.get(section)?.get(name)?,
            None => parameter,
        };
        let keywords = parameter.as_object()?.clone();
        let is_known =
            ["query", "path", "header", "cookie"].contains(&keywords.get("in")?.as_str()?);
        (is_known && keywords.get("name")?.is_string()).then_some(Self { keywords })
    }

    fn in_path(name: &str) -> Self {
        let keywords = [("name", json!(name)), ("in", json!("path"))];
        let keywords = keywords.map(|(keyword, value)| (keyword.to_owned(), value));
        Self {
            keywords: keywords.into_iter().collect(),
        }
    }

    fn text(&self, keyword: &str) -> &str {
        self.keywords
            .get(keyword)
            .and_then(Value::as_str)
            .unwrap_or_default()
    }

    fn key(&self) -> (String, String) {
        (self.text("in").to_owned(), self.text("name").to_owned())
    }

    fn is_in_path(&self, name: &str) -> bool {
        self.text("in") == "path" && self.text("name") == name
    }

    fn is_sent(&self, in_path: &BTreeSet<String>) -> bool {
        match self.text("in") {
            "path" => in_path.contains(self.text("name")),
            "header" => !CLIENT_HEADERS.contains(&self.text("name").to_lowercase().as_str()),
            kind => kind == "query",
        }
    }

    /// Paths and headers take text and numbers, queries lists of them as well. Whatever
    /// else may be due is for the caller to write as text.
    fn plain(&self, components: &Value) -> Value {
        let any = json!({});
        let schema = self.keywords.get("schema").unwrap_or(&any);
        let kind = self.text("in");
        let schema = if kind == "query" {
            in_query(schema, components)
        } else {
            json!({"type": scalar(schema, components)})
        };
        let required = kind == "path" || self.keywords.get("required") == Some(&json!(true));
        let name = self.text("name");
        json!({"name": name, "in": kind, "required": required, "schema": schema})
    }
}

fn in_query(schema: &Value, components: &Value) -> Value {
    let shape = resolved(schema, components);
    let is_plain = |shape: &Value| SCALARS.contains(&text(shape, "type").as_str());
    let is_list = text(&shape, "type") == "array"
        && shape
            .get("items")
            .is_some_and(|items| is_plain(&resolved(items, components)));
    if is_plain(&shape) || is_list {
        let mut schema = schema.clone();
        without_format(&mut schema);
        schema
    } else {
        json!({"type": "string"})
    }
}

/// Dates and amounts are written by the caller.
fn without_format(schema: &mut Value) {
    if let Some(keywords) = schema.as_object_mut() {
        if text(&Value::Object(keywords.clone()), "type") != "integer" {
            keywords.remove("format");
        }
        if let Some(items) = keywords.get_mut("items") {
            without_format(items);
        }
    }
}

fn scalar(schema: &Value, components: &Value) -> &'static str {
    match text(&resolved(schema, components), "type").as_str() {
        "integer" => "integer",
        "boolean" => "boolean",
        _ => "string",
    }
}

fn resolved(schema: &Value, components: &Value) -> Value {
    // No alias is longer in any document; a ring ends here.
    const ALIASES: usize = 8;
    let mut schema = schema;
    for _ in 0..ALIASES {
        let Some(target) = schema.as_object().and_then(reference) else {
            break;
        };
        match components.get("schemas").and_then(|all| all.get(target)) {
            Some(found) => schema = found,
            None => break,
        }
    }
    schema.clone()
}

fn names_in(path: &str) -> BTreeSet<String> {
    path.split('{')
        .skip(1)
        .filter_map(|rest| rest.split_once('}'))
        .map(|(name, _)| name.to_owned())
        .collect()
}

fn text(value: &Value, keyword: &str) -> String {
    value
        .get(keyword)
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned()
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
                    {"name": "x", "in": "query", "required": true, "schema": {"type": "object"}},
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
                {"name": "x", "in": "query", "required": true, "schema": {"type": "string"}},
                {"name": "id", "in": "path", "required": true, "schema": {"type": "string"}},
            ])
        );
    }

    #[test]
    fn arguments_are_told_apart_and_keep_their_wire_names() {
        let mut document = json!({"paths": {"/a/{a-b}": {"get": {"parameters": [
            {"name": "a-b", "in": "path"}, {"name": "a_b", "in": "query"}, {"name": "c", "in": "query"},
        ]}}}});
        super::name(&mut document).unwrap();
        let (path, item) = document["paths"]
            .as_object()
            .unwrap()
            .iter()
            .next()
            .unwrap();
        assert!(path.starts_with("/a/{a_b_x"), "{path}");
        assert_eq!(item["get"]["x-path"], "/a/{a-b}");
        assert_eq!(item["get"]["parameters"][1]["name"], "a_b");
    }
}
