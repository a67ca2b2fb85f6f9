//! What goes to `tracing`: never a body, a header or a message. The crate page lists it.

#[cfg(feature = "tracing")]
pub(super) use on::{Span, not_ready_in_time, poll, span, will_repeat};

#[cfg(not(feature = "tracing"))]
pub(super) use off::{Span, not_ready_in_time, poll, span, will_repeat};

#[cfg(feature = "tracing")]
mod on {
    use std::error::Error as _;
    use std::fmt;
    use std::future::Future;
    use std::time::Duration;

    use reqwest::Url;
    use tracing::Instrument;
    use tracing::field::{Empty, display};

    use crate::client::operation::Operation;
    use crate::client::outcome::Outcome;
    use crate::client::report::{CallReport, error_type};
    use crate::decode::{Anomaly, AnomalyKind};
    use crate::error::Error;
    use crate::redact::Id;

    const TARGET: &str = "plaid_credit";

    /// An error with its sources, none of which shows anything personal.
    struct WithSources<'a>(&'a Error);

    impl fmt::Display for WithSources<'_> {
        fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
            write!(formatter, "{}", self.0)?;
            let mut source = self.0.source();
            while let Some(error) = source {
                write!(formatter, ": {error}")?;
                source = error.source();
            }
            Ok(())
        }
    }

    /// A number as OpenTelemetry's layer exports it: unsigned ones would become text.
    fn integer(number: impl TryInto<i64>) -> i64 {
        number.try_into().unwrap_or(i64::MAX)
    }

    tokio::task_local! {
        /// Set while a wait makes its calls.
        static IS_POLL: ();
    }

    /// Makes a call of a wait, for which data that is not ready is nothing to warn of.
    pub(in crate::client) fn poll<F: Future>(call: F) -> impl Future<Output = F::Output> {
        IS_POLL.scope((), call)
    }

    fn is_poll() -> bool {
        IS_POLL.try_with(|()| ()).is_ok()
    }

    /// Warns that a wait has ended without the data.
    pub(in crate::client) fn not_ready_in_time(error: &Error) {
        tracing::warn!(
            target: TARGET,
            { attempts = integer(error.attempts()), error = %WithSources(error) },
            "the data was not ready in time"
        );
    }

    /// The span of a call.
    #[derive(Clone)]
    pub(in crate::client) struct Span(tracing::Span);

    pub(in crate::client) fn span(operation: &Operation, base_url: &Url) -> Span {
        let Operation {
            id, method, path, ..
        } = operation;
        let span = tracing::info_span!(
            target: TARGET,
            "plaid",
            otel.name = format_args!("{method} {path}"),
            otel.kind = "client",
            otel.status_code = Empty,
            http.request.method = method,
            url.template = &**path,
            server.address = base_url.host_str(),
            server.port = base_url.port_or_known_default().map(integer),
            http.response.status_code = Empty,
            http.request.resend_count = Empty,
            error.type = Empty,
            plaid.operation = &**id,
            plaid.request_id = Empty,
            plaid.anomalies = Empty,
        );
        Span(span)
    }

    impl Span {
        pub(in crate::client) fn none() -> Self {
            Self(tracing::Span::none())
        }

        pub(in crate::client) async fn run<F: Future>(&self, call: F) -> F::Output {
            call.instrument(self.0.clone()).await
        }

        pub(in crate::client) fn finish<T: Outcome>(
            &self,
            result: &Result<T, Error>,
            report: &CallReport<'_>,
        ) {
            let span = &self.0;
            span.record("http.response.status_code", report.status.map(integer));
            if report.attempts > 1 {
                span.record("http.request.resend_count", integer(report.attempts - 1));
            }
            let request_id = match result {
                Ok(outcome) => outcome.request_id(),
                Err(error) => error.request_id(),
            };
            if let Some(request_id) = request_id {
                span.record("plaid.request_id", display(Id(request_id)));
            }
            match result {
                Ok(outcome) => {
                    span.record("plaid.anomalies", integer(report.anomalies));
                    if report.anomalies > 0 {
                        warn_of(outcome.anomalies(), span, report);
                    }
                }
                Err(error) if error.is_product_not_ready() && is_poll() => {
                    tracing::debug!(
                        target: TARGET,
                        parent: span,
                        { plaid.operation = report.operation, error = %WithSources(error) },
                        "the data is not ready yet"
                    );
                }
                Err(error) => {
                    self.fail(report.error_type.unwrap_or_default());
                    tracing::warn!(
                        target: TARGET,
                        parent: span,
                        {
                            plaid.operation = report.operation,
                            attempts = integer(report.attempts),
                            error = %WithSources(error),
                        },
                        "the call failed"
                    );
                }
            }
        }

        /// Says that a file has arrived whole.
        pub(in crate::client) fn download_ended(
            &self,
            operation: &Operation,
            request_id: Option<&str>,
            bytes: u64,
        ) {
            tracing::info!(
                target: TARGET,
                parent: &self.0,
                {
                    plaid.operation = &*operation.id,
                    plaid.request_id = request_id.map(|id| display(Id(id))),
                    bytes = integer(bytes),
                },
                "the download ended"
            );
        }

        /// Says that a file has not arrived whole.
        pub(in crate::client) fn download_failed(&self, operation: &Operation, error: &Error) {
            self.fail(&error_type(error));
            tracing::warn!(
                target: TARGET,
                parent: &self.0,
                {
                    plaid.operation = &*operation.id,
                    plaid.request_id = error.request_id().map(|id| display(Id(id))),
                    error = %WithSources(error),
                },
                "the download failed"
            );
        }

        fn fail(&self, error_type: &str) {
            self.0.record("otel.status_code", "ERROR");
            self.0.record("error.type", error_type);
        }
    }

    /// Warns that something was set aside or changed, and says where.
    fn warn_of(anomalies: &[Anomaly], span: &tracing::Span, report: &CallReport<'_>) {
        /// No more paths are listed, so that an event stays readable.
        const MAX_PATHS: usize = 10;

        let listed = anomalies
            .iter()
            .filter(|anomaly| anomaly.kind != AnomalyKind::NotListed);
        let paths: Vec<String> = listed
            .take(MAX_PATHS)
            .map(|anomaly| {
                let place = format!("{:?} {}", anomaly.kind, anomaly.shown_path());
                // The whole body has an empty path.
                place.trim_end().to_owned()
            })
            .collect();
        tracing::warn!(
            target: TARGET,
            parent: span,
            {
                plaid.operation = report.operation,
                plaid.anomalies = integer(report.anomalies),
                paths = paths.join(", "),
            },
            "values of the response were set aside or changed"
        );
    }

    /// Says that a call is going to be tried again.
    pub(in crate::client) fn will_repeat(
        operation: &Operation,
        attempt: u32,
        error: &Error,
        delay: Duration,
    ) {
        tracing::warn!(
            target: TARGET,
            {
                plaid.operation = &*operation.id,
                attempt = integer(attempt),
                status = error.status().map(integer),
                delay_ms = integer(delay.as_millis()),
                error = %WithSources(error),
            },
            "retrying the call"
        );
    }
}

#[cfg(not(feature = "tracing"))]
mod off {
    use std::future::Future;
    use std::time::Duration;

    use reqwest::Url;

    use crate::client::operation::Operation;
    use crate::client::report::CallReport;
    use crate::error::Error;

    #[derive(Clone)]
    pub(in crate::client) struct Span;

    pub(in crate::client) fn span(_: &Operation, _: &Url) -> Span {
        Span
    }

    impl Span {
        pub(in crate::client) fn none() -> Self {
            Self
        }

        pub(in crate::client) async fn run<F: Future>(&self, call: F) -> F::Output {
            call.await
        }

        pub(in crate::client) fn finish<T>(&self, _: &Result<T, Error>, _: &CallReport<'_>) {}

        pub(in crate::client) fn download_ended(&self, _: &Operation, _: Option<&str>, _: u64) {}

        pub(in crate::client) fn download_failed(&self, _: &Operation, _: &Error) {}
    }

    pub(in crate::client) fn will_repeat(_: &Operation, _: u32, _: &Error, _: Duration) {}

    pub(in crate::client) fn poll<F: Future>(call: F) -> F {
        call
    }

    pub(in crate::client) fn not_ready_in_time(_: &Error) {}
}
