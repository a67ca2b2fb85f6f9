//! Whether two schemas describe the same values, and which schemas were only renamed.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use crate::openapi::Node;

use super::document::Document;
use super::usage::schema as schema_name;

/// Whether `old` and `new` are the same but for prose. `same_name` says which names
/// of schemas count as equal.
pub(super) fn same(
    old: &Value,
    new: &Value,
    node: Node,
    same_name: &impl Fn(&str, &str) -> bool,
) -> bool {
    match (old, new) {
        (Value::Object(old), Value::Object(new)) if node.has_keywords() || is_names(node) => {
            let kept = |map: &Map<String, Value>| {
                map.keys().filter(|key| !node.is_upstreams_own(key)).count()
            };
            kept(old) == kept(new)
                && old
                    .iter()
                    .filter(|(key, _)| !node.is_upstreams_own(key))
                    .all(|(key, old)| {
                        new.get(key).is_some_and(|new| match key.as_str() {
                            "$ref" if node.has_keywords() => same_reference(old, new, same_name),
                            "required" if node == Node::Schema => names(old) == names(new),
                            _ => same(old, new, node.child(key), same_name),
                        })
                    })
        }
        (Value::Array(old), Value::Array(new)) => {
            old.len() == new.len()
                && old
                    .iter()
                    .zip(new)
                    .all(|(old, new)| same(old, new, node.child(""), same_name))
        }
        (old, new) => old == new,
    }
}

fn is_names(node: Node) -> bool {
    matches!(node, Node::Names(_))
}

fn same_reference(old: &Value, new: &Value, same_name: &impl Fn(&str, &str) -> bool) -> bool {
    match (
        old.as_str().and_then(schema_name),
        new.as_str().and_then(schema_name),
    ) {
        (Some(old), Some(new)) => same_name(old, new),
        _ => old == new,
    }
}

fn names(list: &Value) -> BTreeSet<&str> {
    list.as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect()
}

/// The schemas of `old` that `new` has under another name: old name to new name.
///
/// A schema counts as renamed where something that referred to it refers to one that
/// is new, is used in its stead and looks the same.
pub(super) fn renamed<'a>(
    old: &Document<'a>,
    new: &Document<'a>,
    matched: &[(&'a Value, &'a Value)],
) -> BTreeMap<&'a str, &'a str> {
    let mut search = Search {
        old,
        new,
        found: BTreeMap::new(),
        taken: BTreeSet::new(),
    };
    let mut waiting: Vec<_> = matched.to_vec();
    waiting.extend(
        old.schemas()
            .filter_map(|(name, schema)| Some((schema, new.schema(name)?))),
    );
    while let Some((old, new)) = waiting.pop() {
        if old != new {
            search.walk(old, new, &mut waiting);
        }
    }
    search.found
}

struct Search<'s, 'a> {
    old: &'s Document<'a>,
    new: &'s Document<'a>,
    found: BTreeMap<&'a str, &'a str>,
    taken: BTreeSet<&'a str>,
}

impl<'a> Search<'_, 'a> {
    /// Looks for references that stand at the same place in `old` and in `new`.
    fn walk(&mut self, old: &'a Value, new: &'a Value, waiting: &mut Vec<(&'a Value, &'a Value)>) {
        match (old, new) {
            (Value::Object(old), Value::Object(new)) => {
                for (key, old) in old {
                    match (key.as_str(), old, new.get(key)) {
                        ("$ref", Value::String(old), Some(Value::String(new))) => {
                            self.meet(old, new, waiting);
                        }
                        (_, old, Some(new)) => self.walk(old, new, waiting),
                        _ => {}
                    }
                }
            }
            (Value::Array(old), Value::Array(new)) => {
                for (old, new) in old.iter().zip(new) {
                    self.walk(old, new, waiting);
                }
            }
            _ => {}
        }
    }

    fn meet(&mut self, old: &'a str, new: &'a str, waiting: &mut Vec<(&'a Value, &'a Value)>) {
        let (Some(old), Some(new)) = (schema_name(old), schema_name(new)) else {
            return;
        };
        let may_be_renamed =
            |old: &str, new: &str| self.new.schema(old).is_none() && self.old.schema(new).is_none();
        if self.found.contains_key(old) || self.taken.contains(new) || !may_be_renamed(old, new) {
            return;
        }
        let (Some(before), Some(after)) = (self.old.schema(old), self.new.schema(new)) else {
            return;
        };
        let same_name = |old: &str, new: &str| old == new || may_be_renamed(old, new);
        if same(before, after, Node::Schema, &same_name) {
            self.found.insert(old, new);
            self.taken.insert(new);
            waiting.push((before, after));
        }
    }
}
