//! `cargo xtask codegen`: brings everything that is generated and reviewed up to date.
//!
//! All is computed before anything is written, and the fragment, from which the report is
//! made, is written last and after the report: a run that is killed is repaired by the same
//! command, with the same report.

mod artefact;
mod changelog;

use std::collections::BTreeMap;
use std::path::PathBuf;

use anyhow::{Error, Result, anyhow};
use plaid_credit_codegen::{Api, Generated};
use serde_json::Value;

use crate::changes::Format;
use crate::files;
use crate::fragment::facts::Facts;
use crate::fragment::names::Names;
use crate::fragment::{self, Made, canonical};
use crate::layout::{self, Layout};
use crate::output::{Output, count};
use crate::pages;
use crate::parallel::both;

use self::artefact::Artefact;
use self::changelog::Before;

/// The exit code for `--check` when something is stale.
pub const STALE: u8 = 4;

/// Arguments of `cargo xtask codegen`.
#[derive(Clone, Debug, Default, clap::Args)]
#[command(after_help = "\
Examples:
  cargo xtask codegen                               after an edit in openapi/
  cargo xtask codegen --check                       in CI
  cargo xtask codegen --upstream 2020-09-14.yml     for a new version of Plaid's document

Exit codes: 0 success; 1 error; 2 invalid arguments; 4 --check found something stale")]
pub struct Args {
    /// Extract the fragment again, from this version of Plaid's OpenAPI document
    #[arg(long, value_name = "FILE")]
    pub upstream: Option<PathBuf>,
    /// Change nothing: show what is stale, and exit with 4 if anything is
    #[arg(long)]
    pub check: bool,
}

/// Runs the command and returns its exit code.
pub fn run(args: &Args, layout: &Layout, out: &mut Output) -> Result<u8> {
    // Mostly, what comes out is the fragment on disk: it is generated meanwhile.
    let (before, made) = both(|| Before::read(layout), || make(args, layout, out));
    let (mut made, recorded, by_rule) = made?;
    // A fragment that is at fault is corrected here, or made anew.
    if let (Err(error), Some(_)) = (&before, &args.upstream) {
        out.line("Skipped", &format!("the report on changes: {error:#}"))?;
    }
    let before = before.unwrap_or_default();
    let generated = match &before {
        Some(before) if before.document == made.document => before.generated.clone(),
        _ => generate(&made.document, &made.name).map_err(|error| with_advice(error, args))?,
    };
    recorded.check(&generated.api)?;
    // What gave way to a recorded name is recorded from now on: it is asked for already.
    let names = Names::of(&generated.api);
    names.restore(&mut made.document, &by_rule)?;
    let before = before.as_ref();
    let report = before.filter(|_| args.upstream.is_some());
    let report = report.map(|it| changelog::of_update(&made, &generated.api, it, layout));
    let report = report.transpose()?;
    let (summary, changelog) = changelog::since_release(&made, &generated.api, before, layout)?;
    let mut artefacts = pages(&generated, layout)?;
    for (place, text) in [
        (layout::NAMES, names.text()?),
        (layout::RECORD, made.record.text()),
    ] {
        artefacts.push(Artefact::new(layout.path(place), Some(text))?);
    }
    artefacts.extend(changelog);
    let text = canonical::text(&made.document)?;
    artefacts.push(Artefact::new(layout.path(layout::FRAGMENT), Some(text))?);
    let (stale, fresh): (Vec<_>, Vec<_>) = artefacts.into_iter().partition(Artefact::is_stale);

    if args.check {
        for artefact in &stale {
            let diff = artefact.diff(&layout.shown(&artefact.path));
            out.text(&format!("\n{diff}"))?;
        }
    }
    made.review.report(out)?;
    if let Some(report) = &report {
        out.text(&format!("\n{}", report.render(Format::Markdown)))?;
    }
    out.line("Release", &summary)?;
    out.text("\n")?;
    if !args.check {
        artefact::write(&stale, &layout.path(layout::STAGING))?;
    }
    report_files(&stale, &fresh, args, layout, out)?;
    out.text(&next(args, !stale.is_empty()))?;
    let is_stale = args.check && !stale.is_empty();
    Ok(if is_stale { STALE } else { 0 })
}

/// Makes the fragment, with the recorded names, and hands out what the generator's rules alone
/// make of it.
fn make(args: &Args, layout: &Layout, out: &mut Output) -> Result<(Made, Names, Api)> {
    let facts = Facts::read(layout)?;
    let mut made = match &args.upstream {
        Some(upstream) => {
            out.line("Reading", &upstream.display().to_string())?;
            fragment::make(&facts, layout, upstream, false)?
        }
        None => {
            out.line("Checking", layout::FRAGMENT)?;
            fragment::remake(&facts, layout)?
        }
    };
    made.record.report(out)?;
    let by_rule = fragment::api(&made.document)
        .map_err(|fault| with_advice(fragment::refused(&made.name, &fault), args))?;
    facts.names.restore(&mut made.document, &by_rule)?;
    Ok((made, facts.names, by_rule))
}

/// What the generator has against a fragment, and what to do.
fn with_advice(error: Error, args: &Args) -> Error {
    let look = args.upstream.as_ref().map_or_else(String::new, |upstream| {
        let command = format!("cargo xtask fragment --upstream {}", upstream.display());
        format!("; to look at the fragment: {command} --output preview.json")
    });
    anyhow!(
        "{error:#}\nthe crate cannot be generated, and nothing was changed; correct the document with a patch \
         in openapi/patches, or extend plaid-credit/codegen{look}"
    )
}

/// The snapshots, one for each page.
fn pages(generated: &Generated, layout: &Layout) -> Result<Vec<Artefact>> {
    let folder = layout.path(layout::SNAPSHOTS);
    let pages = pages::all(generated).into_iter();
    let pages = pages.map(|page| (folder.join(format!("{}.snap", page.name)), page.file()));
    let pages: BTreeMap<_, _> = pages.collect();
    let mut gone = files::list(&folder, "snap")?;
    gone.retain(|path| !pages.contains_key(path));
    // Where the file system ignores case, a page may take the file of one that goes.
    let gone = gone.into_iter().map(|path| Artefact::new(path, None));
    let pages = pages
        .into_iter()
        .map(|(path, text)| Artefact::new(path, Some(text)));
    gone.chain(pages).collect()
}

/// The generator's view of a document, which was made of the file of this name.
fn generate(document: &Value, name: &str) -> Result<Generated> {
    plaid_credit_codegen::generate(document.clone())
        .map_err(|fault| fragment::refused(name, &fault))
}

/// Prints a line for each file.
fn report_files(
    stale: &[Artefact],
    fresh: &[Artefact],
    args: &Args,
    layout: &Layout,
    out: &mut Output,
) -> Result<()> {
    for artefact in stale {
        let (label, remark) = match (&artefact.present, &artefact.wanted, args.check) {
            (None, _, true) => ("Stale", ", which is missing"),
            (_, None, true) => ("Stale", ", which nothing generates any more"),
            (.., true) => ("Stale", ""),
            (None, ..) => ("Added", ""),
            (_, None, _) => ("Removed", ""),
            _ => ("Updated", ""),
        };
        out.line(label, &format!("{}{remark}", layout.shown(&artefact.path)))?;
    }
    if !fresh.is_empty() {
        out.line("Fresh", &count(fresh.len(), "file"))?;
    }
    Ok(())
}

/// What to run next.
fn next(args: &Args, stale: bool) -> String {
    match (args.check, stale) {
        (true, true) => {
            let upstream = args.upstream.iter();
            let upstream: String = upstream
                .map(|it| format!(" --upstream {}", it.display()))
                .collect();
            format!("\nTo bring it up to date: cargo xtask codegen{upstream}\n")
        }
        (true, false) => "\nEverything is fresh.\n".to_owned(),
        (false, true) => {
            "\nReview it: git add --intent-to-add tests/snapshots && git diff openapi \
             plaid-credit/CHANGELOG.md tests/snapshots\nThen run: cargo test --workspace\n"
                .to_owned()
        }
        (false, false) => "\nNothing was changed. Next: cargo test --workspace\n".to_owned(),
    }
}

#[cfg(test)]
mod tests;
