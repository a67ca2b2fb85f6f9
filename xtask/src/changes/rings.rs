//! Types that contain themselves, and so have a `Box` in the fields of the ring.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::document::Document;
use super::types;

/// By schema, what its type contains that contains it.
pub(super) type Rings<'a> = BTreeMap<&'a str, BTreeSet<&'a str>>;

/// The rings of a document; mostly there is none.
pub(super) fn of<'a>(document: &Document<'a>) -> Rings<'a> {
    let held = |schema| types::held(document.aliased(schema), document);
    let mut graph: Rings<'a> = document
        .schemas()
        .map(|(name, schema)| (name, held(schema).into_iter().collect()))
        .collect();
    keep_endless(&mut graph);
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

/// Drops what comes to an end from wherever it is followed, and so is in no ring.
pub(super) fn keep_endless<'a>(graph: &mut BTreeMap<&'a str, BTreeSet<&'a str>>) {
    loop {
        let open: BTreeSet<&str> = graph.keys().copied().collect();
        graph.retain(|_, targets| !targets.is_disjoint(&open));
        if graph.len() == open.len() {
            return;
        }
    }
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
    document.ring(owner).is_some_and(|ring| {
        let held = types::held(schema, document);
        held.iter().any(|name| ring.contains(name))
    })
}
