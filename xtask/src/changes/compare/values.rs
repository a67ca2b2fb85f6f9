//! Lists of values, bounds, defaults and marks of one schema.

use serde_json::Value;

use super::{At, Comparison, Pair, What};
use crate::changes::naming;
use crate::changes::shape::{annotation, is_set};

/// The keywords that bound a value without being part of its type.
const LIMITS: [&str; 13] = [
    "minLength",
    "maxLength",
    "minimum",
    "exclusiveMinimum",
    "maximum",
    "exclusiveMaximum",
    "multipleOf",
    "minItems",
    "maxItems",
    "uniqueItems",
    "minProperties",
    "maxProperties",
    "not",
];

/// Plaid's mark for the values that its documentation shows.
const SHOWN: &str = "x-override-enum-values-shown";

impl Comparison<'_, '_> {
    /// Compares what is said of a value beside its type.
    pub(super) fn annotations(&mut self, at: &At, old: &Value, new: &Value) {
        let pair = |keyword: &str| {
            Pair::new(
                annotation(old, keyword).cloned(),
                annotation(new, keyword).cloned(),
            )
        };
        let differs = |pair: &Pair<Option<Value>>| pair.before != pair.after;
        let default = pair("default");
        if differs(&default) {
            self.note(at, What::Default(default));
        }
        let limits: Vec<_> = LIMITS
            .iter()
            .map(|keyword| ((*keyword).to_owned(), pair(keyword)))
            .filter(|(_, pair)| differs(pair))
            .collect();
        if !limits.is_empty() {
            self.note(at, What::Limits(limits));
        }
        let pattern = pair("pattern");
        if differs(&pattern) {
            self.note(at, What::Pattern(pattern));
        }
        let (before, after) = (list(old, SHOWN), list(new, SHOWN));
        self.note_pair(at, before, after, What::ValuesShown);
        for keyword in ["readOnly", "writeOnly"] {
            let now = is_set(new, keyword);
            if is_set(old, keyword) != now {
                self.note(at, What::Access { keyword, now });
            }
        }
        self.deprecation(at, old, new);
        self.prose(at, old, new, &["description"]);
    }

    /// Compares whether something is deprecated.
    pub(super) fn deprecation(&mut self, at: &At, old: &Value, new: &Value) {
        let now = is_set(new, "deprecated");
        if is_set(old, "deprecated") != now {
            self.note(at, What::Deprecated(now));
        }
    }

    /// Compares the values of two enums.
    pub(super) fn values(&mut self, at: &At, old: &[&Value], new: &[&Value]) {
        let missing = |from: &[&Value], of: &[&Value]| -> Vec<String> {
            of.iter()
                .filter(|value| !from.contains(value))
                .map(|value| shown(value))
                .collect()
        };
        let (removed, added) = (missing(new, old), missing(old, new));
        let variants = |values: &[&Value]| {
            let values: Vec<_> = values.iter().map(|value| shown(value)).collect();
            naming::variants(values.iter().map(String::as_str))
        };
        self.namesakes(at, &Pair::new(variants(old), variants(new)));
        if removed.is_empty() && added.is_empty() && old != new {
            self.note(at, What::ValuesReordered);
        }
        if !removed.is_empty() {
            self.note(at, What::ValuesRemoved(removed));
        }
        if !added.is_empty() {
            self.note(at, What::ValuesAdded(added));
        }
    }

    /// Compares lists of numbers or booleans: the crate has no type for them.
    pub(super) fn permitted(&mut self, at: &At, old: &Value, new: &Value) {
        let (before, after) = (list(old, "enum"), list(new, "enum"));
        self.note_pair(at, before, after, What::Permitted);
    }
}

/// The values of a list beside a schema, in words.
fn list(schema: &Value, keyword: &str) -> String {
    let values = annotation(schema, keyword).and_then(Value::as_array);
    let values = values
        .into_iter()
        .flatten()
        .filter(|value| !value.is_null());
    values.map(shown).collect::<Vec<_>>().join(", ")
}

/// A value without the quotes of JSON.
fn shown(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}
