//! Whose data a client works with, and where.

use reqwest::header::HeaderValue;
use secrecy::{ExposeSecret, SecretString};

use crate::error::Error;

/// One of Plaid's environments.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Environment {
    /// Test users and institutions: `https://sandbox.plaid.com`.
    Sandbox,
    /// Real people: `https://production.plaid.com`.
    Production,
}

impl Environment {
    /// The base URL of its operations.
    pub fn base_url(self) -> &'static str {
        match self {
            Self::Sandbox => "https://sandbox.plaid.com",
            Self::Production => "https://production.plaid.com",
        }
    }
}

/// As in `PLAID_ENV`.
impl std::fmt::Display for Environment {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Self::Sandbox => "sandbox",
            Self::Production => "production",
        })
    }
}

impl std::str::FromStr for Environment {
    type Err = ParseEnvironmentError;

    /// Reads `sandbox` or `production`, in any case.
    fn from_str(text: &str) -> Result<Self, ParseEnvironmentError> {
        match text.trim().to_ascii_lowercase().as_str() {
            "sandbox" => Ok(Self::Sandbox),
            "production" => Ok(Self::Production),
            "development" => Err(ParseEnvironmentError { is_closed: true }),
            _ => Err(ParseEnvironmentError { is_closed: false }),
        }
    }
}

/// The error for text that does not name an [`Environment`].
///
/// It does not repeat the text, which may be a misplaced secret.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message())]
pub struct ParseEnvironmentError {
    /// Whether it names the environment that Plaid has closed.
    is_closed: bool,
}

impl ParseEnvironmentError {
    fn message(&self) -> &'static str {
        match self.is_closed {
            true => "Plaid has closed its `development` environment: use `sandbox` or `production`",
            false => "the environment must be `sandbox` or `production`",
        }
    }
}

/// A Plaid client ID and its secret.
///
/// `Debug` shows neither. They are sent in the headers `PLAID-CLIENT-ID` and `PLAID-SECRET`, which
/// a gateway should not log.
#[derive(Clone, Debug)]
pub struct Credentials {
    client_id: SecretString,
    secret: SecretString,
}

impl Credentials {
    /// Creates credentials from the values that the Plaid Dashboard shows.
    pub fn new(client_id: impl Into<String>, secret: impl Into<String>) -> Self {
        Self {
            client_id: client_id.into().into(),
            secret: secret.into().into(),
        }
    }

    pub(super) fn client_id(&self) -> Result<HeaderValue, Error> {
        header("client ID", &self.client_id)
    }

    pub(super) fn secret(&self) -> Result<HeaderValue, Error> {
        header("secret", &self.secret)
    }
}

fn header(what: &str, text: &SecretString) -> Result<HeaderValue, Error> {
    let text = text.expose_secret();
    let wrong = |why: &str| Error::config(format!("the {what} {why}"));
    if text.trim().is_empty() {
        return Err(wrong("is empty: copy it from the Plaid Dashboard"));
    }
    if text.trim() != text {
        return Err(wrong("starts or ends with whitespace: remove it"));
    }
    let value = HeaderValue::from_str(text).ok();
    let is_visible = |_: &HeaderValue| text.bytes().all(|byte| byte.is_ascii_graphic());
    let mut value = value
        .filter(is_visible)
        .ok_or_else(|| wrong("must consist of visible ASCII characters"))?;
    value.set_sensitive(true);
    Ok(value)
}
