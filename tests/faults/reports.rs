//! What is reported of each call, for metrics.

use std::error::Error as _;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use plaid_credit::Client;
use serde_json::{Value, json};

use super::server::{ERROR, Server, json as answer_json};
use super::setup::{Waits, builder, sessions_get};

/// Operation, attempts, status, bytes, anomalies and kind of error of each call so far.
type Reports = Arc<Mutex<Vec<String>>>;

/// A client of this server, and what it reports.
fn reporting(base_url: &str) -> (Client, Reports) {
    let reports = Reports::default();
    let seen = Arc::clone(&reports);
    let client = builder(base_url, &Waits::default())
        .on_call(move |report| {
            assert!(report.duration < Duration::from_secs(10));
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
