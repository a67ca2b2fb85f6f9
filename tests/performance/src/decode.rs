//! Decoding: this crate's models, which keep unknown fields, exact amounts and unknown enum
//! values, against plain derived structs, which do not.

use anyhow::{Result, ensure};
use plaid_credit::types::{CreditBankIncomeGetResponse, CreditSessionsGetResponse};
use serde::de::DeserializeOwned;

use crate::chart::{Bar, Chart};
use crate::measure::{Contender, median, ratio, rounds, seconds};
use crate::table::{Table, times};
use crate::{bodies, plain};

pub(crate) const RIVALS: [&str; 4] = [
    "serde_json, `from_slice`",
    "serde_json, `from_str`",
    "sonic-rs",
    "simd-json",
];

pub(crate) fn run() -> Result<()> {
    let income = bodies::income(5_000_000).to_string().into_bytes();
    let sessions = bodies::sessions().to_string().into_bytes();
    let bodies = [
        ("sessions", sessions.len(), of_sessions(&sessions)?),
        ("bank income", income.len(), of_income(&income)?),
    ];
    let heads = bodies.each_ref().map(|(name, length, _)| {
        let length = *length as f64;
        match length < 1e6 {
            true => format!("{name}, {:.1} kB", length / 1e3),
            false => format!("{name}, {:.1} MB", length / 1e6),
        }
    });
    let mut table = Table::new(["decoding", &heads[0], &heads[1]]);
    let speeds = bodies.each_ref().map(|(_, length, costs)| {
        let seconds = median(costs[0].iter().copied());
        format!("{:.0} MB/s", *length as f64 / 1e6 / seconds)
    });
    table.row("plaid-credit", speeds);
    for (rival, name) in RIVALS.iter().enumerate() {
        let ratios = bodies
            .each_ref()
            .map(|(_, _, costs)| ratio(&costs[0], &costs[rival + 1]));
        table.row(name, ratios.map(times));
    }
    table.print();

    let [_, (_, _, costs)] = &bodies;
    let title = format!("CPU to decode {}, plaid-credit = 1", heads[1]);
    let mut chart = Chart::new(&title);
    chart.bar(Bar::ours("plaid-credit", 1.0));
    for (rival, name) in RIVALS.iter().enumerate() {
        let ratio = ratio(&costs[rival + 1], &costs[0]);
        chart.bar(Bar::rival(&name.replace('`', ""), ratio));
    }
    chart.write("decode.svg")
}

fn of_sessions(body: &[u8]) -> Result<[Vec<f64>; 5]> {
    let ours = |body: &mut [u8]| {
        let decoded = plaid_credit::decode::<CreditSessionsGetResponse>(body)?;
        ensure!(decoded.anomalies.is_empty(), "the body is as documented");
        Ok(decoded.value)
    };
    compare::<_, plain::Sessions>(body, 301, ours)
}

fn of_income(body: &[u8]) -> Result<[Vec<f64>; 5]> {
    let ours = |body: &mut [u8]| {
        let decoded = plaid_credit::decode::<CreditBankIncomeGetResponse>(body)?;
        ensure!(decoded.anomalies.is_empty(), "the body is as documented");
        Ok(decoded.value)
    };
    compare::<_, plain::Income>(body, 41, ours)
}

/// What reading the body costs each: first this crate, then the rivals in their order.
fn compare<T, P: DeserializeOwned>(
    body: &[u8],
    count: usize,
    ours: impl Fn(&mut [u8]) -> Result<T>,
) -> Result<[Vec<f64>; 5]> {
    let from_str = |body: &mut [u8]| Ok(serde_json::from_str::<P>(std::str::from_utf8(body)?)?);
    let contenders: [Contender<'_, f64>; 5] = [
        &|| read(body, &ours),
        &|| read(body, |body| Ok(serde_json::from_slice::<P>(body)?)),
        &|| read(body, from_str),
        &|| read(body, |body| Ok(sonic_rs::from_slice::<P>(body)?)),
        &|| read(body, |body| Ok(simd_json::from_slice::<P>(body)?)),
    ];
    rounds(count, contenders)
}

/// The seconds for the body, or for many of them if it is short. Each is a copy, since simd-json
/// changes what it reads.
fn read<T>(body: &[u8], read: impl Fn(&mut [u8]) -> Result<T>) -> Result<f64> {
    let times = 100_000_usize.div_ceil(body.len());
    let mut bodies = vec![body.to_vec(); times];
    let all = bodies.iter_mut().map(|body| read(body));
    Ok(seconds(|| all.collect::<Result<Vec<T>>>())? / times as f64)
}
