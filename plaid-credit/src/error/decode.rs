//! Bodies that are not what is due.

use std::fmt;

use bytes::Bytes;

use super::{Body, Code};
use crate::decode::Anomaly;

/// Why a body could not be read.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[error("the body cannot be read{}: {reason}", At(path))]
#[non_exhaustive]
pub struct DecodeError {
    /// Where: a JSON pointer, empty for the whole body.
    pub path: String,
    /// What was due. Never holds the value itself.
    pub reason: String,
    /// The body, or the value that did not fit.
    pub body: Body,
    /// The HTTP status; none for a body that no call brought.
    pub status: Option<u16>,
    /// Plaid's identifier of the call, where it could be read.
    pub request_id: Option<String>,
    /// How often the request was sent; 0 for a body that no call brought.
    pub attempts: u32,
    /// Whether the body ends before the JSON does.
    pub(super) is_cut_short: bool,
}

impl fmt::Debug for DecodeError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("DecodeError")
            .field("path", &self.path)
            .field("reason", &self.reason)
            .field("body", &self.body)
            .field("status", &self.status)
            .field("request_id", &self.request_id.as_deref().map(Code))
            .field("attempts", &self.attempts)
            .finish()
    }
}

struct At<'a>(&'a str);

impl fmt::Display for At<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            Ok(())
        } else {
            write!(formatter, " at {}", self.0)
        }
    }
}

impl DecodeError {
    fn new(path: String, reason: String, body: Bytes) -> Self {
        Self {
            path,
            reason,
            body: Body::new(body),
            status: None,
            request_id: None,
            attempts: 0,
            is_cut_short: false,
        }
    }

    /// For a body that is no JSON.
    pub(crate) fn syntax(error: &serde_json::Error, body: &[u8]) -> Self {
        let (line, column) = (error.line(), error.column());
        let reason = if body.is_empty() {
            "it is empty".to_owned()
        } else if error.is_eof() {
            format!("it ends early, at line {line}, column {column}")
        } else {
            format!("it is no JSON, at line {line}, column {column}")
        };
        let mut syntax = Self::new(String::new(), reason, Bytes::copy_from_slice(body));
        syntax.is_cut_short = error.is_eof();
        syntax
    }

    /// For JSON of another kind than the type.
    pub(crate) fn mismatch(error: &serde_json::Error, text: &str, body: &[u8]) -> Self {
        let reason = due(&error.to_string(), text);
        Self::new(String::new(), reason, Bytes::copy_from_slice(body))
    }

    /// For a value that strict decoding refuses.
    pub(crate) fn anomaly(anomaly: Anomaly) -> Self {
        let Anomaly {
            path, raw, reason, ..
        } = anomaly;
        Self::new(path, reason, raw.to_string().into())
    }
}

/// What was due, from an error of serde, and what kind of value came. Errors of serde
/// quote the value, so only the part that the type wrote is taken over.
pub(crate) fn due(error: &str, text: &str) -> String {
    let found = match text.bytes().next() {
        Some(b'{') => "an object",
        Some(b'[') => "a list",
        Some(b'"') => "a string",
        Some(b't' | b'f') => "a boolean",
        Some(b'n') => "null",
        _ => "a number",
    };
    let expected = error
        .rsplit_once("expected ")
        .map_or(error, |(_, expected)| expected);
    let expected = expected.split(" at line ").next().unwrap_or(expected);
    if error.starts_with("missing field") {
        return format!(
            "{} in {found}",
            error.split(" at line ").next().unwrap_or(error)
        );
    }
    if error.contains("expected ") {
        format!("expected {expected}, found {found}")
    } else {
        format!("cannot read {found}")
    }
}
