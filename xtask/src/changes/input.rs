//! Where the two documents come from, and what brings them to the same form.

use std::path::{Path, PathBuf};
use std::process::{Command, Output as Ran};

use anyhow::{Context, Result, bail};
use serde::Deserialize;
use serde_json::Value;

use crate::fragment::money::Money;
use crate::fragment::patches::{self, Patch};
use crate::fragment::selection::{self, Selection};
use crate::fragment::upstream;
use crate::layout::Layout;

/// Where the fragment stands in the repository.
const FRAGMENT: &str = "openapi/plaid-credit.json";

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
    /// Whether it is Plaid's own, which is read without its prose.
    pub(super) is_upstream: bool,
}

/// What makes of a document of Plaid's the form that a fragment has.
pub(super) struct Preparation {
    pub(super) selection: Selection,
    patches: Vec<Patch>,
    money: Money,
    /// Whether the operations that are not selected stay.
    all: bool,
}

impl Source {
    /// Reads an argument: `git:REV`, a fragment in JSON, or else a document of Plaid's.
    pub(super) fn parse(argument: &str) -> Self {
        if let Some(revision) = argument.strip_prefix("git:") {
            return Source::Revision(revision.to_owned());
        }
        let path = PathBuf::from(argument);
        let is_json = path.extension().is_some_and(|end| end == "json");
        if is_json && !names_build(&path) {
            Source::Fragment(path)
        } else {
            Source::Upstream(path)
        }
    }

    /// The fragment that others have: at `origin/main`, or else at `HEAD`.
    pub(super) fn published(layout: &Layout) -> Result<Self> {
        const ORIGIN: &str = "origin/main";
        let known = git(layout, &["rev-parse", "--verify", "--quiet", ORIGIN])?;
        let revision = if known.status.success() {
            ORIGIN
        } else {
            "HEAD"
        };
        Ok(Source::Revision(revision.to_owned()))
    }

    /// The fragment of the working tree.
    pub(super) fn working_tree(layout: &Layout) -> Self {
        Source::Fragment(layout.fragment())
    }

    /// Whether it is a document of Plaid's.
    pub(super) fn is_upstream(&self) -> bool {
        matches!(self, Source::Upstream(_))
    }

    /// Reads the document and prepares it.
    pub(super) fn load(&self, layout: &Layout, preparation: &Preparation) -> Result<Loaded> {
        let (name, document) = match self {
            Source::Revision(revision) => {
                (format!("git:{revision}"), at_revision(layout, revision)?)
            }
            Source::Fragment(path) => {
                let shown = layout.shown(path);
                let text = std::fs::read(path).with_context(|| {
                    format!("{shown}: the fragment cannot be read; give the path of a .json file")
                })?;
                let document = parse(&text).with_context(|| shown.clone())?;
                (shown, document)
            }
            Source::Upstream(path) => {
                let document = upstream::read(path)?;
                let name = upstream::version(&document).unwrap_or_default().to_owned();
                let document = preparation
                    .prepare(document)
                    .with_context(|| path.display().to_string())?;
                (name, document)
            }
        };
        Ok(Loaded {
            name,
            document,
            is_upstream: self.is_upstream(),
        })
    }
}

impl Preparation {
    /// Reads what a fragment is made with. Without a document of Plaid's among the
    /// `sources` it is of no use but for the features, and may be missing.
    pub(super) fn read(layout: &Layout, sources: &[&Source], all: bool) -> Result<Self> {
        let is_needed = sources.iter().any(|source| source.is_upstream());
        let selection = if (is_needed && !all) || layout.selection().exists() {
            Selection::read(&layout.selection())
                .context("with --all every operation is compared, without a selection")?
        } else {
            Selection::default()
        };
        let (patches, money) = if is_needed {
            (
                patches::read(&layout.patches())?,
                Money::read(&layout.money())?,
            )
        } else {
            Default::default()
        };
        Ok(Self {
            selection,
            patches,
            money,
            all,
        })
    }

    /// Does to a document what `cargo xtask fragment` does, as far as it can be done:
    /// an older or newer one may lack what the selection and the patches name.
    fn prepare(&self, mut document: Value) -> Result<Value> {
        if !self.all {
            let mut selection = self.selection.clone();
            if let Some(Value::Object(paths)) = document.get("paths") {
                let known: Vec<&str> = selection::operations(paths)
                    .filter_map(|(_, _, operation)| selection::operation_id(operation))
                    .collect();
                selection
                    .features
                    .retain(|id, _| known.contains(&id.as_str()));
            }
            document = selection::keep(document, &selection, false)?;
        }
        for patch in &self.patches {
            // What no longer applies, `cargo xtask fragment` reports.
            let _ = patches::apply(&mut document, std::slice::from_ref(patch));
        }
        // `cargo xtask fragment` reports an entry that names no number.
        self.money.mark(&mut document);
        Ok(document)
    }
}

/// Whether a document names its build after the API's version, as in `2020-09-14_1.697.4`.
/// A fragment does not: it is the same until something changes.
fn names_build(path: &Path) -> bool {
    #[derive(Deserialize)]
    struct Head {
        info: Info,
    }
    #[derive(Deserialize)]
    struct Info {
        version: String,
    }
    let text = std::fs::read(path).unwrap_or_default();
    serde_json::from_slice(&text).is_ok_and(|head: Head| head.info.version.contains('_'))
}

fn parse(text: &[u8]) -> Result<Value> {
    let document: Value = serde_json::from_slice(text)
        .context("not JSON; a fragment is written by `cargo xtask fragment`")?;
    if document.get("openapi").is_none() || document.get("paths").is_none() {
        bail!("no OpenAPI document: `openapi` or `paths` is missing at its top");
    }
    Ok(document)
}

fn at_revision(layout: &Layout, revision: &str) -> Result<Value> {
    // The workspace need not be the top of the repository.
    let object = format!("{revision}:./{FRAGMENT}");
    let ran = git(layout, &["show", &object])?;
    if !ran.status.success() {
        bail!(
            "git:{revision}: {FRAGMENT} cannot be read there ({}); name a revision that has it",
            String::from_utf8_lossy(&ran.stderr)
                .trim()
                .trim_start_matches("fatal: ")
        );
    }
    parse(&ran.stdout).with_context(|| format!("git:{revision}: {FRAGMENT}"))
}

fn git(layout: &Layout, arguments: &[&str]) -> Result<Ran> {
    Command::new("git")
        .arg("-C")
        .arg(layout.root())
        .args(arguments)
        .output()
        .context("git cannot be run; install it, or name two files to compare")
}
