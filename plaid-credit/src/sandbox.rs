//! A stand-in for Plaid on this machine, for tests and examples (feature `sandbox-server`).
//!
//! A [`Sandbox`] answers every operation with plausible, made-up data, refuses requests that
//! Plaid would refuse, and fails in the ways it is told to. It needs no credentials and no
//! network.
//!
//! ```
//! # #[cfg(feature = "sessions")]
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use plaid_credit::sandbox::{Fault, Sandbox};
//! use plaid_credit::types::{CreditSessionsGetRequest, UserToken};
//!
//! let sandbox = Sandbox::start().await?;
//! let client = sandbox.client();
//! let request = CreditSessionsGetRequest::new(UserToken::from("user-sandbox-1"));
//!
//! let sessions = client.credit_sessions_get(&request).await?;
//! assert!(!sessions.sessions.is_empty());
//! assert_eq!(sandbox.requests()[0].path, "/credit/sessions/get");
//!
//! sandbox.fail_next(Fault::plaid_error("ITEM_ERROR", "PRODUCT_NOT_READY"));
//! assert!(client.credit_sessions_get(&request).await.is_err());
//! # Ok(())
//! # }
//! # #[cfg(not(feature = "sessions"))]
//! # fn main() {}
//! ```

mod calendar;
mod check;
mod distort;
mod fault;
mod fragment;
mod generate;
mod nullable;
mod pdf;
mod plausible;
mod record;
mod refusal;
mod server;
mod state;
mod totals;
#[cfg(feature = "webhooks")]
mod webhooks;

pub use fault::Fault;
pub use record::RecordedRequest;
#[cfg(feature = "webhooks")]
pub use webhooks::WebhookFlaw;

use std::fmt;
use std::sync::Arc;

use serde_json::Value;

use crate::{Client, ClientBuilder, Credentials, Error};
use server::Server;
use state::State;

/// Why a sandbox does not start, or does not take an instruction.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SandboxError {
    /// No port of this machine can be listened on.
    #[error("the sandbox cannot listen on this machine")]
    Listen(#[from] std::io::Error),
    /// The OpenAPI fragment that this crate was built from cannot be used.
    #[error("the sandbox cannot use the OpenAPI fragment: {0}")]
    Fragment(String),
    /// The client for it cannot be made.
    #[error("no client can be made for the sandbox")]
    Client(#[source] Box<Error>),
    /// No operation has this name.
    #[error("the sandbox has no operation `{0}`: name it by its operationId or method")]
    UnknownOperation(String),
    /// No key can be made, or a webhook cannot be signed.
    #[cfg(feature = "webhooks")]
    #[error("the sandbox cannot sign webhooks: the system gives no random numbers")]
    Sign,
}

/// A server that answers like Plaid, on a port of this machine, until it is dropped.
pub struct Sandbox {
    server: Server,
    state: Arc<State>,
    client: Client,
}

/// Sets up a [`Sandbox`].
#[derive(Debug, Clone, Default)]
#[must_use]
pub struct SandboxBuilder {
    seed: u64,
}

impl SandboxBuilder {
    /// What the data is made from: the same seed gives the same data.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Starts the sandbox.
    ///
    /// # Errors
    ///
    /// [`SandboxError`] where this machine gives no port or no thread.
    pub async fn start(self) -> Result<Sandbox, SandboxError> {
        let state = Arc::new(State::new(fragment::compiled_in()?, self.seed)?);
        let server = Server::start(Arc::clone(&state))?;
        let client = client_builder(&server)
            .build()
            .map_err(|error| SandboxError::Client(Box::new(error)))?;
        Ok(Sandbox {
            server,
            state,
            client,
        })
    }
}

impl Sandbox {
    /// Starts a sandbox with the default settings.
    ///
    /// # Errors
    ///
    /// [`SandboxError`] where this machine gives no port or no thread.
    pub async fn start() -> Result<Self, SandboxError> {
        Self::builder().start().await
    }

    /// Sets up a sandbox.
    pub fn builder() -> SandboxBuilder {
        SandboxBuilder::default()
    }

    /// Where it answers, such as `http://127.0.0.1:49152`.
    pub fn base_url(&self) -> String {
        base_url(&self.server)
    }

    /// A client that calls it, with made-up credentials.
    pub fn client(&self) -> Client {
        self.client.clone()
    }

    /// The same client, to be set up further.
    pub fn client_builder(&self) -> ClientBuilder {
        client_builder(&self.server)
    }

    /// Sets what an operation answers from now on, whether or not it is what the document says.
    ///
    /// # Errors
    ///
    /// [`SandboxError::UnknownOperation`] where no operation has this `operationId`, method
    /// or path.
    pub fn respond_with(&self, operation: &str, answer: Value) -> Result<(), SandboxError> {
        let operation = self.state.fragment.named(operation)?;
        let id = operation.id.clone();
        self.state.changing().fixed.insert(id, answer);
        Ok(())
    }

    /// Makes the next call fail, whichever it is. Faults that are asked for one after the
    /// other happen one after the other.
    ///
    /// The client repeats what only reads after some of them: to see each, plan as many as
    /// it makes attempts, or build one that makes a single attempt.
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

    /// Makes the next call of this operation fail.
    ///
    /// # Errors
    ///
    /// [`SandboxError::UnknownOperation`] where no operation has this `operationId`, method
    /// or path.
    pub fn fail_next_call_of(&self, operation: &str, fault: Fault) -> Result<(), SandboxError> {
        let id = self.state.fragment.named(operation)?.id.clone();
        self.state.changing().script.plan(Some(id), fault);
        Ok(())
    }

    /// The header with which Plaid would send a webhook of this body now.
    ///
    /// [`Verifier`](crate::webhook::Verifier) takes it if it asks this sandbox for keys.
    ///
    /// # Errors
    ///
    /// [`SandboxError::Sign`] where the system gives no random numbers.
    #[cfg(feature = "webhooks")]
    pub fn sign_webhook(&self, body: &[u8]) -> Result<String, SandboxError> {
        self.sign(body, None)
    }

    /// A header for a webhook of this body that no verifier may take.
    ///
    /// # Errors
    ///
    /// Those of [`sign_webhook`](Self::sign_webhook).
    #[cfg(feature = "webhooks")]
    pub fn sign_webhook_with(
        &self,
        body: &[u8],
        flaw: WebhookFlaw,
    ) -> Result<String, SandboxError> {
        self.sign(body, Some(flaw))
    }

    #[cfg(feature = "webhooks")]
    fn sign(&self, body: &[u8], flaw: Option<WebhookFlaw>) -> Result<String, SandboxError> {
        let token = self.state.signer().sign(body, flaw);
        token.map_err(|_| SandboxError::Sign)
    }

    /// Signs webhooks with a new key from now on. The one before stays valid.
    ///
    /// # Errors
    ///
    /// Those of [`sign_webhook`](Self::sign_webhook).
    #[cfg(feature = "webhooks")]
    pub fn rotate_webhook_key(&self) -> Result<(), SandboxError> {
        let rotated = self.state.signer().rotate(None);
        rotated.map_err(|_| SandboxError::Sign)
    }

    /// The requests that came in so far, the oldest first.
    pub fn requests(&self) -> Vec<RecordedRequest> {
        self.state.changing().log.clone()
    }

    /// The `operationId` of every operation that it answers.
    pub fn operations(&self) -> impl Iterator<Item = &str> {
        let operations = self.state.fragment.operations.iter();
        operations.map(|operation| operation.id.as_str())
    }
}

impl fmt::Debug for Sandbox {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Sandbox")
            .field("base_url", &self.base_url())
            .finish_non_exhaustive()
    }
}

fn base_url(server: &Server) -> String {
    format!("http://{}", server.address)
}

fn client_builder(server: &Server) -> ClientBuilder {
    Client::builder()
        .credentials(Credentials::new("sandbox-client-id", "sandbox-secret"))
        .loopback(server.address)
}
