//! Generates the models and operations from the OpenAPI fragment, or without the feature
//! `generate` takes the source that the package ships.

use std::path::{Path, PathBuf};

fn main() {
    println!("cargo::rerun-if-env-changed=PLAID_CREDIT_FRAGMENT");
    let preview = std::env::var_os("PLAID_CREDIT_FRAGMENT").filter(|file| !file.is_empty());
    let is_preview = preview.is_some();
    let file = preview.map_or_else(fragment, |file| found(file.into()));
    println!("cargo::rerun-if-changed={}", file.display());
    // For the sandbox, which embeds it.
    if let Ok(whole) = std::path::absolute(&file) {
        println!(
            "cargo::rustc-env=PLAID_CREDIT_FRAGMENT_PATH={}",
            whole.display()
        );
    }
    let folder = std::env::var_os("OUT_DIR").ok_or("OUT_DIR is not set: cargo sets it".to_owned());
    let written = folder.and_then(|folder| write_source(&file, is_preview, folder.as_ref()));
    if let Err(error) = written {
        println!("cargo::error={error}");
    }
}

/// The fragment in the package, or the workspace's where the link to it was not checked out.
fn fragment() -> PathBuf {
    let packaged = PathBuf::from("openapi/plaid-credit.json");
    match packaged.exists() {
        true => packaged,
        false => Path::new("..").join(packaged),
    }
}

/// Build scripts run in the folder of their package; a relative path is more likely meant
/// from the workspace's, where cargo was called.
fn found(file: PathBuf) -> PathBuf {
    let from_workspace = Path::new("..").join(&file);
    match from_workspace.exists() {
        true => from_workspace,
        false => file,
    }
}

#[cfg(feature = "generate")]
fn write_source(fragment: &Path, is_preview: bool, folder: &Path) -> Result<(), String> {
    let shown = fragment.display();
    let text = std::fs::read_to_string(fragment).map_err(|error| format!("{shown}: {error}"));
    let document = text.and_then(|text| {
        plaid_credit_codegen::serde_json::from_str(&text)
            .map_err(|error| format!("{shown}: is not valid JSON: {error}"))
    });
    let generated = document.and_then(|document| {
        plaid_credit_codegen::generate(document).map_err(|fault| format!("{shown}{fault}"))
    });
    let generated = generated.map_err(|error| match is_preview {
        true => format!(
            "{error}; PLAID_CREDIT_FRAGMENT must name a file that `cargo xtask fragment` wrote"
        ),
        false => error,
    })?;
    let written = generated.write(folder);
    written.map_err(|error| format!("{}: {error}", folder.display()))
}

#[cfg(not(feature = "generate"))]
fn write_source(_: &Path, is_preview: bool, folder: &Path) -> Result<(), String> {
    if is_preview {
        let error = "PLAID_CREDIT_FRAGMENT is set, but nothing is generated from it";
        let advice = "enable the feature `generate` of plaid-credit, or unset it";
        return Err(format!("{error}: {advice}"));
    }
    println!("cargo::rerun-if-changed=generated");
    for name in ["generated.rs", "operations.md"] {
        let shipped = Path::new("generated").join(name);
        // Not a copy of the file itself, which may be read-only.
        let source = std::fs::read(&shipped);
        let copied = source.and_then(|source| std::fs::write(folder.join(name), source));
        copied.map_err(|error| {
            let shipped = shipped.display();
            format!(
                "plaid-credit/{shipped}: {error}; only published packages have it: enable the \
                 feature `generate`"
            )
        })?;
    }
    Ok(())
}
