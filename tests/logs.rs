//! What goes to the log: what happened to a call, and nothing of what it is about.
//!
//! A program of its own: whether a span is told is decided once for all threads of a program.
#![allow(clippy::unwrap_used)]

#[allow(dead_code)]
mod faults {
    pub(crate) mod server;
    pub(crate) mod setup;
}

use std::io::Write;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use plaid_credit::{RetryPolicy, Wait};
use tracing::subscriber::DefaultGuard;
use tracing_subscriber::fmt::format::FmtSpan;

use faults::server::{ERROR, NOT_READY, OK, Server, Step, answer, json};
use faults::setup::{CLIENT_ID, SECRET, TOKEN, Waits, builder, pdf_get, sessions_get, start};

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Log {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

/// Collects everything that this thread tells at any level, by this crate or by those below it.
fn listen() -> (Log, DefaultGuard) {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_span_events(FmtSpan::FULL)
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .finish();
    (log, tracing::subscriber::set_default(subscriber))
}

#[tokio::test]
async fn calls_are_logged_without_secrets() {
    // The HTTP library tells what it does through `log`.
    tracing_log::LogTracer::init().unwrap();
    let (log, guard) = listen();

    let personal = r#"{"sessions": [{"link_session_id": "Ada Lovelace"}, "Ada Lovelace"], "Ada\nLovelace": 1e400, "request_id": "m8MDnv9okwxFNBV"}"#;
    let steps = vec![
        Step::Answer(answer(
            503,
            "plaid-request-id: Ada-Lovelace\r\n",
            "Ada Lovelace",
        )),
        json(200, personal),
        json(400, ERROR),
        Step::Answer(answer(
            200,
            "content-type: application/pdf\r\nplaid-request-id: Ada-Lovelace\r\n",
            "%PDF Ada Lovelace",
        )),
    ];
    let (client, _server) = start(steps).await;
    client.credit_sessions_get(&sessions_get()).await.unwrap();
    client
        .credit_sessions_get(&sessions_get())
        .await
        .unwrap_err();
    let file = client.credit_bank_income_pdf_get(&pdf_get()).await.unwrap();
    file.bytes().await.unwrap();
    drop(guard);

    let log = log.text();
    for told in [
        "otel.name=POST /credit/sessions/get",
        "otel.kind=\"client\"",
        "otel.status_code=\"ERROR\"",
        "http.request.method=\"POST\"",
        "url.template=\"/credit/sessions/get\"",
        "server.address=\"127.0.0.1\"",
        "server.port=",
        "plaid.operation=\"creditSessionsGet\"",
        "plaid.operation=\"creditBankIncomePdfGet\"",
        "http.request.resend_count=1",
        "attempt=1",
        "status=503",
        "http.response.status_code=200",
        "http.response.status_code=400",
        "error.type=\"400\"",
        "plaid.request_id=m8MDnv9okwxFNBV",
        "plaid.anomalies=2",
        "plaid_credit: the call failed",
        "the download ended",
        "bytes=17",
        "paths=\"WrongType /sessions/1, InexactNumber /(unknown)\"",
        "plaid.request_id=HNTDNrA8F1shFEW",
        "plaid.request_id=[hidden] bytes=17",
        "error code INVALID_FIELD",
        // The HTTP library was listened to as well.
        "starting new connection",
    ] {
        assert!(log.contains(told), "{told}: {log}");
    }
    for secret in ["Lovelace", CLIENT_ID, SECRET, TOKEN] {
        assert!(!log.contains(secret), "{log}");
    }
    let mut of_the_file = log.lines().filter(|line| line.contains("/pdf/get"));
    let line = of_the_file.find(|line| line.contains("the download ended"));
    let span = "plaid{otel.name=POST /credit/bank_income/pdf/get";
    assert!(line.is_some_and(|line| line.contains(span)), "{log}");
    assert!(of_the_file.next().unwrap().contains(": close "), "{log}");
}

#[tokio::test]
async fn a_path_that_is_refused_forges_no_line() {
    let (log, guard) = listen();
    let reports = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&reports);
    let client = builder("http://127.0.0.1:1", &Waits::default())
        .on_call(move |report| seen.lock().unwrap().push(report.path.to_owned()))
        .build()
        .unwrap();
    let path = "/a\n2026-01-01T00:00:00Z  INFO forged\u{1b}[31m";
    client.call::<bool>(path, &()).await.unwrap_err();
    drop(guard);

    let log = log.text();
    for told in [
        "otel.name=POST (invalid path)",
        "url.template=\"(invalid path)\"",
        "the path of a call must consist of letters",
    ] {
        assert!(log.contains(told), "{told}: {log}");
    }
    assert!(!log.contains("forged") && !log.contains('\u{1b}'), "{log}");
    assert_eq!(*reports.lock().unwrap(), ["(invalid path)"]);
}

#[tokio::test]
async fn events_tell_whole_milliseconds_and_paths_only_where_there_are_any() {
    let (log, guard) = listen();
    let server = Server::start(vec![json(503, ""), json(200, "{}")]).await;
    let delay = Duration::from_micros(1999);
    let client = builder(&server.base_url, &Waits::default())
        .retry(RetryPolicy::default().delays(delay, delay))
        .build()
        .unwrap();
    client.credit_sessions_get(&sessions_get()).await.unwrap();
    drop(guard);

    let log = log.text();
    for told in [
        "plaid_credit: retrying the call ",
        " delay_ms=1 ",
        " paths=\"NotAnAnswer\"\n",
    ] {
        assert!(log.contains(told), "{told}: {log}");
    }
}

#[tokio::test]
async fn an_error_is_told_with_its_sources() {
    let (log, guard) = listen();
    let client = builder("http://127.0.0.1:1", &Waits::default())
        .retry(RetryPolicy::never())
        .build()
        .unwrap();
    client
        .credit_sessions_get(&sessions_get())
        .await
        .unwrap_err();
    drop(guard);

    let log = log.text();
    assert!(log.contains("error=could not connect to Plaid: "), "{log}");
    assert!(log.contains("refused"), "{log}");
}

#[tokio::test]
async fn all_anomalies_count_and_the_first_ten_are_placed() {
    let (log, guard) = listen();
    let body = format!(
        r#"{{"request_id": "a1", "sessions": [{}7]}}"#,
        "7, ".repeat(149)
    );
    let server = Server::start(vec![json(200, &body)]).await;
    let reported = Arc::new(Mutex::new(0));
    let seen = Arc::clone(&reported);
    let client = builder(&server.base_url, &Waits::default())
        .on_call(move |report| *seen.lock().unwrap() = report.anomalies)
        .build()
        .unwrap();
    client.credit_sessions_get(&sessions_get()).await.unwrap();
    drop(guard);

    let log = log.text();
    for told in [" plaid.anomalies=150 paths=", "WrongType /sessions/9\"\n"] {
        assert!(log.contains(told), "{told}: {log}");
    }
    assert_eq!(*reported.lock().unwrap(), 150);
}

/// The events of a wait of five seconds that gets these answers.
async fn told_of_a_wait(steps: Vec<Step>) -> Vec<String> {
    let (log, guard) = listen();
    let server = Server::start(steps).await;
    let client = builder(&server.base_url, &Waits::alone()).build().unwrap();
    let wait =
        Wait::up_to(Duration::from_secs(5)).delays(Duration::from_secs(1), Duration::from_secs(4));
    let request = sessions_get();
    let result = client
        .wait_until_ready(wait, || client.credit_sessions_get(&request))
        .await;
    drop(result);
    drop(guard);

    let log = log.text();
    let events = log
        .lines()
        .filter_map(|line| line.split_once(" plaid_credit: "));
    let events = events.filter(|(_, event)| event.starts_with("the "));
    let level = |before: &str| before.split_whitespace().nth(1).unwrap_or("").to_owned();
    events
        .map(|(before, event)| format!("{} {}", level(before), event))
        .collect()
}

#[tokio::test]
async fn a_wait_warns_once_and_only_if_it_fails() {
    let not_ready = || json(400, NOT_READY);
    let told = told_of_a_wait(vec![not_ready(), not_ready(), json(200, OK)]).await;
    let poll = "DEBUG the data is not ready yet plaid.operation=\"creditSessionsGet\" \
                error=Plaid responded with status 400, error type ITEM_ERROR, error code \
                PRODUCT_NOT_READY";
    assert_eq!(told, [poll, poll]);

    let told = told_of_a_wait(vec![not_ready()]).await;
    let late = "WARN the data was not ready in time attempts=4 \
                error=Plaid responded with status 400, error type ITEM_ERROR, error code \
                PRODUCT_NOT_READY";
    assert_eq!(told, [poll, poll, poll, poll, late]);

    let told = told_of_a_wait(vec![not_ready(), json(400, ERROR)]).await;
    assert_eq!(told[0], poll);
    assert!(told[1].starts_with("WARN the call failed "), "{told:?}");
    assert_eq!(told.len(), 2);
}
