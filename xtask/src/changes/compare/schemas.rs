//! The schemas of `components`.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{At, Comparison, Pair, Part, Place, What};
use crate::changes::change::Direction;
use crate::changes::document::Document;
use crate::changes::naming::InlineName;
use crate::changes::rings::is_boxed;
use crate::changes::rust;
use crate::changes::shape::Shape;
use crate::changes::unions::is_free_form;
use crate::changes::usage::held_plainly;

impl<'a> Comparison<'_, 'a> {
    /// Compares all schemas of `components`.
    pub(super) fn schemas(&mut self) {
        let plain = held_plainly(self.old);
        let mut added: BTreeSet<&'a str> = self.new.schemas().map(|(name, _)| name).collect();
        for (name, before) in self.old.schemas() {
            let new_name = self.renamed.get(name).copied().unwrap_or(name);
            let Some(after) = self.new.schema(new_name) else {
                continue;
            };
            added.remove(new_name);
            let (old_usage, new_usage) = (self.old.usage(name), self.new.usage(new_name));
            let is_used_alike = old_usage.direction_of_type() == new_usage.direction_of_type();
            let names = Pair::new(self.old.type_name(name), self.new.type_name(new_name));
            let is_ring_alike = self.old.ring(name) == self.new.ring(new_name);
            let is_named_alike = name == new_name && names.before == names.after;
            if is_named_alike && is_used_alike && is_ring_alike && before == after {
                continue;
            }
            let at = self.at_schema(name, new_name, plain.contains(name));
            if !is_named_alike {
                self.note(&at, What::SchemaRenamed(names));
            }
            self.schema(&at, before, after);
            if !is_ring_alike {
                self.boxes(&at, (name, before), (new_name, after));
            }
            self.directions(&at, name, new_name, before);
        }
        self.removed();
        self.added(&added);
    }

    /// Where a schema stands: it is graded as users know it from the old document.
    fn at_schema(&self, old_name: &str, new_name: &str, required: bool) -> At {
        let direction = Some(self.old.direction(old_name)).filter(|known| known.is_in_crate());
        let direction = direction.unwrap_or_else(|| self.new.direction(new_name));
        At {
            place: Place::Schema(new_name.to_owned()),
            part: Part::Schema(String::new()),
            direction,
            required,
            names: Pair::new(
                InlineName::component(&self.old.type_name(old_name)),
                InlineName::component(&self.new.type_name(new_name)),
            ),
        }
    }

    /// Fields of a type that comes to contain itself, or no longer does.
    fn boxes(&mut self, at: &At, old: (&str, &'a Value), new: (&str, &'a Value)) {
        let (Shape::Object(before), Shape::Object(after)) =
            (Shape::of(old.1, self.old), Shape::of(new.1, self.new))
        else {
            return;
        };
        for (name, before) in &before.properties {
            let Some(after) = after.properties.get(name) else {
                continue;
            };
            let now = is_boxed(new.0, after.schema, self.new);
            if is_boxed(old.0, before.schema, self.old) != now {
                let at = At {
                    part: at.part.field(name),
                    ..at.clone()
                };
                self.note(&at, What::Boxed(now));
            }
        }
    }

    /// A struct looks otherwise when it is sent than when it is received, and what no
    /// operation uses is not in the crate at all.
    fn directions(&mut self, at: &At, old_name: &str, new_name: &str, old: &'a Value) {
        let (before, after) = (
            self.old.usage(old_name).direction_of_type(),
            self.new.usage(new_name).direction_of_type(),
        );
        let comes_or_goes = before.is_in_crate() != after.is_in_crate();
        let is_struct = has_struct(self.old.aliased(old), self.old);
        if before != after && (comes_or_goes || (before.is_in_crate() && is_struct)) {
            self.note(at, What::DirectionChanged(Pair::new(before, after)));
        }
    }

    /// Schemas that are gone; where all uses hold a copy now, that is told there.
    fn removed(&mut self) {
        for (name, schema) in self.old.schemas() {
            let is_told = self.renamed.contains_key(name)
                || self.inlined.contains(name)
                || self.old.usage(name).direction_of_type() == Direction::Part;
            if self.new.schema(name).is_none() && !is_told {
                let at = self.at_schema(name, name, false);
                let what = rust::definition(schema, &at.names.before, self.old);
                self.note(&at, What::SchemaRemoved(what));
            }
        }
    }

    fn added(&mut self, names: &BTreeSet<&'a str>) {
        for name in names {
            let Some(schema) = self.new.schema(name) else {
                continue;
            };
            let is_part = self.new.usage(name).direction_of_type() == Direction::Part;
            if !self.extracted.contains(name) && !is_part {
                let at = self.at_schema(name, name, false);
                let what = rust::definition(schema, &at.names.after, self.new);
                self.note(&at, What::SchemaAdded(what));
            }
        }
    }
}

/// Whether a schema, or the elements of what it is, make a struct.
fn has_struct(schema: &Value, document: &Document<'_>) -> bool {
    match Shape::of(schema, document) {
        Shape::Object(_) => true,
        Shape::Union(variants) => !is_free_form(&variants, document),
        Shape::List(Some(below)) | Shape::Map(Some(below)) => has_struct(below, document),
        _ => false,
    }
}
