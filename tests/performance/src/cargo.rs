//! What cargo's builds cost, in seconds of user CPU.
//!
//! The same build takes up to a third more where others use the machine. So what two programs both
//! need is compiled once: a program is built where its rival was, and only the rest is measured.

use std::collections::HashMap;
use std::env;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};
use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeValLike;

/// Names the file in which [`compile`] logs, and asks for it in place of the command.
pub(crate) const LOG: &str = "PLAID_CREDIT_PERFORMANCE_LOG";

/// A build of a program, on top of what was there.
pub(crate) struct Build {
    pub(crate) total: f64,
    /// What was compiled, by the suffix in the names of the files that a crate is compiled to, which
    /// is the same only for the same crate.
    crates: HashMap<String, f64>,
    /// The paths of all files that the program is made of, compiled now or before.
    files: String,
}

impl Build {
    pub(crate) fn new(folder: &Path, arguments: &[&str]) -> Result<Self> {
        let log = folder.join("log");
        let mut build = build(folder);
        build
            .args(["--message-format", "json"])
            .args(arguments)
            .env(LOG, &log)
            .env("RUSTC_WRAPPER", env::current_exe()?);
        let (total, files) = run_to_end(&mut build)?;
        let mut crates = HashMap::new();
        for line in fs::read_to_string(&log)?.lines() {
            let (name, seconds) = line.split_once(' ').context("the log has two columns")?;
            crates.insert(name.to_owned(), seconds.parse()?);
        }
        fs::remove_file(log)?;
        Ok(Self {
            total,
            crates,
            files,
        })
    }

    /// What a build from nothing costs, divided by the rival's, on top of which this one was made.
    pub(crate) fn ratio(&self, rival: &Self) -> f64 {
        let unused = rival.crates.iter();
        let unused = unused.filter(|(name, _)| !self.files.contains(*name));
        let unused: f64 = unused.map(|(_, seconds)| seconds).sum();
        (rival.total - unused + self.total) / rival.total
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
    Ok(run_to_end(build(folder).args(package))?.0)
}

/// Builds the program in the folder, as for a crate from the registry.
fn build(folder: &Path) -> Command {
    let mut build = cargo(folder, "build");
    build
        .env("CARGO_INCREMENTAL", "0")
        .env_remove("RUSTC_WRAPPER");
    build
}

/// Runs the command, and returns the seconds of user CPU that it took, and what it printed.
fn run_to_end(command: &mut Command) -> Result<(f64, String)> {
    let before = seconds_of_children()?;
    let ran = command.stderr(Stdio::inherit()).output();
    let ran = ran.context("failed to run cargo")?;
    ensure!(ran.status.success(), "failed: {command:?}");
    let seconds = seconds_of_children()? - before;
    Ok((seconds, String::from_utf8(ran.stdout)?))
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

    fn build(total: f64, crates: &[(&str, f64)], files: &str) -> Build {
        let crates = crates
            .iter()
            .map(|(name, cost)| ((*name).to_owned(), *cost));
        Build {
            total,
            crates: crates.collect(),
            files: files.to_owned(),
        }
    }

    #[test]
    fn what_both_need_is_compiled_once() {
        let rival = [("-1a", 8.0), ("-2b", 2.0), ("-3c", 10.0)];
        let rival = build(
            50.0,
            &rival,
            "libsyn-1a.rlib liburl-2b.rlib libtokio-3c.rlib",
        );
        let files = "libsyn-1a.rlib liburl-2b.rlib libtokio-4d.rlib";
        // It needs all of the rival but its tokio.
        assert_eq!(build(20.0, &[("-4d", 15.0)], files).ratio(&rival), 1.2);
    }
}
