//! The version to release changes as.

use std::fmt;
use std::path::Path;

use anyhow::{Context, Result, anyhow};

use super::change::Grade;
use crate::files;

/// A version of the crate: major, minor, patch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version([u64; 3]);

impl Version {
    /// The version of the workspace at `root`.
    pub fn of_workspace(root: &Path) -> Result<Self> {
        let path = root.join("Cargo.toml");
        let shown = path.display();
        let manifest: Option<toml::Value> = files::read_toml(&path)?;
        let workspace = manifest.as_ref().and_then(|it| it.get("workspace"));
        let version = workspace.and_then(|it| it.get("package")?.get("version")?.as_str());
        let version =
            version.with_context(|| format!("{shown}: `workspace.package.version` is missing"))?;
        Self::parse(version).ok_or_else(|| {
            anyhow!("{shown}: version `{version}` is not three numbers such as 1.2.3")
        })
    }

    /// Reads `1.2.3`. A pre-release is not a version of its own: what is in it is part of the
    /// release that follows.
    pub fn parse(text: &str) -> Option<Self> {
        let numbers = text.split('.').map(|number| number.parse().ok());
        let numbers: Vec<u64> = numbers.collect::<Option<_>>()?;
        Some(Self(numbers.try_into().ok()?))
    }

    /// The version to release changes of this grade as; the same one if the crate has not
    /// changed. Before 1.0, a new minor version may break code, as cargo sees it.
    pub fn after(self, grade: Option<Grade>) -> Self {
        let Self([major, minor, patch]) = self;
        Self(match (grade, major) {
            (None, _) => self.0,
            (Some(Grade::Breaking), 0) => [0, minor + 1, 0],
            (Some(_), 0) => [0, minor, patch + 1],
            (Some(Grade::Breaking), _) => [major + 1, 0, 0],
            (Some(Grade::Additive), _) => [major, minor + 1, 0],
            (Some(Grade::Documentation), _) => [major, minor, patch + 1],
        })
    }
}

impl fmt::Display for Version {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self([major, minor, patch]) = self;
        write!(out, "{major}.{minor}.{patch}")
    }
}
