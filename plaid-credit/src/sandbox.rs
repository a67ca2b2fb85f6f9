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
mod builder;
mod calendar;
mod cast;
mod chance;
mod check;
mod distort;
mod error;
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

#[cfg(all(test, feature = "sessions"))]
mod tests;

pub use builder::SandboxBuilder;
pub use error::SandboxError;
pub use fault::Fault;
pub use link::{LinkSession, Scenario};
pub use record::RecordedRequest;
pub use reply::Reply;
#[cfg(feature = "webhooks")]
pub use webhooks::WebhookFlaw;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

#[cfg(doc)]
use crate::Error;
use crate::{Client, ClientBuilder, Credentials};
use server::Server;
use state::State;

/// A server that answers like Plaid on a local port. It stops when it is dropped.
pub struct Sandbox {
    server: Server,
    state: Arc<State>,
    client: Client,
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

    /// Lets time pass in the sandbox, without waiting: reports become ready, and expire. Sends
    /// the webhooks that are due to services on this machine, and waits for them to respond.
    pub async fn advance(&self, by: Duration) {
        self.state.changing().world.advance(by);
        #[cfg(feature = "webhooks")]
        self.state.send_due_webhooks().await;
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
