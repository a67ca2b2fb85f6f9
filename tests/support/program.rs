//! A user's program, and the crate made of a document that it is compiled with.
#![allow(clippy::unwrap_used)]

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use serde_json::Value;

/// A package with the program, beside what cargo builds for the tests.
pub struct Program {
    folder: PathBuf,
}

impl Program {
    /// A package with `source` as its library, in a folder for what is done with it.
    pub fn new(name: &str, source: &str) -> Self {
        let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        let test = env::current_exe().unwrap();
        // target/debug/deps/grades-1a2b3c
        let target = test.ancestors().nth(3).unwrap();
        let folder = target.join("programs").join(name);
        fs::create_dir_all(folder.join("src")).unwrap();
        let path = workspace.join("plaid-credit");
        let manifest = format!(
            "[package]\nname = \"user\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
             [dependencies]\nplaid-credit = {{ path = {path:?}, default-features = false, \
             features = [\"generate\"] }}\n\n\
             [profile.dev]\ndebug = false\nincremental = false\n\n[workspace]\n"
        );
        fs::write(folder.join("Cargo.toml"), manifest).unwrap();
        // The versions that are tested, none of them to be fetched.
        fs::copy(workspace.join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();
        fs::write(folder.join("src/lib.rs"), source).unwrap();
        Self { folder }
    }

    /// What the compiler says against the program with the crate made of `document`.
    pub fn faults(&self, document: &Value) -> Option<String> {
        let ran = self.cargo(document).arg("check").output().unwrap();
        let said = String::from_utf8(ran.stderr).unwrap();
        if ran.status.success() {
            return None;
        }
        // A fault of the crate itself would prove nothing.
        assert!(said.contains("could not compile `user`"), "{said}");
        Some(said)
    }

    /// Whether cargo-semver-checks finds nothing against releasing the crate made of `new`
    /// without a breaking version after that of `old`.
    pub fn passes_semver_checks(&self, old: &Value, new: &Value) -> bool {
        let [old, new] = [("old.json", old), ("new.json", new)].map(|(name, document)| {
            let items = self.folder.join(name);
            fs::copy(self.public_items(document), &items).unwrap();
            items.display().to_string()
        });
        let ran = Command::new("cargo-semver-checks")
            .args(["semver-checks", "--release-type", "minor"])
            .args(["--baseline-rustdoc", &old, "--current-rustdoc", &new])
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&ran.stderr);
        // Otherwise it has not come as far as to compare.
        assert!(said.contains("Checked"), "{said}");
        ran.status.success()
    }

    /// The file in which rustdoc describes the crate made of `document`.
    fn public_items(&self, document: &Value) -> PathBuf {
        let ran = self
            .cargo(document)
            .args(["rustdoc", "--package", "plaid-credit", "--lib"])
            .args(["--", "-Zunstable-options", "--output-format", "json"])
            // Stable rustdoc describes crates in JSON as well, for whoever insists.
            .env("RUSTC_BOOTSTRAP", "1")
            .output()
            .unwrap();
        assert!(
            ran.status.success(),
            "{}",
            String::from_utf8_lossy(&ran.stderr)
        );
        self.folder.join("target/doc/plaid_credit.json")
    }

    fn cargo(&self, document: &Value) -> Command {
        let fragment = self.folder.join("fragment.json");
        // All that the document has is there, whatever feature it asks for.
        let document = document.to_string().replace("x-cargo-feature", "x-feature");
        fs::write(&fragment, document).unwrap();
        let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        cargo
            .current_dir(&self.folder)
            .env("CARGO_TARGET_DIR", self.folder.join("target"))
            .env("CARGO_NET_OFFLINE", "true")
            .env("CARGO_TERM_QUIET", "true")
            .env("PLAID_CREDIT_FRAGMENT", &fragment)
            .env_remove("RUSTFLAGS");
        cargo
    }
}
