//! Answers that say no, worded as Plaid words them.

use reqwest::StatusCode;
use serde_json::{Value, json};

/// An error as Plaid answers with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refusal {
    pub(super) status: StatusCode,
    error_type: String,
    error_code: String,
    error_message: String,
    /// The errors of single Items that led to it.
    causes: Vec<Value>,
}

impl Refusal {
    pub(super) fn new(
        status: StatusCode,
        error_type: impl Into<String>,
        error_code: impl Into<String>,
        error_message: impl Into<String>,
    ) -> Self {
        Self {
            status,
            error_type: error_type.into(),
            error_code: error_code.into(),
            error_message: error_message.into(),
            causes: Vec::new(),
        }
    }

    /// With status 400, as most are.
    pub(super) fn bad_request(
        error_type: &str,
        error_code: &str,
        error_message: impl Into<String>,
    ) -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            error_type,
            error_code,
            error_message,
        )
    }

    /// For a request that is not as the fragment says.
    pub(super) fn invalid(error_code: &str, error_message: impl Into<String>) -> Self {
        Self::bad_request("INVALID_REQUEST", error_code, error_message)
    }

    /// For fields that a request must have and does not.
    pub(super) fn missing_fields(names: &[impl AsRef<str>]) -> Self {
        let names: Vec<&str> = names.iter().map(AsRef::as_ref).collect();
        let names = names.join(", ");
        let message = format!("the following required fields are missing: {names}");
        Self::invalid("MISSING_FIELDS", message)
    }

    /// For a token or ID that names nothing.
    pub(super) fn input(error_code: &str, error_message: impl Into<String>) -> Self {
        Self::bad_request("INVALID_INPUT", error_code, error_message)
    }

    /// For an Item that does not exist or was removed.
    pub(super) fn item_not_found() -> Self {
        let message = "the Item does not exist, or was removed";
        Self::bad_request("ITEM_ERROR", "ITEM_NOT_FOUND", message)
    }

    /// For an Item of which the user has to sign in again.
    pub(super) fn login_required() -> Self {
        let message = "the user has to sign in again: use Link in update mode";
        Self::bad_request("ITEM_ERROR", "ITEM_LOGIN_REQUIRED", message)
    }

    /// For an institution that cannot be reached in Link.
    pub(super) fn institution_down() -> Self {
        let message = "the institution cannot be reached";
        Self::bad_request("INSTITUTION_ERROR", "INSTITUTION_DOWN", message)
    }

    pub(super) fn because(mut self, causes: impl Iterator<Item = Value>) -> Self {
        self.causes.extend(causes);
        self
    }

    /// The type, the code and the message, which also stand in bodies that are not errors.
    pub(super) fn summary(&self) -> Value {
        json!({
            "error_code": self.error_code,
            "error_message": self.error_message,
            "error_type": self.error_type,
        })
    }

    pub(super) fn body(&self, request_id: &str) -> Value {
        let mut body = self.summary();
        body["display_message"] = Value::Null;
        body["documentation_url"] = "https://plaid.com/docs/errors/".into();
        body["request_id"] = request_id.into();
        body["suggested_action"] = Value::Null;
        if !self.causes.is_empty() {
            body["causes"] = self.causes.as_slice().into();
        }
        body
    }
}
