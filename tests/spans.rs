//! What an OpenTelemetry back end gets of a call.
//!
//! A program of its own: the exporter hears of all calls of its thread.
#![allow(clippy::unwrap_used)]

#[allow(dead_code)]
mod faults {
    pub(crate) mod server;
    pub(crate) mod setup;
}

use std::collections::BTreeMap;
use std::time::Duration;

use faults::server::{ERROR, NOT_READY, Step, answer, json};
use faults::setup::{CLIENT_ID, SECRET, TOKEN, chain, pdf_get, relay_remove, sessions_get, start};
use opentelemetry::Value;
use opentelemetry::trace::{Event, SpanKind, Status, TracerProvider};
use opentelemetry_sdk::trace::{InMemorySpanExporter, SdkTracerProvider, SpanData};
use plaid_credit::Wait;
use tracing::subscriber::DefaultGuard;
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::layer::SubscriberExt;

const PDF: &str = "content-type: application/pdf\r\nplaid-request-id: Qe2xOAUhjB7NpfR\r\n";

/// Hears of all spans of its thread.
struct Listener {
    exporter: InMemorySpanExporter,
    // Stops exporting when it is dropped.
    _provider: SdkTracerProvider,
    _guard: DefaultGuard,
}

impl Listener {
    fn start() -> Self {
        let exporter = InMemorySpanExporter::default();
        let provider = SdkTracerProvider::builder()
            .with_simple_exporter(exporter.clone())
            .build();
        let layer = tracing_opentelemetry::layer().with_tracer(provider.tracer("tests"));
        // Below INFO, the HTTP library has spans and events of its own.
        let subscriber = tracing_subscriber::registry()
            .with(layer)
            .with(LevelFilter::INFO);
        Self {
            exporter,
            _provider: provider,
            _guard: tracing::subscriber::set_default(subscriber),
        }
    }

    /// The spans of calls that have ended so far.
    fn calls(&self) -> Vec<SpanData> {
        let mut spans = self.exporter.get_finished_spans().unwrap();
        spans.retain(|span| span.span_kind == SpanKind::Client);
        spans
    }
}

/// The spans of one call of each kind.
async fn spans() -> (Vec<SpanData>, u16) {
    let listener = Listener::start();
    let odd = r#"{"sessions": ["Ada Lovelace"], "request_id": "m8MDnv9okwxFNBV"}"#;
    let steps = vec![
        Step::Answer(answer(503, "", "Ada Lovelace")),
        json(200, odd),
        json(400, ERROR),
        Step::Answer(answer(200, PDF, "%PDF Ada Lovelace")),
    ];
    let (client, server) = start(steps).await;
    client.credit_sessions_get(&sessions_get()).await.unwrap();
    let failed = client.credit_relay_remove(&relay_remove()).await;
    failed.unwrap_err();
    let file = client.credit_bank_income_pdf_get(&pdf_get()).await.unwrap();
    file.bytes().await.unwrap();

    let port = server.base_url.rsplit(':').next().unwrap().parse().unwrap();
    (listener.calls(), port)
}

/// The attributes that are the client's own, not those of the place in its source.
fn attributes(span: &SpanData) -> BTreeMap<String, Value> {
    let own = ["http.", "url.", "server.", "error.", "plaid."];
    span.attributes
        .iter()
        .map(|attribute| (attribute.key.to_string(), attribute.value.clone()))
        .filter(|(key, _)| own.iter().any(|start| key.starts_with(start)))
        .collect()
}

fn expected<const N: usize>(attributes: [(&str, Value); N]) -> BTreeMap<String, Value> {
    let owned = attributes.map(|(key, value)| (key.to_owned(), value));
    owned.into_iter().collect()
}

/// The name of an event, and what it tells besides.
type Told<'a> = (&'a str, BTreeMap<&'a str, Value>);

fn events(span: &SpanData) -> Vec<Told<'_>> {
    span.events.iter().map(told).collect()
}

fn told(event: &Event) -> Told<'_> {
    let own = |key: &str| key != "level" && key != "target" && !key.starts_with("code.");
    let attributes = event
        .attributes
        .iter()
        .map(|attribute| (attribute.key.as_str(), attribute.value.clone()))
        .filter(|(key, _)| own(key));
    (&event.name, attributes.collect())
}

#[tokio::test]
async fn a_poll_before_the_data_is_ready_is_not_a_failed_span() {
    let listener = Listener::start();
    let steps = vec![json(400, NOT_READY), json(400, ERROR)];
    let (client, _server) = start(steps).await;
    let request = sessions_get();
    let call = || client.credit_sessions_get(&request);
    let wait = Wait::up_to(Duration::from_secs(60));
    client.wait_until_ready(wait, call).await.unwrap_err();

    let calls = listener.calls();
    let [poll, failed] = calls.as_slice() else {
        panic!("not two spans: {calls:#?}");
    };
    assert_eq!(poll.status, Status::Unset);
    assert_eq!(attributes(poll)["http.response.status_code"], 400.into());
    assert_eq!(attributes(poll).get("error.type"), None);
    assert_eq!(events(poll), []);
    assert!(matches!(failed.status, Status::Error { .. }));
    assert_eq!(attributes(failed)["error.type"], "400".into());
}

/// The ID in the span of a call whose answer has this one.
async fn shown_id(request_id: &str) -> String {
    let listener = Listener::start();
    let body = format!(r#"{{"sessions": [], "request_id": "{request_id}"}}"#);
    let (client, _server) = start(vec![json(200, &body)]).await;
    client.credit_sessions_get(&sessions_get()).await.unwrap();
    attributes(&listener.calls()[0])["plaid.request_id"].to_string()
}

#[tokio::test]
async fn a_request_id_that_may_be_a_name_is_hidden() {
    assert_eq!(shown_id("m8MDnv9okwxFNBV").await, "m8MDnv9okwxFNBV");
    assert_eq!(shown_id("SMITH_JOHN").await, "[hidden]");
}

#[tokio::test]
async fn spans_have_the_names_of_opentelemetry_and_nothing_personal() {
    let (spans, port) = spans().await;
    let port = i64::from(port);
    let [sessions, removed, file] = spans.as_slice() else {
        panic!("not three spans: {spans:#?}");
    };

    assert_eq!(sessions.name, "POST /credit/sessions/get");
    assert_eq!(sessions.status, Status::Unset);
    assert_eq!(
        attributes(sessions),
        expected([
            ("http.request.method", "POST".into()),
            ("http.request.resend_count", 1.into()),
            ("http.response.status_code", 200.into()),
            ("plaid.anomalies", 1.into()),
            ("plaid.operation", "creditSessionsGet".into()),
            ("plaid.request_id", "m8MDnv9okwxFNBV".into()),
            ("server.address", "127.0.0.1".into()),
            ("server.port", port.into()),
            ("url.template", "/credit/sessions/get".into()),
        ])
    );
    assert_eq!(
        events(sessions),
        [
            (
                "retrying the call",
                BTreeMap::from([
                    ("attempt", 1.into()),
                    ("delay_ms", 250.into()),
                    (
                        "error",
                        "the response is not in Plaid's format: status 503, a body of 12 bytes"
                            .into()
                    ),
                    ("plaid.operation", "creditSessionsGet".into()),
                    ("status", 503.into()),
                ])
            ),
            (
                "values of the response were set aside or changed",
                BTreeMap::from([
                    ("paths", "WrongType /sessions/0".into()),
                    ("plaid.anomalies", 1.into()),
                    ("plaid.operation", "creditSessionsGet".into()),
                ])
            ),
        ]
    );

    assert_eq!(removed.name, "POST /credit/relay/remove");
    assert!(matches!(removed.status, Status::Error { .. }));
    assert_eq!(
        attributes(removed),
        expected([
            ("error.type", "400".into()),
            ("http.request.method", "POST".into()),
            ("http.response.status_code", 400.into()),
            ("plaid.operation", "creditRelayRemove".into()),
            ("plaid.request_id", "HNTDNrA8F1shFEW".into()),
            ("server.address", "127.0.0.1".into()),
            ("server.port", port.into()),
            ("url.template", "/credit/relay/remove".into()),
        ])
    );
    let [("the call failed", told)] = &events(removed)[..] else {
        panic!("not one event: {removed:#?}");
    };
    assert_eq!(told["attempts"], 1.into());

    assert_eq!(file.name, "POST /credit/bank_income/pdf/get");
    let of_file = attributes(file);
    assert_eq!(of_file["plaid.request_id"], "Qe2xOAUhjB7NpfR".into());
    assert_eq!(file.status, Status::Unset);
    let ended = BTreeMap::from([
        ("bytes", 17.into()),
        ("plaid.operation", "creditBankIncomePdfGet".into()),
        ("plaid.request_id", "Qe2xOAUhjB7NpfR".into()),
    ]);
    assert_eq!(events(file), [("the download ended", ended)]);

    let shown = format!("{spans:?}");
    for secret in ["Lovelace", CLIENT_ID, SECRET, TOKEN] {
        assert!(!shown.contains(secret), "{secret}: {shown}");
    }
}

#[tokio::test]
async fn a_span_ends_with_its_download() {
    let listener = Listener::start();
    let mut half = answer(200, PDF, "%PDF Ada Lovelace");
    half.pop();
    let (client, _server) = start(vec![Step::Reset(half)]).await;
    let file = client.credit_bank_income_pdf_get(&pdf_get()).await.unwrap();
    assert!(listener.calls().is_empty());
    let error = file.bytes().await.unwrap_err();

    let calls = listener.calls();
    let [span] = calls.as_slice() else {
        panic!("not one span: {calls:#?}");
    };
    assert!(matches!(span.status, Status::Error { .. }));
    let of_span = attributes(span);
    assert_eq!(of_span["http.response.status_code"], 200.into());
    assert_eq!(of_span["error.type"], "interrupted".into());
    let failed = BTreeMap::from([
        ("error", chain(&error).into()),
        ("plaid.operation", "creditBankIncomePdfGet".into()),
        ("plaid.request_id", "Qe2xOAUhjB7NpfR".into()),
    ]);
    assert_eq!(events(span), [("the download failed", failed)]);
}

#[tokio::test]
async fn a_file_that_cannot_be_written_fails_its_span() {
    let listener = Listener::start();
    let (client, _server) = start(vec![Step::Answer(answer(200, PDF, "%PDF-1.7"))]).await;
    let file = client.credit_bank_income_pdf_get(&pdf_get()).await.unwrap();
    file.write_to("/nowhere/income.pdf").await.unwrap_err();

    let calls = listener.calls();
    let [span] = calls.as_slice() else {
        panic!("not one span: {calls:#?}");
    };
    assert!(matches!(span.status, Status::Error { .. }));
    assert_eq!(attributes(span)["error.type"], "file".into());
}
