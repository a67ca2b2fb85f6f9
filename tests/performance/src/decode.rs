//! Decoding: this crate's models, which keep unknown fields, exact amounts and unknown enum
//! values, against plain derived structs, which do not.

use anyhow::{Result, ensure};
use plaid_credit::types::{CreditBankIncomeGetResponse, CreditSessionsGetResponse};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::callgrind::{self, Work};
use crate::chart::{Bar, Chart};
use crate::measure::{Contender, repeats, rounds, seconds, speed};
use crate::table::Table;
use crate::{bodies, plain};

pub(crate) const RIVALS: [&str; 4] = [
    "serde_json, `from_slice`",
    "serde_json, `from_str`",
    "sonic-rs",
    "simd-json",
];

/// This crate first, then the rivals in their order.
const READERS: usize = 1 + RIVALS.len();

/// What reading a body costs each.
struct Figures {
    name: String,
    length: usize,
    seconds: [Vec<f64>; READERS],
    instructions: Option<[u64; READERS]>,
}

pub(crate) fn run() -> Result<()> {
    let bodies = [
        of_sessions(|length, readers| {
            Ok(Figures {
                name: format!("sessions, {:.1} kB", length as f64 / 1e3),
                length,
                seconds: rounds(300, readers)?,
                instructions: Work::DecodeSessions.counts()?,
            })
        })?,
        of_income(|length, readers| {
            Ok(Figures {
                name: format!("bank income, {:.1} MB", length as f64 / 1e6),
                length,
                seconds: rounds(40, readers)?,
                instructions: Work::DecodeBankIncome.counts()?,
            })
        })?,
    ];
    let [sessions, income] = &bodies;
    let mut table = Table::new([
        "decoding",
        &format!("{}: speed", sessions.name),
        "instructions",
        &format!("{}: speed", income.name),
        "instructions",
    ]);
    for (reader, name) in ["plaid-credit"].iter().chain(&RIVALS).enumerate() {
        let cells = bodies.each_ref().map(|body| body.cells(reader));
        table.row(name, cells.concat());
    }
    table.print();
    income.draw()
}

impl Figures {
    fn cells(&self, reader: usize) -> [String; 2] {
        [
            format!("{:.0} MB/s", speed(self.length, &self.seconds[reader])),
            callgrind::cell(self.instructions, reader, self.length),
        ]
    }

    fn draw(&self) -> Result<()> {
        let title = format!("CPU to decode {}, plaid-credit = 1", self.name);
        let mut chart = Chart::new(&title);
        chart.bar(Bar::ours("plaid-credit", 1.0));
        for (rival, name) in RIVALS.iter().enumerate() {
            let [ours, rival] = [0, rival + 1].map(|at| speed(self.length, &self.seconds[at]));
            chart.bar(Bar::rival(&name.replace('`', ""), ours / rival));
        }
        chart.write("decode.svg")
    }
}

pub(crate) fn of_sessions<R>(
    then: impl FnOnce(usize, [Contender<'_, f64>; READERS]) -> Result<R>,
) -> Result<R> {
    let ours = |body: &mut [u8]| {
        let decoded = plaid_credit::decode::<CreditSessionsGetResponse>(body)?;
        ensure!(decoded.anomalies.is_empty(), "the body is as documented");
        Ok(decoded.value)
    };
    with_readers::<_, plain::Sessions, _>(&bodies::sessions(), ours, then)
}

pub(crate) fn of_income<R>(
    then: impl FnOnce(usize, [Contender<'_, f64>; READERS]) -> Result<R>,
) -> Result<R> {
    let ours = |body: &mut [u8]| {
        let decoded = plaid_credit::decode::<CreditBankIncomeGetResponse>(body)?;
        ensure!(decoded.anomalies.is_empty(), "the body is as documented");
        Ok(decoded.value)
    };
    with_readers::<_, plain::Income, _>(&bodies::income(5_000_000), ours, then)
}

/// Passes on the length of the body, and those that read it.
fn with_readers<T, P: DeserializeOwned, R>(
    body: &Value,
    ours: impl Fn(&mut [u8]) -> Result<T>,
    then: impl FnOnce(usize, [Contender<'_, f64>; READERS]) -> Result<R>,
) -> Result<R> {
    let body = body.to_string().into_bytes();
    let from_str = |body: &mut [u8]| Ok(serde_json::from_str::<P>(std::str::from_utf8(body)?)?);
    then(
        body.len(),
        [
            &|| read(&body, &ours),
            &|| read(&body, |body| Ok(serde_json::from_slice::<P>(body)?)),
            &|| read(&body, from_str),
            &|| read(&body, |body| Ok(sonic_rs::from_slice::<P>(body)?)),
            &|| read(&body, |body| Ok(simd_json::from_slice::<P>(body)?)),
        ],
    )
}

/// The seconds for one body. Each time a copy is read, since simd-json changes what it reads.
fn read<T>(body: &[u8], read: impl Fn(&mut [u8]) -> Result<T>) -> Result<f64> {
    let times = repeats(body.len());
    let mut bodies = vec![body.to_vec(); times];
    let all = bodies.iter_mut().map(|body| read(body));
    Ok(seconds(|| all.collect::<Result<Vec<T>>>())? / times as f64)
}
