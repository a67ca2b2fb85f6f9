//! Where the two documents come from, and how they are brought to one form.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use plaid_credit_codegen::Api;
use serde_json::{Value, json};

use crate::fragment::facts::Facts;
use crate::fragment::patches::Skipped;
use crate::fragment::unselected::{Unselected, unselected};
use crate::fragment::upstream;
use crate::layout::{FRAGMENT, Layout};
use crate::openapi::{operation_id, operations};

use super::git::Git;
use super::report::Side;
use super::rust::looks_alike;

/// A document to compare.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Source {
    /// The fragment at a revision.
    Revision(String),
    /// A fragment in a file.
    Fragment(PathBuf),
    /// A document of Plaid's.
    Upstream(PathBuf),
}

/// A document that was read.
#[derive(Debug)]
pub(super) struct Loaded {
    /// What it is called in the report.
    pub(super) name: String,
    /// In the form of the fragment.
    document: Value,
    /// What the generator makes of it.
    api: Api,
    /// A document of Plaid's as it is, where more of it is wanted than the selected part.
    whole: Option<Value>,
    /// What it has beside the selected operations; none of a fragment.
    pub(super) unselected: Option<Vec<Unselected>>,
    /// Patches that do not apply to it.
    pub(super) skipped: Vec<Skipped>,
}

impl Source {
    /// Reads an argument: `git:REVISION`, a fragment in JSON, or else a document of Plaid's.
    pub(super) fn parse(argument: &str) -> Self {
        if let Some(revision) = argument.strip_prefix("git:") {
            return Self::Revision(revision.to_owned());
        }
        let path = PathBuf::from(argument);
        let is_json = path.extension().is_some_and(|end| end == "json");
        match is_json && !names_build(&path) {
            true => Self::Fragment(path),
            false => Self::Upstream(path),
        }
    }

    /// The fragment that others have: at `origin/main`, or else at `HEAD`.
    pub(super) fn published(layout: &Layout) -> Self {
        const ORIGIN: &str = "origin/main";
        let known = Git(layout.root()).commit(ORIGIN);
        let revision = if known.is_ok() { ORIGIN } else { "HEAD" };
        Self::Revision(revision.to_owned())
    }

    /// Reads the document and generates from it. Of a document of Plaid's, those operations
    /// are kept that are selected, or with `all` every one.
    pub(super) fn load(&self, layout: &Layout, facts: &Facts, all: bool) -> Result<Loaded> {
        match self {
            Self::Revision(revision) => {
                let document = at_revision(&Git(layout.root()), revision)?;
                Loaded::new(format!("git:{revision}"), document)
            }
            Self::Fragment(path) => {
                let name = layout.shown(path);
                let text = std::fs::read_to_string(path).with_context(|| {
                    format!("{name}: failed to read the fragment; check the path")
                })?;
                let document = parse(&text).with_context(|| name.clone())?;
                Loaded::new(name, document)
            }
            Self::Upstream(path) => {
                let whole = upstream::read(path)?;
                let name = upstream::version(&whole).unwrap_or_default().to_owned();
                Loaded::of_upstream(name, whole, facts, all)
            }
        }
    }
}

impl Loaded {
    fn new(name: String, document: Value) -> Result<Self> {
        let api = api(&document).with_context(|| name.clone())?;
        Ok(Self {
            name,
            document,
            api,
            whole: None,
            unselected: None,
            skipped: Vec::new(),
        })
    }

    /// Brings a document of Plaid's to the form of the fragment.
    fn of_upstream(name: String, whole: Value, facts: &Facts, all: bool) -> Result<Self> {
        let unselected = Some(unselected(&whole, &facts.selection));
        let kept = all.then(|| whole.clone());
        let prepared = prepare(whole, facts, all).with_context(|| name.clone());
        let (document, skipped) = prepared?;
        Ok(Self {
            whole: kept,
            unselected,
            skipped,
            ..Self::new(name, document)?
        })
    }

    /// The part of a document that the crate has.
    pub(super) fn selected(self, facts: &Facts) -> Result<Self> {
        match self.whole {
            Some(whole) => Self::of_upstream(self.name, whole, facts, false),
            None => Ok(self),
        }
    }

    pub(super) fn side(&self) -> Side<'_> {
        Side::new(&self.name, &self.document, &self.api)
    }
}

/// What the generator makes of a document.
fn api(document: &Value) -> Result<Api> {
    plaid_credit_codegen::api(document.clone())
        .context("the generator does not accept this document")
}

/// Whether a document names its build after the API's version, as in `2020-09-14_1.697.4`.
/// A fragment does not: it is the same until something changes.
fn names_build(path: &Path) -> bool {
    let text = std::fs::read(path).unwrap_or_default();
    let document: Value = serde_json::from_slice(&text).unwrap_or_default();
    upstream::version(&document).is_some_and(|version| version != upstream::api_version(&document))
}

/// The fragment at a revision.
pub(super) fn at_revision(git: &Git<'_>, revision: &str) -> Result<Value> {
    let name = format!("git:{revision}: {FRAGMENT}");
    let text = git.file(&git.commit(revision)?, FRAGMENT);
    let text = text.with_context(|| format!("{name}: not in this revision"))?;
    parse(&text).with_context(|| name)
}

/// Reads a fragment.
fn parse(text: &str) -> Result<Value> {
    let document: Value = serde_json::from_str(text)
        .context("not valid JSON; `cargo xtask codegen` writes the fragment")?;
    if document.get("openapi").is_none() || document.get("paths").is_none() {
        bail!("not an OpenAPI document: `openapi` or `paths` is missing");
    }
    Ok(document)
}

/// Does to `document` what `cargo xtask codegen` does, as far as it can be done: an older or
/// newer one may lack what openapi/ names. With `all`, operations that are not selected
/// stay. Returns the patches that do not apply as well.
fn prepare(document: Value, facts: &Facts, all: bool) -> Result<(Value, Vec<Skipped>)> {
    let mut facts = facts.clone();
    let known: BTreeSet<_> = operations(&document)
        .filter_map(|(_, _, operation)| operation_id(operation))
        .collect();
    let features = &mut facts.selection.features;
    features.retain(|id, _| known.contains(id.as_str()));
    let (mut document, skipped) = facts.correct(document, all)?;
    let undecided = facts.mark(&mut document).undecided;
    mark_renamed_money(&mut document, &facts, &undecided);
    let by_rule = api(&document)?;
    facts.names.restore(&mut document, &by_rule)?;
    Ok((document, skipped))
}

/// Marks undecided numbers that have most likely taken the place of an amount, which
/// openapi/money.toml names by its name before or after.
fn mark_renamed_money(document: &mut Value, facts: &Facts, undecided: &[String]) {
    let entries = facts.money.money.iter().flat_map(|(schema, entries)| {
        let entries = entries.iter();
        entries.map(move |entry| (schema, entry.split(['.', '[', '{']).next().unwrap_or(entry)))
    });
    let missing: Vec<_> = entries
        .filter(|(schema, name)| {
            let schema = &document["components"]["schemas"][schema.as_str()];
            let properties = &schema["properties"];
            schema.is_null() || (properties.is_object() && properties[*name].is_null())
        })
        .collect();
    for pointer in undecided {
        let steps: Vec<_> = pointer.split('/').collect();
        let ["#", "components", "schemas", schema, "properties", property] = steps[..] else {
            continue;
        };
        let takes_its_place = missing.iter().any(|(known, name)| {
            *name == property || (*known == schema && looks_alike(name, property))
        });
        let number = document.pointer_mut(&pointer[1..]);
        if let Some(number) = number.filter(|_| takes_its_place) {
            number["format"] = json!("decimal");
        }
    }
}
