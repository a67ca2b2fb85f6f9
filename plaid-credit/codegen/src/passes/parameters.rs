//! Parameters: progenitor takes plain ones, all of them on the operation.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::error::{Fault, escape};
use crate::references;
use crate::walk::{Keywords, METHODS, reference};

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
}
