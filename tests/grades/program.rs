//! Compiles a user's program with the crate made of a document.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use serde_json::Value;

const USER: &str = include_str!("user.rs");

/// A package with the program, beside what cargo builds for this test.
pub(crate) struct Program {
    folder: PathBuf,
}

impl Program {
    pub(crate) fn new() -> Self {
        let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        let test = env::current_exe().unwrap();
        // target/debug/deps/grades-1a2b3c
        let target = test.ancestors().nth(3).unwrap();
        let folder = target.join("grades");
        fs::create_dir_all(folder.join("src")).unwrap();
        let path = workspace.join("plaid-credit");
        let manifest = format!(
            "[package]\nname = \"user\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
             [dependencies]\nplaid-credit = {{ path = {path:?}, default-features = false }}\n\n\
             [profile.dev]\ndebug = false\nincremental = false\n\n[workspace]\n"
        );
        fs::write(folder.join("Cargo.toml"), manifest).unwrap();
        // The versions that are tested, none of them to be fetched.
        fs::copy(workspace.join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();
        fs::write(folder.join("src/lib.rs"), USER).unwrap();
        Self { folder }
    }

    /// What the compiler says against the program with the crate made of `document`.
    pub(crate) fn faults(&self, document: &Value) -> Option<String> {
        let fragment = self.folder.join("fragment.json");
        fs::write(&fragment, document.to_string()).unwrap();
        let ran = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
            .args(["check", "--offline", "--quiet"])
            .current_dir(&self.folder)
            .env("CARGO_TARGET_DIR", self.folder.join("target"))
            .env("PLAID_CREDIT_FRAGMENT", &fragment)
            .env_remove("RUSTFLAGS")
            .output()
            .unwrap();
        let said = String::from_utf8(ran.stderr).unwrap();
        if ran.status.success() {
            return None;
        }
        // A fault of the crate itself would prove nothing.
        assert!(said.contains("could not compile `user`"), "{said}");
        Some(said)
    }
}
