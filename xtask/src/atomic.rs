//! Replaces a file whole, or not at all.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow};
use tempfile::{Builder, NamedTempFile};

/// A file's new content, on disk and ready to take its place.
#[derive(Debug)]
pub struct Prepared {
    path: PathBuf,
    content: Option<NamedTempFile>,
}

impl Prepared {
    /// Writes `text` into `folder`, which is on the file system of `path`. If the file has
    /// that content already, it is left alone.
    pub fn new(path: &Path, text: &str, folder: &Path) -> Result<Self> {
        let says = || {
            format!(
                "{}: cannot be written, nothing was changed; check that its folder exists and is \
                 writable",
                path.display()
            )
        };
        if fs::read(path).is_ok_and(|present| present == text.as_bytes()) {
            return Ok(Self {
                path: path.to_owned(),
                content: None,
            });
        }
        if path.is_dir() {
            return Err(anyhow!("it is a folder")).with_context(says);
        }
        let mut builder = Builder::new();
        builder.prefix(".xtask-").suffix(".tmp");
        #[cfg(unix)]
        let builder = {
            use std::os::unix::fs::PermissionsExt;
            // As any new file: what the umask leaves.
            builder.permissions(fs::Permissions::from_mode(0o666))
        };
        let mut content = builder.tempfile_in(folder).with_context(says)?;
        content.write_all(text.as_bytes()).with_context(says)?;
        Ok(Self {
            path: path.to_owned(),
            content: Some(content),
        })
    }

    /// Puts the content in its place, and says whether that changed anything.
    pub fn commit(self) -> Result<bool> {
        let Some(content) = self.content else {
            return Ok(false);
        };
        content
            .persist(&self.path)
            .map_err(|error| error.error)
            .with_context(|| format!("{}: cannot be replaced", self.path.display()))?;
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::Prepared;

    #[test]
    fn content_is_replaced_and_nothing_is_left_over() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.json");
        fs::write(&path, "old").unwrap();
        let prepared = Prepared::new(&path, "new", folder.path()).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "old");
        assert!(prepared.commit().unwrap());
        assert_eq!(fs::read_to_string(&path).unwrap(), "new");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn the_right_content_is_not_touched() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.json");
        fs::write(&path, "same").unwrap();
        let before = fs::metadata(&path).unwrap().modified().unwrap();
        let prepared = Prepared::new(&path, "same", folder.path()).unwrap();
        assert!(!prepared.commit().unwrap());
        assert_eq!(fs::metadata(&path).unwrap().modified().unwrap(), before);
    }

    #[test]
    fn dropping_it_changes_nothing() {
        let folder = tempfile::tempdir().unwrap();
        drop(Prepared::new(&folder.path().join("a.json"), "new", folder.path()).unwrap());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn a_folder_that_cannot_be_written_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        fs::write(&file, "").unwrap();
        let error = Prepared::new(&file.join("a.json"), "new", &file)
            .unwrap_err()
            .to_string();
        assert!(
            error.contains("a.json: cannot be written, nothing was changed"),
            "{error}"
        );
    }
}
