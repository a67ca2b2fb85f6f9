//! What goes to `tracing`: never a body, a header or a message.
//!
//! One span a call, `plaid`, at the level INFO. At WARN, one event for each attempt that is
//! repeated, and one for a response of which something was set aside or changed.

use std::future::Future;
use std::time::Duration;

use super::Clock;
use super::operation::Operation;
use super::outcome::Outcome;
#[cfg(feature = "tracing")]
use crate::decode::{Anomaly, AnomalyKind, count_all as count};
use crate::error::Error;

/// Runs a call in a span of its own.
#[cfg(feature = "tracing")]
pub(super) async fn call<T: Outcome>(
    operation: &Operation,
    clock: &dyn Clock,
    call: impl Future<Output = Result<T, Error>>,
) -> Result<T, Error> {
    use tracing::Instrument;
    use tracing::field::{Empty, display};

    let span = tracing::info_span!(
        "plaid",
        operation = &*operation.id,
        attempts = Empty,
        status = Empty,
        duration_ms = Empty,
        request_id = Empty,
        error = Empty,
        anomalies = Empty,
    );
    let start = clock.now();
    let result = call.instrument(span.clone()).await;
    if let Ok(outcome) = &result {
        warn_of(operation, &span, outcome.anomalies());
    }
    if span.is_disabled() {
        return result;
    }
    let (status, attempts, request_id) = match &result {
        Ok(outcome) => (
            Some(outcome.status()),
            outcome.attempts(),
            outcome.request_id(),
        ),
        Err(error) => {
            span.record("error", display(error));
            (error.status(), error.attempts(), error.request_id())
        }
    };
    span.record("attempts", attempts);
    span.record("status", status);
    let duration = clock.now().saturating_duration_since(start);
    span.record("duration_ms", duration.as_secs_f64() * 1000.0);
    if let Some(request_id) = request_id {
        span.record("request_id", display(crate::redact::Text(request_id)));
    }
    result
}

/// Warns that something was set aside or changed, and says where.
#[cfg(feature = "tracing")]
fn warn_of(operation: &Operation, span: &tracing::Span, anomalies: &[Anomaly]) {
    /// So many paths are told, so that an event stays readable.
    const MAX_PATHS: usize = 10;

    let count = count(anomalies);
    span.record("anomalies", count);
    if count == 0 {
        return;
    }
    let listed = anomalies
        .iter()
        .filter(|anomaly| anomaly.kind != AnomalyKind::NotListed);
    let paths: Vec<String> = listed
        .take(MAX_PATHS)
        .map(|anomaly| format!("{:?} {}", anomaly.kind, anomaly.shown_path()))
        .collect();
    tracing::warn!(
        parent: span,
        operation = &*operation.id,
        anomalies = count,
        paths = paths.join(", "),
        "values of the response were set aside or changed"
    );
}

/// Says that a call is going to be tried again.
#[cfg(feature = "tracing")]
pub(super) fn will_repeat(operation: &Operation, attempt: u32, error: &Error, delay: Duration) {
    tracing::warn!(
        operation = &*operation.id,
        attempt,
        status = error.status(),
        delay_ms = delay.as_secs_f64() * 1000.0,
        %error,
        "the call is tried again"
    );
}

#[cfg(not(feature = "tracing"))]
pub(super) async fn call<T: Outcome>(
    _: &Operation,
    _: &dyn Clock,
    call: impl Future<Output = Result<T, Error>>,
) -> Result<T, Error> {
    call.await
}

#[cfg(not(feature = "tracing"))]
pub(super) fn will_repeat(_: &Operation, _: u32, _: &Error, _: Duration) {}
