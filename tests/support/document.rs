//! The document that plaid-credit was generated from: the wire side.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

/// The keywords of a schema.
pub type Schema = Map<String, Value>;

/// The top of the workspace.
pub fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// An OpenAPI 3.0 document.
#[derive(Clone, Debug)]
pub struct Document(Value);

/// An operation of the document.
#[derive(Clone, Debug)]
pub struct Operation<'a> {
    /// Its `operationId`.
    pub id: &'a str,
    /// The HTTP method, in capitals.
    pub method: String,
    /// The path of its URL.
    pub path: &'a str,
    /// The whole of it.
    pub keywords: &'a Schema,
}

/// What an operation takes or gives.
#[derive(Clone, Debug)]
pub struct Body<'a> {
    /// `request`, or the status of the response.
    pub of: &'a str,
    /// The media type.
    pub media_type: &'a str,
    /// What it is read as.
    pub schema: &'a Schema,
}

impl Document {
    /// The fragment of the repository, or the one that `PLAID_CREDIT_FRAGMENT` names, as
    /// for the build of plaid-credit.
    pub fn of_this_build() -> Self {
        let file = std::env::var_os("PLAID_CREDIT_FRAGMENT")
            .unwrap_or_else(|| "openapi/plaid-credit.json".into());
        let file = workspace().join("plaid-credit").join(file);
        let text = fs::read_to_string(&file)
            .unwrap_or_else(|error| panic!("{} cannot be read: {error}", file.display()));
        let document = serde_json::from_str(&text)
            .unwrap_or_else(|error| panic!("{} is not JSON: {error}", file.display()));
        Self(document)
    }

    /// A document of these contents.
    pub fn new(document: Value) -> Self {
        Self(document)
    }

    /// The whole of it.
    pub fn json(&self) -> &Value {
        &self.0
    }

    /// The component schemas.
    pub fn schemas(&self) -> impl Iterator<Item = (&str, &Schema)> {
        let schemas = self
            .0
            .pointer("/components/schemas")
            .and_then(Value::as_object);
        schemas
            .into_iter()
            .flatten()
            .filter_map(|(name, schema)| Some((name.as_str(), schema.as_object()?)))
    }

    /// The component schema of this name.
    pub fn schema(&self, name: &str) -> Option<&Schema> {
        self.0
            .get("components")?
            .get("schemas")?
            .get(name)?
            .as_object()
    }

    /// The operations, in the order of their paths.
    pub fn operations(&self) -> Vec<Operation<'_>> {
        let paths = self.0.get("paths").and_then(Value::as_object);
        let items = paths.into_iter().flatten();
        items
            .filter_map(|(path, item)| Some((path, item.as_object()?)))
            .flat_map(|(path, item)| {
                item.iter()
                    .map(move |(method, operation)| (path, method, operation))
            })
            .filter_map(|(path, method, operation)| {
                let keywords = operation.as_object()?;
                Some(Operation {
                    id: text(keywords, "operationId")?,
                    method: method.to_uppercase(),
                    path,
                    keywords,
                })
            })
            .collect()
    }

    /// The component schema that this one is another name of: a `$ref`, or an `allOf` of
    /// one `$ref` that adds no properties.
    pub fn alias<'a>(&self, schema: &'a Schema) -> Option<&'a str> {
        let reference = match schema.get("allOf").and_then(Value::as_array) {
            Some(parts) if parts.len() == 1 && !schema.contains_key("properties") => {
                parts[0].get("$ref")?
            }
            _ => schema.get("$ref")?,
        };
        reference.as_str()?.strip_prefix("#/components/schemas/")
    }

    /// The schema itself, or the one it is another name of.
    pub fn resolve<'a>(&'a self, schema: &'a Schema) -> &'a Schema {
        match self.alias(schema).and_then(|name| self.schema(name)) {
            Some(target) => self.resolve(target),
            None => schema,
        }
    }

    /// Whether null may stand in place of a value.
    pub fn is_nullable(&self, schema: &Schema) -> bool {
        flag(schema, "nullable")
            || self
                .alias(schema)
                .and_then(|name| self.schema(name))
                .is_some_and(|target| self.is_nullable(target))
    }

    /// The properties of the schema and of all its parts and variants.
    pub fn properties(&self, schema: &Schema) -> BTreeMap<String, Schema> {
        let schema = self.resolve(schema);
        let mut all: BTreeMap<String, Schema> = BTreeMap::new();
        let parts = ["allOf", "oneOf", "anyOf"]
            .iter()
            .filter_map(|keyword| schema.get(*keyword)?.as_array())
            .flatten()
            .filter_map(Value::as_object)
            .flat_map(|part| self.properties(part));
        let own = schema.get("properties").and_then(Value::as_object);
        let own = own
            .into_iter()
            .flatten()
            .filter_map(|(name, property)| Some((name.clone(), property.as_object()?.clone())));
        for (name, property) in parts.chain(own) {
            match all.get_mut(&name) {
                Some(present)
                    if !present.contains_key("$ref") && !property.contains_key("$ref") =>
                {
                    present.extend(property);
                }
                _ => {
                    all.insert(name, property);
                }
            }
        }
        all
    }

    /// Whether the schema or one of its parts demands the property.
    pub fn is_required(&self, schema: &Schema, property: &str) -> bool {
        let schema = self.resolve(schema);
        let demands = schema
            .get("required")
            .and_then(Value::as_array)
            .is_some_and(|required| required.iter().any(|name| name == property));
        let parts = schema.get("allOf").and_then(Value::as_array);
        demands
            || parts
                .into_iter()
                .flatten()
                .filter_map(Value::as_object)
                .any(|part| self.is_required(part, property))
    }
}

impl<'a> Operation<'a> {
    /// The request body and the responses.
    pub fn bodies(&self) -> Vec<Body<'a>> {
        let request = self
            .keywords
            .get("requestBody")
            .map(|body| ("request", body));
        let responses = self.keywords.get("responses").and_then(Value::as_object);
        let responses = responses
            .into_iter()
            .flatten()
            .map(|(status, body)| (status.as_str(), body));
        request
            .into_iter()
            .chain(responses)
            .flat_map(|(of, body)| {
                let content = body.get("content").and_then(Value::as_object);
                content
                    .into_iter()
                    .flatten()
                    .filter_map(move |(media_type, media)| {
                        Some(Body {
                            of,
                            media_type,
                            schema: media.get("schema")?.as_object()?,
                        })
                    })
            })
            .collect()
    }
}

/// The text of a keyword.
pub fn text<'a>(schema: &'a Schema, keyword: &str) -> Option<&'a str> {
    schema.get(keyword)?.as_str()
}

/// Whether a keyword is there and true.
pub fn flag(schema: &Schema, keyword: &str) -> bool {
    schema.get(keyword).is_some_and(|value| value == true)
}
