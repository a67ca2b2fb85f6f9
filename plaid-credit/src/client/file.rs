//! Files that appear at their path only once they are complete.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::iter::repeat_with;
use std::path::{Path, PathBuf};

use tokio::io::AsyncWriteExt;

use super::runtime::require_runtime;
use crate::error::Error;

/// Writes a file whose contents are all in memory.
pub(super) async fn write(path: &Path, whole: &[u8]) -> io::Result<()> {
    let mut file = NewFile::create(path).await?;
    file.write(whole).await?;
    file.finish().await
}

/// A file that is being written.
pub(super) struct NewFile {
    file: tokio::fs::File,
    unfinished: Unfinished,
}

impl NewFile {
    pub(super) async fn create(path: &Path) -> io::Result<Self> {
        let path = path.to_owned();
        let (unfinished, file) = blocking(move || Unfinished::create(resolve(path)?)).await?;
        let file = tokio::fs::File::from_std(file);
        Ok(Self { file, unfinished })
    }

    pub(super) async fn write(&mut self, part: &[u8]) -> io::Result<()> {
        self.file.write_all(part).await
    }

    pub(super) async fn finish(self) -> io::Result<()> {
        let Self {
            mut file,
            unfinished,
        } = self;
        // Syncing alone does not tell that the last write has failed.
        file.flush().await?;
        file.sync_all().await?;
        drop(file);
        blocking(move || unfinished.rename()).await
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
    require_runtime("writing a file").map_err(io::Error::other)?;
    let done = tokio::task::spawn_blocking(work).await;
    done.unwrap_or_else(|stopped| Err(io::Error::other(stopped)))
}

/// The error of a client, without the path, which may hold a name.
pub(super) fn cannot_write(error: io::Error, status: u16) -> Error {
    let is_ours = error
        .get_ref()
        .is_some_and(|inner| inner.is::<NotRegular>() || inner.is::<Error>());
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
