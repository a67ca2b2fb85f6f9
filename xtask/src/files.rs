//! Files: read where they exist, listed in order, replaced whole or not at all.

use std::fs;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow};
use serde::de::DeserializeOwned;
use tempfile::{Builder, NamedTempFile};

/// What a file holds; `None` when it is missing.
pub fn read(path: &Path) -> Result<Option<String>> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).with_context(|| {
            let shown = path.display();
            format!("{shown}: cannot be read; restore it with `git checkout`")
        }),
    }
}

/// Reads a file in TOML; `None` when it is missing.
pub fn read_toml<T: DeserializeOwned>(path: &Path) -> Result<Option<T>> {
    let parsed = read(path)?.map(|text| toml::from_str(&text));
    parsed.transpose().map_err(|error: toml::de::Error| {
        let (shown, error) = (path.display(), error.to_string());
        let error = error.trim_end();
        anyhow!("{shown}: {error}\ncorrect it, or restore it with `git checkout`")
    })
}

/// The files in a folder whose names end in `extension`; none where there is no folder.
pub fn list(folder: &Path, extension: &str) -> Result<Vec<PathBuf>> {
    if !folder.exists() {
        return Ok(Vec::new());
    }
    let entries = fs::read_dir(folder);
    let files = entries.and_then(|all| all.map(|entry| Ok(entry?.path())).collect());
    let cause = || format!("{}: cannot be read", folder.display());
    let mut files: Vec<PathBuf> = files.with_context(cause)?;
    files.retain(|path| path.extension().is_some_and(|end| end == extension));
    files.sort();
    Ok(files)
}

/// New content for the file at `path`: it is on disk, in a folder on the same file system,
/// and ready to take the file's place.
pub fn prepare(path: &Path, text: &str, folder: &Path) -> Result<NamedTempFile> {
    let mut builder = Builder::new();
    builder.prefix(".xtask-").suffix(".tmp");
    #[cfg(unix)]
    let builder = {
        use std::os::unix::fs::PermissionsExt;
        // As any new file: what the umask leaves.
        builder.permissions(fs::Permissions::from_mode(0o666))
    };
    let content = builder.tempfile_in(folder).and_then(|mut content| {
        content.write_all(text.as_bytes())?;
        Ok(content)
    });
    content.with_context(|| {
        format!(
            "{}: cannot be written; nothing was changed; check that its folder exists and is \
             writable",
            path.display()
        )
    })
}

/// Puts prepared content in its place.
pub fn replace(path: &Path, content: NamedTempFile) -> Result<()> {
    let replaced = content.persist(path).map_err(|error| error.error);
    replaced.with_context(|| format!("{}: cannot be replaced", path.display()))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::{prepare, replace};

    #[test]
    fn content_is_replaced_and_nothing_is_left_over() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.json");
        fs::write(&path, "old").unwrap();
        let prepared = prepare(&path, "new", folder.path()).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "old");
        replace(&path, prepared).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "new");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn dropping_it_changes_nothing() {
        let folder = tempfile::tempdir().unwrap();
        drop(prepare(&folder.path().join("a.json"), "new", folder.path()).unwrap());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn a_folder_that_cannot_be_written_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        fs::write(&file, "").unwrap();
        let error = prepare(&file.join("a.json"), "new", &file).unwrap_err();
        let error = error.to_string();
        assert!(
            error.contains("a.json: cannot be written; nothing was changed"),
            "{error}"
        );
    }
}
