//! `cargo xtask release`: the next release as a commit and a tag, which a maintainer pushes.

use std::process::Command;

use anyhow::{Context, Error, Result, ensure};

use crate::changelog;
use crate::changes::{Git, Version};
use crate::codegen;
use crate::files;
use crate::layout::{self, Layout};
use crate::output::Output;

/// Arguments of `cargo xtask release`.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "\
Examples:
  cargo xtask release --dry-run     see which version comes next, and whether it can be released
  cargo xtask release               commit and tag it; nothing is pushed

Exit codes: 0 success; 1 error, and nothing was changed; 2 invalid arguments")]
pub struct Args {
    /// Build and package the release, and change nothing
    #[arg(long)]
    pub dry_run: bool,
}

/// Runs the command.
pub fn run(args: &Args, layout: &Layout, out: &mut Output) -> Result<()> {
    let check = codegen::Args {
        upstream: None,
        check: true,
    };
    let is_fresh = codegen::run(&check, layout, out)? == 0;
    ensure!(
        is_fresh,
        "generated files are stale; run `cargo xtask codegen`"
    );
    let today = Command::new("date").arg("+%F").output();
    let today = today.context("failed to run date")?;
    ensure!(today.status.success(), "date failed: {}", today.status);
    let today = String::from_utf8(today.stdout)?;
    let Next {
        last,
        present,
        next,
        changelog,
    } = next(layout, today.trim())?;
    out.line("Releasing", &next.to_string())?;

    let file = tempfile::NamedTempFile::new()?;
    std::fs::write(&file, changelog)?;
    // It works in a worktree of its own: whatever fails, nothing has changed in this one.
    let mut make = Command::new(layout.path(".ci/release"));
    make.args([present, next].map(|version| version.to_string()));
    make.arg(last.map_or_else(String::new, |version| version.to_string()));
    make.arg(file.path());
    make.args(args.dry_run.then_some("--dry-run"));
    let made = make.status().context("failed to run .ci/release")?;
    ensure!(
        made.success(),
        "{next} was not released; nothing was changed"
    );
    Ok(())
}

/// What is to be released.
struct Next {
    /// The version of the last release; `None` before the first.
    last: Option<Version>,
    /// The version in Cargo.toml.
    present: Version,
    next: Version,
    /// With the date of the release.
    changelog: String,
}

fn next(layout: &Layout, today: &str) -> Result<Next> {
    let git = Git(layout.root());
    let text = files::read(&layout.path(layout::CHANGELOG))?.unwrap_or_default();
    let last = git.known_release(&text).map_err(Error::msg)?;
    let last = last.map(|(_, version)| version);
    let present = Version::of_workspace(layout.root())?;
    // A higher version is released if Cargo.toml has it, such as 1.0.0.
    let after = |grade| last.map_or(present, |last| last.after(Some(grade)).max(present));
    let released = changelog::released(&text, after, today);
    let (next, changelog) = released.with_context(|| {
        format!(
            "{}: no entry under Unreleased; nothing to release",
            layout::CHANGELOG
        )
    })?;
    ensure!(
        present == next || Some(present) == last,
        "Cargo.toml: the version is {present}, but the changes require {next}"
    );
    Ok(Next {
        last,
        present,
        next,
        changelog,
    })
}

#[cfg(test)]
mod tests;
