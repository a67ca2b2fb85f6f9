//! Bodies that are not what they should be.

use std::fmt;

use bytes::Bytes;

use super::Body;
use crate::decode::{Anomaly, Fatal};
use crate::redact::Id;

/// The error for a body that could not be read.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}: {reason}", Outcome(anomaly))]
#[non_exhaustive]
pub struct DecodeError {
    /// What is wrong. Never contains a value from the body.
    pub reason: String,
    /// The body.
    pub body: Body,
    /// The anomaly that was rejected; `None` if the body cannot be read at all.
    pub anomaly: Option<Anomaly>,
    /// The HTTP status; `None` if the body did not come from a call.
    pub status: Option<u16>,
    /// Plaid's ID for the call, if it could be read.
    pub request_id: Option<String>,
    /// How many attempts were made; 0 if the body did not come from a call.
    pub attempts: u32,
    /// Whether the body ends before the JSON does.
    pub(super) is_cut_short: bool,
}

impl fmt::Debug for DecodeError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("DecodeError")
            .field("anomaly", &self.anomaly)
            .field("reason", &self.reason)
            .field("body", &self.body)
            .field("status", &self.status)
            .field("request_id", &self.request_id.as_deref().map(Id))
            .field("attempts", &self.attempts)
            .finish()
    }
}

/// What was not possible, and where.
struct Outcome<'a>(&'a Option<Anomaly>);

impl fmt::Display for Outcome<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.as_ref().map(Anomaly::shown_path).as_deref() {
            None => formatter.write_str("the body cannot be read"),
            Some("") => formatter.write_str("the body was rejected"),
            Some(path) => write!(formatter, "the body was rejected because of {path}"),
        }
    }
}

impl DecodeError {
    /// Where the problem is: a JSON pointer, empty for the whole body.
    pub fn path(&self) -> String {
        self.anomaly.as_ref().map(Anomaly::path).unwrap_or_default()
    }

    pub(crate) fn new(reason: String, body: Bytes, anomaly: Option<Anomaly>) -> Self {
        Self {
            reason,
            body: Body::new(body),
            anomaly,
            status: None,
            request_id: None,
            attempts: 0,
            is_cut_short: false,
        }
    }

    /// For a body that cannot be read to its end.
    pub(crate) fn fatal(fatal: Fatal, body: Bytes, memory: u64) -> Self {
        let reason = match fatal {
            Fatal::EndsEarly if body.is_empty() => "it is empty".to_owned(),
            Fatal::EndsEarly => format!("it ends early, at byte {}", body.len()),
            Fatal::Syntax(offset) => format!("it is not valid JSON at byte {offset}"),
            Fatal::Memory => format!("it would take more than {memory} bytes of memory"),
            Fatal::ReservedKey => "an object has a key that serde_json reserves".to_owned(),
        };
        let mut error = Self::new(reason, body, None);
        error.is_cut_short = fatal == Fatal::EndsEarly;
        error
    }

    /// For a value that strict decoding rejects, or without which there is nothing to return.
    pub(crate) fn anomaly(anomaly: Anomaly) -> Self {
        Self::new(
            anomaly.reason.clone(),
            anomaly.body().clone(),
            Some(anomaly),
        )
    }

    /// For a body that is not of its type, as a whole or because of one value.
    pub(crate) fn unfit(anomaly: Anomaly) -> Self {
        let mut error = Self::anomaly(anomaly);
        error.anomaly = error.anomaly.filter(|anomaly| !anomaly.path().is_empty());
        error
    }
}
