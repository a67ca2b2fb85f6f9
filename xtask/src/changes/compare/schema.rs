//! One schema, wherever it stands: its type and all that is said of it.

use serde_json::Value;

use super::{At, Comparison, Pair, What};
use crate::changes::change::Type;
use crate::changes::document::Document;
use crate::changes::naming::InlineName;
use crate::changes::rust;
use crate::changes::shape::{Shape, annotation, is_nullable, is_wrapped, may_be_null};
use crate::changes::unions::is_free_form;

impl<'a> Comparison<'_, 'a> {
    /// Compares two schemas.
    pub(super) fn schema(&mut self, at: &At, old: &'a Value, new: &'a Value) {
        if old == new {
            return;
        }
        let is_nullable = if at.part.is_whole_schema() {
            may_be_null
        } else {
            is_nullable
        };
        let now = is_nullable(new, self.new);
        if is_nullable(old, self.old) != now {
            self.note(
                at,
                What::Nullable {
                    now,
                    required: at.required,
                },
            );
        }
        self.annotations(at, old, new);
        if at.part.is_whole_schema() {
            self.definitions(at, old, new);
        } else {
            self.shapes(at, old, new);
        }
    }

    /// Compares what two schemas of `components` stand for, through aliases; what both
    /// are an alias of is compared where it stands.
    fn definitions(&mut self, at: &At, old: &'a Value, new: &'a Value) {
        match (Shape::of(old, self.old), Shape::of(new, self.new)) {
            (Shape::Reference(old), Shape::Reference(new)) if self.is_same_name(old, new) => {}
            _ => self.shapes(at, self.old.aliased(old), self.new.aliased(new)),
        }
    }

    fn shapes(&mut self, at: &At, old: &'a Value, new: &'a Value) {
        match (Shape::of(old, self.old), Shape::of(new, self.new)) {
            (Shape::Reference(before), Shape::Reference(after)) => {
                if !self.is_same_name(before, after) {
                    let names = Pair::new(self.old.type_name(before), self.new.type_name(after));
                    self.note(at, What::Retargeted(names));
                } else if is_wrapped(old) != is_wrapped(new) {
                    self.note(at, What::Wrapped(is_wrapped(new)));
                }
            }
            (Shape::Reference(name), _) => self.inlined(at, name, old, new),
            (_, Shape::Reference(name)) => self.extracted(at, name, old, new),
            (Shape::Enum(before), Shape::Enum(after)) => self.values(at, &before, &after),
            (Shape::Object(before), Shape::Object(after)) => self.object(at, &before, &after),
            (Shape::List(Some(before)), Shape::List(Some(after))) => {
                self.schema(&elements(at), before, after);
            }
            (Shape::Map(Some(before)), Shape::Map(Some(after))) => {
                self.schema(&map_values(at), before, after);
            }
            (Shape::Union(before), Shape::Union(after))
                if is_free_form(&before, self.old) == is_free_form(&after, self.new) =>
            {
                self.variants(at, &before, &after);
                self.discriminator(at, old, new);
            }
            (
                Shape::Plain {
                    kind: before,
                    format: old_format,
                },
                Shape::Plain {
                    kind: after,
                    format: new_format,
                },
            ) => {
                if before != after {
                    self.retyped(at, old, new);
                } else if old_format != new_format {
                    let what = What::Format(self.types(at, old, new));
                    self.note(at, what);
                }
                self.permitted(at, old, new);
            }
            (Shape::Any, Shape::Any) | (Shape::Map(None), Shape::Map(None)) => {}
            (Shape::List(None), Shape::List(None)) => {}
            _ => self.retyped(at, old, new),
        }
    }

    fn retyped(&mut self, at: &At, old: &Value, new: &Value) {
        let what = What::Type(self.types(at, old, new));
        self.note(at, what);
    }

    /// Both types. A schema of `components` keeps its name: there, the type is what
    /// the name stands for.
    fn types(&self, at: &At, old: &Value, new: &Value) -> Pair<Type> {
        let is_named = at.part.is_whole_schema();
        let of = |schema, name: &InlineName, document| Type {
            wire: rust::wire(schema, document),
            shape: shape_name(schema, document),
            rust: if is_named {
                rust::definition(schema, name, document)
            } else {
                rust::of(schema, name, document)
            },
        };
        Pair::new(
            of(old, &at.names.before, self.old),
            of(new, &at.names.after, self.new),
        )
    }

    /// What was a reference to schema `name` is written in place.
    fn inlined(&mut self, at: &At, name: &'a str, old: &'a Value, new: &'a Value) {
        let target = self.old.schema(name);
        if target.is_some_and(|target| self.is_same_schema(target, new)) {
            self.inlined.insert(name);
            let after = rust::of(new, &at.names.after, self.new);
            let before = self.old.type_name(name);
            self.note(at, What::Inlined(Pair::new(before, after)));
        } else {
            self.retyped(at, old, new);
        }
    }

    /// What was written in place is a reference to schema `name`.
    fn extracted(&mut self, at: &At, name: &'a str, old: &'a Value, new: &'a Value) {
        let target = self.new.schema(name);
        if target.is_some_and(|target| self.is_same_schema(old, target)) {
            self.extracted.insert(name);
            let before = rust::of(old, &at.names.before, self.old);
            let after = self.new.type_name(name);
            self.note(at, What::Extracted(Pair::new(before, after)));
        } else {
            self.retyped(at, old, new);
        }
    }

    fn variants(&mut self, at: &At, old: &[&'a Value], new: &[&'a Value]) {
        let removed: Vec<_> = old
            .iter()
            .filter(|old| !new.iter().any(|new| self.is_same_variant(old, new)))
            .map(|variant| rust::variant(variant, self.old))
            .collect();
        let added: Vec<_> = new
            .iter()
            .filter(|new| !old.iter().any(|old| self.is_same_variant(old, new)))
            .map(|variant| rust::variant(variant, self.new))
            .collect();
        if !removed.is_empty() {
            self.note(at, What::VariantsRemoved(removed));
        }
        if !added.is_empty() {
            self.note(at, What::VariantsAdded(added));
        }
    }

    fn is_same_variant(&self, old: &'a Value, new: &'a Value) -> bool {
        match (Shape::of(old, self.old), Shape::of(new, self.new)) {
            (Shape::Reference(old), Shape::Reference(new)) => self.is_same_name(old, new),
            // Written in place or a schema of its own, it gives the union the same fields.
            _ => {
                let old = self.old.target(old).unwrap_or(old);
                let new = self.new.target(new).unwrap_or(new);
                self.is_same_schema(old, new)
            }
        }
    }

    fn discriminator(&mut self, at: &At, old: &Value, new: &Value) {
        let property = |schema| {
            let name = annotation(schema, "discriminator")?
                .get("propertyName")?
                .as_str()?;
            Some(name.to_owned())
        };
        self.note_pair(at, property(old), property(new), What::Discriminator);
    }
}

/// What a type is that is called after its place: the name does not tell.
fn shape_name(schema: &Value, document: &Document<'_>) -> &'static str {
    match Shape::of(schema, document) {
        Shape::Enum(_) => "enum",
        Shape::Object(_) => "object",
        Shape::Union(_) => "union",
        _ => "",
    }
}

/// The place of the elements of an array.
fn elements(at: &At) -> At {
    At {
        part: at.part.items(),
        required: true,
        names: Pair::new(at.names.before.item(), at.names.after.item()),
        ..at.clone()
    }
}

/// The place of the values of a map.
fn map_values(at: &At) -> At {
    At {
        part: at.part.values(),
        required: true,
        names: Pair::new(at.names.before.value(), at.names.after.value()),
        ..at.clone()
    }
}
