//! The types that the type of a schema is made of.

use std::collections::BTreeSet;

use serde_json::Value;

use super::document::Document;
use super::shape::Shape;
use super::unions::is_free_form;

/// The schemas whose types stand in the type of `schema`.
pub(super) fn all<'a>(schema: &'a Value, document: &Document<'a>) -> Vec<&'a str> {
    found(schema, document, true)
}

/// Those that a value holds in itself, not in a list or map.
pub(super) fn held<'a>(schema: &'a Value, document: &Document<'a>) -> Vec<&'a str> {
    found(schema, document, false)
}

fn found<'a>(schema: &'a Value, document: &Document<'a>, in_containers: bool) -> Vec<&'a str> {
    let mut search = Search {
        document,
        in_containers,
        found: Vec::new(),
        joined: BTreeSet::new(),
    };
    search.look_in(schema);
    search.found
}

struct Search<'d, 'a> {
    document: &'d Document<'a>,
    in_containers: bool,
    found: Vec<&'a str>,
    /// The schemas that have given their fields: what is extended, the variants of unions.
    joined: BTreeSet<&'a str>,
}

impl<'a> Search<'_, 'a> {
    fn look_in(&mut self, schema: &'a Value) {
        match Shape::of(schema, self.document) {
            Shape::Reference(name) => self.found.push(name),
            Shape::Object(object) => {
                let bases = object.bases.iter().filter(|base| self.joined.insert(base));
                let fresh: BTreeSet<&str> = bases.copied().collect();
                for property in object.properties.values() {
                    // An object may extend what it stands in.
                    if property.base.is_none_or(|base| fresh.contains(base)) {
                        self.look_in(property.schema);
                    }
                }
            }
            Shape::List(Some(below)) | Shape::Map(Some(below)) => {
                if self.in_containers {
                    self.look_in(below);
                }
            }
            Shape::Union(variants) if !is_free_form(&variants, self.document) => {
                for variant in variants {
                    self.join(variant);
                }
            }
            Shape::Union(_) | Shape::List(None) | Shape::Map(None) => {}
            Shape::Enum(_) | Shape::Plain { .. } | Shape::Any => {}
        }
    }

    fn join(&mut self, variant: &'a Value) {
        let Shape::Reference(name) = Shape::of(variant, self.document) else {
            return self.look_in(variant);
        };
        if self.joined.insert(name)
            && let Some(target) = self.document.schema(name)
        {
            self.join(target);
        }
    }
}
