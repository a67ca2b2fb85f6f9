//! Decoding a large bank income body: this crate's models, which keep unknown fields, exact
//! amounts and unknown enum values, against plain derived structs, which do not: read by
//! serde_json, after one check that the body is UTF-8, and by sonic-rs.
//!
//! `cargo bench -p plaid-credit --bench decode` prints all and their ratios, from one run.
#![allow(missing_docs, dead_code)]

use std::hint::black_box;
use std::time::Duration;

use cpu_time::ThreadTime;
use plaid_credit::types::CreditBankIncomeGetResponse;
use serde::Deserialize;
use serde_json::{Value, json};

const BODY_SIZE: usize = 5_000_000;
const ROUNDS: usize = 21;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let body = body().to_string().into_bytes();
    let plain = || -> Result<plain::Response, Box<dyn std::error::Error>> {
        Ok(serde_json::from_str(std::str::from_utf8(&body)?)?)
    };
    let sonic = || sonic_rs::from_slice::<plain::Response>(&body);
    let ours = || plaid_credit::decode::<CreditBankIncomeGetResponse>(&body);
    assert_eq!(ours()?.anomalies, [], "the body is as documented");
    assert_eq!(plain()?.bank_income.len(), ours()?.value.bank_income.len());
    assert_eq!(sonic()?.bank_income.len(), ours()?.value.bank_income.len());

    let (mut plain_times, mut sonic_times, mut our_times) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        plain_times.push(timed(plain));
        sonic_times.push(timed(sonic));
        our_times.push(timed(ours));
    }
    let plain = median(&mut plain_times);
    let sonic = median(&mut sonic_times);
    let ours = median(&mut our_times);
    let ratio = |other: Duration| other.as_secs_f64() / ours.as_secs_f64();
    let per_second = |time: Duration| body.len() as f64 / 1e6 / time.as_secs_f64();
    println!("body         {:>8.1} MB", body.len() as f64 / 1e6);
    println!("plaid-credit {:>8.1} MB/s", per_second(ours));
    println!(
        "serde_json   {:>8.1} MB/s, ratio {:.2}",
        per_second(plain),
        ratio(plain)
    );
    println!(
        "sonic-rs     {:>8.1} MB/s, ratio {:.2}",
        per_second(sonic),
        ratio(sonic)
    );
    Ok(())
}

fn timed<T>(run: impl Fn() -> T) -> Duration {
    let start = ThreadTime::now();
    let result = black_box(run());
    let time = start.elapsed();
    drop(result);
    time
}

fn median(times: &mut [Duration]) -> Duration {
    times.sort();
    times[times.len() / 2]
}

/// One report of about `BODY_SIZE` bytes, most of it transactions, as real ones are.
fn body() -> Value {
    let transaction = |index: usize| {
        json!({
            "amount": (index % 500_000) as f64 / 100.0, "check_number": null, "date": "2024-05-17",
            "iso_currency_code": "USD", "name": "ACME PAYROLL DIRECT DEPOSIT",
            "original_description": "ACME CORP DES:PAYROLL ID:1234 INDN:DOE JANE CO ID:998877 PPD",
            "pending": index.is_multiple_of(7), "transaction_id": format!("txn-{index:032}"),
            "unofficial_currency_code": null,
        })
    };
    let summary = |month: usize| {
        json!({
            "start_date": "2024-05-01", "end_date": "2024-05-31", "iso_currency_code": "USD",
            "total_amount": 4090.14, "unofficial_currency_code": null,
            "total_amounts": [{"amount": 4090.14, "iso_currency_code": "USD", "unofficial_currency_code": null}],
            "transactions": (0..20).map(|index| transaction(month * 20 + index)).collect::<Vec<_>>(),
        })
    };
    let size = summary(0).to_string().len();
    let months: Vec<Value> = (0..BODY_SIZE / size).map(summary).collect();
    let sources: Vec<Value> = months
        .chunks(24)
        .map(|months| {
            json!({
                "account_id": "acc-1", "start_date": "2022-05-01", "end_date": "2024-05-31",
                "income_category": "SALARY", "income_description": "ACME PAYROLL", "income_source_id": "src-1",
                "pay_frequency": "SEMI_MONTHLY", "total_amount": 98163.36, "transaction_count": 480,
                "historical_summary": months,
            })
        })
        .collect();
    json!({"request_id": "r-1", "bank_income": [{
        "bank_income_id": "b-1", "days_requested": 730, "generated_time": "2024-06-01T08:00:00Z", "warnings": [],
        "items": [{
            "institution_id": "ins_1", "institution_name": "First Example Bank", "item_id": "item-1",
            "last_updated_time": "2024-06-01T07:00:00Z", "bank_income_accounts": [],
            "bank_income_sources": sources,
        }],
    }]})
}

/// What a first draft of such a client derives: closed, inexact, and forgetful.
mod plain {
    use super::Deserialize;

    #[derive(Deserialize)]
    pub(super) struct Response {
        pub(super) bank_income: Vec<BankIncome>,
        pub(super) request_id: Option<String>,
    }

    #[derive(Deserialize)]
    pub(super) struct BankIncome {
        bank_income_id: Option<String>,
        days_requested: Option<i64>,
        generated_time: Option<String>,
        items: Vec<Item>,
    }

    #[derive(Deserialize)]
    struct Item {
        bank_income_sources: Vec<Source>,
        institution_id: Option<String>,
        institution_name: Option<String>,
        item_id: Option<String>,
        last_updated_time: Option<String>,
    }

    #[derive(Deserialize)]
    struct Source {
        account_id: Option<String>,
        end_date: Option<String>,
        historical_summary: Vec<Summary>,
        income_category: Option<Category>,
        income_description: Option<String>,
        income_source_id: Option<String>,
        pay_frequency: Option<Frequency>,
        start_date: Option<String>,
        total_amount: Option<f64>,
        transaction_count: Option<i64>,
    }

    #[derive(Deserialize)]
    #[serde(rename_all = "SCREAMING_SNAKE_CASE")]
    enum Category {
        Salary,
        Other,
    }

    #[derive(Deserialize)]
    #[serde(rename_all = "SCREAMING_SNAKE_CASE")]
    enum Frequency {
        SemiMonthly,
        Monthly,
    }

    #[derive(Deserialize)]
    struct Summary {
        end_date: Option<String>,
        iso_currency_code: Option<String>,
        start_date: Option<String>,
        total_amount: Option<f64>,
        total_amounts: Vec<Amount>,
        transactions: Vec<Transaction>,
        unofficial_currency_code: Option<String>,
    }

    #[derive(Deserialize)]
    struct Amount {
        amount: Option<f64>,
        iso_currency_code: Option<String>,
        unofficial_currency_code: Option<String>,
    }

    #[derive(Deserialize)]
    struct Transaction {
        amount: Option<f64>,
        check_number: Option<String>,
        date: Option<String>,
        iso_currency_code: Option<String>,
        name: Option<String>,
        original_description: Option<String>,
        pending: Option<bool>,
        transaction_id: Option<String>,
        unofficial_currency_code: Option<String>,
    }
}
