//! `cargo xtask fragment`: takes the fragment out of Plaid's document.

pub mod canonical;
pub mod money;
pub mod patches;
pub mod prose;
pub mod record;
pub mod selection;
pub mod upstream;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::atomic::Prepared;
use crate::checks;
use crate::layout::Layout;
use crate::output::{Output, count, listed};

use self::money::Money;
use self::record::Record;
use self::selection::Selection;

/// Arguments of `cargo xtask fragment`.
#[derive(Clone, Debug, clap::Args)]
pub struct Args {
    /// Plaid's OpenAPI document, in YAML or JSON
    #[arg(long, value_name = "FILE")]
    pub upstream: PathBuf,
    /// Write the fragment to FILE, and nothing else
    #[arg(long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Keep every operation; those that selection.toml does not name get no cargo feature
    #[arg(long, requires = "output")]
    pub all: bool,
}

/// A fragment, not written yet.
#[derive(Debug)]
pub struct Made {
    /// The fragment.
    pub document: Value,
    /// The fragment in canonical form.
    pub text: String,
    /// What it was taken from.
    pub record: Record,
    /// What has no prose, and what is new and gone since the present fragment.
    pub prose: prose::Report,
    /// Numbers that openapi/money.toml says nothing about.
    pub undecided: Vec<String>,
    /// Mistakes, which are no error only in a fragment of all operations.
    pub findings: Vec<String>,
}

/// Runs the command.
pub fn run(args: &Args, layout: &Layout, out: &mut Output) -> Result<()> {
    out.line("Reading", &args.upstream.display().to_string())?;
    let made = make(layout, &args.upstream, args.all)?;
    report_kept(&made, out)?;
    let mut files = vec![(
        args.output.clone().unwrap_or_else(|| layout.fragment()),
        &made.text,
    )];
    let record = made.record.text();
    if args.output.is_none() {
        files.push((layout.record(), &record));
    }
    let prepared = files
        .iter()
        .map(|(path, text)| Prepared::new(path, text))
        .collect::<Result<Vec<_>>>()?;
    for (file, (path, _)) in prepared.into_iter().zip(&files) {
        let label = if file.commit()? { "Updated" } else { "Fresh" };
        out.line(label, &layout.shown(path))?;
    }
    report_nodes(&made, out)
}

/// Makes a fragment of the document at `upstream`, and checks it. Writes nothing.
pub fn make(layout: &Layout, upstream: &Path, all: bool) -> Result<Made> {
    let selection = Selection::read(&layout.selection())?;
    let patches = patches::read(&layout.patches())?;
    let money = Money::read(&layout.money())?;
    let present = read_present(&layout.fragment())?;

    let whole = upstream::read(upstream)?;
    let version = upstream::version(&whole).unwrap_or_default().to_owned();
    let mut document =
        selection::keep(whole, &selection, all).with_context(|| upstream.display().to_string())?;
    let record = Record::of(&version, &document)?;
    patches::apply(&mut document, &patches)?;
    let undecided = money.apply(&mut document)?;
    selection::mark_features(&mut document, &selection);
    let prose = prose::carry_over(&mut document, present.as_ref());
    let text = canonical::text(&document)?;

    // Mistakes outside the selection are nobody's to mend yet: with `all` they are shown.
    let findings = if all {
        checks::check_structure(&document)
    } else {
        checks::check(&document, &selection)
    };
    let findings: Vec<String> = findings.iter().map(ToString::to_string).collect();
    if !findings.is_empty() && !all {
        bail!(
            "the fragment of {} has mistakes, nothing was changed; most are answered by a patch in \
             openapi/patches/\n{}",
            upstream.display(),
            listed("Findings", &findings)
        );
    }
    Ok(Made {
        document,
        text,
        record,
        prose,
        undecided,
        findings,
    })
}

/// Prints what was kept.
pub fn report_kept(made: &Made, out: &mut Output) -> Result<()> {
    let record = &made.record;
    let kept = [
        count(record.operations, "operation"),
        count(record.schemas, "schema"),
        format!("{} properties", record.properties),
    ];
    Ok(out.line(
        "Kept",
        &format!("{} of {}", kept.join(", "), record.version),
    )?)
}

/// Prints what a reviewer should look at.
pub fn report_nodes(made: &Made, out: &mut Output) -> Result<()> {
    out.list("Mistakes", &made.findings)?;
    let without = &made.prose.without_prose;
    out.list(
        "Without prose, write it in openapi/plaid-credit.json",
        without,
    )?;
    out.list("New nodes", &made.prose.new)?;
    out.list("Gone nodes", &made.prose.gone)?;
    out.list(
        "Numbers to decide on in openapi/money.toml",
        &made.undecided,
    )?;
    Ok(())
}

/// The present fragment, whose prose is carried over; none before the first run.
fn read_present(path: &Path) -> Result<Option<Value>> {
    let text = match std::fs::read(path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => {
            return Err(error).with_context(|| format!("{}: cannot be read", path.display()));
        }
    };
    let document = serde_json::from_slice(&text).with_context(|| {
        format!(
            "{}: not JSON, so its prose would be lost; mend it, or restore it with `git checkout`",
            path.display()
        )
    })?;
    Ok(Some(document))
}

#[cfg(test)]
mod tests;
