//! What the status and the headers of an answer say, and the errors that they belong to.

use std::time::{Duration, SystemTime};

use bytes::Bytes;
use reqwest::header::{
    CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, DATE, HeaderMap, HeaderName, HeaderValue,
    RETRY_AFTER,
};

use crate::decode::MAX_MEMORY;
use crate::error::{ApiError, Body, Error, HttpError};

/// The longest wait that is taken over from a header: what is longer would show any digits that
/// a server writes there.
const MAX_REQUESTED_WAIT: Duration = Duration::from_secs(24 * 60 * 60);

/// Much longer than Plaid's request IDs.
const MAX_REQUEST_ID: usize = 128;

/// The most bytes that are kept of an answer that is none of Plaid's.
pub(super) const MAX_ERROR_BODY: usize = 1 << 20;

/// The content encodings that compress.
const COMPRESSIONS: [&str; 7] = [
    "br",
    "compress",
    "deflate",
    "gzip",
    "x-compress",
    "x-gzip",
    "zstd",
];

static REQUEST_ID: HeaderName = HeaderName::from_static("plaid-request-id");

/// An answer but for its body.
#[derive(Clone)]
pub(crate) struct Head {
    pub(super) status: u16,
    pub(super) headers: HeaderMap,
    /// How much memory reading its body may take.
    pub(super) max_decoded_size: u64,
}

impl Head {
    /// One without headers.
    pub(crate) fn of_status(status: u16) -> Self {
        Self {
            status,
            headers: HeaderMap::new(),
            max_decoded_size: MAX_MEMORY,
        }
    }

    pub(super) fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// The length that the headers tell; none if the body was compressed on its way.
    pub(super) fn content_length(&self) -> Option<u64> {
        let length = self.headers.get(CONTENT_LENGTH)?;
        length.to_str().ok()?.parse().ok()
    }

    fn content_type(&self) -> Option<&str> {
        self.headers.get(CONTENT_TYPE)?.to_str().ok()
    }

    /// Whether the body is still compressed: the HTTP library removes the header with what it undoes.
    /// Some servers name a character set there, which changes nothing.
    pub(super) fn is_compressed(&self) -> bool {
        let values = self.headers.get_all(CONTENT_ENCODING).iter();
        let values = values.filter_map(|value| value.to_str().ok());
        let mut encodings = values.flat_map(|value| value.split(',')).map(str::trim);
        encodings.any(|it| {
            COMPRESSIONS
                .iter()
                .any(|name| it.eq_ignore_ascii_case(name))
        })
    }

    /// Whether the headers say that the body is of this media type. None if they are silent.
    pub(super) fn is_of_type(&self, media_type: &str) -> Option<bool> {
        let essence = self.content_type()?.split(';').next()?;
        Some(essence.trim().eq_ignore_ascii_case(media_type))
    }

    /// Plaid's identifier of the call, which files and some errors have nowhere else.
    pub(super) fn request_id(&self) -> Option<&str> {
        let text = self.headers.get(&REQUEST_ID)?.to_str().ok()?;
        let is_visible = text.bytes().all(|byte| byte.is_ascii_graphic());
        let is_id = is_visible && !text.is_empty() && text.len() <= MAX_REQUEST_ID;
        is_id.then_some(text)
    }

    /// How long the answer asks to wait, up to a day.
    pub(super) fn retry_after(&self) -> Option<Duration> {
        Some(self.requested_wait()?.min(MAX_REQUESTED_WAIT))
    }

    /// The header's wait: in seconds, or until a time of the server's clock.
    fn requested_wait(&self) -> Option<Duration> {
        let text = self.headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
        if let Ok(seconds) = text.parse() {
            return Some(Duration::from_secs(seconds));
        }
        let then = httpdate::parse_http_date(text).ok()?;
        let now = self.headers.get(DATE).and_then(date);
        let now = now.unwrap_or_else(SystemTime::now);
        Some(then.duration_since(now).unwrap_or_default())
    }

    /// Plaid's error object, if the body is one.
    pub(super) fn plaid_error(&self, body: &Bytes) -> Option<Error> {
        let retry_after = self.retry_after();
        let read = ApiError::read(
            self.status,
            body.clone(),
            retry_after,
            self.max_decoded_size,
        );
        read.map(|error| Error::Api(Box::new(error)))
    }

    /// The error that stands in a body which is not what was asked for.
    pub(crate) fn refused(&self, body: Bytes) -> Error {
        self.plaid_error(&body).unwrap_or_else(|| {
            let is_cut = body.len() > MAX_ERROR_BODY;
            let kept = match is_cut {
                true => Bytes::copy_from_slice(&body[..MAX_ERROR_BODY]),
                false => body,
            };
            self.not_plaids(kept, is_cut)
        })
    }

    /// The error for a body that cannot be read as one of Plaid's, of which this is kept.
    pub(super) fn not_plaids(&self, body: Bytes, is_cut: bool) -> Error {
        Error::Http(Box::new(HttpError {
            status: self.status,
            content_type: self.content_type().map(str::to_owned),
            request_id: self.request_id().map(str::to_owned),
            retry_after: self.retry_after(),
            attempts: 1,
            body: Body::new(body),
            is_cut,
        }))
    }
}

fn date(value: &HeaderValue) -> Option<SystemTime> {
    httpdate::parse_http_date(value.to_str().ok()?).ok()
}
