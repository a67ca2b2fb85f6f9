//! The rows of a model's fields.

use crate::document::{Schema, flag, text};
use crate::generated::{Field, Shape};

use super::reference::Reference;
use super::wire_type;

/// How the document's demands on a property are put.
pub(super) struct Presence {
    demanded: &'static str,
    free: &'static str,
}

/// Of what Plaid sends.
pub(super) const RECEIVED: Presence = Presence {
    demanded: "always sent",
    free: "may be absent",
};

/// Of what Plaid is sent.
pub(super) const SENT: Presence = Presence {
    demanded: "required",
    free: "optional",
};

/// A row for each field, its description below it.
pub(super) fn rows(
    reference: &Reference,
    fields: &[Field],
    wire: &Schema,
    presence: &Presence,
) -> String {
    let document = &reference.document;
    let properties = document.properties(wire);
    let mut rows = String::new();
    for field in fields {
        let name = if field.name == field.wire {
            field.wire.clone()
        } else {
            format!("{} (in Rust `{}`)", field.wire, field.name)
        };
        let mut facts = vec![name, field.ty.clone()];
        let property = properties.get(&field.wire);
        match property {
            None => facts.push("not in the document".to_owned()),
            Some(property) => {
                facts.push(wire_type::of(document, property));
                let demanded = document.is_required(wire, &field.wire);
                let words = if demanded {
                    presence.demanded
                } else {
                    presence.free
                };
                let null = if document.is_nullable(property) {
                    ", may be null"
                } else {
                    ""
                };
                facts.push(format!("{words}{null}"));
            }
        }
        facts.extend(
            marks(reference, field, property)
                .into_iter()
                .map(str::to_owned),
        );
        rows.push_str(&format!("{}\n", facts.join(" | ")));
        let description = property.and_then(|property| text(property, "description"));
        for line in description.into_iter().flat_map(str::lines) {
            rows.push_str(&format!("    {line}\n"));
        }
    }
    rows
}

/// What a reviewer must not miss.
fn marks(reference: &Reference, field: &Field, property: Option<&Schema>) -> Vec<&'static str> {
    let generated = &reference.generated;
    let model = generated.models.get(&field.leaf);
    let is_open = model.is_some_and(|model| matches!(model.shape, Shape::OpenEnum(_)));
    let is_hidden = field.is_hidden || generated.hides_itself(&field.leaf);
    [
        (is_hidden, "hidden"),
        (field.leaf == "Decimal", "money"),
        (is_open, "open"),
        (!field.is_public, "set by `new` only"),
        (
            property.is_some_and(|property| flag(property, "deprecated")),
            "deprecated",
        ),
    ]
    .into_iter()
    .filter_map(|(holds, mark)| holds.then_some(mark))
    .collect()
}
