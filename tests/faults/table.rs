//! The fault table: what goes wrong, what the user gets, how many requests the server saw.

use std::time::Duration;

use plaid_credit::{ClientBuilder, RetryPolicy};

use super::server::{ERROR, OK, Server, Step, answer, compressed, half_json, json};
use super::setup::{Waits, builder, relay_remove, sessions_get, told, told_error};

/// The client's limit on silence, in the rows that wait for it.
const SILENCE: Duration = Duration::from_millis(200);

struct Row {
    fault: &'static str,
    steps: Vec<Step>,
    /// What a read gives, and with how many requests.
    read: (&'static str, usize),
    /// What a write gives, and with how many requests; none where only reads matter.
    write: Option<(&'static str, usize)>,
    setup: fn(ClientBuilder) -> ClientBuilder,
    /// The waits between the attempts of the read, in milliseconds.
    waits: &'static [u64],
}

fn row(fault: &'static str, steps: Vec<Step>, read: (&'static str, usize)) -> Row {
    Row {
        fault,
        steps,
        read,
        write: None,
        setup: |builder| builder,
        waits: &[],
    }
}

impl Row {
    fn write(mut self, told: &'static str, requests: usize) -> Self {
        self.write = Some((told, requests));
        self
    }

    fn with(mut self, setup: fn(ClientBuilder) -> ClientBuilder) -> Self {
        self.setup = setup;
        self
    }

    fn waits(mut self, waits: &'static [u64]) -> Self {
        self.waits = waits;
        self
    }
}

const UNKNOWN_VALUES: &str = r#"{
    "request_id": "Aim3b", "colour": "green",
    "sessions": [{
        "session_start_time": "2024-05-17T08:00:00",
        "results": {"bank_income_results": [{"status": "BREWING"}]},
        "errors": [{"error_type": "TEA_ERROR", "error_code": "POT"}]
    }]
}"#;

const RATE_LIMIT: &str = r#"{"error_type": "RATE_LIMIT_EXCEEDED", "error_code": "RATE_LIMIT"}"#;

const READ: &str = "1 sessions, 0 anomalies, request Aim3b";

/// A refusal with a header that arrives, and a body that does not.
fn half_refusal() -> Vec<u8> {
    b"HTTP/1.1 503 Later\r\nretry-after: 7\r\ncontent-length: 99\r\n\r\n{".to_vec()
}

fn table() -> Vec<Row> {
    let html = |status| Step::Answer(answer(status, "content-type: text/html\r\n", "<html>"));
    let empty = |status| Step::Answer(answer(status, "", ""));
    let limited = |after: &str| Step::Answer(answer(429, &format!("retry-after: {after}\r\n"), ""));
    let quick = |builder: ClientBuilder| builder.read_timeout(SILENCE);
    let on_rate_limit =
        |builder: ClientBuilder| builder.retry(RetryPolicy::default().on_rate_limit(true));
    vec![
        row("nothing", vec![json(200, OK)], (READ, 1)),
        row(
            "a hang before the headers",
            vec![Step::Hang(vec![])],
            ("Timeout, retryable", 3),
        )
        .write("Timeout, retryable", 1)
        .with(quick)
        .waits(&[250, 500]),
        row(
            "a hang in the body",
            vec![Step::Hang(half_json())],
            ("Timeout 200, retryable", 3),
        )
        .write("Timeout 200, retryable", 1)
        .with(quick)
        .waits(&[250, 500]),
        row(
            "a hang in the body, once",
            vec![Step::Hang(half_json()), json(200, OK)],
            (READ, 2),
        )
        .with(quick)
        .waits(&[250]),
        row(
            "a reset before the headers",
            vec![Step::Reset(vec![])],
            ("Interrupted, retryable", 3),
        )
        .write("Interrupted, retryable", 1)
        .waits(&[250, 500]),
        row(
            "a reset in the middle of the body",
            vec![Step::Reset(half_json())],
            ("Interrupted 200, retryable", 3),
        )
        .write("Interrupted 200, retryable", 1)
        .waits(&[250, 500]),
        row(
            "a compression that was not asked for",
            vec![Step::Answer(answer(200, "content-encoding: BR\r\n", OK))],
            ("Interrupted 200, retryable", 3),
        )
        .write("Interrupted 200, retryable", 1)
        .waits(&[250, 500]),
        row(
            "a character set in place of an encoding",
            vec![Step::Answer(answer(200, "content-encoding: utf-8\r\n", OK))],
            (READ, 1),
        ),
        row(
            "503 until later, with a reset in the body, once",
            vec![Step::Reset(half_refusal()), json(200, OK)],
            (READ, 2),
        )
        .waits(&[7000]),
        row("429", vec![limited("7")], ("Http 429, retryable", 1)).write("Http 429, retryable", 1),
        row(
            "429, once, repeated",
            vec![limited("7"), json(200, OK)],
            (READ, 2),
        )
        .with(on_rate_limit)
        .waits(&[7000]),
        row(
            "429 until a date, once, repeated",
            vec![
                limited("Wed, 21 Oct 2026 07:28:09 GMT\r\ndate: Wed, 21 Oct 2026 07:28:00 GMT"),
                json(200, OK),
            ],
            (READ, 2),
        )
        .with(on_rate_limit)
        .waits(&[9000]),
        row(
            "429 for a year, without a timeout",
            vec![limited("31536000"), json(200, OK)],
            ("Http 429, retryable", 1),
        )
        .write("Http 429, retryable", 1)
        .with(|builder| {
            let policy = RetryPolicy::default().on_rate_limit(true);
            builder.retry(policy).timeout(Duration::MAX)
        }),
        row(
            "429 for a minute, without a timeout",
            vec![limited("60"), json(200, OK)],
            (READ, 2),
        )
        .with(|builder| {
            let policy = RetryPolicy::default().on_rate_limit(true);
            builder.retry(policy).timeout(Duration::MAX)
        })
        .waits(&[60_000]),
        row(
            "429 for longer than the call may take",
            vec![limited("60")],
            ("Http 429, retryable", 1),
        )
        .with(on_rate_limit),
        row(
            "429 for ever, repeated",
            vec![limited("1")],
            ("Http 429, retryable", 3),
        )
        .write("Http 429, retryable", 3)
        .with(on_rate_limit)
        .waits(&[1000, 1000]),
        row(
            "a rate limit under another status, once, repeated",
            vec![json(400, RATE_LIMIT), json(200, OK)],
            (READ, 2),
        )
        .with(on_rate_limit)
        .waits(&[250]),
        row(
            "a rate limit under another status, for ever, repeated",
            vec![json(400, RATE_LIMIT)],
            ("Api 400 RATE_LIMIT, retryable", 3),
        )
        .write("Api 400 RATE_LIMIT, retryable", 3)
        .with(on_rate_limit)
        .waits(&[250, 500]),
        row("500, empty", vec![empty(500)], ("Http 500, retryable", 3))
            .write("Http 500, retryable", 1)
            .waits(&[250, 500]),
        row(
            "500, of Plaid's",
            vec![json(500, ERROR)],
            ("Api 500 INVALID_FIELD, retryable", 3),
        )
        .waits(&[250, 500]),
        row(
            "502 and a page",
            vec![html(502)],
            ("Http 502, retryable", 3),
        )
        .write("Http 502, retryable", 1)
        .waits(&[250, 500]),
        row("200 and a page", vec![html(200)], ("Http 200", 1)),
        row("503 then 200", vec![empty(503), json(200, OK)], (READ, 2))
            .write("Http 503, retryable", 1)
            .waits(&[250]),
        row(
            "no repetition wanted",
            vec![empty(503)],
            ("Http 503, retryable", 1),
        )
        .with(|builder| builder.retry(RetryPolicy::never())),
        row(
            "truncated JSON",
            vec![json(200, &OK[..40])],
            ("Decode 200, retryable", 3),
        )
        .write("Decode 200, retryable", 1)
        .waits(&[250, 500]),
        row(
            "truncated JSON, once",
            vec![json(200, &OK[..40]), json(200, OK)],
            (READ, 2),
        )
        .waits(&[250]),
        row("no JSON", vec![json(200, "{nothing}")], ("Decode 200", 1)),
        row(
            "a list for an object",
            vec![json(200, "[]")],
            ("Decode 200", 1),
        ),
        row(
            "wrong types",
            vec![json(
                200,
                r#"{"sessions": [{"link_session_id": 7}], "request_id": {}}"#,
            )],
            ("1 sessions, 2 anomalies, request unknown", 1),
        ),
        row(
            "values that nobody knows, and a time without a zone",
            vec![json(200, UNKNOWN_VALUES)],
            ("1 sessions, 1 anomalies, request Aim3b", 1),
        ),
        row(
            "wrong types, in strict mode",
            vec![json(200, r#"{"sessions": {}, "request_id": "Aim3b"}"#)],
            ("Decode 200", 1),
        )
        .with(|builder| builder.strict(true)),
        row(
            "400 with an error of Plaid's",
            vec![json(400, ERROR)],
            ("Api 400 INVALID_FIELD", 1),
        )
        .write("Api 400 INVALID_FIELD", 1),
        row(
            "an error of a type nobody knows",
            vec![json(418, r#"{"error_type": "TEA", "error_code": "POT"}"#)],
            ("Api 418 POT", 1),
        ),
        row(
            "an error of wrong types",
            vec![json(
                400,
                r#"{"error_type": 7, "error_code": null, "error_message": ""}"#,
            )],
            ("Api 400", 1),
        ),
        row(
            "400 with another object",
            vec![json(400, r#"{"message": "no"}"#)],
            ("Http 400", 1),
        ),
        row(
            "no request ID",
            vec![json(200, r#"{"sessions": []}"#)],
            ("0 sessions, 1 anomalies, request unknown", 1),
        ),
        row(
            "an oversized body",
            vec![json(200, OK)],
            ("TooLarge 200", 1),
        )
        .with(|builder| builder.max_response_size(40)),
        row(
            "an oversized body of no announced size",
            vec![Step::Answer(chunked(&"x".repeat(4000)))],
            ("TooLarge 200", 1),
        )
        .with(|builder| builder.max_response_size(1000)),
        row("gzip", vec![gzip(OK)], (READ, 1)),
        row(
            "gzip of an oversized body",
            vec![gzip(&" ".repeat(100_000))],
            ("TooLarge 200", 1),
        )
        .with(|builder| builder.max_response_size(10_000)),
        row(
            "truncated gzip",
            vec![half_gzip()],
            ("Interrupted 200, retryable", 3),
        )
        .waits(&[250, 500]),
        row("a slow drip", vec![drip()], ("Timeout 200, retryable", 1))
            .with(|builder| builder.timeout(Duration::from_millis(500))),
    ]
}

/// A body of five thousand bytes, which would take 100 seconds.
fn drip() -> Step {
    let mut head = answer(200, "content-type: application/json\r\n", [b' '; 5000]);
    let body = head.split_off(head.len() - 5000);
    Step::Drip(head, body)
}

fn chunked(body: &str) -> Vec<u8> {
    let length = body.len();
    format!(
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n{length:x}\r\n{body}\r\n0\r\n\r\n"
    )
    .into_bytes()
}

pub(super) const GZIP: &str = "content-type: application/json\r\ncontent-encoding: gzip\r\n";

fn gzip(body: &str) -> Step {
    Step::Answer(answer(200, GZIP, compressed(body)))
}

pub(super) fn half_gzip() -> Step {
    let body = compressed(OK);
    Step::Answer(answer(200, GZIP, &body[..body.len() / 2]))
}

#[tokio::test]
async fn every_fault_ends_as_the_table_says() {
    for row in table() {
        check(row).await;
    }
}

async fn check(row: Row) {
    let fault = row.fault;
    let waits = Waits::default();
    let server = Server::start(row.steps.clone()).await;
    let client = (row.setup)(builder(&server.base_url, &waits))
        .build()
        .unwrap();
    let result = client.credit_sessions_get(&sessions_get()).await;
    assert_eq!(
        (told(&result).as_str(), server.requests().len()),
        row.read,
        "{fault}"
    );
    let attempts = match &result {
        Ok(response) => response.attempts(),
        Err(error) => error.attempts(),
    };
    assert_eq!(attempts as usize, row.read.1, "{fault}: attempts");
    let waited: Vec<u128> = waits.all().iter().map(Duration::as_millis).collect();
    let expected: Vec<u128> = row.waits.iter().map(|wait| u128::from(*wait)).collect();
    assert_eq!(waited, expected, "{fault}: waits");

    if let Some(expected) = row.write {
        let server = Server::start(row.steps).await;
        let client = (row.setup)(builder(&server.base_url, &waits))
            .build()
            .unwrap();
        let error = client
            .credit_relay_remove(&relay_remove())
            .await
            .unwrap_err();
        assert_eq!(
            (told_error(&error).as_str(), server.requests().len()),
            expected,
            "{fault}, on a write"
        );
    }
}
