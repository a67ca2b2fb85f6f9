//! The page of a schema.

use serde_json::Value;

use crate::document::{Schema, flag, text};
use crate::generated::{Model, Shape};

use super::fields::{self, RECEIVED, SENT};
use super::reference::{Reference, Sides};
use super::wire_type;

pub(super) fn page(reference: &Reference, name: &str, sides: &Sides) -> String {
    let model = sides
        .rust
        .as_ref()
        .and_then(|rust| Some((rust, reference.generated.models.get(rust)?)));
    let Some((rust, model)) = model else {
        return without_model(reference, name, &sides.wire);
    };
    let mut page = format!(
        "{name}\n{}, `types::{rust}`\n",
        kind(reference, model, &sides.wire)
    );
    if flag(&sides.wire, "nullable") {
        page.push_str("may be null wherever it is used\n");
    }
    page.push_str(&description(&sides.wire));
    match &model.shape {
        Shape::Response { fields, extra } => {
            page.push_str("\nFIELDS\n");
            page.push_str(&fields::rows(reference, fields, &sides.wire, &RECEIVED));
            page.push_str(&format!(
                "{extra} | Map<String, Value> | any other field | kept as it came | hidden\n"
            ));
        }
        Shape::Request { fields } => {
            page.push_str("\nFIELDS\n");
            page.push_str(&fields::rows(reference, fields, &sides.wire, &SENT));
        }
        Shape::OpenEnum(values) => {
            page.push_str("\nVALUES\n");
            for (variant, wire) in values {
                page.push_str(&format!("{variant} = {wire:?}\n"));
            }
            page.push_str("Unknown(UnknownValue) = any other text, kept as it came\n");
        }
        Shape::Text { .. } | Shape::Value { .. } => {
            if let Some(Value::Array(values)) = sides.wire.get("x-override-enum-values-shown") {
                page.push_str("\nVALUES IN PLAID'S DOCUMENTATION\n");
                for value in values {
                    page.push_str(&format!("{value}\n"));
                }
            }
        }
    }
    if !model.functions.is_empty() {
        page.push_str("\nFUNCTIONS\n");
        for function in &model.functions {
            page.push_str(&format!("{function}\n"));
        }
    }
    page
}

/// What kind of model it is.
fn kind(reference: &Reference, model: &Model, wire: &Schema) -> String {
    let wire = wire_type::of(&reference.document, wire);
    let hidden = |is_hidden: &bool| if *is_hidden { ", hidden in Debug" } else { "" };
    match &model.shape {
        Shape::Response { .. } if !model.functions.is_empty() => {
            "request and response model".to_owned()
        }
        Shape::Response { .. } => "response model".to_owned(),
        Shape::Request { .. } => "request model".to_owned(),
        Shape::OpenEnum(_) => "open enum".to_owned(),
        Shape::Text { is_hidden } => format!("named {wire}{}", hidden(is_hidden)),
        Shape::Value { ty, is_hidden } => {
            format!("named {wire}, in Rust `{ty}`{}", hidden(is_hidden))
        }
    }
}

fn without_model(reference: &Reference, name: &str, wire: &Schema) -> String {
    let why = if text(wire, "format") == Some("binary") {
        "a file: it has no model, the client hands out its bytes as a `Download`"
    } else {
        "no model of its own: other schemas take it in, or only errors have it"
    };
    let wire_type = wire_type::of(&reference.document, wire);
    format!("{name}\n{wire_type}, {why}\n{}", description(wire))
}

fn description(wire: &Schema) -> String {
    match text(wire, "description") {
        Some(description) => format!("\n{}\n", description.trim()),
        None => String::new(),
    }
}
