//! A client for the part of Plaid's API that lenders use: users and Link, bank and payroll
//! income, employment, asset reports, check reports, statements and webhooks.
//!
//! The [`guide`] walks through the most common path, from a new applicant to a decision: a user,
//! Link, its webhook, bank income and a check report. Everything else is called in the same way.
//!
//! # Make a call
//!
//! Each operation is a method of [`Client`], and each request or response body is a type in
//! [`types`]. The `new` of a request takes what Plaid requires; every other field has a setter
//! of the same name. Calls need a tokio runtime.
//!
//! ```no_run
//! # #[cfg(feature = "bank-income")]
//! # async fn call() -> Result<(), plaid_credit::Error> {
//! use plaid_credit::Client;
//! use plaid_credit::types::{CreditBankIncomeGetRequest, NewUserId};
//!
//! // Reads PLAID_CLIENT_ID, PLAID_SECRET and PLAID_ENV.
//! let client = Client::from_env()?;
//! let request = CreditBankIncomeGetRequest::new(NewUserId::from("usr_123"));
//! let response = client.credit_bank_income_get(&request).await?;
//! for item in response.bank_income.iter().flat_map(|report| &report.items) {
//!     for source in &item.bank_income_sources {
//!         println!("{:?}: {:?}", source.income_category, source.total_amount);
//!     }
//! }
//! # Ok(())
//! # }
//! ```
//!
//! A [`Response`] dereferences to the model. It also has the status, the headers and Plaid's
//! [`request_id`](Response::request_id), which is worth logging. The [table](#operations) at the
//! end of this page lists all operations.
//!
//! In `Debug`, errors and spans, a request ID is shown only if it has the form of Plaid's and
//! contains a digit, because an ID without a digit could be somebody's name. About one of Plaid's
//! IDs in 14 has no digit, and so appears as `[hidden]`. `request_id` returns it whatever its form,
//! except that a header value with spaces or more than 128 characters is ignored.
//!
//! # Responses
//!
//! Plaid adds fields and enum values without notice, and sends nulls where its document promises a
//! value. So in responses every field is an `Option` or a collection that may be empty, enums keep
//! unknown values, and unknown fields are kept in `extra`. A value of the wrong type is set aside:
//! its field is `None`, or its entry is missing from the collection, and the value itself becomes
//! an [`Anomaly`]. [`decode()`](decode()) reads stored responses and webhook bodies in the same
//! way. [`Response::body`] has the bytes as received, and [`Response::review`] lists the departures
//! from Plaid's document. Past [`MAX_ANOMALIES`], either list has only the first of each further
//! kind, and an entry of the kind [`NotListed`](AnomalyKind::NotListed) that counts the rest. Some
//! documented limits of numbers and lists are not checked.
//!
//! Even a success with the wrong body, such as `{}`, is `Ok`: its model is empty, and
//! [`Response::anomalies`] has one of the kind [`NotAnAnswer`](AnomalyKind::NotAnAnswer). If a
//! decision depends on a response, make the call [`strict`](Call::strict): then such a body is an
//! error, and so is any value that was set aside or changed. To reject only wrong bodies, in all
//! calls of a client, pass that kind to [`ClientBuilder::deny`]; for missing fields and nulls that
//! are not documented, pass their kinds. To put up with a departure that you have looked at, do not
//! make the call strict, but compare the [`path`](Anomaly::path) of each anomaly with those that
//! you know.
//!
//! ```
//! # #[cfg(feature = "sessions")] {
//! use plaid_credit::types::CreditSessionBankIncomeStatus;
//!
//! fn next_step(status: &CreditSessionBankIncomeStatus) -> &'static str {
//!     match status {
//!         CreditSessionBankIncomeStatus::Approved => "read the report",
//!         CreditSessionBankIncomeStatus::NoDepositsFound => "ask for pay stubs",
//!         // Includes any status that Plaid adds later: `as_str` returns it as sent.
//!         _ => "let a person look at it",
//!     }
//! }
//! # assert_eq!(next_step(&"UNDER_REVIEW".into()), "let a person look at it");
//! # }
//! ```
//!
//! Amounts of money are of the type
//! [`Decimal`](https://docs.rs/rust_decimal/1/rust_decimal/struct.Decimal.html), exact to the last
//! digit if read by a call or by `decode`. Before adding up amounts, check
//! [`anomalies()`](Response::anomalies) and the report's `warnings`: an amount that does not fit is
//! set aside, and a report with warnings may lack a bank. Do not treat a missing amount as 0, nor
//! an empty list as a total of 0: a list that is null or missing is empty too. A report may have
//! several currencies.
//!
//! ```
//! # #[cfg(feature = "bank-income")] {
//! use plaid_credit::types::CreditBankIncomeGetResponse;
//! use plaid_credit::{Decoded, decode};
//! use plaid_credit::rust_decimal::Decimal;
//!
//! /// The total income in US dollars of the newest report, or `None` if any part may be missing.
//! fn total(response: &Decoded<CreditBankIncomeGetResponse>) -> Option<Decimal> {
//!     if !response.anomalies.is_empty() {
//!         return None;
//!     }
//!     let report = response.value.bank_income.first()?;
//!     if !report.warnings.is_empty() {
//!         return None;
//!     }
//!     let amounts = &report.bank_income_summary.as_ref()?.total_amounts;
//!     amounts.iter().find(|it| it.iso_currency_code == Some("USD".into()))?.amount
//! }
//!
//! let body = br#"{
//!     "bank_income": [{"bank_income_summary": {
//!         "total_amounts": [{"amount": 12.50, "iso_currency_code": "USD"}]
//!     }}],
//!     "request_id": "m8MDnv9okwxFNBV"
//! }"#;
//! assert_eq!(total(&decode(body)?), Some(Decimal::new(1250, 2)));
//! let body = br#"{"bank_income": [{"bank_income_summary": 7}]}"#;
//! assert_eq!(total(&decode(body)?), None);
//! let body = br#"{"bank_income": [{
//!     "bank_income_summary": {"total_amounts": [{"amount": 12.50, "iso_currency_code": "USD"}]},
//!     "warnings": [{"warning_code": "TRANSACTIONS_UNAVAILABLE"}]
//! }], "request_id": "m8MDnv9okwxFNBV"}"#;
//! assert_eq!(total(&decode(body)?), None);
//! # }
//! # Ok::<(), plaid_credit::Error>(())
//! ```
//!
//! # Errors
//!
//! [`Error`] distinguishes Plaid's own errors from proxy pages, timeouts and broken connections. It
//! is safe to log: it never shows a body, a credential or personal data. Log its
//! [sources](std::error::Error::source) too, as `{error:#}` does with `anyhow`: they have the
//! details.
//!
//! ```no_run
//! # fn look(error: plaid_credit::Error) {
//! if error.error_code() == Some("ITEM_LOGIN_REQUIRED") {
//!     println!("the user has to sign in again");
//! } else if error.is_product_not_ready() {
//!     println!("Plaid is still preparing the data: `wait_until_ready` waits for it");
//! } else if error.is_retryable() {
//!     println!("try again later: {error}, request {:?}", error.request_id());
//! } else {
//!     println!("give up: {error}, request {:?}", error.request_id());
//! }
//! # }
//! ```
//!
//! # Retries and timeouts
//!
//! A call times out after 30 seconds in total, including its retries, and each attempt after 20
//! seconds in which Plaid sends nothing. If it needs longer, raise both limits: [`Call::timeout`]
//! and [`Call::read_timeout`], or those of the [`ClientBuilder`] for all calls. A download times
//! out after 2 minutes in total, and may take that long to start.
//!
//! Operations that only read, which the [table](#operations) marks, are retried after failures that
//! may be temporary. A few whose names end in `_get` count as writes: they ask partners, or make an
//! inquiry, and would do so again. By default, those that write are retried only if Plaid cannot
//! have seen the request: one that timed out [may have been carried out](Error::was_sent).
//! [`RetryPolicy`] sets what is retried and how often. [`Client::wait_until_ready`] waits until a
//! report is ready, by polling and by webhook.
//!
//! # Spans, events and metrics
//!
//! With the feature `tracing`, each call is a span named `plaid` at level INFO, whose fields follow
//! OpenTelemetry's conventions for HTTP clients. Bodies, headers and Plaid's messages are never
//! recorded. The span of a download ends with the [`Download`].
//!
//! | Field of the span | Value |
//! |---|---|
//! | `otel.name` | method and path: `POST /credit/sessions/get` |
//! | `otel.kind` | `client` |
//! | `otel.status_code` | `ERROR`, if the call or its download failed |
//! | `http.request.method` | `POST` |
//! | `url.template` | the path of the operation |
//! | `server.address`, `server.port` | the host and port that the client connects to |
//! | `http.response.status_code` | the status of the last attempt, if a response arrived |
//! | `http.request.resend_count` | the number of attempts after the first, if any |
//! | `error.type` | as [`CallReport::error_type`], or `file` if a download could not be written |
//! | `plaid.operation` | the `operationId`, such as `creditSessionsGet` |
//! | `plaid.request_id` | Plaid's ID for the call, if the last attempt got one |
//! | `plaid.anomalies` | how many values were set aside or changed |
//!
//! These events may occur within the span. Each has the field `plaid.operation` as well. An `error`
//! is shown with its sources. `paths` has the kinds and JSON pointers of the first ten values;
//! names that are not documented appear as `(unknown)`.
//!
//! | Event | Level | Fields |
//! |---|---|---|
//! | retrying the call | WARN | `attempt`, `status`, `delay_ms`, `error` |
//! | the call failed | WARN | `attempts`, `error` |
//! | the data is not ready yet | DEBUG | `error` |
//! | values of the response were set aside or changed | WARN | `plaid.anomalies`, `paths` |
//! | the download ended | INFO | `plaid.request_id`, `bytes` |
//! | the download failed | WARN | `plaid.request_id`, `error` |
//!
//! Each call that [`Client::wait_until_ready`] makes has a span. As long as the data is not ready,
//! the call does not count as failed: its span has the event at level DEBUG, and neither
//! `otel.status_code` nor `error.type`. If the data is not ready in time, there is one more event,
//! outside of these spans and without `plaid.operation`:
//!
//! | Event | Level | Fields |
//! |---|---|---|
//! | the data was not ready in time | WARN | `attempts`, `error` |
//!
//! For metrics, [`ClientBuilder::on_call`] sets a function that receives a [`CallReport`] for
//! each call. A download that fails after it has started is not reported again: count its error.
//!
//! # Test without an account
//!
//! For unit tests, [`testing`] makes responses and errors without HTTP. For integration tests,
//! the [`sandbox`] is a server that stands in for Plaid: it runs on this machine, rejects
//! invalid requests, and fails on demand.
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
//! Only the operations and models of enabled features are compiled. These features enable
//! operations:
//!
//! | Feature | Operations |
//! |---|---|
//! | `credit` (default) | all of `sessions`, `bank-income`, `payroll-income`, `employment`, `freddie-mac`, `relay` and `audit-copy` |
//! | `users` | creating, updating and removing the users whose data you request |
//! | `link` | Link tokens, with which a user goes through Link |
//! | `items` | connections to institutions: exchanging public tokens, listing accounts, removing Items |
//! | `statements` | the statements that institutions issue, as PDF files |
//! | `asset-report` | asset reports: balances, transactions and audit copies |
//! | `cra` | check reports and the other reports of Plaid's consumer reporting agency, and the loans they are for |
//! | `webhooks` | the keys of webhooks, and the module [`webhook`], which verifies and reads them |
//! | `plaid-sandbox` | what only Plaid's own Sandbox does: Items without Link, webhooks on demand |
//! | `full` | all of the above |
//!
//! The others enable the rest:
//!
//! | Feature | What it enables |
//! |---|---|
//! | `generate` (default) | generating the models and operations at build time, which a fragment of your own needs; without it, the crate compiles a pre-generated copy of the same source, and does not build the generator |
//! | `rustls` (default), `native-tls` | TLS, with the certificates that the operating system trusts; without either or a `reqwest` builder of your own, a client can only connect to this machine |
//! | `tracing` (default) | a span for each call |
//! | `axum` | an extractor of verified webhooks for handlers of axum 0.8 |
//! | `files` | writing [`Download`]s and [`Response`]s to files; enabled by the features with PDFs |
//! | `schemars` | a `JsonSchema` of schemars 1 for each model |
//! | `sandbox-server` | the module [`sandbox`] |
//!
//! To build, the features `rustls` (default) and `webhooks` need a C compiler, and `native-tls` on
//! Linux needs OpenSSL's headers. A proxy that is set in `HTTPS_PROXY` is used;
//! [`ClientBuilder::http_client`] sets others.
//!
// Links to modules that only some features have.
#![cfg_attr(
    all(feature = "full", feature = "sandbox-server"),
    doc = "[`guide`]: mod@guide"
)]
#![cfg_attr(
    not(all(feature = "full", feature = "sandbox-server")),
    doc = "[`guide`]: https://docs.rs/plaid-credit/latest/plaid_credit/guide/"
)]
#![cfg_attr(feature = "sandbox-server", doc = "[`sandbox`]: mod@sandbox")]
#![cfg_attr(
    not(feature = "sandbox-server"),
    doc = "[`sandbox`]: https://docs.rs/plaid-credit/latest/plaid_credit/sandbox/"
)]
#![cfg_attr(feature = "webhooks", doc = "[`webhook`]: mod@webhook")]
#![cfg_attr(
    not(feature = "webhooks"),
    doc = "[`webhook`]: https://docs.rs/plaid-credit/latest/plaid_credit/webhook/"
)]
//!
#![doc = include_str!(concat!(env!("OUT_DIR"), "/operations.md"))]
#![cfg_attr(docsrs, feature(doc_cfg))]
// With only some of the operations, some of what sends and reads has no user.
#![cfg_attr(not(feature = "credit"), allow(unused))]

mod client;
mod decode;
mod error;
#[cfg(all(feature = "full", feature = "sandbox-server"))]
pub mod guide;
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
    Call, CallReport, Client, ClientBuilder, Credentials, Download, Environment, Outcome,
    ParseEnvironmentError, Response, RetryPolicy, Wait, WaitProgress,
};
pub use decode::{Anomaly, AnomalyKind, Decoded, MAX_ANOMALIES, decode, review};
pub use error::{ApiError, Body, DecodeError, Error, HttpError};
/// The models of the operations: request and response bodies, and what they consist of.
///
/// Each names the operations that use it, and is compiled if the feature of one of them is
/// enabled. See also the [table of operations](crate#operations).
///
/// In a response, *always sent* marks a field that Plaid's document requires. Even so,
/// the type of every field is an `Option`, or a collection that is empty if the field is
/// missing or null, because Plaid does not always follow its document.
///
/// In a request, `new` takes what is required. All other fields have setters and may be
/// left out; `extra` adds fields that Plaid's document does not have.
///
pub use generated::types;
// In the versions that this crate's API uses.
pub use bytes;
pub use chrono;
pub use reqwest;
pub use rust_decimal;
pub use serde_json;
pub use wire::UnknownValue;

/// The generated source, for the tests that check it.
#[doc(hidden)]
pub mod generation {
    /// The file of the generated source.
    pub const SOURCE: &str = concat!(env!("OUT_DIR"), "/generated.rs");
}

// Compiles the example of the README.
#[cfg(all(doctest, feature = "sessions", feature = "files"))]
#[doc = include_str!("../../README.md")]
struct Readme;
