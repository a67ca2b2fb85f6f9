//! Helpers for unit tests of your own code: results of calls without HTTP, and the trait of the
//! client's clock.
//!
//! ```
//! # #[cfg(feature = "sessions")] {
//! use std::time::Duration;
//! use plaid_credit::types::{CreditSession, CreditSessionsGetResponse};
//! use plaid_credit::{Error, testing};
//!
//! let body = r#"{"sessions": [{"link_session_id": "a1"}], "request_id": "Qe2xOAUhjB7NpfR"}"#;
//! let response = testing::response::<CreditSessionsGetResponse>(body)?;
//! let session = CreditSession::default().with(|it| it.link_session_id = Some("a1".into()));
//! assert_eq!(response.sessions, [session]);
//! assert_eq!(response.request_id(), Some("Qe2xOAUhjB7NpfR"));
//!
//! let error = testing::api_error(400, r#"{"error_code": "PRODUCT_NOT_READY"}"#);
//! assert!(error.is_product_not_ready());
//! assert!(testing::timeout(Duration::from_secs(30)).is_retryable());
//! # }
//! # Ok::<(), plaid_credit::Error>(())
//! ```

use std::time::Duration;

use bytes::Bytes;
use serde::de::DeserializeOwned;

pub use crate::client::Clock;
use crate::client::{Answer, Download, Head, Response, Settings};
use crate::error::Error;

/// The response that a call returns if Plaid sends this body with status 200.
///
/// # Errors
///
/// Those of such a call: [`Error::Api`] if the body is Plaid's error object, or
/// [`Error::Decode`] if it cannot be read.
pub fn response<T: DeserializeOwned>(body: impl Into<Bytes>) -> Result<Response<T>, Error> {
    let settings = Settings::default();
    Response::of(Head::of_status(200), body.into(), Answer::Json, &settings)
        .map_err(|error| error.after(1))
}

/// The download that a call returns if Plaid sends this file with status 200. It has no request
/// ID.
///
/// ```
/// # use plaid_credit::testing;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), plaid_credit::Error> {
/// let report = testing::download("%PDF-1.7");
/// assert_eq!(report.content_length(), Some(8));
/// assert_eq!(report.bytes().await?, "%PDF-1.7");
/// # Ok(())
/// # }
/// ```
pub fn download(file: impl Into<Bytes>) -> Download {
    Download::arrived(file.into())
}

/// The error that a call returns if Plaid sends this status and body.
///
/// [`Error::Http`] if the body is not Plaid's error object.
pub fn api_error(status: u16, body: impl Into<Bytes>) -> Error {
    Head::of_status(status).refused(body.into())
}

/// The error of a call that timed out.
pub fn timeout(limit: Duration) -> Error {
    Error::timeout(limit, None)
}

/// The error of a call that could not connect to Plaid.
pub fn connect(source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Error {
    Error::Connect {
        source: source.into(),
        attempts: 1,
    }
}

/// The error of a call whose connection closed before the full response arrived.
pub fn interrupted(source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Error {
    Error::interrupted(source, Some(200))
}

/// The error of a call whose response is larger than the client accepts.
pub fn too_large(limit: u64) -> Error {
    Error::TooLarge {
        limit,
        status: 200,
        request_id: None,
        attempts: 1,
    }
}

/// The error of a download that could not be written to its file.
pub fn file(source: std::io::Error) -> Error {
    Error::File {
        source,
        status: 200,
        request_id: None,
        attempts: 1,
    }
}

/// The error of a call that is not made, because a setting, the request or a header is not
/// valid.
pub fn config(message: impl Into<String>) -> Error {
    Error::config(message)
}
