//! The instructions that this crate takes, against those that are recorded: what CI watches.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};
use clap::ValueEnum;
use serde::Deserialize;

use crate::callgrind::Work;
use crate::table::{Table, hundredths};

/// More growth than this needs a reason. What has become less by as much is recorded too: it could
/// grow again unseen.
const GROWTH: f64 = 1.05;

/// `instructions.toml`.
#[derive(Deserialize)]
struct Record {
    rustc: String,
    valgrind: String,
    counts: BTreeMap<String, Count>,
}

#[derive(Deserialize)]
struct Count {
    instructions: u64,
    /// Why there are more than before.
    reason: Option<String>,
}

/// Counts, prints the counts, and compares them with the record.
pub(crate) fn run() -> Result<()> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("instructions.toml");
    let record: Record = toml::from_str(&fs::read_to_string(&path)?)?;
    let tools = [("rustc", &record.rustc), ("valgrind", &record.valgrind)];
    let mut table = Table::new(["work", "instructions", "of the record"]);
    let mut changed = Vec::new();
    for work in Work::value_variants() {
        let name = work.name();
        let counted = work.count(0)?;
        let recorded = record.counts.get(&name).map(|count| count.instructions);
        let ratio = recorded.map(|recorded| counted as f64 / recorded as f64);
        let shown = ratio.map_or_else(|| "new".to_owned(), hundredths);
        table.row(&name, [counted.to_string(), shown]);
        if ratio.is_none_or(|ratio| !(1.0 / GROWTH..=GROWTH).contains(&ratio)) {
            changed.push(name);
        }
    }
    table.print();
    for (name, count) in &record.counts {
        if let Some(reason) = &count.reason {
            println!("{name}: {reason}");
        }
    }
    for (tool, recorded) in tools {
        let version = version(tool)?;
        ensure!(
            version.split([' ', '-']).nth(1) == Some(recorded),
            "the record is of {tool} {recorded}, and this is {version}: compare with that version, or \
             count anew"
        );
    }
    if !changed.is_empty() {
        bail!(
            "{} changed by more than 5%: write the new count into {}, and beside it the reason if there \
             are more",
            changed.join(", "),
            path.display()
        );
    }
    Ok(())
}

/// The version of a tool, in its own words.
fn version(tool: &str) -> Result<String> {
    let ran = Command::new(tool).arg("--version").output();
    let ran = ran.with_context(|| format!("failed to run {tool}"))?;
    Ok(String::from_utf8_lossy(&ran.stdout).trim().to_owned())
}
