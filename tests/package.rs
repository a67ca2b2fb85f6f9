//! What is published: the generator that was reviewed, and the fragment with it; and what is said
//! of its security.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use plaid_credit_tests::documents::{text, workspace};
use toml::{Table, Value};

/// The crates whose code decides what is generated.
const GENERATOR: [&str; 7] = [
    "openapiv3",
    "prettyplease",
    "progenitor",
    "progenitor-client",
    "progenitor-impl",
    "typify",
    "typify-impl",
];

fn table(path: &str) -> Table {
    text(path).parse().unwrap()
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
fn the_packaged_crates_take_the_generator_from_the_workspace() {
    let manifests = ["plaid-credit/Cargo.toml", "plaid-credit/codegen/Cargo.toml"].map(table);
    for name in GENERATOR.iter().chain(&["plaid-credit-codegen"]) {
        let dependency = manifests.iter().find_map(|manifest| {
            ["dependencies", "build-dependencies"]
                .iter()
                .find_map(|section| manifest.get(*section)?.get(name))
        });
        // A version of its own would escape the pin.
        let keys = dependency.unwrap().as_table().unwrap();
        assert_eq!(keys["workspace"].as_bool(), Some(true), "{name}");
        assert!(!keys.contains_key("version"), "{name}");
    }
}

#[test]
fn without_the_feature_generate_no_generator_is_built() {
    let tree = |features: &str| {
        let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let ran = Command::new(cargo)
            .current_dir(workspace())
            .args(["tree", "--locked", "--offline", "--package", "plaid-credit"])
            .args(["--edges", "normal,build", "--prefix", "none"])
            .args(["--no-default-features", "--features", features])
            .output()
            .unwrap();
        assert!(
            ran.status.success(),
            "{}",
            String::from_utf8_lossy(&ran.stderr)
        );
        let lines = String::from_utf8(ran.stdout).unwrap();
        let names = lines.lines().filter_map(|line| line.split(' ').next());
        names.map(str::to_owned).collect::<BTreeSet<String>>()
    };
    let generator = |tree: BTreeSet<String>| -> Vec<&str> {
        let names = GENERATOR.into_iter().chain(["plaid-credit-codegen"]);
        names.filter(|name| tree.contains(*name)).collect()
    };
    assert_eq!(
        generator(tree("generate,full,rustls")).len(),
        GENERATOR.len() + 1
    );
    assert_eq!(generator(tree("full,rustls")), ["progenitor-client"]);
}

#[test]
fn the_crate_pins_the_generator_of_its_own_version() {
    let workspace = &table("Cargo.toml")["workspace"];
    let version = workspace["package"]["version"].as_str().unwrap();
    let pinned = workspace["dependencies"]["plaid-credit-codegen"]["version"].as_str();
    assert_eq!(pinned, Some(format!("={version}").as_str()));
}

#[test]
fn the_readme_and_all_lockfiles_have_the_version_of_the_workspace() {
    let workspace_keys = &table("Cargo.toml")["workspace"];
    let version = workspace_keys["package"]["version"].as_str().unwrap();
    let excluded = workspace_keys["exclude"].as_array().unwrap();
    let folders = excluded.iter().map(|folder| folder.as_str().unwrap());
    for folder in folders.chain(["."]) {
        for package in table(&format!("{folder}/Cargo.lock"))["package"]
            .as_array()
            .unwrap()
        {
            let is_ours = package.get("source").is_none();
            let has_version = ["0.0.0", version].contains(&package["version"].as_str().unwrap());
            assert!(!is_ours || has_version, "{folder}/Cargo.lock: {package}");
        }
    }
    let series = match version.split('.').collect::<Vec<_>>()[..] {
        ["0", minor, _] => format!("0.{minor}"),
        [major, ..] => major.to_owned(),
        [] => unreachable!("a split has at least one part"),
    };
    let readme = text("README.md");
    let required: Vec<_> = readme
        .lines()
        .filter_map(|line| line.strip_prefix("plaid-credit = "))
        .map(|required| required.split('"').nth(1).unwrap())
        .collect();
    assert_eq!(required, [&series; 3]);
}

// Elsewhere the link may not be checked out, and the build takes the workspace's fragment.
#[cfg(unix)]
#[test]
fn the_crate_carries_the_fragment() {
    let carried = workspace().join("plaid-credit/openapi/plaid-credit.json");
    let fragment = workspace().join("openapi/plaid-credit.json");
    assert_eq!(
        fs::canonicalize(carried).unwrap(),
        fs::canonicalize(fragment).unwrap()
    );
}

#[test]
fn the_tests_that_the_threat_model_names_are_there() {
    let model = text(".github/SECURITY.md");
    let sources = ["plaid-credit", "tests", "xtask"].map(|folder| workspace().join(folder));
    let sources: Vec<String> = sources
        .iter()
        .flat_map(|folder| files(folder))
        .filter(|path| path.extension().is_some_and(|end| end == "rs"))
        .map(|path| fs::read_to_string(path).unwrap())
        .collect();
    let named = model.split('`').skip(1).step_by(2);
    let mut tests = named.filter(|name| {
        let is_letter = |letter: char| letter.is_ascii_lowercase() || letter == '_';
        name.matches('_').count() > 1 && name.chars().all(is_letter)
    });
    let is_missing = |name: &&str| {
        let definition = format!("fn {name}()");
        !sources.iter().any(|source| source.contains(&definition))
    };
    assert!(tests.clone().count() > 40, "the names are not recognized");
    assert_eq!(tests.find(is_missing), None);
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
    entries
        .filter(|entry| entry.file_name() != "target")
        .flat_map(|entry| match entry.file_type().unwrap().is_dir() {
            true => files(&entry.path()),
            false => vec![entry.path()],
        })
        .collect()
}
