//! Answers that are not what their status says, and errors in bodies that are hard to read.

use std::time::Duration;

use plaid_credit::{AnomalyKind, Error};

use super::server::{ERROR, Server, Step, answer, compressed, json};
use super::setup::{Waits, builder, relay_remove, sessions_get, start, told, told_error};

const JSON: &str = "content-type: application/json\r\n";

async fn sessions(step: Step) -> String {
    let (client, _server) = start(vec![step]).await;
    told(&client.credit_sessions_get(&sessions_get()).await)
}

#[tokio::test]
async fn plaids_error_object_is_an_error_whatever_the_status() {
    for status in [200, 201, 400, 500] {
        let told = sessions(json(status, ERROR)).await;
        assert!(
            told.starts_with(&format!("Api {status} INVALID_FIELD")),
            "{told}"
        );
    }
    let (client, _server) = start(vec![json(200, ERROR)]).await;
    let error = client
        .credit_relay_remove(&relay_remove())
        .await
        .unwrap_err();
    assert_eq!(told_error(&error), "Api 200 INVALID_FIELD");
}

/// Types of other crates do not say which fields they expect.
#[tokio::test]
async fn plaids_error_object_is_an_error_of_an_untyped_call_too() {
    let (client, _server) = start(vec![json(200, ERROR)]).await;
    #[derive(Debug, serde::Deserialize)]
    #[allow(dead_code, reason = "that it is required matters")]
    struct Row {
        id: u8,
    }

    let (path, request) = ("/institutions/get", serde_json::json!({}));
    let errors = [
        client
            .call::<serde_json::Value>(path, &request)
            .await
            .unwrap_err(),
        client.call::<Row>(path, &request).await.unwrap_err(),
        client.call::<Vec<Row>>(path, &request).await.unwrap_err(),
    ];
    for error in errors {
        assert_eq!(told_error(&error), "Api 200 INVALID_FIELD");
    }
}

#[tokio::test]
async fn a_200_without_an_answer_is_an_anomaly_and_fails_in_strict_mode() {
    for body in ["{}", r#"{"message": "no"}"#] {
        let server = Server::start(vec![json(200, body)]).await;
        let of = |strict| {
            builder(&server.base_url, &Waits::default())
                .strict(strict)
                .build()
        };
        let client = of(false).unwrap();
        let response = client.credit_sessions_get(&sessions_get()).await.unwrap();
        assert_eq!(response.anomalies()[0].kind, AnomalyKind::NotAnAnswer);
        let client = of(true).unwrap();
        let error = client
            .credit_sessions_get(&sessions_get())
            .await
            .unwrap_err();
        assert_eq!(told_error(&error), "Decode 200");
    }
}

#[tokio::test]
async fn an_answer_that_says_that_there_is_no_error_is_an_answer() {
    for none in ["null", r#""""#, "0", "[]"] {
        let body = format!(
            r#"{{"sessions": [], "request_id": "r", "error_type": {none}, "error_code": {none}}}"#
        );
        let server = Server::start(vec![json(200, &body)]).await;
        let client = builder(&server.base_url, &Waits::default())
            .strict(true)
            .build()
            .unwrap();
        let response = client.credit_sessions_get(&sessions_get()).await.unwrap();
        assert_eq!(response.anomalies(), []);
        assert_eq!(response.review().unwrap().len(), 2);
    }
}

#[tokio::test]
async fn an_error_keeps_its_code_beside_what_cannot_be_read() {
    let deep = "[".repeat(100_000) + &"]".repeat(100_000);
    let beside: [&[u8]; 5] = [
        br#""\ud800""#,
        b"\"\xff\"",
        b"1e400",
        deep.as_bytes(),
        br#"{"$serde_json::private::RawValue": "["}"#,
    ];
    for mark in [&b""[..], b"\xEF\xBB\xBF"] {
        for value in beside {
            let parts: [&[u8]; 4] = [
                mark,
                br#"{"error_code": "INVALID_FIELD", "error_message": "#,
                value,
                br#", "error_type": "INVALID_REQUEST"}"#,
            ];
            let step = Step::Answer(answer(400, JSON, parts.concat()));
            assert_eq!(sessions(step).await, "Api 400 INVALID_FIELD");
        }
    }
}

#[tokio::test]
async fn what_is_denied_is_looked_for_by_a_second_reading() {
    let body = r#"{"sessions": [], "request_id": "r", "new": 1}"#;
    let server = Server::start(vec![json(200, body)]).await;
    let builder = || builder(&server.base_url, &Waits::default());
    let client = builder().strict(true).build().unwrap();
    let response = client.credit_sessions_get(&sessions_get()).await.unwrap();
    assert_eq!(response.anomalies(), []);
    assert_eq!(response.review().unwrap()[0].path(), "/new");
    assert_eq!(response.body(), body);
    let client = builder().deny([AnomalyKind::UnknownField]).build().unwrap();
    let Err(Error::Decode(error)) = client.credit_sessions_get(&sessions_get()).await else {
        panic!("it is taken");
    };
    assert_eq!(
        (error.path(), error.body.bytes()),
        ("/new".to_owned(), body.as_bytes())
    );
    let call = client.credit_sessions_get(&sessions_get()).strict(false);
    assert_eq!(told_error(&call.await.unwrap_err()), "Decode 200");
}

#[tokio::test]
async fn a_body_that_needs_too_much_memory_is_refused() {
    let sessions = vec!["{}"; 50_000].join(",");
    let body = format!(r#"{{"request_id": "r", "sessions": [{sessions}]}}"#);
    let server = Server::start(vec![json(200, &body)]).await;
    let client = builder(&server.base_url, &Waits::default())
        .max_decoded_size(1 << 20)
        .build()
        .unwrap();
    let Err(Error::Decode(error)) = client.credit_sessions_get(&sessions_get()).await else {
        panic!("it is read");
    };
    assert_eq!(
        error.reason,
        "it would take more than 1048576 bytes of memory"
    );
    // As an error object it takes no more.
    let causes = vec!["{}"; 50_000].join(",");
    let body = format!(r#"{{"error_code": "INVALID_FIELD", "causes": [{causes}]}}"#);
    let page = Step::Answer(answer(
        200,
        "content-type: text/html\r\n",
        body.into_bytes(),
    ));
    let server = Server::start(vec![page]).await;
    let client = builder(&server.base_url, &Waits::default())
        .max_decoded_size(1 << 20)
        .build()
        .unwrap();
    let told = told(&client.credit_sessions_get(&sessions_get()).await);
    assert!(told.starts_with("Http 200"), "{told}");
}

/// The list that would take too much is the last one, and the one around it needs less once it
/// is read.
#[tokio::test]
async fn what_there_is_no_memory_for_is_not_set_aside() {
    let sessions = "{},".repeat(64);
    let errors = vec!["{}"; 40].join(",");
    let body =
        format!(r#"{{"sessions": [{sessions}{{"errors": [{errors}]}}], "request_id": "r"}}"#);
    let bounds: Vec<u64> = (8..128).map(|half| half << 10).collect();
    let server = Server::start(vec![json(200, &body); bounds.len()]).await;
    let mut refused = 0;
    for bound in &bounds {
        let client = builder(&server.base_url, &Waits::default())
            .max_decoded_size(*bound)
            .build()
            .unwrap();
        match client.credit_sessions_get(&sessions_get()).await {
            Ok(sessions) => assert_eq!(sessions.anomalies(), [], "{bound}"),
            Err(error) => {
                assert_eq!(told_error(&error), "Decode 200", "{bound}");
                refused += 1;
            }
        }
    }
    assert!((1..bounds.len()).contains(&refused), "{refused}");
}

#[tokio::test]
async fn a_server_failure_that_speaks_of_rate_limits_repeats_no_write() {
    let body = r#"{"error_type": "RATE_LIMIT_EXCEEDED", "error_code": "RATE_LIMIT"}"#;
    let server = Server::start(vec![json(500, body)]).await;
    let client = builder(&server.base_url, &Waits::default())
        .retry(plaid_credit::RetryPolicy::default().on_rate_limit(true))
        .build()
        .unwrap();
    client
        .credit_relay_remove(&relay_remove())
        .await
        .unwrap_err();
    assert_eq!(server.requests().len(), 1);
}

/// The error of an answer with this body, of which a thousand bytes are accepted.
async fn limited(status: u16, body: &[u8]) -> Box<plaid_credit::HttpError> {
    limited_with(status, "", body).await
}

async fn limited_with(status: u16, headers: &str, body: &[u8]) -> Box<plaid_credit::HttpError> {
    let page = answer(
        status,
        &format!("content-type: text/html\r\n{headers}"),
        body,
    );
    let server = Server::start(vec![Step::Answer(page)]).await;
    let client = builder(&server.base_url, &Waits::default())
        .max_response_size(1000)
        .build()
        .unwrap();
    match client.credit_sessions_get(&sessions_get()).await {
        Err(Error::Http(error)) => error,
        other => panic!("not an error of HTTP: {other:?}"),
    }
}

#[tokio::test]
async fn an_error_body_is_read_up_to_the_size_of_a_response() {
    let page: Vec<u8> = (0..100_000_u32)
        .map(|number| (number % 251) as u8)
        .collect();
    let error = limited(404, &page).await;
    assert_eq!(error.body.bytes(), &page[..1000]);
    assert_eq!(
        error.to_string(),
        "the response is too large, or not in Plaid's format: status 404, content type text/html, a body of which only the first 1000 bytes were kept"
    );
    let error = limited_with(404, "content-encoding: gzip\r\n", &compressed(&page)).await;
    assert_eq!(error.body.bytes(), &page[..1000]);
    let error = limited(404, &page[..1000]).await;
    assert_eq!(error.body.bytes(), &page[..1000]);
    assert_eq!(
        error.to_string(),
        "the response is not in Plaid's format: status 404, content type text/html, a body of 1000 bytes"
    );
}

#[tokio::test]
async fn of_a_large_error_body_the_first_mebibyte_is_kept() {
    let page: Vec<u8> = (0..2_000_000_u32)
        .map(|number| (number % 251) as u8)
        .collect();
    let html = "content-type: text/html\r\n";
    for (status, headers, told) in [(400, "", "400"), (200, html, "200, content type text/html")] {
        let (client, _server) = start(vec![Step::Answer(answer(status, headers, &page))]).await;
        let Err(Error::Http(error)) = client.credit_sessions_get(&sessions_get()).await else {
            panic!("not an error of HTTP");
        };
        assert!(error.body.bytes() == &page[..1 << 20], "{error:?}");
        let expected = format!(
            "the response is too large, or not in Plaid's format: status {told}, a body of which only the first 1048576 bytes were kept"
        );
        assert_eq!(error.to_string(), expected);
    }
}

/// Every place that Plaid can write to holds something personal; all is read that may be
/// logged.
#[tokio::test]
async fn nothing_personal_shows_wherever_it_stands() {
    for mark in [
        "123-45-6789",
        "4111111111111111",
        "access-sandbox-7c69d345-fda2-4a14",
        "Lovelace",
        "LOVELACE",
        "Lovelace\\nWARN forged",
    ] {
        let shown = mark.split("\\n").next().unwrap();
        let success = format!(
            r#"{{"request_id": "{mark}", "{mark}": ["{mark}", 1e400], "sessions": [{{
                "link_session_id": "{mark}", "session_start_time": "{mark}", "{mark}": {{"{mark}": 1e400}},
                "results": {{"item_add_results": ["{mark}", {{"item_id": "{mark}"}}],
                    "bank_income_results": [{{"status": "{mark}"}}]}},
                "errors": [{{"error_type": "{mark}", "error_code": "{mark}"}}]}}]}}"#
        );
        let failure = format!(
            r#"{{"error_type": "{mark}", "error_code": "{mark}", "error_code_reason": "{mark}",
                "error_message": "{mark}", "documentation_url": "{mark}", "request_id": "{mark}",
                "causes": ["{mark}"], "{mark}": "{mark}"}}"#
        );
        let (client, _server) = start(vec![json(200, &success), json(400, &failure)]).await;
        let response = client.credit_sessions_get(&sessions_get()).await.unwrap();
        let mut all = format!("{response:?} {response:#?}");
        for anomaly in response
            .anomalies()
            .iter()
            .chain(&response.review().unwrap())
        {
            all += &format!("{anomaly} {anomaly:?}");
        }
        assert!(response.anomalies().len() >= 4);
        let status = &response.sessions[0]
            .results
            .as_ref()
            .unwrap()
            .bank_income_results[0]
            .status;
        all += &status.as_ref().unwrap().to_string();
        let error = response.into_decoded().strict().unwrap_err();
        all += &format!("{error} {error:?}");
        let error = client
            .credit_sessions_get(&sessions_get())
            .await
            .unwrap_err();
        all += &format!("{error} {error:?} {error:#?}");
        assert!(!all.contains(shown), "{shown}: {all}");
    }
}

#[tokio::test]
async fn retry_after_is_seconds_or_a_date_by_the_servers_clock() {
    let date = "date: Wed, 21 Oct 2026 07:28:00 GMT\r\n";
    for (value, date, expected) in [
        (Some("7"), "", Some(7)),
        (Some(" 7 "), "", Some(7)),
        (Some("Wed, 21 Oct 2026 07:28:30 GMT"), date, Some(30)),
        (Some("Wed, 21 Oct 2026 07:27:30 GMT"), date, Some(0)),
        (Some("Thu, 01 Jan 1970 00:00:01 GMT"), "", Some(0)),
        (Some("86400"), "", Some(86_400)),
        // The digits of a card number would show in `Debug`.
        (Some("4111111111111111"), "", Some(86_400)),
        (Some("Thu, 22 Oct 2026 07:28:01 GMT"), date, Some(86_400)),
        (Some("soon"), "", None),
        (Some("-1"), "", None),
        (None, "", None),
    ] {
        let value = value.map(|value| format!("retry-after: {value}\r\n"));
        let headers = date.to_owned() + &value.unwrap_or_default();
        let (client, _server) = start(vec![Step::Answer(answer(429, &headers, ""))]).await;
        let error = client.credit_sessions_get(&sessions_get()).await;
        let retry_after = error.unwrap_err().retry_after();
        assert_eq!(retry_after, expected.map(Duration::from_secs), "{headers}");
    }
}
