//! What cargo's builds cost, in seconds of user CPU.
//!
//! The same build takes up to a third more where others use the machine. So two are compared by
//! what the crates cost in each that are the same in both: of one version, with the same features
//! and dependencies. They are about a third of the rival's build with `generate`, and almost half
//! of it without.

use std::collections::HashMap;
use std::env;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeValLike;

/// Names the file in which [`compile`] logs, and asks for it in place of the command.
pub(crate) const LOG: &str = "PLAID_CREDIT_PERFORMANCE_LOG";

/// A build from nothing.
pub(crate) struct Build {
    pub(crate) total: f64,
    /// By the suffix in the names of the files that a crate is compiled to, which is the same only
    /// for the same crate.
    crates: HashMap<String, f64>,
}

impl Build {
    pub(crate) fn new(folder: &Path, arguments: &[&str]) -> Result<Self> {
        let log = folder.join("log");
        let mut build = build(folder);
        build
            .args(arguments)
            .env(LOG, &log)
            .env("RUSTC_WRAPPER", env::current_exe()?);
        let total = run_to_end(&mut build)?;
        let mut crates = HashMap::new();
        for line in fs::read_to_string(&log)?.lines() {
            let (name, seconds) = line.split_once(' ').context("the log has two columns")?;
            crates.insert(name.to_owned(), seconds.parse()?);
        }
        fs::remove_file(log)?;
        Ok(Self { total, crates })
    }

    /// What this build costs of the rival's, on a machine of one speed.
    pub(crate) fn ratio(&self, rival: &Self) -> f64 {
        let (mut here, mut there) = (0.0, 0.0);
        for (name, seconds) in &self.crates {
            if let Some(other) = rival.crates.get(name) {
                here += seconds;
                there += other;
            }
        }
        (self.total / here) / (rival.total / there)
    }
}

/// Runs the compiler as the arguments say, and logs its user CPU: what cargo calls for each crate.
pub(crate) fn compile(log: &Path) -> Result<()> {
    let mut arguments = env::args_os().skip(1);
    let program = arguments.next().context("cargo names the compiler")?;
    let arguments: Vec<_> = arguments.collect();
    let status = Command::new(program).args(&arguments).status()?;
    let mut arguments = arguments.iter().filter_map(|argument| argument.to_str());
    // What build scripts compile to see whether it works has none.
    if let Some(name) = arguments.find_map(|argument| argument.strip_prefix("extra-filename=")) {
        let line = format!("{name} {}\n", seconds_of_children()?);
        let mut log = fs::File::options().create(true).append(true).open(log)?;
        log.write_all(line.as_bytes())?;
    }
    std::process::exit(status.code().unwrap_or(1))
}

/// Compiles the crate anew for the program in the folder, and says how many seconds of user CPU
/// that took: without the dependencies, if they have been compiled.
pub(crate) fn recompile(folder: &Path) -> Result<f64> {
    let package = ["--package", "plaid-credit"];
    run_to_end(cargo(folder, "clean").args(package))?;
    run_to_end(build(folder).args(package))
}

/// Builds the program in the folder, as for a crate from the registry.
fn build(folder: &Path) -> Command {
    let mut build = cargo(folder, "build");
    build
        .env("CARGO_INCREMENTAL", "0")
        .env_remove("RUSTC_WRAPPER");
    build
}

/// Runs the command, and says how many seconds of user CPU that took.
fn run_to_end(command: &mut Command) -> Result<f64> {
    let before = seconds_of_children()?;
    let status = command.status().context("failed to run cargo")?;
    ensure!(status.success(), "failed: {command:?}");
    Ok(seconds_of_children()? - before)
}

fn cargo(folder: &Path, command: &str) -> Command {
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo
        .args([command, "--quiet", "--offline"])
        .arg("--target-dir")
        .arg(folder.join("target"))
        .current_dir(folder);
    cargo
}

/// The user CPU of the processes that were waited for, and of theirs.
fn seconds_of_children() -> Result<f64> {
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN)?;
    Ok(usage.user_time().num_microseconds() as f64 / 1e6)
}

#[cfg(test)]
mod tests {
    use super::Build;

    fn build(total: f64, crates: &[(&str, f64)]) -> Build {
        let crates = crates
            .iter()
            .map(|(name, cost)| ((*name).to_owned(), *cost));
        Build {
            total,
            crates: crates.collect(),
        }
    }

    #[test]
    fn the_speed_of_the_machine_does_not_count() {
        let rival = build(50.0, &[("-syn", 8.0), ("-url", 2.0), ("-tokio", 10.0)]);
        let crates = [("-syn", 17.0), ("-url", 3.0), ("-tokio with fs", 24.0)];
        // It takes 60 where the crates that both have take 10.
        assert_eq!(build(120.0, &crates).ratio(&rival), 1.2);
    }
}
