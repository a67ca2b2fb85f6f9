//! Finds what changed. What a change means is said elsewhere: see [`super::grade`].

mod bodies;
mod document;
mod object;
mod operations;
mod schema;
mod schemas;
mod values;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::changes::naming::InlineName;
use crate::openapi::Node;

use super::change::{Change, Direction, Pair, Part, Place, What};
use super::document::Document;
use super::same;
use super::shape::annotation;

/// All differences between two documents, in a settled order. Descriptions are
/// compared only `with_prose`: a document of Plaid's is not worded as ours are.
pub(super) fn compare(old: &Document<'_>, new: &Document<'_>, with_prose: bool) -> Vec<Change> {
    let operations = operations::matched(old, new);
    let nodes: Vec<_> = operations
        .iter()
        .map(|pair| (pair.old.node, pair.new.node))
        .collect();
    let mut comparison = Comparison {
        renamed: same::renamed(old, new, &nodes),
        old,
        new,
        with_prose,
        changes: Vec::new(),
        reworded: BTreeMap::new(),
        inlined: BTreeSet::new(),
        extracted: BTreeSet::new(),
    };
    comparison.document();
    comparison.operations(&operations);
    comparison.schemas();
    comparison.finish()
}

/// The two documents, and what was found so far.
struct Comparison<'c, 'a> {
    old: &'c Document<'a>,
    new: &'c Document<'a>,
    renamed: BTreeMap<&'a str, &'a str>,
    with_prose: bool,
    changes: Vec<Change>,
    reworded: BTreeMap<Place, (Direction, BTreeSet<Part>)>,
    /// Schemas of the old document that stand written out where they were used.
    inlined: BTreeSet<&'a str>,
    /// Schemas of the new document that were written out where they are used.
    extracted: BTreeSet<&'a str>,
}

/// Where a comparison stands.
#[derive(Clone)]
struct At {
    place: Place,
    part: Part,
    direction: Direction,
    /// Whether both documents require the value; of a schema, whether something holds it
    /// without an `Option`.
    required: bool,
    /// What Rust types are called after that are written here.
    names: Pair<InlineName>,
}

impl At {
    fn change(&self, what: What) -> Change {
        Change {
            place: self.place.clone(),
            part: self.part.clone(),
            direction: self.direction,
            what,
        }
    }
}

impl<'a> Comparison<'_, 'a> {
    fn note(&mut self, at: &At, what: What) {
        self.changes.push(at.change(what));
    }

    /// Notes `what` of a pair of values, if they differ.
    fn note_pair<T: PartialEq>(
        &mut self,
        at: &At,
        before: T,
        after: T,
        what: impl FnOnce(Pair<T>) -> What,
    ) {
        if before != after {
            self.note(at, what(Pair::new(before, after)));
        }
    }

    /// Compares what the fields or variants that both have are called in Rust.
    fn namesakes(&mut self, at: &At, rust: &Pair<BTreeMap<String, String>>) {
        let moved: Vec<_> = rust
            .before
            .iter()
            .filter_map(|(name, before)| Some((name, before, rust.after.get(name)?)))
            .filter(|(_, before, after)| before != after)
            .map(|(name, before, after)| (name.clone(), Pair::new(before.clone(), after.clone())))
            .collect();
        if !moved.is_empty() {
            self.note(at, What::Namesakes(moved));
        }
    }

    /// Compares the descriptions of two nodes.
    fn prose(&mut self, at: &At, old: &Value, new: &Value, keywords: &[&str]) {
        let differs = |keyword: &&str| annotation(old, keyword) != annotation(new, keyword);
        if self.with_prose && keywords.iter().any(differs) {
            let (_, parts) = self
                .reworded
                .entry(at.place.clone())
                .or_insert_with(|| (at.direction, BTreeSet::new()));
            parts.insert(at.part.clone());
        }
    }

    /// Whether two names of schemas mean the same schema.
    fn is_same_name(&self, old: &str, new: &str) -> bool {
        match self.renamed.get(old) {
            Some(renamed) => *renamed == new,
            None => old == new,
        }
    }

    /// Whether two schemas are the same but for their prose and for what is said of
    /// one place of use: that null is allowed there, a default, a deprecation.
    fn is_same_schema(&self, old: &Value, new: &Value) -> bool {
        let bare = |schema: &Value| {
            let mut schema = schema.clone();
            if let Some(map) = schema.as_object_mut() {
                map.retain(|key, _| !["nullable", "default", "deprecated"].contains(&key.as_str()));
            }
            schema
        };
        let same_name = |old: &str, new: &str| self.is_same_name(old, new);
        same::same(&bare(old), &bare(new), Node::Schema, &same_name)
    }

    fn finish(mut self) -> Vec<Change> {
        for (place, (direction, parts)) in self.reworded {
            let what = What::Reworded(parts.into_iter().collect());
            let part = Part::Schema(String::new());
            self.changes.push(Change {
                place,
                part,
                direction,
                what,
            });
        }
        // Stable: within one part, changes stay as they were found.
        self.changes
            .sort_by(|a, b| (&a.place, &a.part).cmp(&(&b.place, &b.part)));
        self.changes
    }
}
