//! Reads the schemas that schemars makes of the generated models.

use std::collections::{BTreeMap, BTreeSet};

use plaid_credit_tests::models::MODELS;
use schemars::SchemaGenerator;
use serde_json::{Map, Value};

use super::rules::Direction;
use super::shape::{Kind, Object, Property, Shape};

/// A generated model.
pub(crate) struct Model {
    pub(crate) direction: Direction,
    pub(crate) shape: Shape,
}

/// The generated models.
pub(crate) struct Models {
    /// By the name of the schema.
    by_schema: BTreeMap<String, Model>,
    /// By the name of the Rust type.
    schemas: BTreeMap<String, String>,
}

/// The Rust name of a component; one without a model keeps its own.
pub(crate) fn rust_name(name: &str) -> String {
    let found = MODELS.iter().find(|model| model.schema == name);
    found.map_or(name, |model| model.name).to_owned()
}

impl Models {
    pub(crate) fn of_this_build() -> Self {
        let mut generator = SchemaGenerator::default();
        for model in MODELS {
            (model.define)(&mut generator);
        }
        let definitions = generator.take_definitions(true);
        let shape = |rust: &str| match definitions.get(rust) {
            Some(schema) => shape(schema),
            None => panic!("schemars made no definition of `{rust}`"),
        };
        let by_schema = MODELS.iter().map(|model| {
            let direction = match model.direction {
                plaid_credit_codegen::api::Direction::Request => Direction::Sent,
                _ => Direction::Received,
            };
            let shape = shape(model.name);
            (model.schema.to_owned(), Model { direction, shape })
        });
        let schemas = MODELS.iter();
        let schemas = schemas.map(|model| (model.name.to_owned(), model.schema.to_owned()));
        Self {
            by_schema: by_schema.collect(),
            schemas: schemas.collect(),
        }
    }

    /// The model made of a schema.
    pub(crate) fn of_schema(&self, name: &str) -> Option<&Model> {
        self.by_schema.get(name)
    }

    /// The model of a Rust type.
    pub(crate) fn of_type(&self, rust: &str) -> Option<&Model> {
        self.of_schema(self.schemas.get(rust)?)
    }
}

fn shape(schema: &Value) -> Shape {
    let Value::Object(schema) = schema else {
        return Shape::new(Kind::Any);
    };
    if let Some(Value::Array(variants)) = schema.get("anyOf") {
        let (null, other): (Vec<_>, Vec<_>) = variants
            .iter()
            .partition(|variant| variant["type"] == "null");
        let [other] = other.as_slice() else {
            panic!("a union of more than null and a value: {schema:?}");
        };
        let mut shape = shape(other);
        shape.nullable |= !null.is_empty();
        return shape;
    }
    let types: BTreeSet<&str> = match schema.get("type") {
        Some(Value::String(name)) => [name.as_str()].into(),
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).collect(),
        _ => BTreeSet::new(),
    };
    let name = types.iter().find(|name| **name != "null").copied();
    Shape {
        nullable: types.contains("null"),
        kind: kind(schema, name),
    }
}

fn kind(schema: &Map<String, Value>, name: Option<&str>) -> Kind {
    let inner = |keyword: &str| match schema.get(keyword) {
        Some(inner) => Box::new(shape(inner)),
        None => Box::new(Shape::new(Kind::Any)),
    };
    if let Some(Value::String(target)) = schema.get("$ref") {
        return Kind::Model(target.trim_start_matches("#/$defs/").to_owned());
    }
    if let Some(Value::Array(values)) = schema.get("enum") {
        let values = values.iter().filter_map(Value::as_str);
        return Kind::Enum(values.map(str::to_owned).collect());
    }
    if let Some(Value::Object(properties)) = schema.get("properties") {
        let required = schema.get("required").and_then(Value::as_array);
        let is_required =
            |name: &String| required.is_some_and(|all| all.iter().any(|one| one == name));
        return Kind::Object(Object {
            properties: properties
                .iter()
                .map(|(name, property)| {
                    let (required, shape) = (is_required(name), shape(property));
                    (name.clone(), Property { required, shape })
                })
                .collect(),
            is_open: schema
                .get("additionalProperties")
                .is_some_and(|open| *open == true),
        });
    }
    match name {
        Some("array") => Kind::List(inner("items")),
        Some("object") => Kind::Map(inner("additionalProperties")),
        Some(name) => Kind::Scalar {
            name: name.to_owned(),
            format: schema
                .get("format")
                .and_then(Value::as_str)
                .map(str::to_owned),
        },
        None => Kind::Any,
    }
}
