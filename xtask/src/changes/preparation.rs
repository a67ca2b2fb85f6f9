//! Brings a document of Plaid's to the form of the fragment.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::fragment::money::Money;
use crate::fragment::patches::{self, Patch};
use crate::fragment::selection::{self, Selection};
use crate::layout::Layout;

use super::input::Source;

/// What makes of a document of Plaid's the form that a fragment has.
pub(super) struct Preparation {
    pub(super) selection: Selection,
    patches: Vec<Patch>,
    money: Money,
    /// Whether the operations that are not selected stay.
    pub(super) all: bool,
}

/// A document in the form of the fragment.
pub(super) struct Prepared {
    pub(super) document: Value,
    /// Patches that do not apply to it.
    pub(super) skipped_patches: Vec<String>,
}

impl Preparation {
    /// Reads what a fragment is made with, as far as `sources` need it.
    pub(super) fn read(layout: &Layout, sources: &[&Source], all: bool) -> Result<Self> {
        let is_needed = sources.iter().any(|source| source.is_upstream());
        if !is_needed {
            return Ok(Self {
                selection: Selection::default(),
                patches: Vec::new(),
                money: Money::default(),
                all,
            });
        }
        let selection = if all && !layout.selection().exists() {
            Selection::default()
        } else {
            Selection::read(&layout.selection())
                .context("--all compares every operation, without a selection")?
        };
        Ok(Self {
            selection,
            patches: patches::read(&layout.patches())?,
            money: Money::read(&layout.money())?,
            all,
        })
    }

    /// The same for the selected operations alone.
    pub(super) fn of_selected(&self) -> Self {
        Self {
            selection: self.selection.clone(),
            patches: self.patches.clone(),
            money: self.money.clone(),
            all: false,
        }
    }

    /// Does to a document what `cargo xtask codegen` does, as far as it can be done: an
    /// older or newer one may lack what the selection and the patches name.
    pub(super) fn prepare(&self, mut document: Value) -> Result<Prepared> {
        let mut selection = self.selection.clone();
        if let Some(Value::Object(paths)) = document.get("paths") {
            let known: BTreeSet<_> = selection::operations(paths)
                .filter_map(|(_, _, operation)| selection::operation_id(operation))
                .collect();
            let features = &mut selection.features;
            features.retain(|id, _| known.contains(id.as_str()));
        }
        document = selection::keep(document, &selection, self.all)?;
        let mut skipped_patches = Vec::new();
        for patch in &self.patches {
            let before = document.clone();
            if patches::apply(&mut document, std::slice::from_ref(patch)).is_err() {
                document = before;
                let name = patch.file.file_name().unwrap_or_default();
                skipped_patches.push(name.to_string_lossy().into_owned());
            }
        }
        self.mark_money(&mut document);
        selection::mark_features(&mut document, &selection);
        Ok(Prepared {
            document,
            skipped_patches,
        })
    }

    /// Marks the amounts that openapi/money.toml names. One that was renamed since or is
    /// renamed here is not found under its name, and is an amount all the same.
    fn mark_money(&self, document: &mut Value) {
        let mut missing = Vec::new();
        if self.money.apply(document).is_err() {
            for (schema, entries) in &self.money.money {
                for entry in entries {
                    let one = Money {
                        money: BTreeMap::from([(schema.clone(), vec![entry.clone()])]),
                        ..Money::default()
                    };
                    if one.apply(document).is_err() {
                        let last = entry.rsplit('.').next().unwrap_or(entry);
                        missing.push((schema, last.trim_end_matches("[]")));
                    }
                }
            }
        }
        if missing.is_empty() {
            return;
        }
        // What is known to be something else stays what it is.
        let others = &self.money.other;
        let schemas = document.pointer_mut("/components/schemas");
        for (name, schema) in schemas.and_then(Value::as_object_mut).into_iter().flatten() {
            let is_other = |property: &str| {
                let others = others.get(name).into_iter().flatten();
                others.map(String::as_str).any(|other| other == property)
            };
            let properties = schema.get_mut("properties").and_then(Value::as_object_mut);
            for (property, schema) in properties.into_iter().flatten() {
                let is_undecided = schema.get("type").is_some_and(|kind| kind == "number")
                    && schema
                        .get("format")
                        .is_none_or(|format| format != "decimal")
                    && !is_other(property);
                let is_renamed = |(known, entry): &(&String, &str)| {
                    entry == property
                        || (*known == name && super::rust::looks_alike(entry, property))
                };
                if is_undecided && missing.iter().any(is_renamed) {
                    schema["format"] = json!("decimal");
                }
            }
        }
    }
}
