//! How calls end: after how many attempts and how long, and with which error.

use std::time::Duration;

use plaid_credit::{Error, RetryPolicy};

use super::server::{ERROR, OK, Server, Step, answer, compressed, half_json, json};
use super::setup::{Waits, builder, refusing, relay_remove, sessions_get, start, told_error};
use super::table::{GZIP, half_gzip};

/// What is said of an answer that does not arrive whole.
async fn interruption(step: Step) -> String {
    let (client, _server) = start(vec![step]).await;
    let call = client.credit_relay_remove(&relay_remove());
    let error = call.await.unwrap_err();
    assert!(told_error(&error).starts_with("Interrupted"), "{error:?}");
    error.to_string()
}

#[tokio::test]
async fn an_answer_that_ends_early_is_told_from_one_that_is_not_readable() {
    let chunk = |line: &str| {
        format!("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n{line}\r\nabc").into_bytes()
    };
    let gzip = answer(200, GZIP, compressed(OK));
    for (fault, step) in [
        ("a reset before the headers", Step::Reset(vec![])),
        (
            "a reset in the headers",
            Step::Reset(b"HTTP/1.1 200 OK\r\n".to_vec()),
        ),
        ("a reset in the body", Step::Reset(half_json())),
        ("an end before the headers", Step::Close(vec![])),
        (
            "an end in the headers",
            Step::Close(b"HTTP/1.1 200 OK\r\n".to_vec()),
        ),
        ("an end in the body", Step::Close(half_json())),
        ("an end in a chunk", Step::Close(chunk("ff"))),
        (
            "an end in gzip",
            Step::Close(gzip[..gzip.len() - 10].to_vec()),
        ),
    ] {
        assert_eq!(
            interruption(step).await,
            "the connection closed before the full response arrived",
            "{fault}"
        );
    }
    let mut checksum = compressed(OK);
    let end = checksum.len() - 6;
    checksum[end] ^= 0xff;
    for (fault, answer) in [
        ("no gzip", answer(200, GZIP, OK)),
        ("gzip with another checksum", answer(200, GZIP, checksum)),
        ("no HTTP", b"nonsense\r\n\r\n".to_vec()),
        ("no header", b"HTTP/1.1 200 OK\r\nnonsense\r\n\r\n".to_vec()),
        ("no length of a chunk", chunk("nonsense")),
    ] {
        assert_eq!(
            interruption(Step::Answer(answer)).await,
            "the response could not be read",
            "{fault}"
        );
    }
    assert_eq!(
        interruption(half_gzip()).await,
        "the response could not be read"
    );
}

#[tokio::test]
async fn waits_double_up_to_the_longest() {
    let server = Server::start(vec![json(500, "{}")]).await;
    let waits = Waits::default();
    let (first, longest) = (Duration::from_millis(100), Duration::from_millis(300));
    let policy = RetryPolicy::default().delays(first, longest);
    let client = builder(&server.base_url, &waits)
        .retry(policy.max_attempts(70))
        .build()
        .unwrap();
    let error = client.credit_sessions_get(&sessions_get()).await;
    assert_eq!(error.unwrap_err().attempts(), 70);
    let waits: Vec<u128> = waits.all().iter().map(Duration::as_millis).collect();
    assert_eq!(waits[..4], [100, 200, 300, 300]);
    assert_eq!(waits[4..], [300; 65]);
}

#[tokio::test]
async fn a_refused_connection_is_tried_again_even_by_a_write() {
    let (_socket, base_url) = refusing();
    let waits = Waits::default();
    let client = builder(&base_url, &waits).build().unwrap();
    let error = client
        .credit_relay_remove(&relay_remove())
        .await
        .unwrap_err();
    assert_eq!(told_error(&error), "Connect, retryable");
    assert_eq!(error.attempts(), 3);
    assert!(!error.was_sent());
    assert_eq!(waits.all().len(), 2);
}

#[tokio::test]
async fn the_time_of_a_call_bounds_all_its_attempts() {
    let server = Server::start(vec![Step::Hang(vec![])]).await;
    let client = builder(&server.base_url, &Waits::default())
        .retry(
            RetryPolicy::default()
                .max_attempts(1000)
                .delays(Duration::ZERO, Duration::ZERO),
        )
        .read_timeout(Duration::from_millis(50))
        .build()
        .unwrap();
    let error = client
        .credit_sessions_get(&sessions_get())
        .timeout(Duration::from_millis(600))
        .await
        .unwrap_err();
    assert!(matches!(error, Error::Timeout { .. }), "{error:?}");
    let attempts = error.attempts() as usize;
    assert!((2..=12).contains(&attempts), "{attempts}");
    // The time may be over before the last one is sent.
    let requests = server.requests().len();
    assert!((attempts - 1..=attempts).contains(&requests), "{requests}");
}

#[tokio::test]
async fn plaids_error_is_available_in_full() {
    let (client, _server) = start(vec![json(400, ERROR)]).await;
    let error = client
        .credit_sessions_get(&sessions_get())
        .await
        .unwrap_err();
    let api = error.api().unwrap();
    assert_eq!(error.error_type(), Some("INVALID_REQUEST"));
    assert_eq!(error.request_id(), Some("HNTDNrA8F1shFEW"));
    assert_eq!(
        api.error_message.as_deref(),
        Some("user Ada Lovelace is not known")
    );
    assert_eq!(api.display_message.as_deref(), Some("Dear Ada Lovelace"));
    assert_eq!(api.causes[0]["name"], "Ada Lovelace");
    assert_eq!(api.body.bytes(), ERROR.as_bytes());
    assert_eq!(
        error.to_string(),
        "Plaid responded with status 400, error type INVALID_REQUEST, \
         error code INVALID_FIELD, request ID HNTDNrA8F1shFEW"
    );
}
