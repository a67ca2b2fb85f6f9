//! A file that codegen keeps right: what it holds, and what it should hold.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result};
use similar::TextDiff;

use crate::atomic::Prepared;

/// How a file stands to what it should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    Fresh,
    Changed,
    Added,
    Removed,
}

/// A generated file. `None` is a file that is not there.
#[derive(Debug)]
pub(super) struct Artefact {
    pub(super) path: PathBuf,
    pub(super) present: Option<String>,
    pub(super) wanted: Option<String>,
}

impl Artefact {
    /// The file at `path`, which should hold `wanted`.
    pub(super) fn new(path: PathBuf, wanted: Option<String>) -> Result<Self> {
        let present = read(&path)?;
        Ok(Self {
            path,
            present,
            wanted,
        })
    }

    pub(super) fn state(&self) -> State {
        match (&self.present, &self.wanted) {
            (present, wanted) if present == wanted => State::Fresh,
            (None, _) => State::Added,
            (_, None) => State::Removed,
            _ => State::Changed,
        }
    }

    pub(super) fn is_stale(&self) -> bool {
        self.state() != State::Fresh
    }

    /// The way back.
    pub(super) fn reverted(&self) -> Self {
        Self {
            path: self.path.clone(),
            present: self.wanted.clone(),
            wanted: self.present.clone(),
        }
    }

    /// The file's name without its ending: of a snapshot, the model.
    pub(super) fn name(&self) -> String {
        self.path
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned()
    }

    /// A unified diff from what the file holds to what it should hold.
    pub(super) fn diff(&self, shown: &str) -> String {
        let side = |content: &Option<String>, prefix| match content {
            Some(_) => format!("{prefix}/{shown}"),
            None => "/dev/null".to_owned(),
        };
        // Beyond the limit the diff is still right, only longer than it could be.
        TextDiff::configure()
            .timeout(Duration::from_secs(2))
            .diff_lines(
                self.present.as_deref().unwrap_or_default(),
                self.wanted.as_deref().unwrap_or_default(),
            )
            .unified_diff()
            .header(&side(&self.present, "a"), &side(&self.wanted, "b"))
            .to_string()
    }
}

/// Makes the stale ones of `artefacts` what they should be. Everything is on disk before
/// the first file is replaced.
pub(super) fn write(artefacts: &[Artefact]) -> Result<()> {
    for folder in artefacts
        .iter()
        .filter_map(|artefact| artefact.path.parent())
    {
        fs::create_dir_all(folder)
            .with_context(|| format!("{}: the folder cannot be made", folder.display()))?;
    }
    let prepared = artefacts
        .iter()
        .filter(|artefact| artefact.is_stale())
        .filter_map(|artefact| Some(Prepared::new(&artefact.path, artefact.wanted.as_deref()?)))
        .collect::<Result<Vec<_>>>()?;
    for file in prepared {
        file.commit()?;
    }
    for artefact in artefacts
        .iter()
        .filter(|artefact| artefact.state() == State::Removed)
    {
        fs::remove_file(&artefact.path)
            .with_context(|| format!("{}: cannot be removed", artefact.path.display()))?;
    }
    Ok(())
}

/// What a file holds; `None` when it is not there.
pub(super) fn read(path: &Path) -> Result<Option<String>> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).with_context(|| {
            format!(
                "{}: cannot be read; restore it with `git checkout`",
                path.display()
            )
        }),
    }
}
