//! Encoding requests: this crate's models, by serde_json as the client does, against plain
//! derived structs.

use std::hint::black_box;
use std::process::Command;
use std::{env, fs};

use anyhow::{Result, ensure};
use plaid_credit::types::{
    CountryCode, CraLoanApplication, CraLoanApplicationDecision, CraLoanType,
    CraLoansApplicationsRegisterRequest, LinkTokenCreateRequest, Products,
};
use serde::Serialize;

use crate::callgrind::{self, Work};
use crate::measure::{Contender, repeats, rounds, seconds, speed};
use crate::plain::{
    Application, ApplicationsRequest, Country, Decision, LinkTokenRequest, Loan, Product,
};
use crate::table::Table;

const RIVALS: [&str; 3] = ["serde_json", "sonic-rs", "simd-json"];

/// Short code runs up to 15% slower if its pages happen to compete for the same lines of a cache.
/// Each copy of the program has other pages, so the mean of some is the same in each run.
const COPIES: usize = 100;

/// This crate first, then the rivals in their order.
const WRITERS: usize = 1 + RIVALS.len();

/// For each request the MB/s of each writer.
type Figures = [[f64; WRITERS]; 2];

pub(crate) fn run() -> Result<()> {
    let figures = (0..COPIES).map(|_| in_copy()).collect::<Result<Vec<_>>>()?;
    let means = |row: usize| {
        [0, 1].map(|request| {
            let all = figures
                .iter()
                .map(|figures: &Figures| figures[request][row]);
            all.sum::<f64>() / COPIES as f64
        })
    };
    let instructions = [
        Work::EncodeLinkToken.counts::<WRITERS>()?,
        Work::EncodeApplications.counts::<WRITERS>()?,
    ];
    let lengths = [
        of_link_token(|length, _| Ok(length))?,
        of_applications(|length, _| Ok(length))?,
    ];
    let mut table = Table::new([
        "encoding",
        "a Link token's request: speed",
        "instructions",
        "100 loan applications: speed",
        "instructions",
    ]);
    for (writer, name) in ["plaid-credit"].iter().chain(&RIVALS).enumerate() {
        let means = means(writer);
        let cells = [0, 1].map(|request| {
            [
                format!("{:.0} MB/s", means[request]),
                callgrind::cell(instructions[request], writer, lengths[request]),
            ]
        });
        table.row(name, cells.concat());
    }
    table.print();
    Ok(())
}

/// What a copy of this program measures, by [`print_figures`].
fn in_copy() -> Result<Figures> {
    let folder = tempfile::tempdir()?;
    let copy = folder.path().join("copy");
    fs::copy(env::current_exe()?, &copy)?;
    let ran = Command::new(copy).arg("--encode-figures").output()?;
    ensure!(ran.status.success(), "a copy of the program failed");
    Ok(serde_json::from_slice(&ran.stdout)?)
}

/// Measures in this process.
pub(crate) fn print_figures() -> Result<()> {
    let figures: Figures = [of_link_token(figures)?, of_applications(figures)?];
    println!("{}", serde_json::to_string(&figures)?);
    Ok(())
}

fn figures(length: usize, writers: [Contender<'_, f64>; WRITERS]) -> Result<[f64; WRITERS]> {
    let costs = rounds(300, writers)?;
    Ok(costs.map(|seconds| speed(length, &seconds)))
}

/// The request of a service that wants check reports.
fn link_token() -> (LinkTokenCreateRequest, LinkTokenRequest) {
    let url = "https://lender.example/webhook";
    let ours = LinkTokenCreateRequest::new("Lender".into(), "en".into(), vec![CountryCode::Us])
        .user_id("usr_123".into())
        .products(vec![Products::CraBaseReport, Products::CraIncomeInsights])
        .webhook(url);
    let plain = LinkTokenRequest {
        client_name: "Lender".to_owned(),
        language: "en".to_owned(),
        country_codes: vec![Country::Us],
        user_id: "usr_123".to_owned(),
        products: vec![Product::CraBaseReport, Product::CraIncomeInsights],
        redirect_uri: None,
        webhook: Some(url.to_owned()),
    };
    (ours, plain)
}

fn applications() -> (CraLoansApplicationsRegisterRequest, ApplicationsRequest) {
    let token = "user-sandbox-b0e2fe0e-7b0c-4b0e-9e0e-0b0e2fe0e7b0";
    let date = plaid_credit::chrono::NaiveDate::default();
    let ours = |index| {
        CraLoanApplication::new(
            token.into(),
            format!("application-{index}").into(),
            CraLoanApplicationDecision::Approved,
            CraLoanType::Personal,
        )
        .application_date(date)
        .decision_date(date)
    };
    let plain = |index| Application {
        user_token: token.to_owned(),
        application_id: format!("application-{index}"),
        type_: Loan::Personal,
        decision: Decision::Approved,
        application_date: Some(date.to_string()),
        decision_date: Some(date.to_string()),
    };
    let ours = CraLoansApplicationsRegisterRequest::new((0..100).map(ours).collect());
    let plain = ApplicationsRequest {
        applications: (0..100).map(plain).collect(),
    };
    (ours, plain)
}

pub(crate) fn of_link_token<R>(
    then: impl FnOnce(usize, [Contender<'_, f64>; WRITERS]) -> Result<R>,
) -> Result<R> {
    let (ours, plain) = link_token();
    with_writers(&ours, &plain, then)
}

pub(crate) fn of_applications<R>(
    then: impl FnOnce(usize, [Contender<'_, f64>; WRITERS]) -> Result<R>,
) -> Result<R> {
    let (ours, plain) = applications();
    with_writers(&ours, &plain, then)
}

/// Passes on the length of the request, and those that write it.
fn with_writers<R>(
    ours: &impl Serialize,
    plain: &impl Serialize,
    then: impl FnOnce(usize, [Contender<'_, f64>; WRITERS]) -> Result<R>,
) -> Result<R> {
    let body = serde_json::to_value(ours)?;
    ensure!(body == serde_json::to_value(plain)?, "all write the same");
    let length = body.to_string().len();
    then(
        length,
        [
            &|| write(length, |body| Ok(serde_json::to_writer(body, ours)?)),
            &|| write(length, |body| Ok(serde_json::to_writer(body, plain)?)),
            &|| write(length, |body| Ok(sonic_rs::to_writer(body, plain)?)),
            &|| write(length, |body| Ok(simd_json::to_writer(body, plain)?)),
        ],
    )
}

/// The seconds for one body. It is written many times to the same place: memory that is new, or
/// not in the cache, costs more than writing, and how much depends on what was allocated before.
fn write(length: usize, write: impl Fn(&mut Vec<u8>) -> Result<()>) -> Result<f64> {
    let times = repeats(length);
    let mut body = Vec::with_capacity(2 * length);
    let all = || {
        (0..times).try_for_each(|_| {
            body.clear();
            write(black_box(&mut body))
        })
    };
    Ok(seconds(all)? / times as f64)
}
