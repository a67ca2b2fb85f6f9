//! Files that Plaid answers with.

use std::fmt;
use std::path::Path;

use bytes::Bytes;
use futures_util::Stream;
use reqwest::header::HeaderMap;
use tempfile::NamedTempFile;
use tokio::io::AsyncWriteExt;

use super::headers;
use super::incoming::Incoming;
use super::operation::Operation;
use super::outcome::{Attempts, Outcome};
use super::settings::Settings;
use super::trace;
use crate::decode::Anomaly;
use crate::error::Error;

/// A file that Plaid sends, such as a PDF. It is received as it is read.
///
/// The timeout of the call applies until the last byte has arrived.
pub struct Download {
    operation: Operation,
    incoming: Incoming,
    attempts: u32,
}

impl Download {
    /// The size of the file in bytes, if Plaid has announced it.
    pub fn content_length(&self) -> Option<u64> {
        self.incoming.content_length()
    }

    /// The HTTP status.
    pub fn status(&self) -> u16 {
        self.incoming.status.as_u16()
    }

    /// The HTTP headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.incoming.headers
    }

    /// Plaid's ID for this call, to quote to Plaid's support: from the header
    /// `Plaid-Request-ID`.
    pub fn request_id(&self) -> Option<&str> {
        headers::request_id(&self.incoming.headers)
    }

    /// How many times the request was sent.
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    /// Receives the next part of the file, or `None` at its end.
    ///
    /// # Errors
    ///
    /// [`Error::Timeout`] or [`Error::Interrupted`] if the file does not arrive completely,
    /// [`Error::TooLarge`] if it is larger than the client accepts.
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

    /// Receives the whole file into memory.
    ///
    /// # Errors
    ///
    /// Those of [`chunk`](Self::chunk).
    pub async fn bytes(mut self) -> Result<Bytes, Error> {
        match self.incoming.bytes().await {
            Ok(whole) => {
                self.ended();
                Ok(whole)
            }
            Err(error) => Err(self.failed(error)),
        }
    }

    fn ended(&self) {
        trace::download_ended(&self.operation, self.request_id(), self.incoming.read);
    }

    fn failed(&self, error: Error) -> Error {
        let error = error
            .after(self.attempts)
            .with_request_id(self.incoming.request_id());
        trace::download_failed(&self.operation, &error);
        error
    }

    /// Turns the download into a stream of the parts of the file. It ends after the first error.
    pub fn into_stream(self) -> impl Stream<Item = Result<Bytes, Error>> + Send {
        futures_util::stream::try_unfold(self, |mut download| async move {
            let chunk = download.chunk().await?;
            Ok(chunk.map(|chunk| (chunk, download)))
        })
    }

    /// Writes the file to `path`, replacing any file there, and returns its size in bytes.
    ///
    /// The data goes to a temporary file in the same folder, which is renamed once it is
    /// complete. So `path` never holds part of a file, even after an error or if the future is
    /// dropped. A process that is killed leaves the temporary file behind, named `.tmp` and six
    /// random characters. On Unix, only its owner can read the file.
    ///
    /// # Errors
    ///
    /// Those of [`chunk`](Self::chunk), and [`Error::File`] if the file cannot be written, or
    /// `path` exists and is not a regular file.
    pub async fn write_to(mut self, path: impl AsRef<Path>) -> Result<u64, Error> {
        let path = path.as_ref().to_owned();
        let folder = match path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
            _ => Path::new(".").to_owned(),
        };
        let target = path.clone();
        let (beside, handle) = blocking(move || {
            check_target(&target)?;
            let beside = NamedTempFile::new_in(folder)?;
            let handle = beside.reopen()?;
            Ok((beside, handle))
        })
        .await?;
        let mut file = tokio::fs::File::from_std(handle);
        let mut written = 0;
        while let Some(chunk) = self.chunk().await? {
            file.write_all(&chunk).await.map_err(cannot_write)?;
            written += chunk.len() as u64;
        }
        file.sync_all().await.map_err(cannot_write)?;
        drop(file);
        blocking(move || beside.persist(path).map_err(std::io::Error::from)).await?;
        Ok(written)
    }
}

impl Attempts for Download {
    fn after(mut self, attempts: u32) -> Self {
        self.attempts = attempts;
        self
    }

    fn attempts(&self) -> u32 {
        self.attempts
    }
}

impl Outcome for Download {
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

/// Refuses folders, devices, pipes and sockets, which renaming would replace.
fn check_target(path: &Path) -> std::io::Result<()> {
    match std::fs::metadata(path) {
        Ok(found) if !found.is_file() => Err(std::io::ErrorKind::InvalidInput.into()),
        _ => Ok(()),
    }
}

/// Runs what may block on a thread that may.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> std::io::Result<T> + Send + 'static,
) -> Result<T, Error> {
    let done = tokio::task::spawn_blocking(work).await;
    let done = done.unwrap_or_else(|stopped| Err(std::io::Error::other(stopped)));
    done.map_err(cannot_write)
}

/// Leaves out the path, which may hold a name.
fn cannot_write(error: std::io::Error) -> Error {
    let source = match error.raw_os_error() {
        Some(code) => std::io::Error::from_raw_os_error(code),
        None => error.kind().into(),
    };
    Error::File { source }
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
