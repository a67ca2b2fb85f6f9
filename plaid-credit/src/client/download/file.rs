//! Downloads that go to a file.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::iter::repeat_with;
use std::path::{Path, PathBuf};

use tokio::io::AsyncWriteExt;

use super::Download;
use crate::error::Error;

impl Download {
    /// Writes the file to `path`, replacing any file there, and returns its size in bytes. Parts
    /// that [`chunk`](Self::chunk) has given out are not written.
    ///
    /// The data goes to a temporary file in the same folder, which is renamed once it is
    /// complete. So `path` never holds part of a file, even after an error or if the future is
    /// dropped. A process that is killed leaves the temporary file behind, named `.tmp` and six
    /// random characters. On Unix, only its owner can read the file.
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
        let path = path.to_owned();
        let created = blocking(move || Unfinished::create(resolve(path)?));
        let (unfinished, file) = created.await.map_err(cannot_write)?;
        let mut file = tokio::fs::File::from_std(file);
        let mut size = 0;
        while let Some(chunk) = self.incoming.chunk().await? {
            file.write_all(&chunk).await.map_err(cannot_write)?;
            size += chunk.len() as u64;
        }
        // Syncing alone does not tell that the last write has failed.
        file.flush().await.map_err(cannot_write)?;
        file.sync_all().await.map_err(cannot_write)?;
        drop(file);
        let renamed = blocking(move || unfinished.rename());
        renamed.await.map_err(cannot_write)?;
        Ok(size)
    }
}

/// A temporary file, which is removed unless it is renamed.
struct Unfinished {
    path: PathBuf,
    target: PathBuf,
    is_renamed: bool,
}

impl Unfinished {
    /// Creates one in the folder of `target`.
    fn create(target: PathBuf) -> io::Result<(Self, File)> {
        let folder = match target.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
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
                    let unfinished = Self {
                        path,
                        target,
                        is_renamed: false,
                    };
                    return Ok((unfinished, file));
                }
            }
        }
    }

    fn rename(mut self) -> io::Result<()> {
        fs::rename(&self.path, &self.target)?;
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

/// The target is a folder, a device, a pipe or a socket, which renaming would replace.
#[derive(Debug, thiserror::Error)]
#[error("not a regular file")]
struct NotRegular;

/// The file to replace: where links lead, since renaming would replace the link itself.
fn resolve(path: PathBuf) -> io::Result<PathBuf> {
    let target = match fs::symlink_metadata(&path) {
        Ok(found) if found.is_symlink() => fs::canonicalize(&path)?,
        _ => path,
    };
    match fs::metadata(&target) {
        Ok(found) if !found.is_file() => {
            Err(io::Error::new(io::ErrorKind::InvalidInput, NotRegular))
        }
        _ => Ok(target),
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
    let is_ours = error
        .get_ref()
        .is_some_and(|inner| inner.is::<NotRegular>());
    let source = match error.raw_os_error() {
        Some(code) => io::Error::from_raw_os_error(code),
        None if is_ours => error,
        None => error.kind().into(),
    };
    Error::File {
        source,
        status,
        request_id: None,
        attempts: 1,
    }
}
