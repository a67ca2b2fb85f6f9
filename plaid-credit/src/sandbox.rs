//! A stand-in for Plaid on this machine, for tests and examples (feature `sandbox-server`).
//!
//! A [`Sandbox`] answers every operation with plausible, made-up data, rejects requests that
//! Plaid would reject, and fails on demand. It needs no credentials and no network.
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
//!
//! # One thing leads to another
//!
//! Users, Link tokens, Items and reports that are created in a sandbox are there in later
//! answers, and all answers about a user agree: IDs join, sums add up, and a PDF says what the
//! JSON says. [`Sandbox::finish_link`] takes the place of the person in Link. Reports are
//! [not ready](Error::is_product_not_ready) for 10 seconds, which [`Sandbox::advance`] skips.
//! Webhooks are sent to services on this machine. What is removed is gone, and tokens that the
//! sandbox has not given out, such as the one above, belong to a user of whom everything is
//! made up.
//!
//! ```
//! # #[cfg(all(feature = "users", feature = "link", feature = "bank-income"))]
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use std::time::Duration;
//! use plaid_credit::sandbox::{Sandbox, Scenario};
//! use plaid_credit::types::{
//!     CountryCode, CreditBankIncomeGetRequest, LinkTokenCreateRequest, UserCreateRequest,
//! };
//!
//! let sandbox = Sandbox::start().await?;
//! let client = sandbox.client();
//! let user = client.user_create(None, &UserCreateRequest::new("customer-1".into())).await?;
//! let user_id = user.user_id.clone().ok_or("no user_id")?;
//! let request = LinkTokenCreateRequest::new("Lender".into(), "en".into(), vec![CountryCode::Us])
//!     .user_id(user_id.clone());
//! let link = client.link_token_create(&request).await?;
//! let link_token = link.link_token.as_ref().ok_or("no link_token")?;
//! sandbox.finish_link(link_token, Scenario::Approved).await?;
//!
//! let request = CreditBankIncomeGetRequest::new(user_id);
//! let early = client.credit_bank_income_get(&request).await;
//! assert!(early.is_err_and(|error| error.is_product_not_ready()));
//! sandbox.advance(Duration::from_secs(10)).await;
//! let income = client.credit_bank_income_get(&request).await?;
//! assert_eq!(income.bank_income.len(), 1);
//! # Ok(())
//! # }
//! # #[cfg(not(all(feature = "users", feature = "link", feature = "bank-income")))]
//! # fn main() {}
//! ```
//!
//! # Faults
//!
//! [`Sandbox::fail_next`] makes one request fail. What the client makes of each [`Fault`], and
//! whether it retries an operation that only reads, unless its
//! [`RetryPolicy`](crate::RetryPolicy) says otherwise:
//!
//! | fault | result of the call | retried |
//! |---|---|---|
//! | [`TooManyRequests`](Fault::TooManyRequests) | [`Error::Api`] with status 429: [`is_rate_limited`](Error::is_rate_limited), with [`retry_after`](Error::retry_after) if it is set | with [`on_rate_limit`](crate::RetryPolicy::on_rate_limit) |
//! | [`ServerError`](Fault::ServerError) | [`Error::Api`] with this status and the code `INTERNAL_SERVER_ERROR` | from status 500 |
//! | [`Html`](Fault::Html) | [`Error::Http`] with this status, even if it is 200 | from status 500 |
//! | [`Hang`](Fault::Hang) | [`Error::Timeout`] without a status, after the [read timeout](ClientBuilder::read_timeout); for a file, after the [download timeout](ClientBuilder::download_timeout) | yes |
//! | [`HangInBody`](Fault::HangInBody) | [`Error::Timeout`] with status 200, after the read timeout | yes |
//! | [`TruncatedBody`](Fault::TruncatedBody) | [`Error::Interrupted`] with status 200 | yes |
//! | [`Disconnect`](Fault::Disconnect) | [`Error::Interrupted`] without a status | yes |
//! | [`WrongTypes`](Fault::WrongTypes) | a response whose [`anomalies`](crate::Response::anomalies) are the values set aside; [`Error::Decode`] if the call is [strict](ClientBuilder::strict) | no |
//! | [`UnknownEnumValues`](Fault::UnknownEnumValues) | a response whose enums are `Unknown`, which [`review`](crate::Response::review) lists | no |
//! | [`PlaidError`](Fault::PlaidError), [`plaid_error`](Fault::plaid_error) | [`Error::Api`] with this status, type and code | from status 500, and 408 |
//!
//! A file of which the body is cut short is a [`Download`](crate::Download) that fails later,
//! and is not retried.

mod answers;
mod calendar;
mod cast;
mod chance;
mod check;
mod distort;
mod fault;
#[cfg(feature = "webhooks")]
mod fire;
mod fragment;
mod generate;
mod link;
mod nullable;
mod pdf;
mod plausible;
mod record;
mod refusal;
mod reply;
mod reports;
mod server;
mod state;
mod totals;
#[cfg(feature = "webhooks")]
mod webhooks;
mod world;

pub use fault::Fault;
pub use link::{LinkSession, Scenario};
pub use record::RecordedRequest;
pub use reply::Reply;
#[cfg(feature = "webhooks")]
pub use webhooks::WebhookFlaw;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::client::{Clock, SystemClock};
use crate::{Client, ClientBuilder, Credentials, Error};
use server::Server;
use state::State;
use world::World;

/// Why a sandbox could not start or could not do what it was asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SandboxError {
    /// The sandbox could not open a port on this machine.
    #[error("the sandbox could not open a port on this machine")]
    Listen(#[from] std::io::Error),
    /// The OpenAPI fragment that this crate was built from is not valid.
    #[error("the OpenAPI fragment is not valid: {0}")]
    Fragment(String),
    /// The client for the sandbox could not be built.
    #[error("failed to build the client for the sandbox")]
    Client(#[source] Box<Error>),
    /// No operation has this name.
    #[error("the sandbox has no operation `{0}`: name it by its operationId or method")]
    UnknownOperation(String),
    /// The sandbox has given out no such Link token.
    #[error("the sandbox has given out no such Link token: create it with `/link/token/create`")]
    UnknownLinkToken,
    /// No webhook has this type and code.
    #[cfg(feature = "webhooks")]
    #[error("the sandbox has no webhook {0}: see `webhook::Event::KNOWN`")]
    UnknownWebhook(String),
    /// A webhook cannot be sent, because its body cannot be written as JSON.
    #[cfg(feature = "webhooks")]
    #[error("the webhook cannot be written as JSON")]
    Json(#[from] serde_json::Error),
    /// The sandbox sends webhooks to this machine only.
    #[cfg(feature = "webhooks")]
    #[error("webhooks are sent to this machine only: use a URL such as http://127.0.0.1:8080")]
    NotLoopback,
    /// The service did not respond to a webhook.
    #[cfg(feature = "webhooks")]
    #[error("the service did not respond to the webhook")]
    Undelivered(#[source] Box<reqwest::Error>),
    /// A key could not be generated, or a webhook could not be signed.
    #[cfg(feature = "webhooks")]
    #[error("the sandbox cannot sign webhooks: the system provides no random numbers")]
    Sign,
}

/// A server that answers like Plaid on a local port. It stops when it is dropped.
pub struct Sandbox {
    server: Server,
    state: Arc<State>,
    client: Client,
}

/// A builder for a [`Sandbox`].
#[derive(Debug, Clone)]
#[must_use]
pub struct SandboxBuilder {
    seed: u64,
    port: u16,
    clock: Arc<dyn Clock>,
    report_delay: Duration,
}

impl Default for SandboxBuilder {
    fn default() -> Self {
        Self {
            seed: 0,
            port: 0,
            clock: Arc::new(SystemClock),
            report_delay: Duration::from_secs(10),
        }
    }
}

impl SandboxBuilder {
    /// Sets the seed of the made-up data: the same seed gives the same data. Defaults to 0.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Sets the port. Defaults to one that is free.
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// Sets the clock that decides when reports are ready, and that [`Sandbox::client`] uses. To
    /// let time pass without a clock of your own, use [`Sandbox::advance`].
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// Sets how long reports are not ready. Defaults to 10 seconds.
    pub fn report_delay(mut self, delay: Duration) -> Self {
        self.report_delay = delay;
        self
    }

    /// Starts the sandbox.
    ///
    /// # Errors
    ///
    /// [`SandboxError`] if this machine has no free port or cannot start a thread.
    pub async fn start(self) -> Result<Sandbox, SandboxError> {
        let world = World::new(self.seed, Arc::clone(&self.clock), self.report_delay);
        let state = Arc::new(State::new(fragment::compiled_in()?, self.seed, world)?);
        let server = Server::start(Arc::clone(&state), self.port)?;
        let client = client_builder(&server)
            .clock(self.clock)
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
    /// [`SandboxError`] if this machine has no free port or cannot start a thread.
    pub async fn start() -> Result<Self, SandboxError> {
        Self::builder().start().await
    }

    /// Sets up a sandbox.
    pub fn builder() -> SandboxBuilder {
        SandboxBuilder::default()
    }

    /// The base URL of the sandbox, such as `http://127.0.0.1:49152`.
    pub fn base_url(&self) -> String {
        base_url(&self.server)
    }

    /// A client for the sandbox, with made-up credentials.
    pub fn client(&self) -> Client {
        self.client.clone()
    }

    /// A builder for a client like [`client`](Self::client), for other settings.
    pub fn client_builder(&self) -> ClientBuilder {
        client_builder(&self.server)
    }

    /// Sets the answer of an operation from now on: JSON, which need not conform to the
    /// document, or the bytes of a file.
    ///
    /// A fixed answer changes nothing in the sandbox. Of several, the one set last counts.
    ///
    /// # Errors
    ///
    /// [`SandboxError::UnknownOperation`] if no operation has this `operationId`, method
    /// or path.
    pub fn respond_with(
        &self,
        operation: &str,
        reply: impl Into<Reply>,
    ) -> Result<(), SandboxError> {
        let id = self.state.fragment.named(operation)?.id.clone();
        self.state.changing().replies.always(id, None, reply.into());
        Ok(())
    }

    /// Sets the answer of an operation to requests about the user of this ID or token.
    ///
    /// # Errors
    ///
    /// Those of [`respond_with`](Self::respond_with).
    pub fn respond_to_user_with(
        &self,
        user: &str,
        operation: &str,
        reply: impl Into<Reply>,
    ) -> Result<(), SandboxError> {
        let id = self.state.fragment.named(operation)?.id.clone();
        let (user, reply) = (Some(user.to_owned()), reply.into());
        self.state.changing().replies.always(id, user, reply);
        Ok(())
    }

    /// Sets the next answers of an operation, one for each request. Afterwards it responds as
    /// before.
    ///
    /// # Errors
    ///
    /// Those of [`respond_with`](Self::respond_with).
    pub fn respond_in_turn_with<R: Into<Reply>>(
        &self,
        operation: &str,
        replies: impl IntoIterator<Item = R>,
    ) -> Result<(), SandboxError> {
        let id = self.state.fragment.named(operation)?.id.clone();
        let replies = replies.into_iter().map(Into::into).collect();
        self.state.changing().replies.next(id, replies);
        Ok(())
    }

    /// Takes a user through Link, without a person, and returns what the page that opened Link
    /// learns. After [`Scenario::Started`], the next call ends the same session.
    ///
    /// # Errors
    ///
    /// [`SandboxError::UnknownLinkToken`] if the sandbox has not given out this Link token.
    pub async fn finish_link(
        &self,
        link_token: impl AsRef<str>,
        scenario: Scenario,
    ) -> Result<LinkSession, SandboxError> {
        let session = {
            let world = &mut self.state.changing().world;
            let link = world.link(link_token.as_ref());
            let link = link.ok_or(SandboxError::UnknownLinkToken)?;
            link::finish(world, link, scenario)
        };
        #[cfg(feature = "webhooks")]
        self.state.send_due_webhooks().await;
        Ok(session)
    }

    /// Lets time pass in the sandbox, without waiting: reports become ready, and expire. Sends
    /// the webhooks that are due to services on this machine, and waits for them to respond.
    pub async fn advance(&self, by: Duration) {
        self.state.changing().world.advance(by);
        #[cfg(feature = "webhooks")]
        self.state.send_due_webhooks().await;
    }

    /// Makes the next request to any operation fail. Several faults take effect one after the
    /// other, in the order in which they were added.
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

    /// Makes the next request to this operation fail.
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

    /// The header with which Plaid would send a webhook with this body now.
    ///
    /// A [`Verifier`](crate::webhook::Verifier) accepts it if its client calls this sandbox.
    ///
    /// # Errors
    ///
    /// [`SandboxError::Sign`] if the system provides no random numbers.
    #[cfg(feature = "webhooks")]
    pub fn sign_webhook(&self, body: &[u8]) -> Result<String, SandboxError> {
        self.sign(body, None)
    }

    /// A header for a webhook with this body that a verifier must reject.
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

    /// The body of a webhook of this type and code, with made-up data.
    ///
    /// [`Event::KNOWN`](crate::webhook::Event::KNOWN) lists types and codes.
    ///
    /// # Errors
    ///
    /// [`SandboxError::UnknownWebhook`] if no webhook has this type and code.
    #[cfg(feature = "webhooks")]
    pub fn webhook_body(
        &self,
        webhook_type: &str,
        webhook_code: &str,
    ) -> Result<serde_json::Value, SandboxError> {
        self.state.webhook(webhook_type, webhook_code, None)
    }

    /// Signs a webhook, sends it to a service on this machine, and returns the status with
    /// which the service responds. `webhook` is an [`Event`](crate::webhook::Event), or JSON
    /// such as from [`webhook_body`](Self::webhook_body).
    ///
    /// ```no_run
    /// # async fn fire() -> Result<(), Box<dyn std::error::Error>> {
    /// use plaid_credit::sandbox::Sandbox;
    ///
    /// let sandbox = Sandbox::start().await?;
    /// let body = sandbox.webhook_body("ITEM", "ERROR")?;
    /// let status = sandbox.fire_webhook("http://127.0.0.1:8080/webhook", &body).await?;
    /// assert!(status.is_success());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`SandboxError::NotLoopback`] if the URL is not `http` on this machine,
    /// [`SandboxError::Undelivered`] if there is no response within 10 seconds, and those of
    /// [`sign_webhook`](Self::sign_webhook).
    #[cfg(feature = "webhooks")]
    pub async fn fire_webhook(
        &self,
        url: &str,
        webhook: &impl serde::Serialize,
    ) -> Result<reqwest::StatusCode, SandboxError> {
        let url = fire::target(url)?;
        let body = serde_json::to_vec(webhook)?;
        let sent = fire::post(url, self.sign_webhook(&body)?, body).await;
        sent.map_err(|error| SandboxError::Undelivered(Box::new(error.without_url())))
    }

    /// Signs webhooks with a new key from now on. The previous key stays valid.
    ///
    /// # Errors
    ///
    /// Those of [`sign_webhook`](Self::sign_webhook).
    #[cfg(feature = "webhooks")]
    pub fn rotate_webhook_key(&self) -> Result<(), SandboxError> {
        let rotated = self.state.signer().rotate(None);
        rotated.map_err(|_| SandboxError::Sign)
    }

    /// The requests received so far, oldest first.
    pub fn requests(&self) -> Vec<RecordedRequest> {
        self.state.changing().log.clone()
    }

    /// The `operationId` of every operation that the sandbox answers.
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
