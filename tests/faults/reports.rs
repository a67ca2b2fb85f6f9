//! What is reported of each call, for metrics.

use std::error::Error as _;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use plaid_credit::Client;
use serde_json::{Value, json};

use super::server::{ERROR, Server, Step, answer, json as answer_json};
use super::setup::{Waits, builder, pdf_get, refusing, relay_remove, sessions_get};

/// Operation, attempts, status, bytes, anomalies and kind of error of each call so far.
type Reports = Arc<Mutex<Vec<String>>>;

/// A client of this server, and what it reports.
fn reporting(base_url: &str) -> (Client, Reports) {
    let reports = Reports::default();
    let seen = Arc::clone(&reports);
    let client = builder(base_url, &Waits::default())
        .on_call(move |report| {
            assert!(report.duration < Duration::from_secs(60));
            seen.lock().unwrap().push(format!(
                "{} {} {:?} {:?} {} {:?}",
                report.operation,
                report.attempts,
                report.status,
                report.bytes,
                report.anomalies,
                report.error_type,
            ));
        })
        .build()
        .unwrap();
    (client, reports)
}

#[tokio::test]
async fn each_call_is_reported() {
    let steps = vec![
        answer_json(503, ""),
        answer_json(200, r#"{"sessions": [7, 8], "request_id": "r"}"#),
        answer_json(400, ERROR),
    ];
    let server = Server::start(steps).await;
    let (client, reports) = reporting(&server.base_url);
    client.credit_sessions_get(&sessions_get()).await.unwrap();
    let failed = client.call::<Value>("/transactions/sync", &json!({})).await;
    failed.unwrap_err();
    let request = sessions_get().extra("secret", "stolen");
    let failed = client.credit_sessions_get(&request).await.unwrap_err();
    assert!(failed.source().is_some());
    assert_eq!(
        *reports.lock().unwrap(),
        [
            "creditSessionsGet 2 Some(200) Some(39) 2 None",
            "call 1 Some(400) None 0 Some(\"400\")",
            "creditSessionsGet 0 None None 0 Some(\"config\")",
        ]
    );
}

/// What is reported of a write that fails in this way, where Plaid may be silent for so long.
async fn failure(step: Step, silence: Duration) -> String {
    let server = Server::start(vec![step]).await;
    let (client, reports) = reporting(&server.base_url);
    let call = client.credit_relay_remove(&relay_remove());
    let call = call.read_timeout(silence).max_response_size(4000);
    call.await.unwrap_err();
    reports.lock().unwrap().concat()
}

#[tokio::test]
async fn a_failure_is_reported_by_its_status_or_its_kind() {
    let page = Step::Answer(answer(200, "content-type: text/html\r\n", "<html>"));
    for (step, expected) in [
        (Step::Reset(vec![]), r#"None None 0 Some("interrupted")"#),
        (
            answer_json(200, &" ".repeat(5000)),
            r#"Some(200) None 0 Some("too_large")"#,
        ),
        (answer_json(200, "[]"), r#"Some(200) None 0 Some("decode")"#),
        (answer_json(200, ERROR), r#"Some(200) None 0 Some("api")"#),
        (page, r#"Some(200) None 0 Some("not_plaid")"#),
        (answer_json(400, ERROR), r#"Some(400) None 0 Some("400")"#),
        (answer_json(503, ""), r#"Some(503) None 0 Some("503")"#),
    ] {
        let reported = failure(step, Duration::from_secs(20)).await;
        assert_eq!(reported, format!("creditRelayRemove 1 {expected}"));
    }
    let reported = failure(Step::Hang(vec![]), Duration::from_millis(50)).await;
    let expected = r#"creditRelayRemove 1 None None 0 Some("timeout")"#;
    assert_eq!(reported, expected);

    let (_socket, base_url) = refusing();
    let (client, reports) = reporting(&base_url);
    let call = client.credit_relay_remove(&relay_remove());
    call.await.unwrap_err();
    let expected = r#"creditRelayRemove 3 None None 0 Some("connect")"#;
    assert_eq!(*reports.lock().unwrap(), [expected]);
}

#[tokio::test]
async fn a_download_is_reported_once_it_starts_to_arrive() {
    let mut half = answer(200, "content-type: application/pdf\r\n", "%PDF-1.7");
    half.pop();
    let server = Server::start(vec![Step::Hang(half)]).await;
    let (client, reports) = reporting(&server.base_url);
    let _download = client.credit_bank_income_pdf_get(&pdf_get()).await.unwrap();
    assert_eq!(
        *reports.lock().unwrap(),
        ["creditBankIncomePdfGet 1 Some(200) None 0 None"]
    );
}
