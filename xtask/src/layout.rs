//! Where things stand in the workspace.

use std::path::{MAIN_SEPARATOR, Path, PathBuf};

/// The fragment.
pub const FRAGMENT: &str = "openapi/plaid-credit.json";
/// What the fragment was taken from.
pub const RECORD: &str = "openapi/upstream.toml";
/// Which operations are kept.
pub const SELECTION: &str = "openapi/selection.toml";
/// Which schemas are webhooks.
pub const WEBHOOKS: &str = "openapi/webhooks.toml";
/// Which numbers are money.
pub const MONEY: &str = "openapi/money.toml";
/// Which values may show in `Debug`.
pub const SHOWN: &str = "openapi/shown.toml";
/// The names that exist.
pub const NAMES: &str = "openapi/names.toml";
/// Corrections of upstream's mistakes.
pub const PATCHES: &str = "openapi/patches";
/// The reviewed snapshots.
pub const SNAPSHOTS: &str = "tests/snapshots";
/// What users of the crate read of its changes.
pub const CHANGELOG: &str = "plaid-credit/CHANGELOG.md";
/// Where new content waits to take the place of the old.
pub const STAGING: &str = ".xtask";

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

    /// The path of what stands at `place` in the workspace.
    pub fn path(&self, place: &str) -> PathBuf {
        self.root.join(place)
    }

    /// `path` as it is shown: from the top of the workspace, where it stands below, and with
    /// the separator of every document here.
    pub fn shown(&self, path: &Path) -> String {
        let path = path.strip_prefix(&self.root).unwrap_or(path);
        path.display().to_string().replace(MAIN_SEPARATOR, "/")
    }
}
