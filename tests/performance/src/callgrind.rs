//! Instructions, counted by valgrind: the same however busy the machine is.

use std::process::Command;

use anyhow::{Context, Result, ensure};
use clap::ValueEnum;

use crate::measure::{Contender, repeats};
use crate::table::hundredths;
use crate::{decode, encode};

/// What is counted, in a process of its own.
#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Work {
    DecodeSessions,
    DecodeBankIncome,
    EncodeLinkToken,
    EncodeApplications,
}

impl Work {
    pub(crate) fn name(self) -> String {
        let value = self.to_possible_value();
        value.map_or_else(String::new, |value| value.get_name().to_owned())
    }

    /// The instructions that each contender takes; `None` without valgrind.
    pub(crate) fn counts<const N: usize>(self) -> Result<Option<[u64; N]>> {
        if Command::new("valgrind").arg("--version").output().is_err() {
            return Ok(None);
        }
        let mut counts = [0; N];
        for (contender, count) in counts.iter_mut().enumerate() {
            *count = self.count(contender)?;
        }
        Ok(Some(counts))
    }

    /// The instructions that a contender takes to do it once.
    pub(crate) fn count(self, contender: usize) -> Result<u64> {
        // What happens before and after is in both.
        let [once, twice] = [1, 2].map(|times| self.instructions(contender, times));
        Ok(twice? - once?)
    }

    /// The instructions of a process in which a contender does it some times.
    fn instructions(self, contender: usize, times: u32) -> Result<u64> {
        let mut valgrind = Command::new("valgrind");
        valgrind
            .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
            .arg(std::env::current_exe()?)
            .args(["--work", &self.name()])
            .args(["--contender", &contender.to_string()])
            .args(["--times", &times.to_string()]);
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
    pub(crate) fn run(self, contender: usize, times: u32) -> Result<()> {
        match self {
            Self::DecodeSessions => decode::of_sessions(|_, all| repeat(&all, contender, times)),
            Self::DecodeBankIncome => decode::of_income(|_, all| repeat(&all, contender, times)),
            Self::EncodeLinkToken => encode::of_link_token(|_, all| repeat(&all, contender, times)),
            Self::EncodeApplications => {
                encode::of_applications(|_, all| repeat(&all, contender, times))
            }
        }
    }
}

fn repeat(contenders: &[Contender<'_, f64>], contender: usize, times: u32) -> Result<()> {
    let contender = contenders.get(contender).context("no such contender")?;
    (0..times).try_for_each(|_| contender().map(|_| ()))
}

/// What the first contender takes for each byte of something that is this long; for another, what
/// the first takes, divided by what it does.
pub(crate) fn cell<const N: usize>(
    counts: Option<[u64; N]>,
    contender: usize,
    length: usize,
) -> String {
    let Some(counts) = counts.map(|counts| counts.map(|count| count as f64)) else {
        return "no valgrind".to_owned();
    };
    match contender {
        0 => format!(
            "{:.1} per byte",
            counts[0] / (length * repeats(length)) as f64
        ),
        rival => hundredths(counts[0] / counts[rival]),
    }
}
