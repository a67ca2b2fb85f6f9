//! Ways in which the sandbox can fail on demand.

use std::collections::VecDeque;
use std::time::Duration;

use reqwest::StatusCode;

use super::refusal::Refusal;
use super::{Sandbox, SandboxError};

/// What is wrong with a response.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// Status 429, as when a rate limit is exceeded.
    TooManyRequests {
        /// The `Retry-After` header, in whole seconds; not sent if `None`.
        retry_after: Option<Duration>,
    },
    /// This status with Plaid's error object for an internal error.
    ServerError(u16),
    /// This status with an HTML page, as a proxy would send it.
    Html(u16),
    /// No response, on a connection that stays open.
    Hang,
    /// Half of the body, and then nothing, on a connection that stays open.
    HangInBody,
    /// Half of the body, and then the connection closes.
    TruncatedBody,
    /// The connection closes without a response.
    Disconnect,
    /// Some values in the response have a type other than the documented one.
    WrongTypes,
    /// Every enum in the response has a value that the document does not list.
    UnknownEnumValues,
    /// An error in Plaid's form, such as `PRODUCT_NOT_READY`.
    PlaidError {
        /// The HTTP status.
        status: u16,
        /// The broad class of the error.
        error_type: String,
        /// The exact code of the error.
        error_code: String,
    },
}

impl Fault {
    /// A [`Fault::PlaidError`] with status 400.
    pub fn plaid_error(error_type: impl Into<String>, error_code: impl Into<String>) -> Self {
        Self::PlaidError {
            status: 400,
            error_type: error_type.into(),
            error_code: error_code.into(),
        }
    }

    /// The error in Plaid's form that this fault answers with.
    pub(super) fn refusal(&self) -> Option<Refusal> {
        match self {
            Self::TooManyRequests { .. } => Some(Refusal::new(
                StatusCode::TOO_MANY_REQUESTS,
                "RATE_LIMIT_EXCEEDED",
                "RATE_LIMIT",
                "rate limit exceeded: try again later",
            )),
            Self::ServerError(code) => Some(Refusal::new(
                status(*code),
                "API_ERROR",
                "INTERNAL_SERVER_ERROR",
                "an unexpected error occurred",
            )),
            Self::PlaidError {
                status: code,
                error_type,
                error_code,
            } => Some(Refusal::new(
                status(*code),
                error_type,
                error_code,
                "the sandbox was asked to fail this call",
            )),
            _ => None,
        }
    }
}

/// # Faults
///
/// Each is for one request: a call that is retried may succeed nevertheless.
impl Sandbox {
    /// Spoils the response to the next request to any operation. Several faults take effect one
    /// after the other, in the order in which they were added.
    ///
    /// The client retries reads after some faults. To see the error, add one fault for each
    /// attempt, or build a client that makes a single attempt:
    ///
    /// ```
    /// # async fn strict(sandbox: plaid_credit::sandbox::Sandbox) -> Result<(), plaid_credit::Error> {
    /// let once = sandbox
    ///     .client_builder()
    ///     .retry(plaid_credit::RetryPolicy::never())
    ///     .build()?;
    /// # let _ = once;
    /// # Ok(())
    /// # }
    /// ```
    pub fn fail_next(&self, fault: Fault) {
        self.state.changing().script.plan(None, fault);
    }

    /// Spoils the response to the next request to this operation.
    ///
    /// # Errors
    ///
    /// [`SandboxError::UnknownOperation`] if no operation has this `operationId`, method
    /// or path.
    pub fn fail_next_call_of(&self, operation: &str, fault: Fault) -> Result<(), SandboxError> {
        let id = self.state.fragment.named(operation)?.id.clone();
        self.state.changing().script.plan(Some(id), fault);
        Ok(())
    }
}

/// A number that is not a valid status stands for a server error.
pub(super) fn status(code: u16) -> StatusCode {
    StatusCode::from_u16(code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

/// The faults to come, in the order in which they were asked for.
#[derive(Debug, Default)]
pub(super) struct Script(VecDeque<(Option<String>, Fault)>);

impl Script {
    /// Plans a fault for an operation, or for whichever is called next.
    pub(super) fn plan(&mut self, operation_id: Option<String>, fault: Fault) {
        self.0.push_back((operation_id, fault));
    }

    /// The first fault that is due for a call of an operation.
    pub(super) fn take(&mut self, operation_id: Option<&str>) -> Option<Fault> {
        let operation_id = operation_id?;
        let is_due = |planned: &str| planned == operation_id;
        let index = self
            .0
            .iter()
            .position(|(planned, _)| planned.as_deref().is_none_or(is_due))?;
        self.0.remove(index).map(|(_, fault)| fault)
    }
}
