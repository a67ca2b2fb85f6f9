//! What is published: the generator that was reviewed, and the fragment with it.
#![allow(clippy::unwrap_used)]

use std::fs;

use plaid_credit_tests::documents::workspace;
use toml::{Table, Value};

/// The crates whose code decides what is generated.
const GENERATOR: [&str; 6] = [
    "openapiv3",
    "prettyplease",
    "progenitor",
    "progenitor-client",
    "progenitor-impl",
    "typify",
];

fn table(path: &str) -> Table {
    fs::read_to_string(workspace().join(path))
        .unwrap()
        .parse()
        .unwrap()
}

#[test]
fn the_generator_is_resolved_to_the_pinned_versions() {
    let (manifest, lock) = (table("Cargo.toml"), table("Cargo.lock"));
    for name in GENERATOR {
        let dependency = &manifest["workspace"]["dependencies"][name];
        let version = match dependency {
            Value::Table(keys) => keys["version"].as_str(),
            plain => plain.as_str(),
        };
        let pinned = version.unwrap().strip_prefix('=');
        assert!(
            pinned.is_some(),
            "{name} is not pinned with `=` in Cargo.toml"
        );
        let resolved: Vec<&str> = lock["package"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|package| package["name"].as_str() == Some(name))
            .map(|package| package["version"].as_str().unwrap())
            .collect();
        assert_eq!(resolved, [pinned.unwrap()], "{name} in Cargo.lock");
    }
}

#[test]
fn the_packaged_crate_takes_the_generator_from_the_workspace() {
    let manifest = table("plaid-credit/Cargo.toml");
    for name in GENERATOR {
        let dependency = ["dependencies", "build-dependencies"]
            .iter()
            .find_map(|section| manifest[*section].get(name));
        // A version of its own would escape the pin.
        let keys = dependency.unwrap().as_table().unwrap();
        assert_eq!(keys["workspace"].as_bool(), Some(true), "{name}");
        assert!(!keys.contains_key("version"), "{name}");
    }
}

#[test]
fn the_crate_carries_the_fragment() {
    let carried = workspace().join("plaid-credit/openapi/plaid-credit.json");
    let fragment = workspace().join("openapi/plaid-credit.json");
    assert_eq!(
        fs::canonicalize(carried).unwrap(),
        fs::canonicalize(fragment).unwrap()
    );
}
