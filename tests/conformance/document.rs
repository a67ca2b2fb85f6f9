//! The document that plaid-credit was generated from, read without the generator.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

/// The keywords of a schema.
pub(crate) type Schema = Map<String, Value>;

/// An OpenAPI 3.0 document.
#[derive(Clone, Debug)]
pub(crate) struct Document(Value);

/// What an operation takes or gives.
#[derive(Clone, Debug)]
pub(crate) struct Body<'a> {
    /// `request`, or the status of the response.
    pub(crate) of: &'a str,
    /// The media type.
    pub(crate) media_type: &'a str,
    /// What it is read as.
    pub(crate) schema: &'a Schema,
}

impl Document {
    /// A document of these contents.
    pub(crate) fn new(document: Value) -> Self {
        Self(document)
    }

    /// The component schemas.
    pub(crate) fn schemas(&self) -> impl Iterator<Item = (&str, &Schema)> {
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
    pub(crate) fn schema(&self, name: &str) -> Option<&Schema> {
        self.0
            .get("components")?
            .get("schemas")?
            .get(name)?
            .as_object()
    }

    /// The request bodies and responses of all operations.
    pub(crate) fn bodies(&self) -> Vec<Body<'_>> {
        let items = self.0.get("paths").and_then(Value::as_object);
        let items = items.into_iter().flat_map(Map::values);
        items
            .filter_map(Value::as_object)
            .flat_map(Map::values)
            .filter_map(Value::as_object)
            .flat_map(bodies)
            .collect()
    }

    /// The component schema that this one is another name of: a `$ref`, or an `allOf` of
    /// one `$ref` and empty schemas that adds no properties.
    pub(crate) fn alias<'a>(&self, schema: &'a Schema) -> Option<&'a str> {
        let parts = schema.get("allOf").and_then(Value::as_array);
        let mut parts = parts
            .into_iter()
            .flatten()
            .filter(|part| **part != json!({}));
        let reference = match (parts.next(), parts.next()) {
            (Some(part), None) if !schema.contains_key("properties") => part.get("$ref")?,
            _ => schema.get("$ref")?,
        };
        reference.as_str()?.strip_prefix("#/components/schemas/")
    }

    /// The schema itself, or the one it is another name of.
    pub(crate) fn resolve<'a>(&'a self, schema: &'a Schema) -> &'a Schema {
        match self.alias(schema).and_then(|name| self.schema(name)) {
            Some(target) => self.resolve(target),
            None => schema,
        }
    }

    /// Whether null may stand in place of a value.
    pub(crate) fn is_nullable(&self, schema: &Schema) -> bool {
        flag(schema, "nullable")
            || self
                .alias(schema)
                .and_then(|name| self.schema(name))
                .is_some_and(|target| self.is_nullable(target))
    }

    /// The properties of the schema and of all its parts and variants.
    pub(crate) fn properties(&self, schema: &Schema) -> BTreeMap<String, Schema> {
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
    pub(crate) fn is_required(&self, schema: &Schema, property: &str) -> bool {
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

/// The request body and the responses of an operation.
fn bodies(operation: &Map<String, Value>) -> Vec<Body<'_>> {
    let request = operation.get("requestBody").map(|body| ("request", body));
    let responses = operation.get("responses").and_then(Value::as_object);
    let responses = responses.into_iter().flatten();
    let responses = responses.map(|(status, body)| (status.as_str(), body));
    request
        .into_iter()
        .chain(responses)
        .flat_map(|(of, body)| {
            let content = body.get("content").and_then(Value::as_object);
            let content = content.into_iter().flatten();
            content.filter_map(move |(media_type, media)| {
                let schema = media.get("schema")?.as_object()?;
                Some(Body {
                    of,
                    media_type,
                    schema,
                })
            })
        })
        .collect()
}

/// The text of a keyword.
pub(crate) fn text<'a>(schema: &'a Schema, keyword: &str) -> Option<&'a str> {
    schema.get(keyword)?.as_str()
}

/// Whether a keyword is there and true.
pub(crate) fn flag(schema: &Schema, keyword: &str) -> bool {
    schema.get(keyword).is_some_and(|value| value == true)
}
