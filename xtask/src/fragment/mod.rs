//! `cargo xtask fragment`: takes the fragment out of Plaid's document.

pub mod canonical;
mod entries;
pub mod facts;
pub mod money;
pub mod names;
pub mod patches;
pub(crate) mod place;
pub mod prose;
pub mod record;
pub mod selection;
pub mod shown;
pub mod unselected;
pub mod upstream;
pub mod webhooks;

use std::path::{Path, PathBuf};

use anyhow::{Context, Error, Result, anyhow, bail};
use plaid_credit_codegen::{Api, Fault};
use serde_json::Value;

use crate::checks;
use crate::files;
use crate::layout::{FRAGMENT, Layout};
use crate::output::{MOST, Output, count, listed};

use self::facts::Facts;
use self::patches::Skipped;
use self::record::{Origin, Record};
use self::unselected::{Unselected, unselected};

const SKIPPED: &str = "Patches that were not applied; review them in openapi/patches";

/// Arguments of `cargo xtask fragment`.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "\
Examples:
  cargo xtask fragment --upstream 2020-09-14.yml --output preview.json
  cargo xtask fragment --upstream 2020-09-14.yml --output everything.json --all

To build from the file: PLAID_CREDIT_FRAGMENT=preview.json cargo build -p plaid-credit

Exit codes: 0 the file was written; 1 error; 2 invalid arguments")]
pub struct Args {
    /// Plaid's OpenAPI document, in YAML or JSON
    #[arg(long, value_name = "FILE")]
    pub upstream: PathBuf,
    /// Where to write the fragment; no other file is changed
    #[arg(long, value_name = "FILE")]
    pub output: PathBuf,
    /// Keep every operation; those that selection.toml does not name get no cargo feature
    #[arg(long)]
    pub all: bool,
}

/// A fragment, not written yet.
#[derive(Debug)]
pub struct Made {
    /// The file that it was made of, as messages name it.
    pub name: String,
    /// The fragment, without the names that `openapi/names.toml` records.
    pub document: Value,
    /// What it was taken from.
    pub record: Record,
    /// What a reviewer should look at.
    pub review: Review,
}

/// What a reviewer of a fragment should look at.
#[derive(Debug, Default)]
pub struct Review {
    /// What has no prose, and what is new and gone since the present fragment.
    pub prose: prose::Report,
    /// Numbers that openapi/money.toml does not mention.
    pub undecided: Vec<String>,
    /// Patches that were not applied.
    pub skipped: Vec<Skipped>,
    /// Operations and webhooks beside the selected ones.
    pub unselected: Vec<Unselected>,
    /// Mistakes, which are an error only in what is to be the fragment of the workspace.
    pub mistakes: Vec<String>,
}

/// Runs the command.
pub fn run(args: &Args, layout: &Layout, out: &mut Output) -> Result<()> {
    out.line("Reading", &args.upstream.display().to_string())?;
    let facts = Facts::read(layout)?;
    let mut made = make(&facts, layout, &args.upstream, args.all)?;
    // A preview shows what the generator refuses too.
    let named = api(&made.document).map_err(Error::from);
    let named = named.and_then(|api| facts.names.restore(&mut made.document, &api));
    let mistakes = &mut made.review.mistakes;
    mistakes.extend(named.err().map(|error| error.to_string()));
    made.record.report(out)?;
    let folder = args.output.parent();
    let folder = folder.filter(|folder| !folder.as_os_str().is_empty());
    let text = canonical::text(&made.document)?;
    let prepared = files::prepare(&args.output, &text, folder.unwrap_or(Path::new(".")))?;
    files::replace(&args.output, prepared)?;
    out.line("Wrote", &layout.shown(&args.output))?;
    made.review.report(out)
}

/// Makes a fragment of the document at `upstream`, and checks it. Writes nothing.
pub fn make(facts: &Facts, layout: &Layout, upstream: &Path, all: bool) -> Result<Made> {
    let present = match read_present(layout) {
        // A preview needs no descriptions.
        Err(_) if all => None,
        present => present?,
    };
    let name = upstream.display().to_string();
    let whole = upstream::read(upstream)?;
    let version = upstream::version(&whole).unwrap_or_default().to_owned();
    let unselected = match all {
        true => Vec::new(),
        false => unselected(&whole, &facts.selection),
    };
    let (mut document, skipped) = facts.correct(whole, all).with_context(|| name.clone())?;
    let is_applied = |name: &String| !skipped.iter().any(|patch| patch.name == *name);
    let names = facts.patches.iter().map(|patch| patch.name.clone());
    let origin = Origin {
        version,
        patches: names.filter(is_applied).collect(),
    };
    origin.write(&mut document);
    let present = present.as_ref();
    let mut made = complete(document, present, origin, facts, skipped, all, &name)?;
    made.review.unselected = unselected;
    Ok(made)
}

/// Makes the fragment of the workspace anew as far as that takes no document of Plaid's, and
/// checks it. Writes nothing.
pub fn remake(facts: &Facts, layout: &Layout) -> Result<Made> {
    let Some(document) = read_present(layout)? else {
        bail!("{FRAGMENT}: missing; make it with `cargo xtask codegen --upstream FILE`");
    };
    let origin = Origin::of(&document).with_context(|| {
        format!("{FRAGMENT}; make it again with `cargo xtask codegen --upstream FILE`")
    })?;
    let skipped = facts.check_patches(&document, &origin)?;
    let (fresh, present) = (document.clone(), Some(&document));
    complete(fresh, present, origin, facts, skipped, false, FRAGMENT)
}

/// Puts the facts and our own prose into a document, and checks it.
fn complete(
    mut document: Value,
    present: Option<&Value>,
    origin: Origin,
    facts: &Facts,
    skipped: Vec<Skipped>,
    all: bool,
    name: &str,
) -> Result<Made> {
    let marked = facts.mark(&mut document);
    let prose = prose::carry_over(&mut document, present);
    let selection = Some(&facts.selection).filter(|_| !all);
    let mut mistakes = checks::check(&document, selection);
    mistakes.extend(marked.mistakes);
    // Mistakes outside the selection are not for us to correct: with `all` they are listed.
    if !mistakes.is_empty() && !all {
        let mut lists = listed("Mistakes", &mistakes, MOST);
        lists += &listed(SKIPPED, &skipped, MOST);
        bail!("{name}: the fragment has mistakes; nothing was changed\n{lists}");
    }
    Ok(Made {
        name: name.to_owned(),
        record: Record::of(&document, origin),
        document,
        review: Review {
            prose,
            undecided: marked.undecided,
            skipped,
            mistakes,
            ..Review::default()
        },
    })
}

/// What the generator makes of a fragment.
pub(crate) fn api(fragment: &Value) -> Result<Api, Fault> {
    plaid_credit_codegen::api(fragment.clone())
}

/// What the generator says of the fragment that was made of a file.
pub(crate) fn refused(name: &str, fault: &Fault) -> Error {
    anyhow!("{name}{fault}")
}

/// The present fragment; none before the first run.
pub(crate) fn read_present(layout: &Layout) -> Result<Option<Value>> {
    let text = files::read(&layout.path(FRAGMENT))?;
    let document = text.map(|text| serde_json::from_str(&text)).transpose();
    let advice = "is not valid JSON; correct it, or restore it with `git checkout`";
    document.with_context(|| format!("{FRAGMENT}: {advice}"))
}

impl Record {
    /// Prints what was kept.
    pub fn report(&self, out: &mut Output) -> Result<()> {
        let kept = [
            count(self.operations, "operation"),
            count(self.schemas, "schema"),
            format!("{} properties", self.properties),
        ];
        let kept = kept.join(", ");
        Ok(out.line("Kept", &format!("{kept} of {}", self.origin.version))?)
    }
}

impl Review {
    /// Prints what a reviewer should look at.
    pub fn report(&self, out: &mut Output) -> Result<()> {
        out.list("Mistakes", &self.mistakes)?;
        out.list(SKIPPED, &self.skipped)?;
        out.list(
            "Without a description; write one in openapi/plaid-credit.json",
            &self.prose.without_prose,
        )?;
        out.list("New nodes", &self.prose.new)?;
        out.list("Removed nodes", &self.prose.gone)?;
        let heading = "Numbers to decide on in openapi/money.toml";
        out.whole_list(heading, &self.undecided)?;
        let heading = "Operations and webhooks that are not selected in openapi";
        Ok(out.whole_list(heading, &self.unselected)?)
    }
}

#[cfg(test)]
mod tests;
