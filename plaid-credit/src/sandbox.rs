//! A server that stands in for Plaid in tests (feature `sandbox-server`).
//!
//! A [`Sandbox`] runs on this machine. It responds to every operation with plausible, made-up
//! data, rejects requests that do not match Plaid's document, and fails on demand. It needs no
//! credentials and no network.
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
//! # State
//!
//! A sandbox keeps track of the users, Link tokens, Items and reports that are created in it, and
//! all its responses about a user agree: IDs match, sums add up, and a PDF says what the JSON says.
//! [`Sandbox::finish_link`] takes the place of a person in Link. Reports are
//! [not ready](Error::is_product_not_ready) for 10 seconds, which [`Sandbox::advance`] skips.
//! With the feature `webhooks`, webhooks are sent soon after they are due, and before
//! [`finish_link`](Sandbox::finish_link) or [`advance`](Sandbox::advance) returns, to `http` URLs
//! on this machine. They are skipped for any other URL, without an error. Unlike Plaid, the sandbox
//! sends each webhook once, and sends `SESSION_FINISHED` and `BANK_INCOME_COMPLETE` to everybody.
//! It has one bank income report for all Items of a user, and ignores `count`.
//!
//! A sandbox starts on 1 July 2026 at noon UTC, whatever the actual date: its dates are those of
//! its own clock, while the tokens of webhooks have the time of this machine. Transactions and pay
//! are always from January to June 2026, however many days a request asks for. Removed users and
//! Items are gone. Link tokens, public tokens and check reports expire. By default, any request
//! that matches the document is accepted, and every Item has all products; with
//! [`check_prerequisites`](SandboxBuilder::check_prerequisites), requests also fail if something
//! that they depend on is missing.
//!
//! A token that the sandbox has not issued, such as `user-sandbox-1` above, stands for a user with
//! made-up data, unless its prefix marks it as another kind of token. Reports about users who were
//! created have no warnings: set some with [`respond_with`](Sandbox::respond_with).
//!
//! ```
//! # #[cfg(all(feature = "users", feature = "link", feature = "bank-income"))]
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use std::time::Duration;
//! use plaid_credit::sandbox::{Sandbox, Scenario};
//! use plaid_credit::types::{
//!     CountryCode, CreditBankIncomeGetRequest, IncomeVerificationSourceType,
//!     LinkTokenCreateRequest, LinkTokenCreateRequestIncomeVerification,
//!     LinkTokenCreateRequestIncomeVerificationBankIncome, Products, UserCreateRequest,
//! };
//!
//! let sandbox = Sandbox::start().await?;
//! let client = sandbox.client();
//! let user = client.user_create(&UserCreateRequest::new("customer-1".into())).await?;
//! let user_id = user.into_inner().user_id.ok_or("no user_id")?;
//! let bank_income = LinkTokenCreateRequestIncomeVerificationBankIncome::new(180);
//! let income = LinkTokenCreateRequestIncomeVerification::new()
//!     .income_source_types(vec![IncomeVerificationSourceType::Bank])
//!     .bank_income(bank_income);
//! let request = LinkTokenCreateRequest::new("Lender".into(), "en".into(), vec![CountryCode::Us])
//!     .user_id(user_id.clone())
//!     .products(vec![Products::IncomeVerification])
//!     .income_verification(income);
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
//! [`Sandbox::fail_next`] spoils the response to one request. The table shows what each [`Fault`]
//! leads to, and whether the client retries an operation that only reads, under the default
//! [`RetryPolicy`](crate::RetryPolicy).
//!
//! | Fault | Result of the call | Retried |
//! |---|---|---|
//! | [`TooManyRequests`](Fault::TooManyRequests) | [`Error::Api`] with status 429: [`is_rate_limited`](Error::is_rate_limited), with [`retry_after`](Error::retry_after) if it is set | only with [`on_rate_limit`](crate::RetryPolicy::on_rate_limit) |
//! | [`ServerError`](Fault::ServerError) | [`Error::Api`] with this status and the code `INTERNAL_SERVER_ERROR` | if the status is 408, or 500 or above |
//! | [`Html`](Fault::Html) | [`Error::Http`] with this status, even if it is 200 | if the status is 408, or 500 or above |
//! | [`Hang`](Fault::Hang) | [`Error::Timeout`] without a status, after the [read timeout](ClientBuilder::read_timeout); for a file, after the [download timeout](ClientBuilder::download_timeout) | yes, except for a file |
//! | [`HangInBody`](Fault::HangInBody) | [`Error::Timeout`] with status 200, after the read timeout | yes |
//! | [`TruncatedBody`](Fault::TruncatedBody) | [`Error::Interrupted`] with status 200 | yes |
//! | [`Disconnect`](Fault::Disconnect) | [`Error::Interrupted`] without a status | yes |
//! | [`WrongTypes`](Fault::WrongTypes) | a response whose [`anomalies`](crate::Response::anomalies) are the values set aside; [`Error::Decode`] if the call is [strict](ClientBuilder::strict) | no |
//! | [`UnknownEnumValues`](Fault::UnknownEnumValues) | a response whose enums are `Unknown`, which [`review`](crate::Response::review) lists | no |
//! | [`PlaidError`](Fault::PlaidError), [`plaid_error`](Fault::plaid_error) | [`Error::Api`] with this status, type and code | if the status is 408, or 500 or above |
//!
//! If the body of a file is cut short, the call succeeds, and its [`Download`](crate::Download)
//! fails later, without a retry.

mod answers;
mod builder;
mod calendar;
mod cast;
mod chance;
mod check;
mod check_reports;
mod delivery;
mod distort;
mod error;
mod fault;
#[cfg(feature = "webhooks")]
mod fire;
mod fragment;
mod generate;
mod link;
mod link_events;
mod link_tokens;
mod lookup;
mod monitoring;
mod nullable;
mod pdf;
mod plausible;
mod products;
mod record;
mod refusal;
mod reply;
mod reports;
mod server;
mod state;
mod tokens;
mod totals;
mod update_mode;
mod users;
#[cfg(feature = "webhooks")]
mod webhooks;
mod world;

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

use crate::Client;
use crate::client::Clock;
#[cfg(doc)]
use crate::{ClientBuilder, Error};
use server::Server;
use state::State;

/// A server that responds as Plaid does, on a local port. It stops when it is dropped.
pub struct Sandbox {
    server: Server,
    state: Arc<State>,
    client: Client,
    clock: Arc<dyn Clock>,
}

impl fmt::Debug for Sandbox {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Sandbox")
            .field("base_url", &self.base_url())
            .finish_non_exhaustive()
    }
}
