//! What can go wrong with a call, and with decoding.
//!
//! No message and no `Debug` here shows a body, a credential or personal data.

use std::fmt;

use crate::decode::Anomaly;

/// Why a call gave no response.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The client cannot be made as asked.
    #[error("{0}")]
    Config(String),
    /// The body is not what the operation answers with.
    #[error(transparent)]
    Decode(#[from] DecodeError),
    /// Plaid answered with an error.
    #[error("Plaid answered with status {status}")]
    Status {
        /// The HTTP status.
        status: u16,
        /// The body as it came.
        body: Body,
    },
    /// The request did not reach Plaid, or the response did not arrive whole.
    #[error("the exchange with Plaid failed")]
    Transport(#[source] reqwest::Error),
}

impl Error {
    /// The URL tells nothing that the caller does not know, and may be long.
    pub(crate) fn transport(error: reqwest::Error) -> Self {
        Self::Transport(error.without_url())
    }
}

/// A body as it came. `Debug` shows its length only.
#[derive(Clone, PartialEq, Eq)]
pub struct Body(bytes::Bytes);

impl Body {
    pub(crate) fn new(bytes: bytes::Bytes) -> Self {
        Self(bytes)
    }

    /// The bytes, which may hold personal data.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "[{} bytes hidden]", self.0.len())
    }
}

/// Why a body could not be read.
#[derive(Debug, thiserror::Error)]
#[error("the body cannot be read{}: {reason}", At(path))]
#[non_exhaustive]
pub struct DecodeError {
    /// Where: a JSON pointer, empty for the whole body.
    pub path: String,
    /// What was due. Never holds the value itself.
    pub reason: String,
    /// The body, or the value that did not fit.
    pub body: Body,
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
        Self {
            path: String::new(),
            reason,
            body: Body::new(bytes::Bytes::copy_from_slice(body)),
        }
    }

    /// For JSON of another kind than the type.
    pub(crate) fn mismatch(error: &serde_json::Error, text: &str, body: &[u8]) -> Self {
        let reason = due(&error.to_string(), text);
        Self {
            path: String::new(),
            reason,
            body: Body::new(bytes::Bytes::copy_from_slice(body)),
        }
    }

    /// For a value that strict decoding refuses.
    pub(crate) fn anomaly(anomaly: Anomaly) -> Self {
        let Anomaly {
            path, raw, reason, ..
        } = anomaly;
        Self {
            path,
            reason,
            body: Body::new(raw.to_string().into()),
        }
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
