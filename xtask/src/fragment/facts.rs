//! The reviewed facts in `openapi/` from which a fragment is made.

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::files;
use crate::layout::{self, Layout};
use crate::openapi::remove_marks;

use super::money::{Marked, Money};
use super::names::Names;
use super::patches::{self, Patch, Skipped};
use super::record::Origin;
use super::selection::{self, Selection};
use super::shown::Shown;

/// What the files in `openapi/` say about Plaid's document.
#[derive(Clone, Debug)]
pub struct Facts {
    /// Which operations and webhooks are kept.
    pub selection: Selection,
    /// Corrections of the document.
    pub patches: Vec<Patch>,
    pub(crate) money: Money,
    shown: Shown,
    /// The Rust names that exist.
    pub names: Names,
}

impl Facts {
    /// Reads the files.
    pub fn read(layout: &Layout) -> Result<Self> {
        let selection: Option<Selection> = files::read_toml(&layout.path(layout::SELECTION))?;
        let mut selection = selection.with_context(|| {
            format!(
                "{}: missing; restore it with `git checkout`",
                layout::SELECTION
            )
        })?;
        selection.webhooks = files::read_toml(&layout.path(layout::WEBHOOKS))?.unwrap_or_default();
        Ok(Self {
            selection,
            patches: patches::read(&layout.path(layout::PATCHES))?,
            money: files::read_toml(&layout.path(layout::MONEY))?.unwrap_or_default(),
            shown: files::read_toml(&layout.path(layout::SHOWN))?.unwrap_or_default(),
            names: files::read_toml(&layout.path(layout::NAMES))?.unwrap_or_default(),
        })
    }

    /// The selected part of `document`, corrected, and the patches that do not apply. With
    /// `all`, see [`selection::keep`].
    pub fn correct(&self, document: Value, all: bool) -> Result<(Value, Vec<Skipped>)> {
        let mut document = selection::keep(document, &self.selection, all)?;
        let skipped = patches::apply(&mut document, &self.patches);
        // A patch may have taken away the last reference to one.
        selection::keep_components(&mut document);
        Ok((document, skipped))
    }

    /// Writes all that can be known without Plaid's document into `fragment`, in place of
    /// what it says so far.
    pub fn mark(&self, fragment: &mut Value) -> Marked {
        remove_marks(fragment);
        selection::mark(fragment, &self.selection);
        let mut marked = self.money.mark(fragment);
        marked
            .mistakes
            .extend(self.selection.webhooks.check(fragment));
        marked.mistakes.extend(self.shown.mark(fragment));
        marked
    }

    /// Fails if `fragment`, which comes from `origin`, was made with other patches than
    /// these. Returns those that are there but were not needed.
    pub fn check_patches(&self, fragment: &Value, origin: &Origin) -> Result<Vec<Skipped>> {
        const REMEDY: &str = "run `cargo xtask codegen --upstream FILE`";
        let mut mistakes: Vec<String> = origin
            .patches
            .iter()
            .filter(|name| !self.patches.iter().any(|patch| patch.name == **name))
            .map(|name| {
                format!("openapi/patches: the fragment was made with `{name}`, which is missing; {REMEDY}")
            })
            .collect();
        let mut skipped = Vec::new();
        for patch in &self.patches {
            if !patch.stands_in(fragment) {
                mistakes.push(format!(
                    "openapi/patches: `{}` is not in the fragment; {REMEDY}, or delete it if it no \
                     longer applies",
                    patch.name,
                ));
            } else if !origin.patches.contains(&patch.name) {
                skipped.push(patch.corrected_upstream());
            }
        }
        if !mistakes.is_empty() {
            bail!("{}", mistakes.join("\n"));
        }
        Ok(skipped)
    }
}
