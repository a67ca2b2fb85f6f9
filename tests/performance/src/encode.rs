//! Encoding requests: this crate's models, by serde_json as the client does, against plain
//! derived structs.

use std::hint::black_box;

use anyhow::{Result, ensure};
use plaid_credit::types::{
    CountryCode, CraLoanApplication, CraLoanApplicationDecision, CraLoanType,
    CraLoansApplicationsRegisterRequest, LinkTokenCreateRequest, Products,
};
use serde::Serialize;

use crate::measure::{Contender, median, ratio, rounds, seconds};
use crate::plain::{
    Application, ApplicationsRequest, Country, Decision, LinkTokenRequest, Loan, Product,
};
use crate::table::{Table, times};

const RIVALS: [&str; 3] = ["serde_json", "sonic-rs", "simd-json"];

pub(crate) fn run() -> Result<()> {
    let (ours, plain) = link_token();
    let link_token = compare(&ours, &plain)?;
    let (ours, plain) = applications(100);
    let requests = [link_token, compare(&ours, &plain)?];
    let mut table = Table::new([
        "encoding",
        "a Link token's request",
        "100 loan applications",
    ]);
    let speeds = requests.each_ref().map(|(length, costs)| {
        let seconds = median(costs[0].iter().copied());
        format!("{:.0} MB/s", *length as f64 / 1e6 / seconds)
    });
    table.row("plaid-credit", speeds);
    for (rival, name) in RIVALS.iter().enumerate() {
        let ratios = requests
            .each_ref()
            .map(|(_, costs)| ratio(&costs[0], &costs[rival + 1]));
        table.row(name, ratios.map(times));
    }
    table.print();
    Ok(())
}

type Costs = (usize, [Vec<f64>; 4]);

/// The request of a service that wants check reports.
pub(crate) fn link_token() -> (LinkTokenCreateRequest, LinkTokenRequest) {
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

pub(crate) fn applications(
    count: usize,
) -> (CraLoansApplicationsRegisterRequest, ApplicationsRequest) {
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
    let ours = CraLoansApplicationsRegisterRequest::new((0..count).map(ours).collect());
    let plain = ApplicationsRequest {
        applications: (0..count).map(plain).collect(),
    };
    (ours, plain)
}

/// The length of the body, and what it costs each to write.
fn compare(ours: &impl Serialize, plain: &impl Serialize) -> Result<Costs> {
    let body = serde_json::to_value(ours)?;
    ensure!(body == serde_json::to_value(plain)?, "all write the same");
    let length = body.to_string().len();
    let contenders: [Contender<'_, f64>; 4] = [
        &|| write(length, |body| Ok(serde_json::to_writer(body, ours)?)),
        &|| write(length, |body| Ok(serde_json::to_writer(body, plain)?)),
        &|| write(length, |body| Ok(sonic_rs::to_writer(body, plain)?)),
        &|| write(length, |body| Ok(simd_json::to_writer(body, plain)?)),
    ];
    Ok((length, rounds(3001, contenders)?))
}

/// The seconds for one body. It is written many times to the same place: memory that is new, or
/// not in the cache, costs more than writing, and how much depends on what was allocated before.
fn write(length: usize, write: impl Fn(&mut Vec<u8>) -> Result<()>) -> Result<f64> {
    let times = 100_000_usize.div_ceil(length);
    let mut body = Vec::with_capacity(2 * length);
    let all = || {
        (0..times).try_for_each(|_| {
            body.clear();
            write(black_box(&mut body))
        })
    };
    Ok(seconds(all)? / times as f64)
}
