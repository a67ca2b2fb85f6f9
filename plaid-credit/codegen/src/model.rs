//! What the document says of each model and operation, beyond what progenitor's code shows.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::error::Fault;
use super::passes::bodies::MEDIA_TYPE;
use super::passes::operations::OPERATION_ID;
use super::passes::parameters::{PATH, WIRE_NAMES};
use super::passes::required::Direction;
use super::walk::{Keywords, for_each_operation, reference, schemas};

/// What the document says, by Rust name.
pub(crate) struct Model {
    pub(crate) schemas: BTreeMap<String, Schema>,
    pub(crate) operations: Vec<Operation>,
}

/// What the document says of one schema.
pub(crate) struct Schema {
    /// Its name in the document; for an inline schema the name made for it.
    pub(crate) name: String,
    pub(crate) description: Option<String>,
    pub(crate) direction: Direction,
    /// By name in JSON.
    pub(crate) properties: BTreeMap<String, Property>,
    /// Of an enum.
    pub(crate) values: Vec<String>,
}

/// What the document says of one property.
pub(crate) struct Property {
    pub(crate) description: Option<String>,
    pub(crate) required: bool,
    pub(crate) nullable: bool,
    pub(crate) deprecated: bool,
    /// Whether it is text without a form of its own.
    pub(crate) is_text: bool,
}

/// What the document says of one operation.
pub(crate) struct Operation {
    pub(crate) id: String,
    /// The Rust method.
    pub(crate) name: String,
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) summary: Option<String>,
    pub(crate) description: Option<String>,
    pub(crate) deprecated: bool,
    pub(crate) answer: Answer,
    /// By the names that progenitor sees, those of parameters on the wire.
    pub(crate) wire_names: BTreeMap<String, String>,
    /// Of a body that is sent as bytes.
    pub(crate) request_media_type: Option<String>,
}

/// What an operation answers with.
pub(crate) enum Answer {
    /// JSON, read as this Rust type.
    Json(String),
    /// A file of this media type.
    File(String),
    /// Nothing to read.
    Empty,
}

/// Reads the model from the document as the passes left it. `names` gives the Rust name
/// of each schema.
pub(crate) fn read(
    document: &mut Value,
    names: &BTreeMap<String, String>,
    directions: &BTreeMap<String, Direction>,
) -> Result<Model, Fault> {
    let operations = read_operations(document)?;
    let components = schemas(document).cloned().unwrap_or_default();
    let schemas = names
        .iter()
        .filter_map(|(name, rust)| {
            let schema = components.get(rust)?.as_object()?;
            let direction = *directions.get(rust)?;
            Some((
                rust.clone(),
                read_schema(name, schema, direction, &components),
            ))
        })
        .collect();
    Ok(Model {
        schemas,
        operations,
    })
}

fn read_schema(
    name: &str,
    schema: &Keywords,
    direction: Direction,
    components: &Map<String, Value>,
) -> Schema {
    let required = texts(schema, "required");
    let properties = schema
        .get("properties")
        .and_then(Value::as_object)
        .into_iter()
        .flatten();
    let properties = properties
        .filter_map(|(name, property)| Some((name, property.as_object()?)))
        .map(|(name, property)| {
            let target =
                reference(property).and_then(|target| components.get(&target)?.as_object());
            let property = Property {
                description: text(property, "description").or_else(|| text(target?, "description")),
                required: required.contains(name),
                nullable: flag(property, "nullable"),
                deprecated: flag(property, "deprecated"),
                is_text: is_text(target.unwrap_or(property)),
            };
            (name.clone(), property)
        })
        .collect();
    Schema {
        name: name.to_owned(),
        description: text(schema, "description"),
        direction,
        properties,
        values: texts(schema, "enum"),
    }
}

fn read_operations(document: &mut Value) -> Result<Vec<Operation>, Fault> {
    let mut operations = Vec::new();
    for_each_operation(document, &mut |operation, pointer| {
        let mut steps = pointer.rsplit('/');
        let method = steps.next().unwrap_or_default().to_uppercase();
        let path = steps
            .next()
            .unwrap_or_default()
            .replace("~1", "/")
            .replace("~0", "~");
        operations.push(Operation {
            id: text(operation, OPERATION_ID).unwrap_or_default(),
            name: text(operation, "operationId").unwrap_or_default(),
            wire_names: pairs(operation, WIRE_NAMES),
            request_media_type: text(operation, MEDIA_TYPE),
            method,
            path: text(operation, PATH).unwrap_or(path),
            summary: text(operation, "summary"),
            description: text(operation, "description"),
            deprecated: flag(operation, "deprecated"),
            answer: answer(operation),
        });
        Ok(())
    })?;
    Ok(operations)
}

fn answer(operation: &Keywords) -> Answer {
    let content = operation
        .get("responses")
        .and_then(|responses| responses.get("2XX")?.get("content")?.as_object());
    match content.and_then(|content| content.iter().next()) {
        None => Answer::Empty,
        Some((media_type, media)) if media_type == "application/json" => {
            match media
                .get("schema")
                .and_then(Value::as_object)
                .and_then(reference)
            {
                Some(name) => Answer::Json(name),
                None => Answer::Empty,
            }
        }
        Some((media_type, _)) => Answer::File(media_type.clone()),
    }
}

fn pairs(keywords: &Keywords, key: &str) -> BTreeMap<String, String> {
    let pairs = keywords.get(key).and_then(Value::as_object);
    let pairs = pairs.into_iter().flatten();
    pairs
        .filter_map(|(key, value)| Some((key.clone(), value.as_str()?.to_owned())))
        .collect()
}

fn is_text(schema: &Keywords) -> bool {
    let is_string = schema.get("type").is_some_and(|kind| kind == "string");
    is_string && !schema.contains_key("enum") && !schema.contains_key("format")
}

fn texts(keywords: &Keywords, key: &str) -> Vec<String> {
    let values = keywords.get(key).and_then(Value::as_array);
    let texts = values.into_iter().flatten().filter_map(Value::as_str);
    texts.map(str::to_owned).collect()
}

fn text(keywords: &Keywords, key: &str) -> Option<String> {
    keywords.get(key)?.as_str().map(str::to_owned)
}

fn flag(keywords: &Keywords, key: &str) -> bool {
    keywords.get(key).is_some_and(|value| value == true)
}
