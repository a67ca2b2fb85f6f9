//! An answer whose body is still on its way.

use bytes::{Bytes, BytesMut};
use reqwest::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderMap};
use reqwest::{Response, StatusCode};

use super::deadline::Deadline;
use super::headers;
use super::settings::Settings;
use crate::error::{ApiError, Body, Error, HttpError};

/// The most bytes that are read of an unsuccessful answer.
const MAX_ERROR_BODY: u64 = 1 << 20;

pub(super) struct Incoming {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    response: Response,
    deadline: Deadline,
    limit: u64,
    /// The most memory that reading it may take.
    max_decoded_size: u64,
    /// How many bytes of the body have arrived.
    pub(super) read: u64,
    /// A part that was looked at, and is still to be given out.
    looked_at: Option<Bytes>,
}

impl Incoming {
    /// Takes an answer, of which at most `limit` bytes are accepted.
    pub(super) fn new(
        mut response: Response,
        deadline: Deadline,
        limit: u64,
        settings: &Settings,
    ) -> Self {
        Self {
            status: response.status(),
            headers: std::mem::take(response.headers_mut()),
            response,
            deadline,
            limit,
            max_decoded_size: settings.max_decoded_size,
            read: 0,
            looked_at: None,
        }
    }

    /// The length that the headers tell; none if the body was compressed on its way.
    pub(super) fn content_length(&self) -> Option<u64> {
        let length = self.headers.get(CONTENT_LENGTH)?;
        length.to_str().ok()?.parse().ok()
    }

    pub(super) fn content_type(&self) -> Option<&str> {
        self.headers.get(CONTENT_TYPE)?.to_str().ok()
    }

    /// Plaid's identifier of the call, where the headers have it.
    pub(super) fn request_id(&self) -> Option<String> {
        headers::request_id(&self.headers).map(str::to_owned)
    }

    /// Whether the headers say that the body is of this media type. None if they are silent.
    pub(super) fn is_of_type(&self, media_type: &str) -> Option<bool> {
        let essence = self.content_type()?.split(';').next()?;
        Some(essence.trim().eq_ignore_ascii_case(media_type))
    }

    /// The next part of the body; none at its end.
    pub(super) async fn chunk(&mut self) -> Result<Option<Bytes>, Error> {
        if let Some(chunk) = self.looked_at.take() {
            return Ok(Some(chunk));
        }
        let status = Some(self.status.as_u16());
        let chunk = self
            .deadline
            .bound_silence(status, self.response.chunk())
            .await?
            .map_err(|error| Error::transport(error, self.deadline.total(), status))?;
        self.read += chunk.as_ref().map_or(0, |chunk| chunk.len() as u64);
        self.check_size(self.read)?;
        Ok(chunk)
    }

    /// The first byte that is neither white space nor of a byte order mark.
    pub(super) async fn first_byte(&mut self) -> Result<Option<u8>, Error> {
        self.looked_at = self.chunk().await?;
        let bytes = self.looked_at.iter().flatten().copied();
        let mut bytes =
            bytes.filter(|byte| !byte.is_ascii_whitespace() && !b"\xEF\xBB\xBF".contains(byte));
        Ok(bytes.next())
    }

    pub(super) fn check_size(&self, size: u64) -> Result<(), Error> {
        if size <= self.limit {
            return Ok(());
        }
        Err(Error::TooLarge {
            limit: self.limit,
            status: self.status.as_u16(),
            request_id: None,
            attempts: 1,
        })
    }

    /// The whole body.
    pub(super) async fn bytes(&mut self) -> Result<Bytes, Error> {
        let length = self.content_length().unwrap_or_default();
        self.check_size(length)?;
        let Some(first) = self.chunk().await? else {
            return Ok(Bytes::new());
        };
        let Some(second) = self.chunk().await? else {
            return Ok(first);
        };
        // No more than has been promised is set aside, and no more than a mebibyte of that.
        let capacity = length.min(1 << 20) as usize;
        let mut whole = BytesMut::with_capacity(capacity.max(first.len() + second.len()));
        whole.extend_from_slice(&first);
        whole.extend_from_slice(&second);
        while let Some(chunk) = self.chunk().await? {
            whole.extend_from_slice(&chunk);
        }
        Ok(whole.freeze())
    }

    /// Makes sure that it is a file of this media type, of a size that is accepted.
    pub(super) async fn into_file(mut self, media_type: &str) -> Result<Self, Error> {
        let is_whole = self.status == StatusCode::OK;
        let is_file = match self.is_of_type(media_type) {
            Some(is_file) => is_file,
            // Pages and error objects come without a type too.
            None => !matches!(self.first_byte().await?, None | Some(b'<' | b'{')),
        };
        if !is_whole || !is_file {
            return Err(self.into_error().await);
        }
        self.check_size(self.content_length().unwrap_or_default())?;
        Ok(self)
    }

    /// Reads an unsuccessful answer.
    pub(super) async fn into_error(mut self) -> Error {
        self.limit = self.limit.min(MAX_ERROR_BODY);
        let mut whole = BytesMut::new();
        loop {
            match self.chunk().await {
                Ok(Some(chunk)) => whole.extend_from_slice(&chunk),
                Ok(None) | Err(Error::TooLarge { .. }) => break,
                Err(error) => return error,
            }
        }
        self.refused(whole.freeze())
    }

    /// Plaid's error object, if the body is one.
    pub(super) fn plaid_error(&self, body: &Bytes) -> Option<Error> {
        let status = self.status.as_u16();
        let read = ApiError::read(
            status,
            body.clone(),
            headers::retry_after(&self.headers),
            self.max_decoded_size,
        );
        read.map(|error| Error::Api(Box::new(error)))
    }

    /// The error that stands in a body which is not what was asked for.
    pub(super) fn refused(&self, body: Bytes) -> Error {
        self.plaid_error(&body).unwrap_or_else(|| {
            Error::Http(Box::new(HttpError {
                status: self.status.as_u16(),
                content_type: self.content_type().map(str::to_owned),
                request_id: self.request_id(),
                retry_after: headers::retry_after(&self.headers),
                attempts: 1,
                body: Body::new(body),
            }))
        })
    }
}
