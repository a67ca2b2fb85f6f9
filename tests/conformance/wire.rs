//! Reads the document's schemas as they stand, without any rule.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::document::{Document, Schema, flag, text};
use super::models::rust_name;
use super::shape::{Kind, Object, Property, Shape};

/// A component. Whether it may be null is a matter of the places that use it.
pub(crate) fn component(document: &Document, schema: &Schema) -> Shape {
    Shape::new(kind(document, document.resolve(schema)))
}

fn shape(document: &Document, schema: &Schema) -> Shape {
    let kind = match document.alias(schema) {
        Some(name) => Kind::Model(rust_name(name)),
        None => kind(document, schema),
    };
    Shape {
        nullable: document.is_nullable(schema),
        kind,
    }
}

fn kind(document: &Document, schema: &Schema) -> Kind {
    let inner = |keyword: &str| match schema.get(keyword) {
        Some(Value::Object(inner)) => Box::new(shape(document, inner)),
        _ => Box::new(Shape::new(Kind::Any)),
    };
    if let Some(Value::Array(values)) = schema.get("enum") {
        return Kind::Enum(values.iter().filter_map(literal).collect());
    }
    let properties = document.properties(schema);
    if !properties.is_empty() {
        return Kind::Object(Object {
            properties: properties
                .iter()
                .map(|(name, property)| {
                    let required = document.is_required(schema, name);
                    let shape = shape(document, property);
                    (name.clone(), Property { required, shape })
                })
                .collect(),
            is_open: flag(schema, "additionalProperties"),
        });
    }
    match text(schema, "type") {
        Some("array") => Kind::List(inner("items")),
        Some("object") => Kind::Map(inner("additionalProperties")),
        Some(name) => Kind::Scalar {
            name: name.to_owned(),
            format: text(schema, "format").map(str::to_owned),
        },
        None => Kind::Any,
    }
}

/// The text of an enum value; null is none.
fn literal(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}

/// The components that a request, a successful JSON response or a webhook holds, parts of an
/// `allOf` not counted.
pub(crate) fn reached(document: &Document) -> BTreeSet<String> {
    let names: BTreeMap<String, &str> = document
        .schemas()
        .map(|(name, _)| (rust_name(name), name))
        .collect();
    let mut waiting: Vec<Shape> = document
        .bodies()
        .into_iter()
        .filter(|body| body.media_type == "application/json")
        .filter(|body| body.of == "request" || body.of.starts_with('2'))
        .map(|body| shape(document, body.schema))
        .collect();
    let webhooks = document
        .schemas()
        .filter(|(_, schema)| schema.contains_key("x-webhook"));
    waiting.extend(webhooks.map(|(name, _)| Shape::new(Kind::Model(rust_name(name)))));
    let mut reached = BTreeSet::new();
    while let Some(mut shape) = waiting.pop() {
        shape.visit(&mut |shape| {
            let Kind::Model(rust) = &shape.kind else {
                return;
            };
            let Some(name) = names.get(rust) else { return };
            if reached.insert((*name).to_owned()) {
                waiting.extend(
                    document
                        .schema(name)
                        .map(|schema| component(document, schema)),
                );
            }
        });
    }
    reached
}
