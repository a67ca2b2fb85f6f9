//! The client: credentials, environment, and how a call is made.

mod builder;
mod call;
mod clock;
mod config;
mod deadline;
mod download;
mod exchange;
#[cfg(feature = "files")]
mod file;
mod head;
mod incoming;
mod loopback;
mod operation;
mod outcome;
mod report;
mod response;
mod retry;
mod runtime;
mod settings;
mod trace;
mod transport;
mod untyped;
mod wait;

pub use builder::ClientBuilder;
pub use call::Call;
pub use clock::Clock;
#[cfg(feature = "sandbox-server")]
pub(crate) use clock::SystemClock;
pub use config::{Credentials, Environment, ParseEnvironmentError};
pub use download::Download;
pub use outcome::Outcome;
pub use report::CallReport;
pub use response::Response;
pub use retry::RetryPolicy;
pub use wait::{Wait, WaitProgress};

pub(crate) use call::json;
pub(crate) use head::Head;
#[cfg(all(feature = "sandbox-server", feature = "webhooks"))]
pub(crate) use loopback::{is_loopback, keep_here};
pub(crate) use operation::{Answer, Operation};
#[cfg(feature = "webhooks")]
pub(crate) use runtime::require_runtime;
pub(crate) use settings::Settings;
pub(crate) use transport::Context;

use std::fmt;
use std::sync::Arc;

use transport::Transport;

/// A client for Plaid's credit API.
///
/// Create one and keep it: clones are cheap and share its connections. Each operation is a method
/// that returns a [`Call`], which is awaited:
///
/// ```no_run
/// # #[cfg(feature = "sessions")]
/// # async fn call() -> Result<(), plaid_credit::Error> {
/// use plaid_credit::types::{CreditSessionsGetRequest, NewUserId};
/// use plaid_credit::{Client, Credentials, Environment};
///
/// let client = Client::new(Credentials::new("client-id", "secret"), Environment::Sandbox)?;
/// let request = CreditSessionsGetRequest::new(NewUserId::from("usr_123"));
/// let sessions = client.credit_sessions_get(&request).await?;
/// # let _ = sessions;
/// # Ok(())
/// # }
/// ```
///
/// A method that is missing belongs to a [feature](crate#features) that is not enabled.
///
/// Calls are futures that are `Send`. Dropping one cancels it, although Plaid may already have
/// received the request. They need a tokio runtime, without which they fail with
/// [`Error::Config`](crate::Error::Config); if its time or I/O driver is not enabled, tokio panics.
/// Synchronous code can block on a call. A client's connections belong to the runtime that made
/// them, so always block on the same runtime, or use one client per runtime:
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

#[cfg(feature = "webhooks")]
impl Client {
    /// The time by the client's clock.
    pub(crate) fn now(&self) -> std::time::Instant {
        self.inner.settings.clock.now()
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Client")
            .field("base_url", &self.inner.transport.inner.base_url.as_str())
            .field("settings", &self.inner.settings)
            .finish()
    }
}
