//! Answers that are not Plaid's.

use std::fmt;
use std::time::Duration;

use super::Body;
use super::body::Length;
use super::shown::MediaType;
use crate::redact::Id;

/// A response that is not in Plaid's format, such as a proxy's error page.
///
/// This includes error objects that are larger than the client accepts, since they end early.
/// `Debug` and `Display` show the status, the content type if it is a common one, and the
/// length of the body.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub struct HttpError {
    /// The HTTP status.
    pub status: u16,
    /// The content type, as in the header.
    pub content_type: Option<String>,
    /// Plaid's ID for the call, if the response has one nevertheless.
    pub request_id: Option<String>,
    /// How long the server asks to wait before the next request (`Retry-After`), at most a day.
    pub retry_after: Option<Duration>,
    /// How many attempts were made.
    pub attempts: u32,
    /// The body as received, up to a mebibyte or the size limit of the call's response or download
    /// if that is smaller.
    pub body: Body,
    /// Whether the body goes on past that limit.
    pub(crate) is_cut: bool,
}

impl HttpError {
    fn shown_type(&self) -> Option<MediaType<'_>> {
        self.content_type.as_deref().map(MediaType)
    }
}

impl fmt::Display for HttpError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self.is_cut {
            true => "the response is too large, or not in Plaid's format",
            false => "the response is not in Plaid's format",
        })?;
        write!(formatter, ": status {}", self.status)?;
        if let Some(content_type) = self.shown_type() {
            write!(formatter, ", content type {content_type}")?;
        }
        match Length(self.body.len()) {
            kept if self.is_cut => write!(
                formatter,
                ", a body of which only the first {kept} were kept"
            ),
            Length(0) => formatter.write_str(", an empty body"),
            length => write!(formatter, ", a body of {length}"),
        }
    }
}

impl fmt::Debug for HttpError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("HttpError")
            .field("status", &self.status)
            .field("content_type", &self.shown_type())
            .field("request_id", &self.request_id.as_deref().map(Id))
            .field("retry_after", &self.retry_after)
            .field("attempts", &self.attempts)
            .field("body", &self.body)
            .finish()
    }
}
