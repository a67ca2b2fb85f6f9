//! The client: credentials, environment, and how a call is made.

mod call;
mod config;
mod response;

pub use config::{ClientBuilder, Credentials, Environment};
pub use response::{Download, Response};

pub(crate) use call::{Context, Operation, OwnCredentials};

use std::fmt;
use std::sync::Arc;

use crate::error::Error;

/// A client of Plaid's credit API. Cheap to clone: clones share their connections.
#[derive(Clone)]
pub struct Client {
    inner: Arc<Inner>,
}

struct Inner {
    http: reqwest::Client,
    base_url: String,
    credentials: Credentials,
}

impl Client {
    /// A client with these credentials, for this environment, with the default settings.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] where a credential cannot stand in a header, or TLS is not available.
    pub fn new(credentials: Credentials, environment: Environment) -> Result<Self, Error> {
        Self::builder()
            .credentials(credentials)
            .environment(environment)
            .build()
    }

    /// A client by the environment variables `PLAID_CLIENT_ID`, `PLAID_SECRET` and
    /// `PLAID_ENV` (`sandbox` or `production`, in any case).
    ///
    /// # Errors
    ///
    /// [`Error::Config`] names the variable that is missing or wrong.
    pub fn from_env() -> Result<Self, Error> {
        Self::builder().from_env()?.build()
    }

    /// Sets up a client.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::default()
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Client")
            .field("base_url", &self.inner.base_url)
            .finish_non_exhaustive()
    }
}
