//! The instructions that this crate takes, against those that are recorded: what CI watches.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};
use clap::ValueEnum;
use serde::Deserialize;

use crate::callgrind::Work;
use crate::table::{Table, times};

/// More growth than this needs a reason.
const GROWTH: f64 = 1.05;

/// `instructions.toml`.
#[derive(Deserialize)]
struct Record {
    rustc: String,
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
    let rustc = rustc()?;
    let mut table = Table::new(["work", "instructions", "of the record"]);
    let mut grown = Vec::new();
    for work in Work::value_variants() {
        let name = work.name();
        let counted = work.count(0)?;
        let recorded = record.counts.get(&name).map(|count| count.instructions);
        let ratio = recorded.map(|recorded| counted as f64 / recorded as f64);
        let shown = ratio.map_or_else(|| "new".to_owned(), times);
        table.row(&name, [counted.to_string(), shown]);
        if ratio.is_none_or(|ratio| ratio > GROWTH) {
            grown.push(name);
        }
    }
    table.print();
    for (name, count) in &record.counts {
        if let Some(reason) = &count.reason {
            println!("{name}: {reason}");
        }
    }
    ensure!(
        rustc.split(' ').nth(1) == Some(&record.rustc),
        "the record is of Rust {}, and this is {rustc}: compare on that toolchain, or count anew",
        record.rustc
    );
    if !grown.is_empty() {
        bail!(
            "{} grew by more than 5%: find out why, or write the new count and its reason into {}",
            grown.join(", "),
            path.display()
        );
    }
    Ok(())
}

/// The toolchain, in its own words.
fn rustc() -> Result<String> {
    let ran = Command::new("rustc").arg("--version").output();
    let ran = ran.context("failed to run rustc")?;
    Ok(String::from_utf8_lossy(&ran.stdout).trim().to_owned())
}
