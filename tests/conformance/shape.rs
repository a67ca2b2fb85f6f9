//! What a schema says, in one form for the document's dialect and for schemars'.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// A value in JSON.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Shape {
    pub(crate) nullable: bool,
    pub(crate) kind: Kind,
}

/// What kind of value it is.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Kind {
    Any,
    Scalar {
        name: String,
        format: Option<String>,
    },
    Enum(BTreeSet<String>),
    /// A model, by the name of its Rust type.
    Model(String),
    List(Box<Shape>),
    Map(Box<Shape>),
    Object(Object),
}

/// A value with named properties.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Object {
    pub(crate) properties: BTreeMap<String, Property>,
    /// Whether properties without a name here are kept.
    pub(crate) is_open: bool,
}

/// A property of an object.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Property {
    pub(crate) required: bool,
    pub(crate) shape: Shape,
}

impl Shape {
    pub(crate) fn new(kind: Kind) -> Self {
        Self {
            nullable: false,
            kind,
        }
    }

    /// Calls `visit` for this shape and all within it.
    pub(crate) fn visit(&mut self, visit: &mut impl FnMut(&mut Shape)) {
        visit(self);
        match &mut self.kind {
            Kind::List(inner) | Kind::Map(inner) => inner.visit(visit),
            Kind::Object(object) => {
                for property in object.properties.values_mut() {
                    property.shape.visit(visit);
                }
            }
            Kind::Any | Kind::Scalar { .. } | Kind::Enum(_) | Kind::Model(_) => {}
        }
    }
}

impl fmt::Display for Shape {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            Kind::Any => out.write_str("any")?,
            Kind::Scalar { name, format: None } => out.write_str(name)?,
            Kind::Scalar {
                name,
                format: Some(format),
            } => write!(out, "{name} {format}")?,
            Kind::Enum(_) => out.write_str("enum")?,
            Kind::Model(name) => out.write_str(name)?,
            Kind::List(items) => write!(out, "list of {items}")?,
            Kind::Map(values) => write!(out, "map of {values}")?,
            Kind::Object(_) => out.write_str("object")?,
        }
        out.write_str(if self.nullable { " or null" } else { "" })
    }
}
