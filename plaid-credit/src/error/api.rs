//! Plaid's error object.

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use serde_json::{Map, Value};

use super::Body;
use crate::decode::decode_kept;
use crate::redact::{Id, Text};

/// Plaid's error object.
///
/// Branch on [`error_type`](Self::error_type) and [`error_code`](Self::error_code). Any part may
/// be missing. `Debug` and `Display` show the status, and the type, the code and the request ID
/// where they cannot be personal, but never a message.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub struct ApiError {
    /// The HTTP status.
    pub status: u16,
    /// The broad class of the error, such as `ITEM_ERROR`. Plaid adds new ones.
    pub error_type: Option<String>,
    /// The exact code, such as `PRODUCT_NOT_READY`. Plaid adds new ones.
    pub error_code: Option<String>,
    /// A more detailed reason, for errors of OAuth Items.
    pub error_code_reason: Option<String>,
    /// An explanation for developers. Its wording may change, and it may contain personal data.
    pub error_message: Option<String>,
    /// A message to show the user; `None` if the user did not cause the error.
    pub display_message: Option<String>,
    /// What Plaid suggests doing about the error.
    pub suggested_action: Option<String>,
    /// The page of Plaid's documentation about this error.
    pub documentation_url: Option<String>,
    /// Plaid's ID for the call, to quote to Plaid's support.
    pub request_id: Option<String>,
    /// The errors of individual Items that caused this one, as received.
    pub causes: Vec<Value>,
    /// How long Plaid asks to wait before the next request (`Retry-After`), at most a day.
    pub retry_after: Option<Duration>,
    /// How many attempts were made.
    pub attempts: u32,
    /// The body as received.
    pub body: Body,
}

impl ApiError {
    /// Reads a body as an error object, if it is one, with at most so much memory.
    pub(crate) fn read(
        status: u16,
        body: Bytes,
        retry_after: Option<Duration>,
        memory: u64,
    ) -> Option<Self> {
        let kept = decode_kept::<ErrorObject>(&body, memory, false).ok()?;
        let object = kept.decoded.value;
        // Unlike in a success, even an empty string makes the body an error object.
        let is_plaids = object.error_type.is_some()
            || object.error_code.is_some()
            || object.error_message.is_some();
        is_plaids.then(|| Self {
            status,
            error_type: object.error_type,
            error_code: object.error_code,
            error_code_reason: object.error_code_reason,
            error_message: object.error_message,
            display_message: object.display_message,
            suggested_action: object.suggested_action,
            documentation_url: object.documentation_url,
            request_id: object.request_id.filter(|id| !id.is_empty()),
            causes: object.causes,
            retry_after,
            attempts: 1,
            body: Body::new(body),
        })
    }
}

/// The error object as it is read: like every response, past what does not fit.
#[derive(Default)]
struct ErrorObject {
    error_type: Option<String>,
    error_code: Option<String>,
    error_code_reason: Option<String>,
    error_message: Option<String>,
    display_message: Option<String>,
    suggested_action: Option<String>,
    documentation_url: Option<String>,
    request_id: Option<String>,
    causes: Vec<Value>,
    extra: Map<String, Value>,
}

crate::wire::object!(ErrorObject, extra {
    "causes" => Optional causes hidden,
    "display_message" => OptionalNullable display_message hidden,
    "documentation_url" => Optional documentation_url hidden,
    "error_code" => Optional error_code,
    "error_code_reason" => OptionalNullable error_code_reason,
    "error_message" => Optional error_message hidden,
    "error_type" => Optional error_type,
    "request_id" => Optional request_id,
    "suggested_action" => OptionalNullable suggested_action hidden,
});

impl fmt::Display for ApiError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Plaid responded with status {}", self.status)?;
        let named = [
            (", error type", &self.error_type),
            (", error code", &self.error_code),
        ];
        for (name, text) in named {
            if let Some(text) = text {
                write!(formatter, "{name} {}", Text(text))?;
            }
        }
        if let Some(id) = &self.request_id {
            write!(formatter, ", request ID {}", Id(id))?;
        }
        Ok(())
    }
}

impl fmt::Debug for ApiError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("ApiError")
            .field("status", &self.status)
            .field("error_type", &self.error_type.as_deref().map(Text))
            .field("error_code", &self.error_code.as_deref().map(Text))
            .field("request_id", &self.request_id.as_deref().map(Id))
            .field("retry_after", &self.retry_after)
            .field("attempts", &self.attempts)
            .field("body", &self.body)
            .finish_non_exhaustive()
    }
}
