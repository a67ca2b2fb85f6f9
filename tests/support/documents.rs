//! The documents at hand, and what the generator makes of them.

use std::fs;
use std::path::{Path, PathBuf};

use fastrand::Rng;
use plaid_credit_codegen::{Fault, Generated, generate, references};
use serde_json::Value;

/// The top of the workspace.
pub fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The text of a file of the workspace.
pub fn text(path: &str) -> String {
    text_of(&workspace().join(path))
}

fn text_of(file: &Path) -> String {
    fs::read_to_string(file)
        .unwrap_or_else(|error| panic!("failed to read {}: {error}", file.display()))
}

/// The repository's own fragment.
pub fn fragment() -> Value {
    read(&workspace().join("openapi/plaid-credit.json"))
}

/// The fixtures of the generator, by name.
pub fn fixtures() -> Vec<(String, Value)> {
    let mut all = documents_in("tests/generator/fixtures");
    all.extend(fixtures_alone());
    all
}

/// Those of the fixtures that cannot be merged with others.
pub fn fixtures_alone() -> Vec<(String, Value)> {
    documents_in("tests/generator/fixtures/alone")
}

fn documents_in(folder: &str) -> Vec<(String, Value)> {
    let entries = fs::read_dir(workspace().join(folder)).expect("the folder is there");
    let files = entries.flatten().map(|entry| entry.path());
    let mut files: Vec<PathBuf> = files.filter(|file| file.is_file()).collect();
    files.sort();
    let name = |file: &Path| file.file_stem().unwrap_or_default().display().to_string();
    files.iter().map(|file| (name(file), read(file))).collect()
}

/// What the generator makes of the document.
pub fn generated(document: &Value) -> Result<Generated, Fault> {
    generate(document.clone())
}

/// The document with just the operations of some of its paths, and all its components.
pub fn with_some_paths(mut document: Value, random: &mut Rng, count: usize) -> Value {
    if let Some(paths) = document["paths"].as_object_mut() {
        let names: Vec<String> = paths.keys().cloned().collect();
        let kept = random.choose_multiple(&names, count);
        paths.retain(|path, _| kept.contains(&path));
    }
    document
}

/// The document without the components that its operations do not use.
pub fn with_used_components(mut document: Value) -> Value {
    let used = references::closure([&document["paths"]], &document["components"]);
    if let Some(components) = document["components"].as_object_mut() {
        references::retain(components, &used);
    }
    document
}

/// A document in JSON.
pub fn read(file: &Path) -> Value {
    serde_json::from_str(&text_of(file))
        .unwrap_or_else(|error| panic!("{} is not valid JSON: {error}", file.display()))
}
