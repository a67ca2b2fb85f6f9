//! Where the two documents come from.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use plaid_credit_codegen::Api;
use serde_json::Value;

use crate::fragment::facts::Facts;
use crate::fragment::patches::Skipped;
use crate::fragment::upstream;
use crate::layout::Layout;

use super::git::Git;
use super::preparation::prepare;
use super::report::Side;

/// Where the fragment stands in the repository.
pub(super) const FRAGMENT: &str = "openapi/plaid-credit.json";

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
    pub(super) document: Value,
    /// What the generator makes of it.
    pub(super) api: Api,
    /// A document of Plaid's as it is.
    pub(super) whole: Option<Value>,
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
        if is_json && !names_build(&path) {
            Self::Fragment(path)
        } else {
            Self::Upstream(path)
        }
    }

    /// The fragment that others have: at `origin/main`, or else at `HEAD`.
    pub(super) fn published(layout: &Layout) -> Self {
        const ORIGIN: &str = "origin/main";
        let known = Git::new(layout.root()).commit(ORIGIN);
        let revision = if known.is_ok() { ORIGIN } else { "HEAD" };
        Self::Revision(revision.to_owned())
    }

    /// The fragment of the working tree.
    pub(super) fn working_tree(layout: &Layout) -> Self {
        Self::Fragment(layout.fragment())
    }

    /// Whether it is a document of Plaid's.
    pub(super) fn is_upstream(&self) -> bool {
        matches!(self, Self::Upstream(_))
    }

    /// Reads the document and generates from it. Of a document of Plaid's, those operations
    /// are kept that are selected, or with `all` every one.
    pub(super) fn load(&self, layout: &Layout, facts: Option<&Facts>, all: bool) -> Result<Loaded> {
        let (name, document) = match self {
            Self::Revision(revision) => (format!("git:{revision}"), at_revision(layout, revision)?),
            Self::Fragment(path) => {
                let shown = layout.shown(path);
                let text = std::fs::read_to_string(path).with_context(|| {
                    format!("{shown}: failed to read the fragment; check the path")
                })?;
                let document = parse(&text).with_context(|| shown.clone())?;
                (shown, document)
            }
            Self::Upstream(path) => {
                let whole = upstream::read(path)?;
                let name = upstream::version(&whole).unwrap_or_default().to_owned();
                (name, whole)
            }
        };
        match facts.filter(|_| self.is_upstream()) {
            Some(facts) => Loaded::of_upstream(name, document, facts, all),
            None => Ok(Loaded {
                api: generate(&name, &document)?,
                name,
                document,
                whole: None,
                skipped: Vec::new(),
            }),
        }
    }
}

impl Loaded {
    /// A document of Plaid's in the form of the fragment.
    fn of_upstream(name: String, whole: Value, facts: &Facts, all: bool) -> Result<Self> {
        let (document, skipped) =
            prepare(whole.clone(), facts, all).with_context(|| name.clone())?;
        Ok(Self {
            api: generate(&name, &document)?,
            name,
            document,
            whole: Some(whole),
            skipped,
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
        Side {
            name: &self.name,
            document: &self.document,
            api: &self.api,
        }
    }
}

/// What the generator makes of a document.
pub(super) fn generate(name: &str, document: &Value) -> Result<Api> {
    plaid_credit_codegen::api(document.clone())
        .with_context(|| format!("{name}: the generator does not accept this document"))
}

/// Whether a document names its build after the API's version, as in `2020-09-14_1.697.4`.
/// A fragment does not: it is the same until something changes.
fn names_build(path: &Path) -> bool {
    let text = std::fs::read(path).unwrap_or_default();
    let document: Value = serde_json::from_slice(&text).unwrap_or_default();
    upstream::version(&document).is_some_and(|version| version.contains('_'))
}

/// Reads a fragment.
pub(super) fn parse(text: &str) -> Result<Value> {
    let document: Value = serde_json::from_str(text)
        .context("not valid JSON; `cargo xtask codegen` writes the fragment")?;
    if document.get("openapi").is_none() || document.get("paths").is_none() {
        bail!("not an OpenAPI document: `openapi` or `paths` is missing");
    }
    Ok(document)
}

fn at_revision(layout: &Layout, revision: &str) -> Result<Value> {
    let git = Git::new(layout.root());
    let commit = git.commit(revision)?;
    let text = git
        .file(&commit, FRAGMENT)
        .with_context(|| format!("git:{revision}: {FRAGMENT} is not in this revision"))?;
    parse(&text).with_context(|| format!("git:{revision}: {FRAGMENT}"))
}
