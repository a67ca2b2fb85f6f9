//! A file that codegen keeps right: what it holds, and what it should hold.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result};
use similar::TextDiff;
use tempfile::NamedTempFile;

use crate::files;

/// A generated file. `None` is a missing file.
#[derive(Debug)]
pub(super) struct Artefact {
    pub(super) path: PathBuf,
    pub(super) present: Option<String>,
    pub(super) wanted: Option<String>,
}

impl Artefact {
    /// The file at `path`, which should hold `wanted`.
    pub(super) fn new(path: PathBuf, wanted: Option<String>) -> Result<Self> {
        let present = files::read(&path)?;
        Ok(Self {
            path,
            present,
            wanted,
        })
    }

    pub(super) fn is_stale(&self) -> bool {
        self.present != self.wanted
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

/// Makes each of `artefacts` what it should be, in their order. All new content is on disk,
/// in the folder `staging`, before the first file is replaced: a rename is all that is left.
pub(super) fn write(artefacts: &[Artefact], staging: &Path) -> Result<()> {
    clear(staging)?;
    if artefacts.is_empty() {
        return Ok(());
    }
    fs::create_dir_all(staging)
        .with_context(|| format!("{}: cannot be created", staging.display()))?;
    let prepare = |artefact: &Artefact| {
        let text = artefact.wanted.as_deref();
        text.map(|text| files::prepare(&artefact.path, text, staging))
            .transpose()
    };
    let prepared: Result<Vec<_>> = artefacts.iter().map(prepare).collect();
    let written = prepared.and_then(|prepared| {
        let replaced = artefacts.iter().zip(prepared).try_for_each(replace);
        replaced.context("not every file was replaced; fix the cause and run the command again")
    });
    clear(staging)?;
    written
}

/// Removes the folder, which a run that was killed may have left behind.
fn clear(staging: &Path) -> Result<()> {
    match fs::remove_dir_all(staging) {
        Err(error) if error.kind() != ErrorKind::NotFound => {
            Err(error).with_context(|| format!("{}: cannot be removed", staging.display()))
        }
        _ => Ok(()),
    }
}

fn replace((artefact, prepared): (&Artefact, Option<NamedTempFile>)) -> Result<()> {
    let path = &artefact.path;
    match prepared {
        Some(prepared) => {
            if let Some(folder) = path.parent() {
                fs::create_dir_all(folder)
                    .with_context(|| format!("{}: cannot be created", folder.display()))?;
            }
            files::replace(path, prepared)
        }
        None => {
            fs::remove_file(path).with_context(|| format!("{}: cannot be removed", path.display()))
        }
    }
}
