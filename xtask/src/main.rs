//! `cargo xtask`: the maintainers' commands.

use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};
use xtask::layout::Layout;
use xtask::output::Output;
use xtask::{changes, codegen, fragment, release};

/// Commands for the maintainers of plaid-credit.
#[derive(Parser)]
#[command(
    name = "cargo xtask",
    bin_name = "cargo xtask",
    version,
    after_help = "\
Examples:
  cargo xtask codegen                               after an edit in openapi/
  cargo xtask codegen --upstream 2020-09-14.yml     for a new version of Plaid's document
  cargo xtask changes                               what changed since origin/main

Exit codes: 0 success; 1 error; 2 invalid arguments; 4 something is stale, or a change of the
--fail-on grade or above"
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Report what changed between two documents, and what it means for users of the crate
    #[command(after_help = "\
Examples:
  cargo xtask changes                         the working tree and origin/main
  cargo xtask changes git:v0.1.0              the working tree and a release
  cargo xtask changes old.yml new.yml --all   two documents of Plaid's, as a whole

Exit codes: 0 success; 1 error; 2 invalid arguments; 4 a change of the --fail-on grade or above")]
    Changes(changes::Args),
    /// Bring the fragment, the snapshots and the changelog up to date
    Codegen(codegen::Args),
    /// Extract a fragment from Plaid's OpenAPI document, to look at or to build from
    Fragment(fragment::Args),
    /// Commit and tag the next release
    Release(release::Args),
}

fn main() -> ExitCode {
    run(&Cli::parse()).unwrap_or_else(|error| {
        eprintln!("error: {error:#}");
        ExitCode::FAILURE
    })
}

fn run(cli: &Cli) -> Result<ExitCode> {
    let layout = layout();
    let stdout = io::stdout();
    let is_coloured =
        stdout.is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
    let mut stdout = stdout.lock();
    let mut out = Output::new(&mut stdout).coloured(is_coloured);
    let code = match &cli.command {
        Command::Changes(args) => changes::run(args, &layout, &mut out)?,
        Command::Codegen(args) => codegen::run(args, &layout, &mut out)?,
        Command::Fragment(args) => fragment::run(args, &layout, &mut out).map(|()| 0)?,
        Command::Release(args) => release::run(args, &layout, &mut out).map(|()| 0)?,
    };
    Ok(ExitCode::from(code))
}

/// The workspace that cargo runs this program for.
fn layout() -> Layout {
    let xtask = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    let workspace = xtask.as_deref().and_then(Path::parent);
    workspace.map_or_else(Layout::of_this_workspace, Layout::new)
}
