//! What is known of a call when it has ended.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::error::Error;

/// A report of a call that has ended, for metrics.
///
/// It contains no personal data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CallReport<'a> {
    /// The `operationId` in Plaid's document, such as `creditSessionsGet`; `call` for a path
    /// that this crate does not know.
    pub operation: &'a str,
    /// The path of the operation, such as `/credit/sessions/get`; `(invalid path)` if
    /// [`Client::call`](crate::Client::call) rejected it.
    pub path: &'a str,
    /// How many attempts were made.
    pub attempts: u32,
    /// The HTTP status of the last attempt, if it got a response.
    pub status: Option<u16>,
    /// The time from the first attempt to the end of the call; for a download, until the file
    /// started to arrive.
    pub duration: Duration,
    /// The size of the body in bytes after decompression; `None` for a failure or a download.
    pub bytes: Option<usize>,
    /// How many values were set aside or changed.
    pub anomalies: usize,
    /// `None` for a success. Otherwise the status if it is 400 or above, or else one of
    /// `timeout`, `connect`, `interrupted`, `too_large`, `decode`, `api`, `not_plaid` and
    /// `config`.
    pub error_type: Option<&'a str>,
}

/// What is given the report of each call.
#[derive(Clone)]
pub(super) struct OnCall(pub(super) Arc<dyn Fn(&CallReport<'_>) + Send + Sync>);

impl fmt::Debug for OnCall {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("OnCall")
    }
}

/// The kind of an error, for metrics and spans.
pub(super) fn error_type(error: &Error) -> String {
    if let Some(status) = error.status().filter(|status| *status >= 400) {
        return status.to_string();
    }
    let kind = match error {
        // Plaid's error object under a status of success.
        Error::Api(_) => "api",
        Error::Http(_) => "not_plaid",
        Error::Decode(_) => "decode",
        Error::Timeout { .. } => "timeout",
        Error::Connect { .. } => "connect",
        Error::Interrupted { .. } => "interrupted",
        Error::TooLarge { .. } => "too_large",
        Error::File { .. } => "file",
        Error::Config { .. } => "config",
    };
    kind.to_owned()
}
