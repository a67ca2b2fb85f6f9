//! An answer whose body is still on its way.

use bytes::{Bytes, BytesMut};
use reqwest::{Response, StatusCode};

use super::deadline::Deadline;
use super::head::{Head, MAX_ERROR_BODY};
use super::trace::Span;
use crate::error::Error;

pub struct Incoming {
    pub(super) head: Head,
    response: Response,
    deadline: Deadline,
    limit: u64,
    /// How many bytes of the body have arrived.
    pub(super) read: u64,
    /// A part that was looked at, and is still to be given out.
    looked_at: Option<Bytes>,
    /// Whether the connection failed, after which the HTTP library says that the body has ended.
    is_interrupted: bool,
    /// The span of the call.
    pub(super) span: Span,
}

impl Incoming {
    /// Takes an answer, of which at most `limit` bytes are accepted.
    pub(super) fn new(
        mut response: Response,
        deadline: Deadline,
        limit: u64,
        max_decoded_size: u64,
        span: &Span,
    ) -> Self {
        Self {
            head: Head {
                status: response.status().as_u16(),
                headers: std::mem::take(response.headers_mut()),
                max_decoded_size,
            },
            response,
            deadline,
            limit,
            read: 0,
            looked_at: None,
            is_interrupted: false,
            span: span.clone(),
        }
    }

    /// The next part of the body; none at its end.
    pub(super) async fn chunk(&mut self) -> Result<Option<Bytes>, Error> {
        if let Some(chunk) = self.looked_at.take() {
            return Ok(Some(chunk));
        }
        let status = Some(self.head.status);
        if self.is_interrupted {
            return Err(Error::interrupted("an earlier part did not arrive", status));
        }
        let chunk = self
            .deadline
            .bound_silence(status, self.response.chunk())
            .await?;
        self.is_interrupted = chunk.is_err();
        let chunk = chunk.map_err(|error| Error::transport(error, status))?;
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
            status: self.head.status,
            request_id: None,
            attempts: 1,
        })
    }

    /// The whole body.
    pub(super) async fn bytes(&mut self) -> Result<Bytes, Error> {
        let length = self.head.content_length().unwrap_or_default();
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
    pub(super) async fn check_file(&mut self, media_type: &str) -> Result<(), Error> {
        let is_whole = self.head.status == StatusCode::OK;
        let is_file = match self.head.is_of_type(media_type) {
            Some(is_file) => is_file,
            // Pages and error objects come without a type too.
            None => !matches!(self.first_byte().await?, None | Some(b'<' | b'{')),
        };
        if !is_whole || !is_file {
            return Err(self.read_error().await);
        }
        self.check_size(self.head.content_length().unwrap_or_default())
    }

    /// Reads an unsuccessful answer.
    pub(super) async fn read_error(&mut self) -> Error {
        let limit = self.limit.min(MAX_ERROR_BODY as u64) as usize;
        // The part that goes past it is not an error here.
        self.limit = u64::MAX;
        let mut body = BytesMut::new();
        while body.len() <= limit {
            match self.chunk().await {
                Ok(Some(chunk)) => body.extend_from_slice(&chunk),
                Ok(None) => break,
                Err(error) => return error.with_retry_after(self.head.retry_after()),
            }
        }
        let is_cut = body.len() > limit;
        body.truncate(limit);
        let body = body.freeze();
        let error = self.head.plaid_error(&body);
        error.unwrap_or_else(|| self.head.not_plaids(body, is_cut))
    }
}
