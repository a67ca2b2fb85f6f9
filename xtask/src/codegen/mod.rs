//! `cargo xtask codegen`: brings everything that is generated and reviewed up to date.

mod artefact;
mod snapshots;
mod upstream;

use std::path::PathBuf;

use anyhow::{Context, Result, bail};

use crate::changes::Format;
use crate::checks;
use crate::fragment::selection::Selection;
use crate::fragment::{self, canonical};
use crate::layout::Layout;
use crate::output::{Output, count, listed};

use self::artefact::{Artefact, State};
pub use self::snapshots::{Cargo, Renderer};

/// The exit code for `--check` when something is stale.
pub const STALE: u8 = 4;

/// Arguments of `cargo xtask codegen`.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct Args {
    /// Take the fragment anew out of Plaid's OpenAPI document
    #[arg(long, value_name = "FILE")]
    pub upstream: Option<PathBuf>,
    /// Change nothing: show what is stale, and exit with 4 if anything is
    #[arg(long)]
    pub check: bool,
}

/// Runs the command and returns its exit code.
pub fn run(
    args: &Args,
    layout: &Layout,
    renderer: &mut dyn Renderer,
    out: &mut Output,
) -> Result<u8> {
    let (mut artefacts, update) = match &args.upstream {
        Some(upstream) => {
            let (artefacts, update) = upstream::read(upstream, layout, out)?;
            (artefacts, Some(update))
        }
        None => (vec![in_workspace(layout, out)?], None),
    };
    settle(&artefacts, args, layout, out)?;
    // What is not written is built from a copy.
    let candidate = artefacts
        .first()
        .filter(|fragment| args.check && fragment.is_stale());
    let candidate = candidate.and_then(|fragment| fragment.wanted.clone());

    out.line(
        "Building",
        "plaid-credit and its snapshots, which takes a minute after a change",
    )?;
    let snapshots = match snapshots::compare(layout, renderer, candidate.as_deref()) {
        Err(error) if update.is_some() => {
            return Err(upstream::give_up(&artefacts, args.check, layout, &error)?);
        }
        compared => compared?,
    };
    let (stale, fresh): (Vec<_>, Vec<_>) = snapshots.into_iter().partition(Artefact::is_stale);
    settle(&stale, args, layout, out)?;
    if !fresh.is_empty() {
        out.line(
            "Fresh",
            &format!("tests/snapshots: {}", count(fresh.len(), "snapshot")),
        )?;
    }

    let summary = summary(&stale);
    artefacts.extend(stale);
    artefacts.retain(Artefact::is_stale);
    if args.check {
        for artefact in &artefacts {
            out.text(&format!(
                "\n{}",
                artefact.diff(&layout.shown(&artefact.path))
            ))?;
        }
    }
    if let Some(update) = &update {
        fragment::report_nodes(&update.made, out)?;
    }
    out.text(&summary)?;
    if let Some(report) = update.as_ref().and_then(|update| update.report.as_ref()) {
        out.text(&format!("\n{}", report.render(Format::Text)))?;
    }
    out.text(&next(args, !artefacts.is_empty()))?;
    Ok(if args.check && !artefacts.is_empty() {
        STALE
    } else {
        0
    })
}

/// The fragment as it stands, whose form alone may be stale.
fn in_workspace(layout: &Layout, out: &mut Output) -> Result<Artefact> {
    let path = layout.fragment();
    let shown = layout.shown(&path);
    out.line("Checking", &shown)?;
    let selection = Selection::read(&layout.selection())?;
    let Some(text) = artefact::read(&path)? else {
        bail!(
            "{shown}: not there; take it out of Plaid's document with `cargo xtask codegen --upstream FILE`"
        );
    };
    let document = serde_json::from_str(&text).with_context(|| {
        format!("{shown}: not JSON; mend it, or restore it with `git checkout`")
    })?;
    let findings = checks::check(&document, &selection);
    if !findings.is_empty() {
        let findings: Vec<String> = findings.iter().map(ToString::to_string).collect();
        bail!(
            "{shown} has mistakes, nothing was changed\n{}",
            listed("Findings", &findings)
        );
    }
    let wanted = canonical::text(&document)?;
    Ok(Artefact {
        path,
        present: Some(text),
        wanted: Some(wanted),
    })
}

/// Makes the artefacts right, unless they are only checked, and prints a line for each.
fn settle(artefacts: &[Artefact], args: &Args, layout: &Layout, out: &mut Output) -> Result<()> {
    if !args.check {
        artefact::write(artefacts)?;
    }
    for artefact in artefacts {
        let (label, remark) = match (artefact.state(), args.check) {
            (State::Fresh, _) => ("Fresh", ""),
            (State::Changed, true) => ("Stale", ""),
            (State::Added, true) => ("Stale", ", which is missing"),
            (State::Removed, true) => ("Stale", ", which nothing generates any more"),
            (State::Changed, false) => ("Updated", ""),
            (State::Added, false) => ("Added", ""),
            (State::Removed, false) => ("Removed", ""),
        };
        out.line(label, &format!("{}{remark}", layout.shown(&artefact.path)))?;
    }
    Ok(())
}

/// The snapshot of no model: it changes with every one.
const INDEX: &str = "index";

/// Which snapshots changed, by name.
fn summary(stale: &[Artefact]) -> String {
    [
        ("Changed models and operations", State::Changed),
        ("New models and operations", State::Added),
        ("Gone models and operations", State::Removed),
    ]
    .iter()
    .map(|(heading, state)| {
        let names: Vec<String> = stale
            .iter()
            .filter(|artefact| artefact.state() == *state)
            .map(Artefact::name)
            .filter(|name| name != INDEX)
            .collect();
        if names.is_empty() {
            String::new()
        } else {
            listed(heading, &names)
        }
    })
    .collect()
}

/// What to run next.
fn next(args: &Args, stale: bool) -> String {
    match (args.check, stale) {
        (true, true) => {
            let upstream = args
                .upstream
                .as_ref()
                .map(|upstream| format!(" --upstream {}", upstream.display()))
                .unwrap_or_default();
            format!("\nTo bring it up to date: cargo xtask codegen{upstream}\n")
        }
        (true, false) => "\nEverything is fresh.\n".to_owned(),
        (false, true) => {
            "\nReview it: git diff openapi plaid-credit/CHANGELOG.md tests/snapshots\nThen run: cargo \
             test --workspace\n"
                .to_owned()
        }
        (false, false) => "\nEverything was fresh. Next: cargo test --workspace\n".to_owned(),
    }
}

#[cfg(test)]
mod tests;
