//! What a call gives.

use std::fmt;
use std::ops::Deref;

use bytes::Bytes;
use reqwest::StatusCode;
use reqwest::header::HeaderMap;
use serde::de::DeserializeOwned;

use super::call::Outcome;
use super::incoming::Incoming;
use crate::decode::decode_kept;
use crate::decode::{Anomaly, Decoded};
use crate::error::Error;
use crate::redact::Text;

/// Where the request ID stands in a response.
pub(crate) type FindRequestId<T> = fn(&T) -> Option<&str>;

/// A response that was read as a `T`, to which it derefs.
#[derive(Clone)]
pub struct Response<T> {
    decoded: Decoded<T>,
    body: Bytes,
    max_decoded_size: u64,
    status: StatusCode,
    headers: HeaderMap,
    find_request_id: FindRequestId<T>,
    attempts: u32,
}

impl<T> Response<T> {
    pub(super) fn new(
        decoded: Decoded<T>,
        body: Bytes,
        max_decoded_size: u64,
        incoming: Incoming,
        find_request_id: FindRequestId<T>,
    ) -> Self {
        Self {
            decoded,
            body,
            max_decoded_size,
            status: incoming.status,
            headers: incoming.headers,
            find_request_id,
            attempts: 1,
        }
    }

    /// The body as it came: what to store or to forward, since nothing is left out of it.
    ///
    /// ```no_run
    /// # fn store(response: plaid_credit::Response<()>) -> std::io::Result<()> {
    /// std::fs::write("report.json", response.body())?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// The value on its own, without the body.
    pub fn into_inner(self) -> T {
        self.decoded.value
    }

    /// The value with its anomalies, without the body.
    pub fn into_decoded(self) -> Decoded<T> {
        self.decoded
    }

    /// What was set aside or changed, because the value cannot hold it as it came.
    ///
    /// Look here before summing amounts: what was set aside is in no sum.
    pub fn anomalies(&self) -> &[Anomaly] {
        &self.decoded.anomalies
    }

    /// Every departure of the body from what Plaid documents, also those that change nothing:
    /// unknown fields and values, missing fields, undocumented nulls.
    ///
    /// Reads the body once more.
    ///
    /// # Errors
    ///
    /// [`Error::Decode`] where the body needs more memory than the client allows.
    pub fn review(&self) -> Result<Vec<Anomaly>, Error>
    where
        T: DeserializeOwned,
    {
        let decoded = decode_kept::<T>(&self.body, self.max_decoded_size, true);
        decoded.map(|decoded| decoded.anomalies)
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

    fn anomalies(&self) -> &[Anomaly] {
        self.anomalies()
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
            .field("request_id", &self.request_id().map(Text))
            .field("attempts", &self.attempts)
            .field("decoded", &self.decoded)
            .finish_non_exhaustive()
    }
}
