//! What is known of a call when it has ended.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// A call that has ended, for metrics. Holds nothing personal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CallReport<'a> {
    /// The `operationId` in Plaid's document, such as `creditSessionsGet`; `call` for a path
    /// without one.
    pub operation: &'a str,
    /// The path of the operation, such as `/credit/sessions/get`.
    pub path: &'a str,
    /// How often the request was sent, or tried to be.
    pub attempts: u32,
    /// The HTTP status of the last answer, where one arrived.
    pub status: Option<u16>,
    /// From the first attempt to the end; for a download, until it started to arrive.
    pub duration: Duration,
    /// The size of the body in bytes after decompression; none for a failure or a download.
    pub bytes: Option<usize>,
    /// How many values were set aside or changed.
    pub anomalies: usize,
    /// None for a success. Otherwise the status from 400 up, or one of `timeout`, `connect`,
    /// `interrupted`, `too_large`, `decode`, `api` and `not_plaid`.
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
