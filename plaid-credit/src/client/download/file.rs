//! Downloads that go to a file.

use std::io;
use std::path::Path;

use tempfile::NamedTempFile;
use tokio::io::AsyncWriteExt;

use super::Download;
use crate::error::Error;

impl Download {
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
        let written = self.write(path.as_ref()).await;
        self.finished(written)
    }

    async fn write(&mut self, path: &Path) -> Result<u64, Error> {
        let status = self.status();
        let cannot_write = |error| cannot_write(error, status);
        let path = path.to_owned();
        let folder = match path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
            _ => Path::new(".").to_owned(),
        };
        let target = path.clone();
        let beside = blocking(move || {
            check_target(&target)?;
            let beside = NamedTempFile::new_in(folder)?;
            let handle = beside.reopen()?;
            Ok((beside, handle))
        });
        let (beside, handle) = beside.await.map_err(cannot_write)?;
        let mut file = tokio::fs::File::from_std(handle);
        while let Some(chunk) = self.incoming.chunk().await? {
            file.write_all(&chunk).await.map_err(cannot_write)?;
        }
        file.sync_all().await.map_err(cannot_write)?;
        drop(file);
        let persisted = blocking(move || beside.persist(path).map_err(io::Error::from));
        persisted.await.map_err(cannot_write)?;
        Ok(self.incoming.read)
    }
}

/// Refuses folders, devices, pipes and sockets, which renaming would replace.
fn check_target(path: &Path) -> io::Result<()> {
    match std::fs::metadata(path) {
        Ok(found) if !found.is_file() => Err(io::ErrorKind::InvalidInput.into()),
        _ => Ok(()),
    }
}

/// Runs what may block on a thread that may.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> io::Result<T> {
    let done = tokio::task::spawn_blocking(work).await;
    done.unwrap_or_else(|stopped| Err(io::Error::other(stopped)))
}

/// Leaves out the path, which may hold a name.
fn cannot_write(error: io::Error, status: u16) -> Error {
    let source = match error.raw_os_error() {
        Some(code) => io::Error::from_raw_os_error(code),
        None => error.kind().into(),
    };
    Error::File {
        source,
        status,
        request_id: None,
        attempts: 1,
    }
}
