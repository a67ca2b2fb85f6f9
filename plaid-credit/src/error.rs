//! What can go wrong with a call, and with decoding.
//!
//! No message and no `Debug` here shows a body, a credential or personal data.

mod api;
mod body;
mod debug;
mod decode;
mod http;
mod interrupted;
mod shown;

pub use api::ApiError;
pub use body::Body;
pub use decode::DecodeError;
pub use http::HttpError;
pub(crate) use interrupted::StillCompressed;

use std::time::Duration;

/// An error from setting up a client, from a call, or from decoding.
///
/// Neither `Debug` nor `Display` shows bodies, credentials or personal data, here or in any
/// [`source`](std::error::Error::source), so an error is safe to log. Plaid's messages are in
/// the fields of [`ApiError`], and [`Body::bytes`] returns the body.
///
/// ```
/// use plaid_credit::Error;
///
/// fn next_step(error: &Error) -> String {
///     match error {
///         error if error.is_product_not_ready() => "ask again later".to_owned(),
///         Error::Api(error) if error.error_code.as_deref() == Some("ITEM_LOGIN_REQUIRED") => {
///             "send the user through Link again".to_owned()
///         }
///         error if error.is_retryable() => format!("try again later: {error}"),
///         error => format!("give up: {error}, request {:?}", error.request_id()),
///     }
/// }
/// # let error = plaid_credit::testing::api_error(400, r#"{"error_code": "PRODUCT_NOT_READY"}"#);
/// # assert_eq!(next_step(&error), "ask again later");
/// ```
#[derive(thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Plaid responded with an error object.
    #[error(transparent)]
    Api(Box<ApiError>),
    /// The response is not in Plaid's format, such as a proxy's HTML page, an empty body with
    /// status 500, or a redirect, which is not followed. Also an error response that is too large
    /// to read.
    #[error(transparent)]
    Http(Box<HttpError>),
    /// The body cannot be decoded, or it has an anomaly that
    /// [`strict`](crate::ClientBuilder::strict) or [`deny`](crate::ClientBuilder::deny) rejects.
    #[error(transparent)]
    Decode(Box<DecodeError>),
    /// The response did not arrive in time.
    #[error("timed out after {limit:?}")]
    #[non_exhaustive]
    Timeout {
        /// The limit that was exceeded: the timeout of the call or download, or the read timeout.
        limit: Duration,
        /// The HTTP status, if it had arrived.
        status: Option<u16>,
        /// Plaid's ID for the call, if it had arrived.
        request_id: Option<String>,
        /// How long the response asks to wait, if its header had arrived (`Retry-After`).
        retry_after: Option<Duration>,
        /// How many attempts were made: none if there was no time left.
        attempts: u32,
    },
    /// Could not connect, so Plaid cannot have carried out the request. An earlier attempt may have
    /// reached Plaid if it was a read, or was rejected because of a rate limit.
    #[error("could not connect to Plaid")]
    #[non_exhaustive]
    Connect {
        /// The cause.
        source: Box<dyn std::error::Error + Send + Sync>,
        /// How many attempts were made.
        attempts: u32,
    },
    /// The connection closed before the full response arrived, or the response was not valid HTTP
    /// or could not be decompressed. Also a timeout of
    /// [your own `reqwest` builder](crate::ClientBuilder::http_client), and a download that is read
    /// without a tokio runtime.
    #[error("{}", interrupted::message(&**source))]
    #[non_exhaustive]
    Interrupted {
        /// The cause.
        source: Box<dyn std::error::Error + Send + Sync>,
        /// The HTTP status, if it had arrived.
        status: Option<u16>,
        /// Plaid's ID for the call, if it had arrived.
        request_id: Option<String>,
        /// How long the response asks to wait, if its header had arrived (`Retry-After`).
        retry_after: Option<Duration>,
        /// How many attempts were made.
        attempts: u32,
    },
    /// The response is larger than the client accepts: see
    /// [`max_response_size`](crate::ClientBuilder::max_response_size) and
    /// [`max_download_size`](crate::ClientBuilder::max_download_size).
    #[error("the response is larger than the limit of {limit} bytes")]
    #[non_exhaustive]
    TooLarge {
        /// The limit, in bytes after decompression.
        limit: u64,
        /// The HTTP status.
        status: u16,
        /// Plaid's ID for the call, if the response had one.
        request_id: Option<String>,
        /// How many attempts were made.
        attempts: u32,
    },
    /// A download or a response could not be written to its file, or there is no tokio runtime.
    #[error("failed to write the file")]
    #[non_exhaustive]
    File {
        /// The cause, without the path, which may contain a person's name.
        source: std::io::Error,
        /// The HTTP status.
        status: u16,
        /// Plaid's ID for the call, if the response had one.
        request_id: Option<String>,
        /// How many attempts were made.
        attempts: u32,
    },
    /// The settings of the client, or a request or header, are not valid, or there is no tokio
    /// runtime. Nothing was sent.
    #[error("{message}")]
    #[non_exhaustive]
    Config {
        /// What is not valid.
        message: String,
        /// The underlying error, if any.
        source: Option<Box<dyn std::error::Error + Send + Sync>>,
    },
}

impl Error {
    /// Plaid's ID for the call, to quote to Plaid's support: from the body, or else from the
    /// header `Plaid-Request-ID`. `None` if no response arrived.
    pub fn request_id(&self) -> Option<&str> {
        match self {
            Self::Api(error) => error.request_id.as_deref(),
            Self::Http(error) => error.request_id.as_deref(),
            Self::Decode(error) => error.request_id.as_deref(),
            Self::Timeout { request_id, .. }
            | Self::Interrupted { request_id, .. }
            | Self::TooLarge { request_id, .. }
            | Self::File { request_id, .. } => request_id.as_deref(),
            Self::Connect { .. } | Self::Config { .. } => None,
        }
    }

    /// The HTTP status, if one arrived.
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Api(error) => Some(error.status),
            Self::Http(error) => Some(error.status),
            Self::Decode(error) => error.status,
            Self::TooLarge { status, .. } | Self::File { status, .. } => Some(*status),
            Self::Timeout { status, .. } | Self::Interrupted { status, .. } => *status,
            Self::Connect { .. } | Self::Config { .. } => None,
        }
    }

    /// The broad class of Plaid's error, such as `ITEM_ERROR`.
    pub fn error_type(&self) -> Option<&str> {
        self.api()?.error_type.as_deref()
    }

    /// The exact code of Plaid's error, such as `PRODUCT_NOT_READY`.
    pub fn error_code(&self) -> Option<&str> {
        self.api()?.error_code.as_deref()
    }

    /// Plaid's error object, if it responded with one.
    pub fn api(&self) -> Option<&ApiError> {
        match self {
            Self::Api(error) => Some(error),
            _ => None,
        }
    }

    /// How many attempts were made; 0 for [`Error::Config`], and if no call was made, as by
    /// [`decode`](crate::decode()).
    pub fn attempts(&self) -> u32 {
        match self {
            Self::Api(error) => error.attempts,
            Self::Http(error) => error.attempts,
            Self::Decode(error) => error.attempts,
            Self::Timeout { attempts, .. }
            | Self::Connect { attempts, .. }
            | Self::Interrupted { attempts, .. }
            | Self::TooLarge { attempts, .. }
            | Self::File { attempts, .. } => *attempts,
            Self::Config { .. } => 0,
        }
    }

    /// How long to wait before the next request, if the response says so (`Retry-After`). Longer
    /// waits are capped at a day.
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Api(error) => error.retry_after,
            Self::Http(error) => error.retry_after,
            Self::Timeout { retry_after, .. } | Self::Interrupted { retry_after, .. } => {
                *retry_after
            }
            _ => None,
        }
    }

    /// Whether the same call may succeed a little later: the response did not arrive, or not
    /// completely, its status is 408 or at least 500, or the call was rate-limited.
    ///
    /// This does not mean that repeating the call is safe. A read can always be repeated, but a
    /// write may already have been carried out unless [`was_sent`](Self::was_sent) is false. For
    /// data that is not ready yet, see [`is_product_not_ready`](Self::is_product_not_ready).
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Connect { .. } | Self::Timeout { .. } | Self::Interrupted { .. } => true,
            // Without a status, no call was made.
            Self::Decode(error) => error.is_cut_short && error.status.is_some(),
            Self::Api(_) | Self::Http(_) => {
                self.is_rate_limited() || self.status().is_some_and(is_server_trouble)
            }
            Self::TooLarge { .. } | Self::File { .. } | Self::Config { .. } => false,
        }
    }

    /// Whether the data is not there yet: Plaid is still preparing it, or the user has yet to agree to
    /// share it (`VERIFICATION_STATUS_PENDING_APPROVAL`). The same call can succeed later.
    ///
    /// [`Client::wait_until_ready`](crate::Client::wait_until_ready) waits for it.
    pub fn is_product_not_ready(&self) -> bool {
        matches!(
            self.error_code(),
            Some("PRODUCT_NOT_READY" | "VERIFICATION_STATUS_PENDING_APPROVAL")
        )
    }

    /// Whether Plaid rejected the request because there were too many.
    pub fn is_rate_limited(&self) -> bool {
        self.status() == Some(429) || self.error_type() == Some("RATE_LIMIT_EXCEEDED")
    }

    /// Whether the last attempt may have reached Plaid: false only if nothing was sent, or if there
    /// was no connection.
    ///
    /// If it is true, a write may have been carried out although the call failed, for example
    /// because it timed out. An [`Error::Api`] with a status below 500 other than 408 is a refusal,
    /// after which it was not.
    ///
    /// Before you repeat a write that may have been carried out: this crate's guide says what to do
    /// for users and public tokens. A second Link token does no harm, and a repeated removal fails
    /// with a code such as `ITEM_NOT_FOUND`. A repeated call that creates a report, or a token for
    /// one, makes another: the first cannot be looked up, and both may be billed. After
    /// `cra_check_report_create`, wait for its webhook first.
    pub fn was_sent(&self) -> bool {
        match self {
            Self::Connect { .. } | Self::Config { .. } => false,
            Self::Decode(error) => error.status.is_some(),
            Self::Timeout { attempts, .. } => *attempts > 0,
            _ => true,
        }
    }

    pub(crate) fn config(message: impl Into<String>) -> Self {
        Self::Config {
            message: message.into(),
            source: None,
        }
    }

    /// `source` must not show a credential or personal data.
    pub(crate) fn config_from(
        message: impl Into<String>,
        source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
    ) -> Self {
        Self::Config {
            message: message.into(),
            source: Some(source.into()),
        }
    }

    /// An error of the HTTP library. The URL tells nothing that the caller does not know.
    pub(crate) fn transport(error: reqwest::Error, status: Option<u16>) -> Self {
        let error = error.without_url();
        if error.is_connect() {
            Self::Connect {
                source: error.into(),
                attempts: 1,
            }
        } else if error.is_builder() {
            Self::config_from("failed to build the HTTP request", error)
        } else {
            Self::interrupted(error, status)
        }
    }

    pub(crate) fn interrupted(
        source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
        status: Option<u16>,
    ) -> Self {
        Self::Interrupted {
            source: source.into(),
            status,
            request_id: None,
            retry_after: None,
            attempts: 1,
        }
    }

    pub(crate) fn timeout(limit: Duration, status: Option<u16>) -> Self {
        Self::Timeout {
            limit,
            status,
            request_id: None,
            retry_after: None,
            attempts: 1,
        }
    }

    /// Notes how long the headers ask to wait, if the body that says so did not arrive.
    pub(crate) fn with_retry_after(mut self, asked: Option<Duration>) -> Self {
        if let Self::Timeout { retry_after, .. } | Self::Interrupted { retry_after, .. } = &mut self
        {
            *retry_after = asked;
        }
        self
    }

    /// Notes the request ID of the headers, unless the body had one.
    pub(crate) fn with_request_id(mut self, id: Option<&str>) -> Self {
        let place = match &mut self {
            Self::Api(error) => &mut error.request_id,
            Self::Http(error) => &mut error.request_id,
            Self::Decode(error) => &mut error.request_id,
            Self::Timeout { request_id, .. }
            | Self::Interrupted { request_id, .. }
            | Self::TooLarge { request_id, .. }
            | Self::File { request_id, .. } => request_id,
            Self::Connect { .. } | Self::Config { .. } => return self,
        };
        if place.is_none() {
            *place = id.map(str::to_owned);
        }
        self
    }

    /// Notes how often the request was sent.
    pub(crate) fn after(mut self, number: u32) -> Self {
        match &mut self {
            Self::Api(error) => error.attempts = number,
            Self::Http(error) => error.attempts = number,
            Self::Decode(error) => error.attempts = number,
            Self::Timeout { attempts, .. }
            | Self::Connect { attempts, .. }
            | Self::Interrupted { attempts, .. }
            | Self::TooLarge { attempts, .. }
            | Self::File { attempts, .. } => *attempts = number,
            Self::Config { .. } => {}
        }
        self
    }
}

impl From<DecodeError> for Error {
    fn from(error: DecodeError) -> Self {
        Self::Decode(Box::new(error))
    }
}

fn is_server_trouble(status: u16) -> bool {
    status >= 500 || status == 408
}
