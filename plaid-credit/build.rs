//! Generates the models and operations from the OpenAPI fragment.

mod codegen;

use std::path::{Path, PathBuf};

fn main() {
    let file = std::env::var_os("PLAID_CREDIT_FRAGMENT")
        .filter(|file| !file.is_empty())
        .map(|file| found(file.into()));
    let operations = match &file {
        Some(_) => codegen::Operations::All,
        None => codegen::Operations::OfFeatures(enabled_features()),
    };
    let file = file.unwrap_or_else(|| PathBuf::from("openapi/plaid-credit.json"));
    println!("cargo::rerun-if-env-changed=PLAID_CREDIT_FRAGMENT");
    println!("cargo::rerun-if-changed={}", file.display());
    // For the sandbox, which embeds it.
    if let Ok(whole) = std::path::absolute(&file) {
        println!(
            "cargo::rustc-env=PLAID_CREDIT_FRAGMENT_PATH={}",
            whole.display()
        );
    }
    let written = codegen::generate(&file, &operations)
        .map_err(|error| error.to_string())
        .and_then(|source| write(&source));
    if let Err(error) = written {
        println!("cargo::error={error}");
    }
}

/// Build scripts run in the folder of their package; a relative path is more likely meant
/// from the workspace's, where cargo was called.
fn found(file: PathBuf) -> PathBuf {
    let from_workspace = Path::new("..").join(&file);
    if from_workspace.exists() {
        from_workspace
    } else {
        file
    }
}

fn enabled_features() -> Vec<String> {
    std::env::vars()
        .filter_map(|(name, _)| name.strip_prefix("CARGO_FEATURE_").map(str::to_owned))
        .map(|feature| feature.to_lowercase().replace('_', "-"))
        .collect()
}

fn write(source: &str) -> Result<(), String> {
    let folder = std::env::var_os("OUT_DIR").ok_or("OUT_DIR is not set: cargo sets it")?;
    let file = Path::new(&folder).join("generated.rs");
    std::fs::write(&file, source).map_err(|error| format!("{}: {error}", file.display()))
}
