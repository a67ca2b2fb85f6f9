//! Files that Plaid answers with.

use std::fmt;
#[cfg(feature = "files")]
use std::path::Path;

use bytes::Bytes;
use futures_util::Stream;
use reqwest::header::{CONTENT_LENGTH, HeaderMap};

use super::deadline::Deadline;
#[cfg(feature = "files")]
use super::file::{NewFile, cannot_write};
use super::incoming::Incoming;
use super::operation::{Answer, Operation};
use super::outcome::{Outcome, Received};
use super::settings::Settings;
use super::trace::Span;
use crate::decode::Anomaly;
use crate::error::Error;

/// A file that Plaid sends, such as a PDF.
///
/// It is fetched from the network only as you read it. The timeout of the call applies until the
/// last byte has arrived, so read it at once.
pub struct Download {
    operation: Operation,
    incoming: Incoming,
    attempts: u32,
}

impl Download {
    /// The size of the file in bytes, if Plaid has announced it.
    pub fn content_length(&self) -> Option<u64> {
        self.incoming.head.content_length()
    }

    /// The HTTP status.
    pub fn status(&self) -> u16 {
        self.incoming.head.status
    }

    /// The HTTP headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.incoming.head.headers
    }

    /// Plaid's ID for this call, to quote to Plaid's support: from the header
    /// `Plaid-Request-ID`.
    pub fn request_id(&self) -> Option<&str> {
        self.incoming.head.request_id()
    }

    /// How many attempts were made.
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    /// Receives the next part of the file, or `None` at its end.
    ///
    /// # Errors
    ///
    /// [`Error::Timeout`] or [`Error::Interrupted`] if the file does not arrive completely,
    /// [`Error::Interrupted`] if there is no tokio runtime to wait in, and [`Error::TooLarge`] if
    /// the file is larger than the client accepts. An interrupted download cannot be resumed: make
    /// the call again.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, Error> {
        let chunk = match self.incoming.chunk().await {
            Ok(chunk) => chunk,
            Err(error) => return Err(self.failed(error)),
        };
        if chunk.is_none() {
            self.ended();
        }
        Ok(chunk)
    }

    /// Receives the whole file into memory, except for parts that [`chunk`](Self::chunk) has
    /// already returned.
    ///
    /// # Errors
    ///
    /// Those of [`chunk`](Self::chunk).
    pub async fn bytes(mut self) -> Result<Bytes, Error> {
        let whole = self.incoming.bytes().await;
        self.finished(whole)
    }

    /// Tells that the download has ended, one way or the other.
    fn finished<T>(&self, result: Result<T, Error>) -> Result<T, Error> {
        match result {
            Ok(value) => {
                self.ended();
                Ok(value)
            }
            Err(error) => Err(self.failed(error)),
        }
    }

    fn ended(&self) {
        let span = &self.incoming.span;
        span.download_ended(&self.operation, self.request_id(), self.incoming.read);
    }

    fn failed(&self, error: Error) -> Error {
        let error = error
            .after(self.attempts)
            .with_request_id(self.request_id());
        self.incoming.span.download_failed(&self.operation, &error);
        error
    }

    /// Turns the download into a stream of the parts of the file. It ends after the first error. To
    /// call `next` of `StreamExt`, pin it.
    pub fn into_stream(self) -> impl Stream<Item = Result<Bytes, Error>> + Send {
        futures_util::stream::try_unfold(self, |mut download| async move {
            let chunk = download.chunk().await?;
            Ok(chunk.map(|chunk| (chunk, download)))
        })
    }
}

#[cfg(feature = "files")]
impl Download {
    /// Writes the file to `path`, replacing any file there, and returns its size in bytes. Parts
    /// that [`chunk`](Self::chunk) has already returned are not written.
    ///
    /// The data goes to a temporary file in the same folder, which is renamed once it is
    /// complete. So `path` never holds part of a file, even after an error or if the future is
    /// dropped. A process that is killed leaves the temporary file behind, named `.tmp`
    /// followed by six random characters. On Unix, only its owner can read the file.
    ///
    /// If `path` is a symbolic link, the link stays and the file that it points to is replaced.
    ///
    /// # Errors
    ///
    /// Those of [`chunk`](Self::chunk), and [`Error::File`] if the file cannot be written, or
    /// `path` exists and is not a regular file, or is a dangling symbolic link.
    pub async fn write_to(mut self, path: impl AsRef<Path>) -> Result<u64, Error> {
        let written = self.write(path.as_ref()).await;
        self.finished(written)
    }

    async fn write(&mut self, path: &Path) -> Result<u64, Error> {
        let status = self.status();
        let cannot_write = |error| cannot_write(error, status);
        let mut file = NewFile::create(path).await.map_err(cannot_write)?;
        let mut size = 0;
        while let Some(chunk) = self.incoming.chunk().await? {
            file.write(&chunk).await.map_err(cannot_write)?;
            size += chunk.len() as u64;
        }
        file.finish().await.map_err(cannot_write)?;
        Ok(size)
    }
}

impl Download {
    /// A file that has arrived already.
    pub(crate) fn arrived(file: Bytes) -> Self {
        let settings = Settings::default();
        let operation = Operation {
            id: "download".into(),
            method: "POST",
            path: "/download".into(),
            reads: true,
            answer: Answer::File(""),
        };
        let total = settings.download_timeout;
        let deadline = Deadline::start(&settings.clock, total, settings.read_timeout);
        let length = file.len().into();
        let mut response = http::Response::new(file);
        response.headers_mut().insert(CONTENT_LENGTH, length);
        let (max_size, max_decoded_size) = (settings.max_download_size, settings.max_decoded_size);
        let span = Span::none();
        Self {
            operation,
            incoming: Incoming::new(response.into(), deadline, max_size, max_decoded_size, &span),
            attempts: 1,
        }
    }
}

impl Outcome for Download {}

impl Received for Download {
    fn read(
        incoming: Incoming,
        _: Bytes,
        operation: &Operation,
        _: &Settings,
    ) -> Result<Self, Error> {
        Ok(Self {
            operation: operation.clone(),
            incoming,
            attempts: 1,
        })
    }

    fn after(mut self, attempts: u32) -> Self {
        self.attempts = attempts;
        self
    }

    fn attempts(&self) -> u32 {
        self.attempts
    }

    fn status(&self) -> u16 {
        self.status()
    }

    fn request_id(&self) -> Option<&str> {
        self.request_id()
    }

    fn bytes(&self) -> Option<usize> {
        None
    }

    fn anomalies(&self) -> &[Anomaly] {
        &[]
    }
}

impl fmt::Debug for Download {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Download")
            .field("status", &self.status())
            .field("content_length", &self.content_length())
            .finish_non_exhaustive()
    }
}
