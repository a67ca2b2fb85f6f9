//! What decoding allocates, counted: bodies made to be large in memory are refused, and honest
//! ones take a few times their size.
//!
//! A program of its own, with one test: what is counted is counted for the whole program.
#![allow(clippy::unwrap_used)]

use peak_alloc::PeakAlloc;
use plaid_credit::types::{AssetReportGetResponse, CreditBankIncomeGetResponse};
use plaid_credit::{Error, decode};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

#[global_allocator]
static ALLOCATED: PeakAlloc = PeakAlloc;

const MEGABYTE: usize = 1_000_000;

/// How many times its own size a body takes when it is kept, and at the peak, the body
/// included.
fn times<T: DeserializeOwned>(body: &[u8]) -> (f64, f64) {
    let before = ALLOCATED.current_usage();
    ALLOCATED.reset_peak_usage();
    let decoded = decode::<T>(body).unwrap();
    let size = body.len() as f64;
    let times = |bytes: usize| bytes.saturating_sub(before) as f64 / size + 1.0;
    let result = (
        times(ALLOCATED.current_usage()),
        times(ALLOCATED.peak_usage()),
    );
    assert_eq!(decoded.anomalies.len(), 0);
    result
}

fn repeated(value: &Value, around: impl Fn(Vec<Value>) -> Value) -> Vec<u8> {
    let count = 4 * MEGABYTE / value.to_string().len();
    around(vec![value.clone(); count]).to_string().into_bytes()
}

#[test]
fn memory_is_a_few_times_the_body_or_refused() {
    let transaction = json!({
        "amount": 1525.5, "check_number": null, "date": "2024-05-17", "iso_currency_code": "USD",
        "name": "ACME PAYROLL", "original_description": "ACME CORP DES:PAYROLL ID:1234",
        "pending": false, "transaction_id": "txn-000000000000000000000000000001",
        "unofficial_currency_code": null, "bonus_type": null,
    });
    let income = repeated(&transaction, |transactions| {
        json!({"request_id": "r", "bank_income": [{"bank_income_summary": {
            "historical_summary": [{"transactions": transactions}]}}]})
    });
    let transaction = json!({
        "account_id": "a-000000000000000000000000000000001", "amount": 12.75,
        "iso_currency_code": "USD", "unofficial_currency_code": null, "date": "2024-05-17",
        "original_description": "COFFEE 0001 SPRINGFIELD", "pending": false,
        "transaction_id": "txn-000000000000000000000000000001", "name": "Coffee",
    });
    let assets = repeated(
        &transaction,
        |transactions| json!({"request_id": "r", "report": {"items": [{"accounts": [{"transactions": transactions}]}]}}),
    );
    for (kept, peak) in [
        times::<CreditBankIncomeGetResponse>(&income),
        times::<AssetReportGetResponse>(&assets),
    ] {
        println!("{kept:.2} times when kept, {peak:.2} at the peak");
        assert!(kept < 6.0, "{kept}");
        assert!(peak < 9.0, "{peak}");
    }
    refuses_what_grows();
}

/// Lists of empty objects, each of which is a large struct.
fn refuses_what_grows() {
    for (element, count) in [("{}", 6 * MEGABYTE), ("{\"a\":{\"a\":1}}", MEGABYTE)] {
        let elements = vec![element; count].join(",");
        let body = format!(r#"{{"request_id": "r", "bank_income": [{elements}]}}"#);
        let before = ALLOCATED.current_usage();
        ALLOCATED.reset_peak_usage();
        let error = decode::<CreditBankIncomeGetResponse>(body.as_bytes()).map(drop);
        let Err(Error::Decode(error)) = error else {
            panic!("it is read");
        };
        assert_eq!(
            error.reason,
            "it would take more than 1073741824 bytes of memory"
        );
        // The list that grows has room for the next elements, and the last ones are copied.
        let peak = ALLOCATED.peak_usage() - before;
        assert!(peak < 3 << 30, "{peak}");
    }
}
