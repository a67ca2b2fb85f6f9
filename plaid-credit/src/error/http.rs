//! Answers that are not Plaid's.

use std::fmt;
use std::time::Duration;

use super::Body;
use super::shown::MediaType;
use crate::redact::Text;

/// An answer that is not Plaid's, such as the page of a proxy.
///
/// `Debug` and `Display` show the status, a usual content type and how long the body is.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub struct HttpError {
    /// The HTTP status.
    pub status: u16,
    /// The content type, as the header says it.
    pub content_type: Option<String>,
    /// Plaid's identifier of the call, where the answer has one all the same.
    pub request_id: Option<String>,
    /// How long the server asks to wait before the next request (`Retry-After`).
    pub retry_after: Option<Duration>,
    /// How often the request was sent.
    pub attempts: u32,
    /// The body as it came, or its first mebibyte.
    pub body: Body,
}

impl HttpError {
    fn shown_type(&self) -> Option<MediaType<'_>> {
        self.content_type.as_deref().map(MediaType)
    }
}

impl fmt::Display for HttpError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "the answer is not Plaid's: status {}, ",
            self.status
        )?;
        if let Some(content_type) = self.shown_type() {
            write!(formatter, "content type {content_type}, ")?;
        }
        write!(formatter, "{} bytes", self.body.len())
    }
}

impl fmt::Debug for HttpError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("HttpError")
            .field("status", &self.status)
            .field("content_type", &self.shown_type())
            .field("request_id", &self.request_id.as_deref().map(Text))
            .field("retry_after", &self.retry_after)
            .field("attempts", &self.attempts)
            .field("body", &self.body)
            .finish()
    }
}
