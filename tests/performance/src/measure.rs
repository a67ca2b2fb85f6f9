//! Figures that hold on a busy machine: CPU time, in rounds that take turns.

use std::hint::black_box;

use anyhow::Result;
use cpu_time::{ProcessTime, ThreadTime};

/// One of those that are compared: does its work once, and says what that cost.
pub(crate) type Contender<'c, C> = &'c dyn Fn() -> Result<C>;

/// What each costs in each round. All have a turn in every round, and each goes first as often as
/// the others if the rounds are a multiple of them, so that what slows the machine down slows all.
pub(crate) fn rounds<C, const N: usize>(
    count: usize,
    contenders: [Contender<'_, C>; N],
) -> Result<[Vec<C>; N]> {
    let mut costs = [const { Vec::new() }; N];
    for contender in contenders {
        // Whatever is set up once is set up now.
        contender()?;
    }
    for round in 0..count {
        for turn in 0..N {
            let at = (round + turn) % N;
            costs[at].push(contenders[at]()?);
        }
    }
    Ok(costs)
}

/// How many rounds for what grows with the operations: the shortest vary most.
pub(crate) fn rounds_of(operations: usize) -> usize {
    (200 / operations).max(16)
}

/// How often something of this many bytes is done between two looks at the clock.
pub(crate) fn repeats(length: usize) -> usize {
    100_000_usize.div_ceil(length)
}

/// The CPU time of this thread, in seconds, for `run`, but not for dropping its result.
pub(crate) fn seconds<T>(run: impl FnOnce() -> Result<T>) -> Result<f64> {
    let start = ThreadTime::now();
    let result = black_box(run());
    let seconds = start.elapsed().as_secs_f64();
    result.map(|_| seconds)
}

/// The CPU time of all threads, in seconds.
pub(crate) fn process_seconds<T>(run: impl FnOnce() -> Result<T>) -> Result<f64> {
    let start = ProcessTime::now();
    let result = black_box(run());
    let seconds = start.elapsed().as_secs_f64();
    result.map(|_| seconds)
}

pub(crate) fn median(values: impl IntoIterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.into_iter().collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

/// How many MB are done a second of something that is this many bytes long.
pub(crate) fn speed(length: usize, seconds: &[f64]) -> f64 {
    length as f64 / 1e6 / median(seconds.iter().copied())
}

/// What `ours` costs, divided by what `rival` costs: the median over the rounds of the ratio within
/// a round.
pub(crate) fn ratio(ours: &[f64], rival: &[f64]) -> f64 {
    median(ours.iter().zip(rival).map(|(ours, rival)| ours / rival))
}
