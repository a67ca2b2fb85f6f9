//! A client for Plaid's credit API: Link sessions, bank and payroll income, employment,
//! Freddie Mac reports, relay tokens and audit copies; users and Items; webhooks.
//!
//! # Set up and call
//!
//! Each operation is a method of [`Client`], and each body a type in [`types`]. Requests
//! take what Plaid requires in `new`; the rest is set by methods named like the fields.
//!
//! ```no_run
//! # #[cfg(feature = "bank-income")]
//! # async fn call() -> Result<(), plaid_credit::Error> {
//! use plaid_credit::Client;
//! use plaid_credit::types::{CreditBankIncomeGetRequest, NewUserId};
//!
//! // PLAID_CLIENT_ID, PLAID_SECRET and PLAID_ENV
//! let client = Client::from_env()?;
//! let request = CreditBankIncomeGetRequest::new(NewUserId::from("usr_123"));
//! let response = client.credit_bank_income_get(&request).await?;
//! for report in &response.bank_income {
//!     println!("{:?} days asked for", report.days_requested);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! A [`Response`] derefs to the model, and has the status, the headers and Plaid's
//! [`request_id`](Response::request_id), which is worth logging.
//!
//! # What Plaid sends may change
//!
//! Plaid adds fields and enum values without notice, and sends nulls where its document
//! promises a value. So in responses every field is an `Option` or a collection that may be
//! empty, enums keep values that they do not know, and unknown fields are kept in `extra`. A
//! value of another type is set aside as an [`Anomaly`] while the rest is read; see
//! [`decode()`](decode()), which does the same for stored responses and webhook bodies.
//! [`Response::body`] has the bytes as they came, and [`Response::review`] lists every
//! departure from Plaid's document.
//!
//! ```
//! # #[cfg(feature = "sessions")] {
//! use plaid_credit::types::CreditSessionBankIncomeStatus;
//!
//! fn next_step(status: &CreditSessionBankIncomeStatus) -> &'static str {
//!     match status {
//!         CreditSessionBankIncomeStatus::Approved => "read the report",
//!         CreditSessionBankIncomeStatus::NoDepositsFound => "ask for pay stubs",
//!         // Also a status that Plaid added later, which `as_str` gives as it was sent.
//!         _ => "let a person look at it",
//!     }
//! }
//! # assert_eq!(next_step(&"UNDER_REVIEW".into()), "let a person look at it");
//! # }
//! ```
//!
//! Amounts of money are [`rust_decimal::Decimal`], exact to the last digit that was sent. One
//! that does not fit is set aside: a sum has to look at [`Response::anomalies`] first, and not
//! to take a missing amount for 0.
//!
//! ```
//! # #[cfg(feature = "bank-income")] {
//! use plaid_credit::types::CreditBankIncomeGetResponse;
//! use plaid_credit::{Decoded, decode};
//! use rust_decimal::Decimal;
//!
//! /// The income of all months; none where any of it could not be read.
//! fn total(report: &Decoded<CreditBankIncomeGetResponse>) -> Option<Decimal> {
//!     if !report.anomalies.is_empty() {
//!         return None;
//!     }
//!     let summaries = report.value.bank_income.iter().map(|it| &it.bank_income_summary);
//!     summaries.map(|summary| summary.as_ref()?.total_amount).sum()
//! }
//!
//! let body = br#"{
//!     "bank_income": [{"bank_income_summary": {"total_amount": 12.50}}],
//!     "request_id": "m8MDnv9okwxFNBV"
//! }"#;
//! assert_eq!(total(&decode(body)?), Some(Decimal::new(1250, 2)));
//! let body = br#"{"bank_income": [{"bank_income_summary": 7}]}"#;
//! assert_eq!(total(&decode(body)?), None);
//! # }
//! # Ok::<(), plaid_credit::Error>(())
//! ```
//!
//! # Errors
//!
//! [`Error`] tells Plaid's own errors from a proxy's page, a timeout and a broken
//! connection. It can be logged as it is: no body, credential or personal data shows.
//!
//! ```no_run
//! # fn look(error: plaid_credit::Error) {
//! if error.error_code() == Some("ITEM_LOGIN_REQUIRED") {
//!     println!("the user has to sign in again");
//! } else if error.is_retryable() {
//!     println!("later: {error}, request {:?}", error.request_id());
//! }
//! # }
//! ```
//!
//! # Retries and timeouts
//!
//! A call ends within 30 seconds unless [`ClientBuilder::timeout`] or, for one call,
//! [`Call::timeout`] says otherwise. Operations that read are repeated on failures that another
//! attempt may mend; those that write only where Plaid cannot have seen the request. [`RetryPolicy`] says how often, and
//! [`Client::wait_until_ready`] polls for a report that Plaid is still making.
//!
//! # Spans, events and metrics
//!
//! With the feature `tracing`, each call is a span `plaid` at the level INFO, with the names of
//! OpenTelemetry's conventions for HTTP clients. Bodies, headers and messages of Plaid's are
//! never in it.
//!
//! | field of the span | value |
//! |---|---|
//! | `otel.name` | method and path: `POST /credit/sessions/get` |
//! | `otel.kind` | `client` |
//! | `otel.status_code` | `ERROR`, if the call failed |
//! | `http.request.method` | `POST` |
//! | `url.template` | the path of the operation |
//! | `server.address`, `server.port` | where Plaid answers |
//! | `http.response.status_code` | the last status, if an answer arrived |
//! | `http.request.resend_count` | the attempts after the first, if any |
//! | `error.type` | as [`CallReport::error_type`], if the call failed |
//! | `plaid.operation` | the `operationId`, such as `creditSessionsGet` |
//! | `plaid.request_id` | Plaid's identifier of the call, if an answer had one |
//! | `plaid.anomalies` | how many values were set aside or changed |
//!
//! | event | level | fields |
//! |---|---|---|
//! | the call is tried again | WARN | `attempt`, `status`, `delay_ms`, `error` |
//! | the call failed | WARN | `attempts`, `error` |
//! | values of the response were set aside or changed | WARN | `plaid.anomalies`, `paths` |
//! | the download ended | INFO | `plaid.request_id`, `bytes` |
//! | the download failed | WARN | `plaid.request_id`, `error` |
//!
//! Each event has `plaid.operation` as well. For metrics, [`ClientBuilder::on_call`] is given a
//! [`CallReport`] of each call.
//!
//! # Test without an account
//!
//! [`testing`] makes responses and errors without HTTP, for unit tests.
//!
//! With the feature `sandbox-server`, a stand-in for Plaid answers on this machine, refuses
//! bad requests, and fails in the ways it is told to. See the `sandbox` module.
//!
//! ```
//! # #[cfg(all(feature = "sandbox-server", feature = "sessions"))]
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use plaid_credit::sandbox::{Fault, Sandbox};
//! use plaid_credit::types::{CreditSessionsGetRequest, UserToken};
//!
//! let sandbox = Sandbox::start().await?;
//! let request = CreditSessionsGetRequest::new(UserToken::from("user-sandbox-0"));
//! assert!(sandbox.client().credit_sessions_get(&request).await.is_ok());
//!
//! sandbox.fail_next(Fault::plaid_error("ITEM_ERROR", "PRODUCT_NOT_READY"));
//! let error = sandbox.client().credit_sessions_get(&request).await.unwrap_err();
//! assert!(error.is_product_not_ready());
//! # Ok(())
//! # }
//! # #[cfg(not(all(feature = "sandbox-server", feature = "sessions")))]
//! # fn main() {}
//! ```
//!
//! # Features
//!
//! `credit`, on by default, is all of `sessions`, `bank-income`, `payroll-income`,
//! `employment`, `freddie-mac`, `relay` and `audit-copy`; only what is on is generated and
//! compiled. `users` creates and removes the users that they are about, `items` handles their
//! connections to institutions, `webhooks` verifies that a webhook is Plaid's (see the
//! `webhook` module), and `full` is all of these. `rustls` (default) or `native-tls` bring TLS,
//! `tracing` (default) a span for each call, `schemars` a `JsonSchema` for each model,
//! `sandbox-server` the stand-in.
#![doc = include_str!(concat!(env!("OUT_DIR"), "/operations.md"))]
#![cfg_attr(docsrs, feature(doc_cfg))]
// With only some of the operations, some of what sends and reads has no user.
#![cfg_attr(not(feature = "credit"), allow(unused))]

mod client;
mod decode;
mod error;
mod redact;
#[cfg(feature = "sandbox-server")]
pub mod sandbox;
pub mod testing;
#[cfg(feature = "webhooks")]
pub mod webhook;
mod wire;

mod generated {
    include!(concat!(env!("OUT_DIR"), "/generated.rs"));
}

pub use client::{
    Call, CallReport, Client, ClientBuilder, Credentials, Download, Environment,
    ParseEnvironmentError, Response, RetryPolicy, Wait,
};
pub use decode::{Anomaly, AnomalyKind, Decoded, MAX_ANOMALIES, decode, review};
pub use error::{ApiError, Body, DecodeError, Error, HttpError};
pub use generated::types;
// In the versions that stand in this crate's interface.
pub use bytes;
pub use chrono;
pub use reqwest;
pub use rust_decimal;
pub use serde_json;
pub use wire::UnknownValue;

/// What this crate was generated as, for the tests that guard it.
#[doc(hidden)]
pub mod generation {
    /// The generated source.
    pub const SOURCE: &str = include_str!(concat!(env!("OUT_DIR"), "/generated.rs"));
}

// Compiles the example of the README.
#[cfg(all(doctest, feature = "sessions"))]
#[doc = include_str!("../../README.md")]
struct Readme;
