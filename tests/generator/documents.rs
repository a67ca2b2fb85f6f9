//! The documents at hand, and what is generated from others made of them.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use plaid_credit_codegen::{Options, generate};

/// The repository's own fragment.
pub(crate) fn fragment() -> Value {
    read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../openapi/plaid-credit.json"))
}

/// The fixtures, by name.
pub(crate) fn fixtures() -> Vec<(String, Value)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    let name = |file: &Path| file.file_stem().unwrap().to_str().unwrap().to_owned();
    files.iter().map(|file| (name(file), read(file))).collect()
}

/// The source made of the document, or the one line that says why there is none.
pub(crate) fn source(document: &Value) -> Result<String, String> {
    generate(document.clone(), &Options::default())
        .map(|generated| generated.source)
        .map_err(|fault| fault.to_string())
}

fn read(file: &Path) -> Value {
    serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap()
}

/// The document with just the operations of some of its paths, and all its components.
pub(crate) fn with_some_paths(
    mut document: Value,
    random: &mut fastrand::Rng,
    count: usize,
) -> Value {
    if let Some(paths) = document["paths"].as_object_mut() {
        let names: Vec<String> = paths.keys().cloned().collect();
        let kept = random.choose_multiple(&names, count);
        paths.retain(|path, _| kept.contains(&path));
    }
    document
}
