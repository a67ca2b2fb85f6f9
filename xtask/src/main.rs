//! `cargo xtask`: the maintainers' commands.

use std::io::Write;
use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};
use xtask::changes;
use xtask::codegen::{self, Cargo};
use xtask::fragment;
use xtask::layout::Layout;
use xtask::output::Output;

/// The maintainers' commands of the plaid-credit workspace.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Say what changed between two documents, and what it means for users of the crate
    Changes(changes::Args),
    /// Bring the fragment and the snapshots up to date
    Codegen(codegen::Args),
    /// Take the fragment out of Plaid's OpenAPI document
    Fragment(fragment::Args),
}

fn main() -> ExitCode {
    match run(&Cli::parse(), &mut std::io::stdout().lock()) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(cli: &Cli, out: &mut dyn Write) -> Result<ExitCode> {
    let layout = Layout::of_this_workspace();
    let mut out = Output::new(out);
    let code = match &cli.command {
        Command::Changes(args) => changes::run(args, &layout, &mut out)?,
        Command::Codegen(args) => codegen::run(args, &layout, &mut Cargo::new(&layout), &mut out)?,
        Command::Fragment(args) => {
            fragment::run(args, &layout, &mut out)?;
            0
        }
    };
    Ok(ExitCode::from(code))
}
