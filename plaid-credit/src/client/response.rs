//! What a call gives.

use std::fmt;
use std::ops::Deref;

use reqwest::StatusCode;
use reqwest::header::HeaderMap;

use super::call::Outcome;
use super::incoming::Incoming;
use crate::decode::{Anomaly, Decoded};
use crate::error::Code;

/// Where the request ID stands in a response.
pub(crate) type FindRequestId<T> = fn(&T) -> Option<&str>;

/// A response that was read as a `T`, to which it derefs.
#[derive(Clone)]
pub struct Response<T> {
    decoded: Decoded<T>,
    status: StatusCode,
    headers: HeaderMap,
    find_request_id: FindRequestId<T>,
    attempts: u32,
}

impl<T> Response<T> {
    pub(super) fn new(
        decoded: Decoded<T>,
        incoming: Incoming,
        find_request_id: FindRequestId<T>,
    ) -> Self {
        Self {
            decoded,
            status: incoming.status,
            headers: incoming.headers,
            find_request_id,
            attempts: 1,
        }
    }

    /// The value on its own.
    pub fn into_inner(self) -> T {
        self.decoded.value
    }

    /// The value with all that it takes to write the body as it came.
    pub fn into_decoded(self) -> Decoded<T> {
        self.decoded
    }

    /// What of the body did not fit into the value.
    pub fn anomalies(&self) -> &[Anomaly] {
        &self.decoded.anomalies
    }

    /// The HTTP status.
    pub fn status(&self) -> u16 {
        self.status.as_u16()
    }

    /// The HTTP headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// Plaid's identifier of this call, to be given to their support.
    pub fn request_id(&self) -> Option<&str> {
        (self.find_request_id)(&self.decoded.value)
    }

    /// How often the request was sent.
    pub fn attempts(&self) -> u32 {
        self.attempts
    }
}

impl<T> Outcome for Response<T> {
    fn status(&self) -> u16 {
        self.status()
    }

    fn request_id(&self) -> Option<&str> {
        self.request_id()
    }

    fn after(mut self, attempts: u32) -> Self {
        self.attempts = attempts;
        self
    }

    fn attempts(&self) -> u32 {
        self.attempts
    }
}

impl<T> Deref for Response<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.decoded.value
    }
}

impl<T: fmt::Debug> fmt::Debug for Response<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Response")
            .field("status", &self.status)
            .field("request_id", &self.request_id().map(Code))
            .field("attempts", &self.attempts)
            .field("decoded", &self.decoded)
            .finish_non_exhaustive()
    }
}
