//! The differences between document and models that are meant, each said once.

use super::shape::{Kind, Object, Shape};

/// Which way a model travels. One that travels both ways is read like any that is received.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Direction {
    Sent,
    Received,
}

/// Turns what the document says of a model into what the model should say.
pub(crate) fn apply(shape: &mut Shape, direction: Direction) {
    let rules: &[fn(&mut Object)] = match direction {
        Direction::Received => &[
            received_properties_may_be_absent_or_null,
            received_lists_and_maps_are_empty_where_null,
            objects_have_other_properties,
        ],
        Direction::Sent => &[
            sent_properties_that_may_be_null_may_be_left_out,
            sent_properties_that_may_be_left_out_may_be_null,
            objects_have_other_properties,
        ],
    };
    shape.visit(&mut |shape| {
        integers_have_64_bits(&mut shape.kind);
        numbers_are_doubles_unless_money(&mut shape.kind);
        formats_without_a_rust_type_are_plain_text(&mut shape.kind);
        if let Kind::Object(object) = &mut shape.kind {
            for rule in rules {
                rule(object);
            }
        }
    });
}

fn received_properties_may_be_absent_or_null(object: &mut Object) {
    for property in object.properties.values_mut() {
        property.required = false;
        property.shape.nullable = true;
    }
}

fn received_lists_and_maps_are_empty_where_null(object: &mut Object) {
    for property in object.properties.values_mut() {
        if matches!(property.shape.kind, Kind::List(_) | Kind::Map(_)) {
            property.shape.nullable = false;
        }
    }
}

/// What is received may have any, and users may add some to what they send.
fn objects_have_other_properties(object: &mut Object) {
    object.is_open = true;
}

fn sent_properties_that_may_be_null_may_be_left_out(object: &mut Object) {
    for property in object.properties.values_mut() {
        property.required &= !property.shape.nullable;
    }
}

fn sent_properties_that_may_be_left_out_may_be_null(object: &mut Object) {
    for property in object.properties.values_mut() {
        property.shape.nullable |= !property.required;
    }
}

fn integers_have_64_bits(kind: &mut Kind) {
    if let Some(format) = format_of(kind, "integer") {
        format.get_or_insert_with(|| "int64".to_owned());
    }
}

fn numbers_are_doubles_unless_money(kind: &mut Kind) {
    if let Some(format) = format_of(kind, "number") {
        format.take_if(|format| format != "decimal");
        format.get_or_insert_with(|| "double".to_owned());
    }
}

fn formats_without_a_rust_type_are_plain_text(kind: &mut Kind) {
    if let Some(format) = format_of(kind, "string") {
        format.take_if(|format| !["date", "date-time"].contains(&format.as_str()));
    }
}

/// The format of a scalar, if it is one of this name.
fn format_of<'a>(kind: &'a mut Kind, due: &str) -> Option<&'a mut Option<String>> {
    match kind {
        Kind::Scalar { name, format } if name == due => Some(format),
        _ => None,
    }
}
