//! Both sides of what the pages show, put side by side.

use std::collections::{BTreeMap, BTreeSet};

use crate::document::{Document, Schema};
use crate::generated::Generated;

use super::{operation, wire_type};

pub(super) struct Reference {
    pub(super) document: Document,
    pub(super) generated: Generated,
    /// The generated source itself.
    pub(super) source: &'static str,
    /// By name in the document, the type made of each schema.
    types: BTreeMap<&'static str, &'static str>,
}

/// A schema on both sides: the type made of it, and what the document says.
pub(super) struct Sides {
    pub(super) rust: Option<String>,
    pub(super) wire: Schema,
}

impl Reference {
    pub(super) fn of_this_build() -> Self {
        use plaid_credit::generation::{SCHEMAS, SOURCE};
        Self::new(Document::of_this_build(), SOURCE, SCHEMAS)
    }

    pub(super) fn new(
        document: Document,
        source: &'static str,
        types: &[(&'static str, &'static str)],
    ) -> Self {
        Self {
            document,
            generated: Generated::parse(source),
            source,
            types: types.iter().copied().collect(),
        }
    }

    /// Every schema of the document, and those written inside another one for which there
    /// is a type, by name.
    pub(super) fn schemas(&self) -> BTreeMap<String, Sides> {
        let inline = self.inline();
        let components = self.document.schemas().map(|(name, wire)| {
            let rust = self.types.get(name).map(|rust| (*rust).to_owned());
            let wire = wire.clone();
            (name.to_owned(), Sides { rust, wire })
        });
        let mut all: BTreeMap<String, Sides> = components.collect();
        for (name, rust) in &self.types {
            all.entry((*name).to_owned()).or_insert_with(|| Sides {
                rust: Some((*rust).to_owned()),
                wire: inline.get(*rust).cloned().unwrap_or_default(),
            });
        }
        all
    }

    /// What the document says of the types that it has no name for: found from the bodies
    /// and fields that use them.
    fn inline(&self) -> BTreeMap<String, Schema> {
        let named: BTreeMap<&str, &Schema> = self
            .document
            .schemas()
            .filter_map(|(name, schema)| Some((*self.types.get(name)?, schema)))
            .collect();
        let mut waiting = self.bodies();
        waiting.extend(
            named
                .iter()
                .map(|(rust, schema)| ((*rust).to_owned(), (*schema).clone())),
        );
        let mut found = BTreeMap::new();
        let mut seen = BTreeSet::new();
        while let Some((rust, wire)) = waiting.pop() {
            let Some(model) = self.generated.models.get(&rust) else {
                continue;
            };
            if !seen.insert(rust.clone()) {
                continue;
            }
            let properties = self.document.properties(&wire);
            for field in model.shape.fields() {
                if let Some(property) = properties.get(&field.wire) {
                    waiting.push((field.leaf.clone(), wire_type::innermost(property)));
                }
            }
            if !named.contains_key(rust.as_str()) {
                found.insert(rust, wire);
            }
        }
        found
    }

    /// The types that operations take and give, with what the document says of them.
    fn bodies(&self) -> Vec<(String, Schema)> {
        let mut bodies = Vec::new();
        for operation in self.document.operations() {
            let Some((_, method)) = self.generated.method(operation.id) else {
                continue;
            };
            for body in operation.bodies() {
                let rust = match body.of {
                    "request" => method.arguments.last().cloned(),
                    status if status.starts_with('2') => operation::answer_model(method),
                    _ => None,
                };
                bodies.extend(rust.map(|rust| (rust, body.schema.clone())));
            }
        }
        bodies
    }
}
