//! Where things stand in the workspace.

use std::path::{MAIN_SEPARATOR, Path, PathBuf};

/// The workspace, or a copy of its files that a test works on.
#[derive(Clone, Debug)]
pub struct Layout {
    root: PathBuf,
}

impl Layout {
    /// The workspace that this program was built from.
    pub fn of_this_workspace() -> Self {
        let xtask = Path::new(env!("CARGO_MANIFEST_DIR"));
        Self::new(xtask.parent().unwrap_or(xtask))
    }

    /// A workspace at `root`.
    pub fn new(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into() }
    }

    /// The top of the workspace.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The fragment.
    pub fn fragment(&self) -> PathBuf {
        self.root.join("openapi/plaid-credit.json")
    }

    /// What the fragment was taken from.
    pub fn record(&self) -> PathBuf {
        self.root.join("openapi/upstream.toml")
    }

    /// Which operations are kept.
    pub fn selection(&self) -> PathBuf {
        self.root.join("openapi/selection.toml")
    }

    /// Which numbers are money.
    pub fn money(&self) -> PathBuf {
        self.root.join("openapi/money.toml")
    }

    /// Which values may show in `Debug`.
    pub fn shown_values(&self) -> PathBuf {
        self.root.join("openapi/shown.toml")
    }

    /// The names that exist.
    pub fn names(&self) -> PathBuf {
        self.root.join("openapi/names.toml")
    }

    /// Corrections of upstream's mistakes.
    pub fn patches(&self) -> PathBuf {
        self.root.join("openapi/patches")
    }

    /// The reviewed snapshots.
    pub fn snapshots(&self) -> PathBuf {
        self.root.join("tests/snapshots")
    }

    /// What users of the crate read of its changes.
    pub fn changelog(&self) -> PathBuf {
        self.root.join("plaid-credit/CHANGELOG.md")
    }

    /// Where new content waits to take the place of the old.
    pub fn staging(&self) -> PathBuf {
        self.root.join(".xtask")
    }

    /// `path` as it is shown: from the top of the workspace, where it stands below, and with
    /// the separator of every document here.
    pub fn shown(&self, path: &Path) -> String {
        let path = path.strip_prefix(&self.root).unwrap_or(path);
        path.display().to_string().replace(MAIN_SEPARATOR, "/")
    }
}
