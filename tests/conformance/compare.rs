//! Where a model is not what the document and the rules make of it.

use std::collections::BTreeSet;

use super::models::Models;
use super::shape::{Kind, Object, Shape};

/// Adds a line for each difference, led by its place.
pub(crate) fn differences(
    expected: &Shape,
    actual: &Shape,
    place: &str,
    models: &Models,
    found: &mut Vec<String>,
) {
    let actual = &within(expected, actual, models);
    match (&expected.kind, &actual.kind) {
        (Kind::Object(expected), Kind::Object(actual)) => {
            objects(expected, actual, place, models, found);
        }
        (Kind::List(expected), Kind::List(actual)) => {
            differences(expected, actual, &format!("{place}[]"), models, found);
        }
        (Kind::Map(expected), Kind::Map(actual)) => {
            differences(expected, actual, &format!("{place}{{}}"), models, found);
        }
        (Kind::Enum(expected), Kind::Enum(actual)) => {
            let only = |one: &BTreeSet<String>, other: &BTreeSet<String>, side: &str| {
                let only = one.difference(other);
                only.map(|value| format!("{value} in {side} only"))
                    .collect::<Vec<_>>()
            };
            let mut lines = only(expected, actual, "the document");
            lines.extend(only(actual, expected, "Rust"));
            if !lines.is_empty() {
                found.push(format!("{place}: {}", lines.join(", ")));
            }
        }
        _ => {}
    }
    let is_same_kind = match (&expected.kind, &actual.kind) {
        (Kind::Model(expected), Kind::Model(actual)) => expected == actual,
        (Kind::Scalar { .. }, _) => expected.kind == actual.kind,
        (expected, actual) => std::mem::discriminant(expected) == std::mem::discriminant(actual),
    };
    if !is_same_kind || expected.nullable != actual.nullable {
        found.push(format!(
            "{place}: {expected} in the document, {actual} in Rust"
        ));
    }
}

/// A schema that stands inside another one in the document is a model of its own in Rust.
fn within(expected: &Shape, actual: &Shape, models: &Models) -> Shape {
    let inner = match (&expected.kind, &actual.kind) {
        (Kind::Object(_) | Kind::Enum(_), Kind::Model(name)) => models.of_type(name),
        _ => None,
    };
    inner.map_or_else(
        || actual.clone(),
        |model| Shape {
            nullable: actual.nullable,
            kind: model.shape.kind.clone(),
        },
    )
}

fn objects(
    expected: &Object,
    actual: &Object,
    place: &str,
    models: &Models,
    found: &mut Vec<String>,
) {
    if expected.is_open != actual.is_open {
        let (due, is) = if expected.is_open {
            ("be", "are not")
        } else {
            ("not be", "are")
        };
        found.push(format!(
            "{place}: unknown properties should {due} kept, they {is}"
        ));
    }
    let names: BTreeSet<&String> = expected
        .properties
        .keys()
        .chain(actual.properties.keys())
        .collect();
    for name in names {
        let place = format!("{place}.{name}");
        match (expected.properties.get(name), actual.properties.get(name)) {
            (Some(expected), Some(actual)) => {
                let words = |required| if required { "required" } else { "optional" };
                if expected.required != actual.required {
                    found.push(format!(
                        "{place}: {} in the document, {} in Rust",
                        words(expected.required),
                        words(actual.required),
                    ));
                }
                differences(&expected.shape, &actual.shape, &place, models, found);
            }
            (Some(_), None) => found.push(format!("{place}: in the document only")),
            (None, Some(_)) => found.push(format!("{place}: in Rust only")),
            (None, None) => {}
        }
    }
}
