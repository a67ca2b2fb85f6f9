//! Generates the models and operations from the OpenAPI fragment.

use std::path::{Path, PathBuf};

use plaid_credit_codegen::generate;

fn main() {
    println!("cargo::rerun-if-env-changed=PLAID_CREDIT_FRAGMENT");
    let preview = std::env::var_os("PLAID_CREDIT_FRAGMENT").filter(|file| !file.is_empty());
    let (file, features) = match preview {
        Some(file) => (found(file.into()), None),
        None => (fragment(), Some(enabled_features())),
    };
    println!("cargo::rerun-if-changed={}", file.display());
    // For the sandbox, which embeds it.
    if let Ok(whole) = std::path::absolute(&file) {
        println!(
            "cargo::rustc-env=PLAID_CREDIT_FRAGMENT_PATH={}",
            whole.display()
        );
    }
    if let Err(error) = write_source(&file, features.as_deref()) {
        let advice = match features {
            Some(_) => "",
            None => "; PLAID_CREDIT_FRAGMENT must name a file that `cargo xtask fragment` wrote",
        };
        println!("cargo::error={error}{advice}");
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

fn enabled_features() -> Vec<String> {
    std::env::vars()
        .filter_map(|(name, _)| name.strip_prefix("CARGO_FEATURE_").map(str::to_owned))
        .map(|feature| feature.to_lowercase().replace('_', "-"))
        .collect()
}

fn write_source(file: &Path, features: Option<&[String]>) -> Result<(), String> {
    let shown = file.display();
    let text = std::fs::read_to_string(file).map_err(|error| format!("{shown}: {error}"))?;
    let document = serde_json::from_str(&text)
        .map_err(|error| format!("{shown}: is not valid JSON: {error}"))?;
    // A panic of progenitor is reported as one line below.
    std::panic::set_hook(Box::new(|_| {}));
    let generated = generate(document, features).map_err(|fault| format!("{shown}{fault}"))?;
    let folder = std::env::var_os("OUT_DIR").ok_or("OUT_DIR is not set: cargo sets it")?;
    let folder = Path::new(&folder);
    for (name, text) in [
        ("generated.rs", generated.source),
        ("operations.md", generated.operations),
    ] {
        let file = folder.join(name);
        std::fs::write(&file, text).map_err(|error| format!("{}: {error}", file.display()))?;
    }
    Ok(())
}
