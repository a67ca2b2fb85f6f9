//! What a call gives.

use std::fmt;
use std::ops::Deref;

use bytes::Bytes;
use futures_util::TryStreamExt;
use progenitor_client::{ByteStream, ResponseValue};
use reqwest::StatusCode;
use reqwest::header::HeaderMap;

use crate::decode::{Anomaly, Decoded};
use crate::error::Error;

/// A response that was read as a `T`, to which it derefs.
#[derive(Clone)]
pub struct Response<T> {
    decoded: Decoded<T>,
    status: StatusCode,
    headers: HeaderMap,
    request_id: Option<String>,
}

impl<T> Response<T> {
    pub(super) fn new(
        decoded: Decoded<T>,
        status: StatusCode,
        headers: HeaderMap,
        body: &[u8],
    ) -> Self {
        #[derive(serde::Deserialize)]
        struct Identified {
            request_id: Option<String>,
        }
        let request_id = serde_json::from_slice::<Identified>(body)
            .ok()
            .and_then(|body| body.request_id);
        Self {
            decoded,
            status,
            headers,
            request_id,
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
        self.request_id.as_deref()
    }
}

impl Response<()> {
    pub(super) fn empty(status: StatusCode, headers: HeaderMap) -> Self {
        Self {
            decoded: Decoded::exact(()),
            status,
            headers,
            request_id: None,
        }
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
            .field("request_id", &self.request_id)
            .field("decoded", &self.decoded)
            .finish_non_exhaustive()
    }
}

/// A file that Plaid answers with, such as a PDF.
pub struct Download {
    stream: ByteStream,
}

impl Download {
    pub(super) fn new(answer: ResponseValue<ByteStream>) -> Self {
        Self {
            stream: answer.into_inner(),
        }
    }

    /// The next part of the file; none at its end.
    ///
    /// # Errors
    ///
    /// [`Error::Transport`] where the file does not arrive whole.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, Error> {
        self.stream.try_next().await.map_err(Error::transport)
    }

    /// The whole file.
    ///
    /// # Errors
    ///
    /// [`Error::Transport`] where the file does not arrive whole.
    pub async fn bytes(mut self) -> Result<Bytes, Error> {
        let mut whole = bytes::BytesMut::new();
        while let Some(chunk) = self.chunk().await? {
            whole.extend_from_slice(&chunk);
        }
        Ok(whole.freeze())
    }
}

impl fmt::Debug for Download {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Download").finish_non_exhaustive()
    }
}
