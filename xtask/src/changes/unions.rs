//! What the generator makes of `oneOf` and `anyOf`.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::document::Document;
use super::rings::keep_endless;
use super::shape::{Shape, enum_values, is_structure, parts, reference};

/// The variants of a union.
pub(super) fn variants(schema: &Value) -> impl Iterator<Item = &Value> {
    ["oneOf", "anyOf"]
        .into_iter()
        .filter_map(|keyword| schema.get(keyword)?.as_array())
        .flatten()
}

/// Variants that are all strings make one enum of all their values, or any string.
pub(super) fn of_strings<'a>(variants: &'a [Value], document: &Document<'a>) -> Option<Shape<'a>> {
    let strings: Option<Vec<_>> = variants
        .iter()
        .map(|variant| {
            let part = only_part(variant)?;
            let part = match reference(part) {
                Some(name) => only_part(document.schema(name)?)?,
                None => part,
            };
            let is_string = part.get("type").is_some_and(|kind| kind == "string");
            is_string.then_some(part)
        })
        .collect();
    let values: Option<Vec<_>> = strings?.into_iter().map(enum_values).collect();
    let Some(values) = values else {
        let (kind, format) = ("string", None);
        return Some(Shape::Plain { kind, format });
    };
    let mut joined = Vec::new();
    for value in values.into_iter().flatten() {
        if !joined.contains(&value) {
            joined.push(value);
        }
    }
    Some(Shape::Enum(joined))
}

/// What says the shape of a schema, if it is one part.
fn only_part(schema: &Value) -> Option<&Map<String, Value>> {
    let mut parts = parts(schema).into_iter().filter(is_structure);
    parts.next().filter(|_| parts.next().is_none())
}

/// Whether a union that is not of strings is any JSON to the crate: its variants are not
/// all objects, whose fields it has then, or they contain the union.
pub(super) fn is_free_form<'a>(variants: &[&'a Value], document: &Document<'a>) -> bool {
    variants.iter().any(|variant| {
        let name = variant.as_object().and_then(reference);
        name.is_some_and(|name| document.is_endless(name))
            || !matches!(
                Shape::of(document.aliased(variant), document),
                Shape::Object(_) | Shape::Union(_)
            )
    })
}

/// The schemas with a union whose variants lead to itself: it never comes to an end.
pub(super) fn endless<'a>(
    schemas: impl Iterator<Item = (&'a str, &'a Value)>,
) -> BTreeSet<&'a str> {
    let mut open: BTreeMap<&str, BTreeSet<&str>> = schemas
        .filter_map(|(name, schema)| {
            let mut targets = None;
            add_targets(schema, &mut targets);
            Some((name, targets?))
        })
        .collect();
    keep_endless(&mut open);
    open.into_keys().collect()
}

/// What the unions in `schema` refer to, if there is a union.
fn add_targets<'a>(schema: &'a Value, targets: &mut Option<BTreeSet<&'a str>>) {
    match schema {
        Value::Object(keywords) => {
            for variant in variants(schema) {
                let target = variant.as_object().and_then(reference);
                targets.get_or_insert_default().extend(target);
            }
            for below in keywords.values() {
                add_targets(below, targets);
            }
        }
        Value::Array(all) => all.iter().for_each(|below| add_targets(below, targets)),
        _ => {}
    }
}
