//! The client: credentials, environment, and how a call is made.

mod builder;
mod call;
mod clock;
mod config;
mod deadline;
mod download;
mod exchange;
mod head;
mod incoming;
mod operation;
mod outcome;
mod report;
mod response;
mod retry;
mod settings;
mod trace;
mod transport;
mod untyped;
mod wait;

pub use builder::ClientBuilder;
pub use call::Call;
pub use clock::Clock;
pub use config::{Credentials, Environment, ParseEnvironmentError};
pub use download::Download;
pub use outcome::Outcome;
pub use report::CallReport;
pub use response::Response;
pub use retry::RetryPolicy;
pub use wait::{Wait, WaitProgress};

pub(crate) use call::json;
pub(crate) use head::Head;
pub(crate) use operation::{Answer, Operation};
pub(crate) use settings::Settings;
pub(crate) use transport::Context;

use std::fmt;
use std::sync::Arc;

use crate::error::Error;
use transport::Transport;

/// A client for Plaid's credit API. Cheap to clone: clones share their connections.
///
/// Its futures are `Send`, and dropping one cancels its call. They need a tokio runtime with
/// the time and I/O drivers enabled. Synchronous code can block on a call:
///
/// ```no_run
/// # #[cfg(feature = "sessions")]
/// # fn wait(client: plaid_credit::Client) -> Result<(), Box<dyn std::error::Error>> {
/// # use plaid_credit::types::{CreditSessionsGetRequest, UserToken};
/// # let request = CreditSessionsGetRequest::new(UserToken::from("user-sandbox-1"));
/// let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
/// let sessions = runtime.block_on(client.credit_sessions_get(&request))?;
/// # let _ = sessions;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Client {
    inner: Arc<Inner>,
}

struct Inner {
    transport: Arc<Transport>,
    settings: Arc<Settings>,
}

impl Client {
    /// Creates a client with the default settings.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] if a credential is not valid in a header, or TLS is not available.
    pub fn new(credentials: Credentials, environment: Environment) -> Result<Self, Error> {
        Self::builder()
            .credentials(credentials)
            .environment(environment)
            .build()
    }

    /// Creates a client from the environment variables `PLAID_CLIENT_ID`, `PLAID_SECRET` and
    /// `PLAID_ENV` (`sandbox` or `production`, in any case).
    ///
    /// # Errors
    ///
    /// [`Error::Config`] names the variable that is missing or invalid.
    pub fn from_env() -> Result<Self, Error> {
        Self::builder().from_env()?.build()
    }

    /// Returns a builder for a client.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::default()
    }

    /// The time by the client's clock.
    #[cfg(feature = "webhooks")]
    pub(crate) fn now(&self) -> std::time::Instant {
        self.inner.settings.clock.now()
    }

    /// Returns a client with other credentials that shares this one's connections and settings:
    /// for rotating a secret, or for serving several tenants.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] if a credential is not valid in a header.
    pub fn with_credentials(&self, credentials: Credentials) -> Result<Self, Error> {
        let mut transport = Transport::clone(&self.inner.transport);
        transport.inner.client_id = Some(credentials.client_id()?);
        transport.inner.secret = Some(credentials.secret()?);
        Ok(Self {
            inner: Arc::new(Inner {
                transport: Arc::new(transport),
                settings: Arc::clone(&self.inner.settings),
            }),
        })
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Client")
            .field("base_url", &self.inner.transport.baseurl)
            .field("settings", &self.inner.settings)
            .finish()
    }
}
