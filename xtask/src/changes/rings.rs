//! Types that contain themselves, and so have a `Box` in the fields of the ring.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::document::Document;
use super::shape::Shape;
use super::unions::is_free_form;

/// By schema, what its type contains that contains it.
pub(super) type Rings<'a> = BTreeMap<&'a str, BTreeSet<&'a str>>;

/// The rings of a document; mostly there is none.
pub(super) fn of<'a>(document: &Document<'a>) -> Rings<'a> {
    let mut graph: Rings<'a> = document
        .schemas()
        .map(|(name, schema)| (name, held(document.aliased(schema), document)))
        .collect();
    // What ends somewhere is in no ring.
    loop {
        let open: BTreeSet<&str> = graph.keys().copied().collect();
        graph.retain(|_, held| held.iter().any(|name| open.contains(name)));
        if graph.len() == open.len() {
            break;
        }
    }
    let within: Rings<'a> = graph
        .keys()
        .map(|name| (*name, reached(name, &graph)))
        .collect();
    let is_mutual = |one: &str, other: &str| within.get(other).is_some_and(|all| all.contains(one));
    within
        .iter()
        .map(|(name, all)| {
            let ring = all.iter().filter(|other| is_mutual(name, other));
            (*name, ring.copied().collect())
        })
        .filter(|(_, ring): &(_, BTreeSet<_>)| !ring.is_empty())
        .collect()
}

fn reached<'a>(name: &'a str, graph: &Rings<'a>) -> BTreeSet<&'a str> {
    let mut seen = BTreeSet::new();
    let mut waiting = vec![name];
    while let Some(name) = waiting.pop() {
        let held = graph.get(name).into_iter().flatten();
        waiting.extend(held.filter(|next| seen.insert(**next)));
    }
    seen
}

/// Whether a field for `schema` leads back to the schema `owner` that it is of.
pub(super) fn is_boxed<'a>(owner: &str, schema: &'a Value, document: &Document<'a>) -> bool {
    let ring = document.ring(owner);
    ring.is_some_and(|ring| !ring.is_disjoint(&held(schema, document)))
}

/// The schemas whose types a value of `schema` holds in itself, not in a list or map.
fn held<'a>(schema: &'a Value, document: &Document<'a>) -> BTreeSet<&'a str> {
    let mut found = BTreeSet::new();
    add_held(schema, document, &mut found, &mut BTreeSet::new());
    found
}

/// Adds what `schema` holds; `joined` are the schemas that have given their fields to it.
fn add_held<'a>(
    schema: &'a Value,
    document: &Document<'a>,
    found: &mut BTreeSet<&'a str>,
    joined: &mut BTreeSet<&'a str>,
) {
    match Shape::of(schema, document) {
        Shape::Reference(name) => {
            found.insert(name);
        }
        Shape::Object(object) => {
            let bases = object.bases.iter().filter(|base| joined.insert(base));
            let fresh: BTreeSet<&str> = bases.copied().collect();
            for property in object.properties.values() {
                if property.base.is_none_or(|base| fresh.contains(base)) {
                    add_held(property.schema, document, found, joined);
                }
            }
        }
        Shape::Union(variants) if !is_free_form(&variants, document) => {
            for variant in variants {
                add_variant(variant, document, found, joined);
            }
        }
        Shape::Union(_) | Shape::List(_) | Shape::Map(_) => {}
        Shape::Enum(_) | Shape::Plain { .. } | Shape::Any => {}
    }
}

fn add_variant<'a>(
    variant: &'a Value,
    document: &Document<'a>,
    found: &mut BTreeSet<&'a str>,
    joined: &mut BTreeSet<&'a str>,
) {
    match Shape::of(variant, document) {
        Shape::Reference(name) => {
            if joined.insert(name)
                && let Some(target) = document.schema(name)
            {
                add_variant(target, document, found, joined);
            }
        }
        _ => add_held(variant, document, found, joined),
    }
}
