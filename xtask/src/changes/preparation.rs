//! Brings a document of Plaid's to the form of the fragment.

use std::collections::BTreeSet;

use anyhow::Result;
use serde_json::{Value, json};

use crate::fragment::facts::Facts;
use crate::fragment::patches::{self, Skipped};
use crate::fragment::selection;
use crate::openapi::{operation_id, operations};

/// Does to `document` what `cargo xtask codegen` does, as far as it can be done: an older or
/// newer one may lack what openapi/ names. With `all`, operations that are not selected
/// stay. Returns the patches that do not apply as well.
pub(super) fn prepare(
    mut document: Value,
    facts: &Facts,
    all: bool,
) -> Result<(Value, Vec<Skipped>)> {
    let mut selection = facts.selection.clone();
    let known: BTreeSet<_> = operations(&document)
        .filter_map(|(_, _, operation)| operation_id(operation))
        .collect();
    selection
        .features
        .retain(|id, _| known.contains(id.as_str()));
    document = selection::keep(document, &selection, all)?;
    let skipped = patches::apply(&mut document, &facts.patches);
    let undecided = facts.mark(&mut document).undecided;
    mark_renamed_money(&mut document, facts, &undecided);
    Ok((document, skipped))
}

/// Marks undecided numbers that have most likely taken the place of an amount, which
/// openapi/money.toml names by its name before or after.
fn mark_renamed_money(document: &mut Value, facts: &Facts, undecided: &[String]) {
    let entries = facts.money.money.iter().flat_map(|(schema, entries)| {
        let entries = entries.iter();
        entries.map(move |entry| (schema, entry.split(['.', '[']).next().unwrap_or(entry)))
    });
    let missing: Vec<_> = entries
        .filter(|(schema, name)| {
            let schema = document.pointer(&format!("/components/schemas/{schema}"));
            schema.is_none_or(|schema| {
                let properties = schema.get("properties");
                properties.is_some_and(|properties| properties.get(name).is_none())
            })
        })
        .collect();
    for pointer in undecided {
        let steps: Vec<_> = pointer.split('/').collect();
        let ["#", "components", "schemas", schema, "properties", property] = steps[..] else {
            continue;
        };
        let takes_its_place = missing.iter().any(|(known, name)| {
            *name == property || (*known == schema && super::rust::looks_alike(name, property))
        });
        let number = document.pointer_mut(&pointer[1..]);
        if let Some(number) = number.filter(|_| takes_its_place) {
            number["format"] = json!("decimal");
        }
    }
}
