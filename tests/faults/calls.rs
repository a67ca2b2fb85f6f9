//! Calls as values: spawned and joined, with options of their own.

use std::time::Duration;

use futures_util::future::join_all;
use plaid_credit::testing::Clock;
use plaid_credit::types::CreditSessionsGetResponse;
use plaid_credit::{Call, Credentials, Error, Response, RetryPolicy, Wait};
use serde_json::{Value, json};

use super::server::{ERROR, NOT_READY, OK, Server, Step, answer, json as answer_json};
use super::setup::{
    Waits, builder, message, pdf_get, relay_remove, sessions_get, start, told, told_error,
};

const REQUEST_ID: &str = "Qe2xOAUhjB7NpfR";

/// An answer that names the request in its headers.
fn with_id(status: u16, headers: &str, body: impl AsRef<[u8]>) -> Vec<u8> {
    let headers = format!("plaid-request-id: {REQUEST_ID}\r\n{headers}");
    answer(status, &headers, body)
}

#[tokio::test]
async fn calls_are_spawned_and_joined_without_the_request_or_the_client() {
    fn check<T: Send + Unpin + 'static>(call: T) -> T {
        call
    }
    let (client, server) = start(vec![answer_json(200, OK)]).await;
    let calls: Vec<Call<Response<CreditSessionsGetResponse>>> = {
        let request = sessions_get();
        let call = || check(client.credit_sessions_get(&request));
        (0..3).map(|_| call()).collect()
    };
    drop(client);
    assert_eq!(server.requests().len(), 0);
    let mut calls = calls.into_iter();
    let spawned = tokio::spawn(calls.next().unwrap()).await.unwrap();
    assert_eq!(told(&spawned), "1 sessions, 0 anomalies, request Aim3b");
    for joined in join_all(calls).await {
        assert_eq!(told(&joined), "1 sessions, 0 anomalies, request Aim3b");
    }
    assert_eq!(server.requests().len(), 3);
}

#[tokio::test]
async fn every_attempt_sends_the_same_request() {
    let (client, server) = start(vec![answer_json(503, ""), answer_json(200, OK)]).await;
    let call = client
        .credit_sessions_get(&sessions_get())
        .header("X-Correlation-ID", "application 4711");
    assert_eq!(call.await.unwrap().attempts(), 2);
    let requests = server.requests();
    assert_eq!(requests.len(), 2);
    assert_eq!(requests[0].body, r#"{"user_token":"user-sandbox-b0e2"}"#);
    assert_eq!(requests[0].body, requests[1].body);
    assert_eq!(requests[0].head, requests[1].head);
    assert!(
        requests[0]
            .head
            .contains("\r\nx-correlation-id: application 4711\r\n")
    );
}

#[tokio::test]
async fn one_call_has_other_limits_than_its_client() {
    let (client, server) = start(vec![answer_json(503, "")]).await;
    let call = client.credit_sessions_get(&sessions_get());
    let error = call.retry(RetryPolicy::never()).await.unwrap_err();
    assert_eq!((error.attempts(), server.requests().len()), (1, 1));

    let odd = r#"{"sessions": [7], "request_id": "r"}"#;
    let (client, _server) = start(vec![answer_json(200, odd)]).await;
    let call = || client.credit_sessions_get(&sessions_get());
    assert_eq!(call().await.unwrap().anomalies().len(), 1);
    let error = call().strict(true).await.unwrap_err();
    assert_eq!(told_error(&error), "Decode 200");
    let error = call().max_response_size(35).await.unwrap_err();
    assert_eq!(told_error(&error), "TooLarge 200");
    assert!(call().max_response_size(36).await.is_ok());

    let (client, _server) = start(vec![Step::Hang(vec![])]).await;
    let call = || client.credit_relay_remove(&relay_remove());
    let short = Duration::from_millis(50);
    let error = call().timeout(short).await.unwrap_err();
    assert_eq!(error.to_string(), "timed out after 50ms");
    let error = call().read_timeout(short).await.unwrap_err();
    assert_eq!(error.to_string(), "timed out after 50ms");
}

#[tokio::test]
async fn a_call_without_time_is_not_sent() {
    let (client, server) = start(vec![answer_json(200, OK)]).await;
    let call = client.credit_sessions_get(&sessions_get());
    let error = call.timeout(Duration::ZERO).await.unwrap_err();
    assert_eq!(error.to_string(), "timed out after 0ns");
    assert_eq!(error.attempts(), 0);
    assert!(!error.was_sent());
    assert_eq!(server.requests().len(), 0);
}

#[tokio::test]
async fn a_file_that_is_there_is_not_read_once_the_time_is_over() {
    let pdf = answer(200, "content-type: application/pdf\r\n", "%PDF-1.7");
    let server = Server::start(vec![Step::Answer(pdf)]).await;
    let waits = Waits::default();
    let client = builder(&server.base_url, &waits).build().unwrap();
    let download = client.credit_bank_income_pdf_get(&pdf_get()).await.unwrap();
    waits.sleep(Duration::from_secs(121)).await;
    let error = download.bytes().await.unwrap_err();
    assert_eq!(error.to_string(), "timed out after 120s");
}

#[tokio::test]
async fn limits_of_one_call_hold_for_a_file() {
    let pdf = answer(
        200,
        "content-type: application/pdf\r\n",
        "%PDF-1.7 and more",
    );
    let (client, _server) = start(vec![Step::Answer(pdf)]).await;
    let call = client.credit_bank_income_pdf_get(&pdf_get());
    let error = call.max_response_size(8).await.unwrap_err();
    assert_eq!(told_error(&error), "TooLarge 200");
}

#[tokio::test]
async fn headers_that_the_client_sets_are_refused() {
    let (client, server) = start(vec![answer_json(200, OK)]).await;
    for name in [
        "PLAID-CLIENT-ID",
        "plaid-secret",
        "Plaid-Version",
        "content-type",
        "accept",
        "accept-encoding",
        "connection",
        "content-length",
        "host",
        "transfer-encoding",
        "user-agent",
    ] {
        let call = client.credit_sessions_get(&sessions_get());
        let message = message(call.header(name, "stolen").await);
        let name = name.to_lowercase();
        assert!(message.contains(&name), "{message}");
        assert!(!message.contains("stolen"), "{message}");
    }
    for (name, value) in [("not a name", "value"), ("name", "line\nbreak"), ("", "")] {
        let call = client.credit_sessions_get(&sessions_get());
        message(call.header(name, value).await);
    }
    assert_eq!(server.requests().len(), 0);
}

#[tokio::test]
async fn the_headers_name_the_request_where_the_body_does_not() {
    let pdf = "content-type: application/pdf\r\n";
    let json_type = "content-type: application/json\r\n";
    let whole = with_id(200, pdf, "%PDF-1.7");
    let (client, _server) = start(vec![Step::Answer(whole.clone())]).await;
    let download = client.credit_bank_income_pdf_get(&pdf_get()).await.unwrap();
    assert_eq!(download.request_id(), Some(REQUEST_ID));

    let mut cut = whole;
    cut.pop();
    let (client, _server) = start(vec![Step::Reset(cut)]).await;
    let download = client.credit_bank_income_pdf_get(&pdf_get()).await.unwrap();
    let error = download.bytes().await.unwrap_err();
    assert_eq!(told_error(&error), "Interrupted 200, retryable");
    assert_eq!(error.request_id(), Some(REQUEST_ID));

    let answers = [
        (
            with_id(502, "content-type: text/html\r\n", "<p>"),
            "Http 502, retryable",
        ),
        (
            with_id(400, json_type, r#"{"error_code": "A_B"}"#),
            "Api 400 A_B",
        ),
        (with_id(200, json_type, "[7]"), "Decode 200"),
    ];
    for (answer, expected) in answers {
        let (client, _server) = start(vec![Step::Answer(answer)]).await;
        let call = client.credit_sessions_get(&sessions_get());
        let error = call.retry(RetryPolicy::never()).await.unwrap_err();
        assert_eq!(told_error(&error), expected);
        assert_eq!(error.request_id(), Some(REQUEST_ID), "{expected}");
    }

    let in_headers = with_id(200, json_type, r#"{"sessions": []}"#);
    let empty = with_id(200, json_type, r#"{"request_id": ""}"#);
    let escaped = with_id(200, json_type, r#"{"request_id": "Aim\u0033b"}"#);
    let in_both = with_id(200, json_type, OK);
    let in_both_of_an_error = with_id(400, json_type, ERROR);
    let steps = [in_headers, empty, escaped, in_both, in_both_of_an_error].map(Step::Answer);
    let (client, _server) = start(steps.to_vec()).await;
    let call = || client.credit_sessions_get(&sessions_get());
    for _ in 0..3 {
        assert_eq!(call().await.unwrap().request_id(), Some(REQUEST_ID));
    }
    assert_eq!(call().await.unwrap().request_id(), Some("Aim3b"));
    let error = call().await.unwrap_err();
    assert_eq!(error.request_id(), Some("HNTDNrA8F1shFEW"));
}

#[tokio::test]
async fn a_request_id_in_the_headers_may_be_of_letters_only() {
    let letters = "plaid-request-id: QexOAUhjBNpfRab\r\n";
    let pdf = format!("{letters}content-type: application/pdf\r\n");
    let steps = [answer(200, &pdf, "%PDF-1.7"), answer(502, letters, "<p>")];
    let (client, _server) = start(steps.map(Step::Answer).to_vec()).await;
    let download = client.credit_bank_income_pdf_get(&pdf_get()).await.unwrap();
    assert_eq!(download.request_id(), Some("QexOAUhjBNpfRab"));
    let call = client.credit_relay_remove(&relay_remove());
    let error = call.await.unwrap_err();
    assert_eq!(error.request_id(), Some("QexOAUhjBNpfRab"));
}

#[tokio::test]
async fn waiting_counts_the_requests_of_all_calls() {
    let steps = vec![
        answer_json(400, NOT_READY),
        answer_json(503, ""),
        answer_json(400, NOT_READY),
        answer_json(200, OK),
        answer_json(400, NOT_READY),
        answer_json(400, ERROR),
    ];
    let (client, _server) = start(steps).await;
    let request = sessions_get();
    let wait = Wait::up_to(Duration::from_secs(60));
    let call = || client.credit_sessions_get(&request);
    let response = client.wait_until_ready(wait.clone(), call).await.unwrap();
    assert_eq!(response.attempts(), 4);
    let error = client.wait_until_ready(wait, call).await.unwrap_err();
    assert_eq!(told_error(&error), "Api 400 INVALID_FIELD");
    assert_eq!(error.attempts(), 2);
}

#[tokio::test]
async fn other_credentials_go_by_the_same_client() {
    let (client, server) = start(vec![answer_json(200, OK)]).await;
    let other = client
        .with_credentials(Credentials::new("client-of-tenant", "secret-of-tenant"))
        .unwrap();
    other.credit_sessions_get(&sessions_get()).await.unwrap();
    client.credit_sessions_get(&sessions_get()).await.unwrap();
    let requests = server.requests();
    assert!(
        requests[0]
            .head
            .contains("plaid-client-id: client-of-tenant")
    );
    assert!(requests[0].head.contains("plaid-secret: secret-of-tenant"));
    assert!(requests[1].head.contains("plaid-client-id: client-id-5f3a"));
    let refused = client.with_credentials(Credentials::new("", "secret-of-tenant"));
    assert!(matches!(refused, Err(Error::Config { .. })));
}

#[tokio::test]
async fn a_timeout_of_the_users_http_client_is_not_taken_for_the_clients() {
    let server = Server::start(vec![Step::Hang(Vec::new())]).await;
    let client = builder(&server.base_url, &Waits::default())
        .http_client(plaid_credit::reqwest::Client::builder().timeout(Duration::from_millis(50)))
        .retry(RetryPolicy::never())
        .build()
        .unwrap();
    let result = client.credit_sessions_get(&sessions_get()).await;
    assert_eq!(told(&result), "Interrupted, retryable");
    let shown = result.unwrap_err().to_string();
    assert_eq!(shown, "a timeout of the HTTP client expired");
}

#[tokio::test]
async fn a_base_url_may_have_a_path() {
    let server = Server::start(vec![answer_json(200, OK)]).await;
    let base_url = format!("{}/plaid/", server.base_url);
    let client = builder(&base_url, &Waits::default()).build().unwrap();
    client.credit_sessions_get(&sessions_get()).await.unwrap();
    let call = client.call::<Value>("/user/get", &json!({}));
    call.await.unwrap();
    let requests = server.requests();
    let lines = requests.iter().map(|request| request.head.lines().next());
    assert_eq!(
        lines.collect::<Vec<_>>(),
        [
            Some("post /plaid/credit/sessions/get http/1.1"),
            Some("post /plaid/user/get http/1.1"),
        ]
    );
}
