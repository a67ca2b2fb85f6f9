//! Instructions, counted by valgrind: the same on a busy machine, and so what CI watches.

use std::collections::BTreeMap;
use std::fs;
use std::hint::black_box;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};
use clap::ValueEnum;
use plaid_credit::types::{CreditBankIncomeGetResponse, CreditSessionsGetResponse};
use serde::Deserialize;

use crate::table::{Table, times};
use crate::{bodies, encode};

/// More growth than this needs a reason.
const GROWTH: f64 = 1.05;

/// What is counted.
#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Work {
    DecodeSessions,
    DecodeBankIncome,
    EncodeLinkToken,
    EncodeApplications,
}

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
        let counted = work.count()?;
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

impl Work {
    fn name(self) -> String {
        let value = self.to_possible_value();
        value.map_or_else(String::new, |value| value.get_name().to_owned())
    }

    /// The instructions for doing it once.
    fn count(self) -> Result<u64> {
        const TIMES: u64 = 10;
        // What happens before and after is in both.
        let [few, many] = [1, 1 + TIMES].map(|times| self.instructions(times));
        Ok((many? - few?) / TIMES)
    }

    /// The instructions of a process that does it some times.
    fn instructions(self, times: u64) -> Result<u64> {
        let mut valgrind = Command::new("valgrind");
        valgrind
            .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
            .arg(std::env::current_exe()?)
            .args(["--work", &self.name(), "--times", &times.to_string()]);
        let ran = valgrind.output().context("failed to run valgrind")?;
        let said = String::from_utf8_lossy(&ran.stderr);
        ensure!(ran.status.success(), "failed: {valgrind:?}: {said}");
        let line = said
            .lines()
            .find_map(|line| line.split_once("Collected : "));
        let (_, count) = line.with_context(|| format!("no count from valgrind: {said}"))?;
        Ok(count.trim().parse()?)
    }

    /// Does it, in the process that is watched.
    pub(crate) fn run(self, times: u64) -> Result<()> {
        match self {
            Self::DecodeSessions => {
                let body = bodies::sessions().to_string();
                repeat(times, || {
                    Ok(plaid_credit::decode::<CreditSessionsGetResponse>(
                        body.as_bytes(),
                    )?)
                })
            }
            Self::DecodeBankIncome => {
                let body = bodies::income(60_000).to_string();
                repeat(times, || {
                    Ok(plaid_credit::decode::<CreditBankIncomeGetResponse>(
                        body.as_bytes(),
                    )?)
                })
            }
            Self::EncodeLinkToken => {
                let (request, _) = encode::link_token();
                repeat(times, || Ok(serde_json::to_vec(&request)?))
            }
            Self::EncodeApplications => {
                let (request, _) = encode::applications(1000);
                repeat(times, || Ok(serde_json::to_vec(&request)?))
            }
        }
    }
}

fn repeat<T>(times: u64, run: impl Fn() -> Result<T>) -> Result<()> {
    for _ in 0..times {
        black_box(run()?);
    }
    Ok(())
}

/// The toolchain, in its own words.
fn rustc() -> Result<String> {
    let ran = Command::new("rustc").arg("--version").output();
    let ran = ran.context("failed to run rustc")?;
    Ok(String::from_utf8_lossy(&ran.stdout).trim().to_owned())
}
