//! Waiting until Plaid has made what is asked for.

use std::time::Duration;

use plaid_credit::Wait;

use super::server::{ERROR, OK, Server, Step, json};
use super::setup::{Waits, builder, sessions_get, told};

fn not_ready() -> Step {
    json(
        400,
        r#"{"error_type": "ITEM_ERROR", "error_code": "PRODUCT_NOT_READY"}"#,
    )
}

async fn wait(steps: Vec<Step>, seconds: u64) -> (String, usize, Vec<u64>) {
    let server = Server::start(steps).await;
    let waits = Waits::default();
    let client = builder(&server.base_url, &waits).build().unwrap();
    let request = sessions_get();
    let wait = Wait::up_to(Duration::from_secs(seconds))
        .delays(Duration::from_secs(1), Duration::from_secs(4));
    let result = client
        .wait_until_ready(wait, || client.credit_sessions_get(&request))
        .await;
    let waited = waits.all().iter().map(Duration::as_secs).collect();
    (told(&result), server.requests().len(), waited)
}

#[tokio::test]
async fn asks_until_it_is_ready() {
    let steps = vec![
        not_ready(),
        not_ready(),
        not_ready(),
        not_ready(),
        json(200, OK),
    ];
    let (told, requests, waits) = wait(steps, 60).await;
    assert_eq!(told, "1 sessions, 0 anomalies, request Aim3b");
    assert_eq!((requests, waits), (5, vec![1, 2, 4, 4]));
}

#[tokio::test]
async fn gives_up_in_time() {
    let (told, requests, waits) = wait(vec![not_ready()], 5).await;
    assert_eq!(told, "Api 400 PRODUCT_NOT_READY");
    assert_eq!((requests, waits), (3, vec![1, 2]));
}

#[tokio::test]
async fn does_not_wait_for_other_errors() {
    let (told, requests, waits) = wait(vec![not_ready(), json(400, ERROR)], 60).await;
    assert_eq!(told, "Api 400 INVALID_FIELD");
    assert_eq!((requests, waits), (2, vec![1]));
}
