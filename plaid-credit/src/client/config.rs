//! What a client is set up with.

use std::sync::Arc;
use std::time::Duration;

use reqwest::header::HeaderValue;
use secrecy::{ExposeSecret, SecretString};

use super::{Client, Inner};
use crate::error::Error;

/// Where Plaid answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Environment {
    /// Made-up users and institutions: `https://sandbox.plaid.com`.
    Sandbox,
    /// Real people: `https://production.plaid.com`.
    Production,
}

impl Environment {
    /// The URL below which the operations stand.
    pub fn base_url(self) -> &'static str {
        match self {
            Self::Sandbox => "https://sandbox.plaid.com",
            Self::Production => "https://production.plaid.com",
        }
    }
}

impl std::str::FromStr for Environment {
    type Err = Error;

    /// Reads `sandbox` or `production`, in any case.
    fn from_str(text: &str) -> Result<Self, Error> {
        match text.trim().to_ascii_lowercase().as_str() {
            "sandbox" => Ok(Self::Sandbox),
            "production" => Ok(Self::Production),
            _ => Err(Error::Config(format!(
                "the environment is `{text}`: it must be `sandbox` or `production`"
            ))),
        }
    }
}

/// A Plaid client ID and its secret. `Debug` shows neither.
#[derive(Clone, Debug)]
pub struct Credentials {
    client_id: SecretString,
    secret: SecretString,
}

impl Credentials {
    /// Credentials as the Plaid dashboard shows them.
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
    if text.is_empty() {
        return Err(Error::Config(format!("the {what} is empty")));
    }
    let mut value = HeaderValue::from_str(text).map_err(|_| {
        Error::Config(format!(
            "the {what} holds a character that no header may hold"
        ))
    })?;
    value.set_sensitive(true);
    Ok(value)
}

/// Sets up a [`Client`].
#[derive(Clone, Debug)]
#[must_use]
pub struct ClientBuilder {
    credentials: Option<Credentials>,
    base_url: Option<String>,
    timeout: Duration,
}

impl Default for ClientBuilder {
    fn default() -> Self {
        Self {
            credentials: None,
            base_url: None,
            timeout: Duration::from_secs(30),
        }
    }
}

impl ClientBuilder {
    /// Takes credentials and environment from `PLAID_CLIENT_ID`, `PLAID_SECRET` and `PLAID_ENV`.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] names the variable that is missing or wrong.
    #[allow(clippy::wrong_self_convention)]
    pub fn from_env(self) -> Result<Self, Error> {
        let credentials = Credentials::new(variable("PLAID_CLIENT_ID")?, variable("PLAID_SECRET")?);
        let environment = variable("PLAID_ENV")?;
        let environment = environment.parse().map_err(|_| {
            Error::Config(format!(
                "PLAID_ENV is `{environment}`: it must be `sandbox` or `production`"
            ))
        })?;
        Ok(self.credentials(credentials).environment(environment))
    }

    /// The credentials that go with every request, unless the request brings its own.
    pub fn credentials(mut self, credentials: Credentials) -> Self {
        self.credentials = Some(credentials);
        self
    }

    /// Where Plaid answers.
    pub fn environment(self, environment: Environment) -> Self {
        self.base_url(environment.base_url())
    }

    /// Another place than Plaid's own, such as a mock server: `https`, or `http` on this machine.
    pub fn base_url(mut self, base_url: impl Into<String>) -> Self {
        self.base_url = Some(base_url.into());
        self
    }

    /// How long a call may take in all. 30 seconds unless it is set.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Makes the client.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] says what is missing or wrong.
    pub fn build(self) -> Result<Client, Error> {
        let credentials = self.credentials.ok_or_else(|| missing("credentials"))?;
        // Found out now rather than with the first call.
        credentials.client_id()?;
        credentials.secret()?;
        let base_url = checked(
            &self
                .base_url
                .ok_or_else(|| missing("an environment or a base URL"))?,
        )?;
        let http = reqwest::Client::builder()
            .timeout(self.timeout)
            .connect_timeout(self.timeout)
            // A redirect would carry the secret to another host.
            .redirect(reqwest::redirect::Policy::none())
            .user_agent(concat!("plaid-credit-rust/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(|error| Error::Config(format!("no HTTP client can be made: {error}")))?;
        Ok(Client {
            inner: Arc::new(Inner {
                http,
                base_url,
                credentials,
            }),
        })
    }
}

fn missing(what: &str) -> Error {
    Error::Config(format!("the client needs {what}: set it on the builder"))
}

fn variable(name: &str) -> Result<String, Error> {
    match std::env::var(name) {
        Ok(value) if !value.trim().is_empty() => Ok(value.trim().to_owned()),
        Ok(_) => Err(Error::Config(format!("{name} is empty"))),
        Err(std::env::VarError::NotPresent) => Err(Error::Config(format!("{name} is not set"))),
        Err(std::env::VarError::NotUnicode(_)) => {
            Err(Error::Config(format!("{name} is no Unicode text")))
        }
    }
}

/// The base URL without a slash at its end, if a secret may be sent there.
fn checked(base_url: &str) -> Result<String, Error> {
    let wrong = |why: &str| Error::Config(format!("the base URL {why}"));
    let url = reqwest::Url::parse(base_url)
        .map_err(|error| wrong(&format!("cannot be read: {error}")))?;
    let is_loopback = match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost",
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        None => return Err(wrong("names no host")),
    };
    match url.scheme() {
        "https" => {}
        "http" if is_loopback => {}
        "http" => {
            return Err(wrong(
                "is not encrypted: use https, or http on this machine only",
            ));
        }
        other => return Err(wrong(&format!("starts with `{other}:`, which is not http"))),
    }
    if !url.username().is_empty()
        || url.password().is_some()
        || url.query().is_some()
        || url.fragment().is_some()
    {
        return Err(wrong(
            "holds a user, a query or a fragment, which belong elsewhere",
        ));
    }
    Ok(base_url.trim_end_matches('/').to_owned())
}
