//! What the crate makes of a schema: names and types as its users write them.

use serde_json::Value;

use crate::changes::naming::InlineName;
use crate::output::count;

use super::change::Direction;
use super::document::Document;
use super::shape::{Shape, may_be_null};
use super::unions::is_free_form;

/// The Rust type of a schema that is used somewhere; written out there, it may make a type
/// that is called after the name.
pub(super) fn of(schema: &Value, name: &InlineName, document: &Document<'_>) -> String {
    match Shape::of(schema, document) {
        Shape::Reference(name) => document.type_name(name),
        Shape::Union(variants) if is_free_form(&variants, document) => "Value".to_owned(),
        Shape::Enum(_) | Shape::Object(_) | Shape::Union(_) => name.type_name(),
        Shape::Map(None) => "Map<String, Value>".to_owned(),
        Shape::Map(Some(values)) => {
            let values = nullable(values, &name.value(), document);
            format!("BTreeMap<String, {values}>")
        }
        Shape::List(None) => "Vec<Value>".to_owned(),
        Shape::List(Some(items)) => format!("Vec<{}>", nullable(items, &name.item(), document)),
        Shape::Plain { kind, format } => plain(kind, format).to_owned(),
        Shape::Any => "Value".to_owned(),
    }
}

fn nullable(schema: &Value, name: &InlineName, document: &Document<'_>) -> String {
    let rust = of(schema, name, document);
    if may_be_null(schema, document) {
        format!("Option<{rust}>")
    } else {
        rust
    }
}

/// Formats that are not listed make no difference in Rust.
fn plain(kind: &str, format: Option<&str>) -> &'static str {
    match (kind, format) {
        ("string", Some("date")) => "NaiveDate",
        ("string", Some("date-time")) => "DateTime<Utc>",
        ("string", _) => "String",
        ("number", Some("decimal")) => "Decimal",
        ("number", _) => "f64",
        ("integer", Some("int32")) => "i32",
        ("integer", _) => "i64",
        ("boolean", _) => "bool",
        _ => "Value",
    }
}

/// A variant of a union, whose fields the type of the union has.
pub(super) fn variant(schema: &Value, document: &Document<'_>) -> String {
    match Shape::of(schema, document) {
        Shape::Reference(name) => document.type_name(name),
        _ => wire(schema, document),
    }
}

/// The type of a field that holds `schema`: requests are strict, responses have
/// nothing that they cannot do without.
pub(super) fn field(
    schema: &Value,
    name: &InlineName,
    required: bool,
    direction: Direction,
    document: &Document<'_>,
) -> String {
    let rust = of(schema, name, document);
    let is_plain = if direction.is_received() {
        matches!(Shape::of(schema, document), Shape::List(_) | Shape::Map(_))
    } else {
        required && !may_be_null(schema, document)
    };
    if is_plain {
        rust
    } else {
        format!("Option<{rust}>")
    }
}

/// The type of a field that leads back to the type it is of.
pub(super) fn boxed(rust: &str) -> String {
    let inside = rust
        .strip_prefix("Option<")
        .and_then(|rest| rest.strip_suffix('>'));
    match inside {
        Some(inside) => format!("Option<Box<{inside}>>"),
        None => format!("Box<{rust}>"),
    }
}

/// A schema in the words of the document.
pub(super) fn wire(schema: &Value, document: &Document<'_>) -> String {
    match Shape::of(schema, document) {
        Shape::Reference(name) => name.to_owned(),
        Shape::Enum(_) => "enum".to_owned(),
        Shape::Object(_) => "object".to_owned(),
        Shape::Map(None) => "free-form object".to_owned(),
        Shape::Map(Some(values)) => format!("map of {}", wire(values, document)),
        Shape::List(None) => "array".to_owned(),
        Shape::List(Some(items)) => format!("array of {}", wire(items, document)),
        Shape::Union(_) => "union".to_owned(),
        Shape::Plain {
            kind,
            format: Some(format),
        } => format!("{kind} ({format})"),
        Shape::Plain { kind, format: None } => kind.to_owned(),
        Shape::Any => "any JSON".to_owned(),
    }
}

/// What a schema of `components` is in the crate, as in `struct with 7 fields`.
pub(super) fn definition<'a>(
    schema: &'a Value,
    name: &InlineName,
    document: &Document<'a>,
) -> String {
    let schema = document.aliased(schema);
    match Shape::of(schema, document) {
        Shape::Enum(values) => format!("enum with {}", count(values.len(), "value")),
        Shape::Object(object) => {
            format!("struct with {}", count(object.properties.len(), "field"))
        }
        Shape::Union(variants) if !is_free_form(&variants, document) => {
            format!("union of {}", count(variants.len(), "schema"))
        }
        _ => format!("wrapper of `{}`", of(schema, name, document)),
    }
}
