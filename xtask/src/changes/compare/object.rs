//! The properties of an object.

use std::collections::BTreeMap;

use super::{At, Comparison, Pair, What};
use crate::changes::document::Document;
use crate::changes::naming::{self, InlineName};
use crate::changes::rings::is_boxed;
use crate::changes::rust;
use crate::changes::shape::{Object, Property};

/// How alike two names must be to be taken for one, if nothing else speaks for it.
const ALIKE: f32 = 0.6;

impl<'a> Comparison<'_, 'a> {
    /// Compares two objects property by property.
    pub(super) fn object(&mut self, at: &At, old: &Object<'a>, new: &Object<'a>) {
        let mut removed = Vec::new();
        for (name, before) in &old.properties {
            match new.properties.get(name) {
                Some(after) => {
                    self.property(&below(at, (name, before), (name, after)), before, after)
                }
                None if self.is_told_at_old_base(before, new) => {}
                None => removed.push((*name, *before)),
            }
        }
        let is_added = |(name, after): &(&&str, &Property<'_>)| {
            !old.properties.contains_key(*name) && !self.is_told_at_new_base(after, old)
        };
        let mut added: Vec<_> = new
            .properties
            .iter()
            .filter(is_added)
            .map(|(name, after)| (*name, *after))
            .collect();
        let rust = Pair::new(fields(old), fields(new));
        self.namesakes(at, &rust);
        for (name, before) in removed {
            if let Some((new_name, after)) = self.take_renamed(name, &before, &mut added) {
                let at = below(at, (name, &before), (new_name, &after));
                let names = Pair::new(name.to_owned(), new_name.to_owned());
                let named = |names: &BTreeMap<_, String>, name| names.get(name).cloned();
                let rust = Pair::new(
                    named(&rust.before, name).unwrap_or_default(),
                    named(&rust.after, new_name).unwrap_or_default(),
                );
                self.note(&at, What::FieldRenamed { names, rust });
                self.property(&at, &before, &after);
            } else {
                let at = below(at, (name, &before), (name, &before));
                let rust = field(&at, &at.names.before, &before, self.old);
                self.note(&at, What::FieldRemoved(rust));
            }
        }
        for (name, after) in added {
            let at = below(at, (name, &after), (name, &after));
            let rust = field(&at, &at.names.after, &after, self.new);
            self.note(
                &at,
                What::FieldAdded {
                    required: after.required,
                    rust,
                },
            );
        }
        let (before, after) = (names_user(at, old, self.old), names_user(at, new, self.new));
        if before != after {
            self.note(at, What::UserArgument(after));
        }
        self.additional(at, old, new);
    }

    fn property(&mut self, at: &At, old: &Property<'a>, new: &Property<'a>) {
        let is_of_base = match (old.base, new.base) {
            (Some(old), Some(new)) => self.is_same_name(old, new),
            _ => false,
        };
        let is_told_at_base = is_of_base && old.required_here == new.required_here;
        if old.required != new.required && !is_told_at_base {
            let before = field(at, &at.names.before, old, self.old);
            let after = field(at, &at.names.after, new, self.new);
            let rust = Pair::new(before, after);
            self.note(
                at,
                What::Required {
                    now: new.required,
                    rust,
                },
            );
        }
        if !is_of_base {
            self.schema(at, old.schema, new.schema);
        }
    }

    /// A property that comes from a schema which both objects extend has changed
    /// there, and is told of there.
    fn is_told_at_old_base(&self, removed: &Property<'_>, new: &Object<'_>) -> bool {
        removed
            .base
            .is_some_and(|base| new.bases.iter().any(|new| self.is_same_name(base, new)))
    }

    fn is_told_at_new_base(&self, added: &Property<'_>, old: &Object<'_>) -> bool {
        added
            .base
            .is_some_and(|base| old.bases.iter().any(|old| self.is_same_name(old, base)))
    }

    /// Takes from `added` the property that `name` was most likely renamed to.
    fn take_renamed(
        &self,
        name: &str,
        before: &Property<'a>,
        added: &mut Vec<(&'a str, Property<'a>)>,
    ) -> Option<(&'a str, Property<'a>)> {
        let (index, _) = added
            .iter()
            .enumerate()
            .filter(|(_, (_, after))| self.is_same_schema(before.schema, after.schema))
            .map(|(index, (new_name, _))| (index, likeness(name, new_name)))
            .filter(|(_, likeness)| *likeness >= ALIKE)
            .max_by(|(_, a), (_, b)| a.total_cmp(b))?;
        Some(added.remove(index))
    }

    fn additional(&mut self, at: &At, old: &Object<'_>, new: &Object<'_>) {
        let said = |object: &Object<'_>, document| match object.additional {
            None => "not mentioned".to_owned(),
            Some(value) => match value.as_bool() {
                Some(true) => "allowed".to_owned(),
                Some(false) => "forbidden".to_owned(),
                None => rust::wire(value, document),
            },
        };
        let (before, after) = (said(old, self.old), said(new, self.new));
        self.note_pair(at, before, after, What::AdditionalProperties);
    }
}

/// The Rust fields of an object, by property.
fn fields(object: &Object<'_>) -> BTreeMap<String, String> {
    naming::fields(object.properties.keys().copied())
}

/// Whether a request names its user by ID or by token: `new` takes one of the two then.
fn names_user(at: &At, object: &Object<'_>, document: &Document<'_>) -> bool {
    let ways = [
        ("user_id", "Option<NewUserId>"),
        ("user_token", "Option<UserToken>"),
    ];
    at.direction.is_sent()
        && ways.iter().all(|(name, rust)| {
            let property = object.properties.get(name);
            property.is_some_and(|property| field(at, &at.names.after, property, document) == *rust)
        })
}

/// The place of a property of what stands at `at`, by its old and its new name.
fn below(at: &At, old: (&str, &Property<'_>), new: (&str, &Property<'_>)) -> At {
    At {
        part: at.part.field(new.0),
        required: old.1.required && new.1.required,
        names: Pair::new(
            at.names.before.property(old.0),
            at.names.after.property(new.0),
        ),
        ..at.clone()
    }
}

/// The Rust type of the field for `property`.
fn field<'a>(
    at: &At,
    name: &InlineName,
    property: &Property<'a>,
    document: &Document<'a>,
) -> String {
    let rust = rust::field(
        property.schema,
        name,
        property.required,
        at.direction,
        document,
    );
    if is_boxed(at.place.name(), property.schema, document) {
        rust::boxed(&rust)
    } else {
        rust
    }
}

/// How alike two names of properties are, from 0 to 1. One that has all words of the
/// other is alike enough: `status` and `report_status`.
fn likeness(old: &str, new: &str) -> f32 {
    let has_words = |name: &str, of: &str| {
        of.split('_')
            .all(|word| name.split('_').any(|other| other == word))
    };
    let ratio = similar::TextDiff::from_chars(old, new).ratio();
    if has_words(old, new) || has_words(new, old) {
        ratio.max(ALIKE)
    } else {
        ratio
    }
}
