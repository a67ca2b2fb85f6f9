//! Renders the snapshots and compares them with those in tests/snapshots.

use std::collections::BTreeSet;
use std::env;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::artefact::{self, Artefact};
use crate::layout::Layout;

/// Builds the crate and renders its snapshots.
pub trait Renderer {
    /// Writes every snapshot into the folder `into`, of the fragment in the workspace or
    /// of another one.
    fn render(&mut self, into: &Path, fragment: Option<&Path>) -> Result<()>;
}

/// Renders by running the snapshot test.
pub struct Cargo {
    program: OsString,
    root: PathBuf,
}

impl Cargo {
    /// For the workspace of `layout`.
    pub fn new(layout: &Layout) -> Self {
        Self {
            program: env::var_os("CARGO").unwrap_or_else(|| "cargo".into()),
            root: layout.root().to_owned(),
        }
    }
}

impl Renderer for Cargo {
    fn render(&mut self, into: &Path, fragment: Option<&Path>) -> Result<()> {
        let mut command = Command::new(&self.program);
        command
            // The whole workspace, so that `cargo test --workspace` finds it built.
            .args(["test", "--quiet", "--workspace", "--test", "snapshots"])
            .current_dir(&self.root)
            // tests/snapshots.rs writes to this folder instead of comparing.
            .env("PLAID_CREDIT_SNAPSHOT_DIR", into)
            .env("INSTA_UPDATE", "always")
            .env("INSTA_FORCE_PASS", "1");
        for (name, _) in env::vars_os().filter(|(name, _)| is_of_xtask(name)) {
            command.env_remove(name);
        }
        match fragment {
            Some(fragment) => command.env("PLAID_CREDIT_FRAGMENT", fragment),
            // A preview that a user builds from is not what is reviewed.
            None => command.env_remove("PLAID_CREDIT_FRAGMENT"),
        };
        let output = command
            .output()
            .context("cargo cannot be run; check that it is on PATH")?;
        if !output.status.success() {
            bail!(
                "cargo failed ({}), the snapshots are as they were; it said:\n\n{}{}",
                output.status,
                String::from_utf8_lossy(&output.stderr),
                String::from_utf8_lossy(&output.stdout),
            );
        }
        Ok(())
    }
}

/// What `cargo run` says about xtask itself. Build scripts of dependencies watch some of
/// it: passed on, every switch between this command and `cargo test` would rebuild them.
fn is_of_xtask(name: &OsStr) -> bool {
    let name = name.to_string_lossy();
    [
        "CARGO_PKG_",
        "CARGO_MANIFEST_",
        "CARGO_BIN_",
        "CARGO_CRATE_",
    ]
    .iter()
    .any(|prefix| name.starts_with(prefix))
        || name == "CARGO_PRIMARY_PACKAGE"
}

/// The snapshots as they are and as they should be, by name.
pub(super) fn compare(
    layout: &Layout,
    renderer: &mut dyn Renderer,
    fragment: Option<&str>,
) -> Result<Vec<Artefact>> {
    let target = layout.target();
    let scratch = fs::create_dir_all(&target)
        .and_then(|()| {
            tempfile::Builder::new()
                .prefix("xtask-codegen-")
                .tempdir_in(&target)
        })
        .with_context(|| {
            format!(
                "{}: no temporary folder can be made there",
                target.display()
            )
        })?;
    let rendered = scratch.path().join("snapshots");
    fs::create_dir(&rendered)?;
    let candidate = scratch.path().join("plaid-credit.json");
    if let Some(text) = fragment {
        fs::write(&candidate, text)?;
    }
    renderer.render(&rendered, fragment.map(|_| candidate.as_path()))?;

    let present = names(&layout.snapshots())?;
    let wanted = names(&rendered)?;
    if wanted.is_empty() {
        bail!("the snapshot test wrote no snapshot; look at tests/snapshots.rs");
    }
    present
        .union(&wanted)
        .map(|name| {
            Artefact::new(
                layout.snapshots().join(name),
                artefact::read(&rendered.join(name))?,
            )
        })
        .collect()
}

/// The names of the snapshots in a folder.
fn names(folder: &Path) -> Result<BTreeSet<OsString>> {
    if !folder.exists() {
        return Ok(BTreeSet::new());
    }
    let names = fs::read_dir(folder)
        .and_then(|entries| {
            entries
                .map(|entry| Ok(entry?.file_name()))
                .collect::<Result<Vec<_>, _>>()
        })
        .with_context(|| format!("{}: cannot be read", folder.display()))?;
    let is_snapshot =
        |name: &OsString| Path::new(name).extension().is_some_and(|end| end == "snap");
    Ok(names.into_iter().filter(is_snapshot).collect())
}

#[cfg(all(test, unix))]
mod tests {
    use std::fs;
    use std::os::unix::fs::PermissionsExt;
    use std::path::Path;

    use super::{Cargo, Renderer, is_of_xtask};

    /// A program that stands for cargo.
    fn cargo(folder: &Path, script: &str) -> Cargo {
        let program = folder.join("cargo");
        fs::write(&program, format!("#!/bin/sh\n{script}\n")).unwrap();
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
        Cargo {
            program: program.into(),
            root: folder.to_owned(),
        }
    }

    #[test]
    fn the_test_is_told_where_to_write_and_what_to_build_from() {
        let folder = tempfile::tempdir().unwrap();
        let script = r#"echo "$* $PLAID_CREDIT_FRAGMENT [$CARGO_PKG_NAME]" > "$PLAID_CREDIT_SNAPSHOT_DIR/a""#;
        let mut cargo = cargo(folder.path(), script);
        let said = || fs::read_to_string(folder.path().join("a")).unwrap();
        cargo.render(folder.path(), None).unwrap();
        assert_eq!(said(), "test --quiet --workspace --test snapshots  []\n");
        cargo
            .render(folder.path(), Some(Path::new("/b.json")))
            .unwrap();
        assert!(said().contains("snapshots /b.json"), "{}", said());
    }

    #[test]
    fn a_failure_shows_what_cargo_said() {
        let folder = tempfile::tempdir().unwrap();
        let mut cargo = cargo(
            folder.path(),
            "echo 'error: a fault' >&2; echo 'test x'; exit 101",
        );
        let error = cargo.render(folder.path(), None).unwrap_err().to_string();
        assert!(
            error.starts_with("cargo failed (exit status: 101), the snapshots are as they were")
        );
        assert!(error.ends_with("error: a fault\ntest x\n"), "{error}");
    }

    #[test]
    fn only_what_is_of_xtask_is_taken_away() {
        assert!(is_of_xtask("CARGO_PKG_VERSION".as_ref()));
        assert!(!is_of_xtask("CARGO_TARGET_DIR".as_ref()));
        assert!(!is_of_xtask("CARGO_HOME".as_ref()));
    }
}
