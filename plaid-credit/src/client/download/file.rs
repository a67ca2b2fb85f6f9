//! Downloads that go to a file.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::iter::repeat_with;
use std::path::{Path, PathBuf};

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
        let created = blocking(move || {
            check_target(&target)?;
            Unfinished::create(&folder)
        });
        let (unfinished, file) = created.await.map_err(cannot_write)?;
        let mut file = tokio::fs::File::from_std(file);
        while let Some(chunk) = self.incoming.chunk().await? {
            file.write_all(&chunk).await.map_err(cannot_write)?;
        }
        file.sync_all().await.map_err(cannot_write)?;
        drop(file);
        let renamed = blocking(move || unfinished.rename(&path));
        renamed.await.map_err(cannot_write)?;
        Ok(self.incoming.read)
    }
}

/// A temporary file, which is removed unless it is renamed.
struct Unfinished {
    path: PathBuf,
    is_renamed: bool,
}

impl Unfinished {
    fn create(folder: &Path) -> io::Result<(Self, File)> {
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        loop {
            let random: String = repeat_with(fastrand::alphanumeric).take(6).collect();
            let path = folder.join(format!(".tmp{random}"));
            match options.open(&path) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                opened => {
                    let file = opened?;
                    let is_renamed = false;
                    return Ok((Self { path, is_renamed }, file));
                }
            }
        }
    }

    fn rename(mut self, path: &Path) -> io::Result<()> {
        fs::rename(&self.path, path)?;
        self.is_renamed = true;
        Ok(())
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        if !self.is_renamed {
            // Whoever dropped it cannot be told that it stays.
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// Refuses folders, devices, pipes and sockets, which renaming would replace.
fn check_target(path: &Path) -> io::Result<()> {
    match fs::metadata(path) {
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
