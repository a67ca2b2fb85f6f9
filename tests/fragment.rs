//! The fragment of the repository is sound, and is what xtask makes of Plaid's document.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use plaid_credit_codegen::api;
use plaid_credit_codegen::api::Answer;
use plaid_credit_tests::documents::{fragment, workspace};
use toml::Table;
use xtask::codegen::{self, Args};
use xtask::layout::{self, Layout};
use xtask::output::Output;

fn table(path: &str) -> Table {
    fs::read_to_string(workspace().join(path))
        .unwrap()
        .parse()
        .unwrap()
}

fn is_fresh(upstream: Option<PathBuf>) {
    let args = Args {
        upstream,
        check: true,
    };
    let mut text = Vec::new();
    let layout = Layout::of_this_workspace();
    let code = codegen::run(&args, &layout, &mut Output::new(&mut text)).unwrap();
    assert_eq!(code, 0, "{}", String::from_utf8_lossy(&text));
}

#[test]
fn everything_is_fresh() {
    is_fresh(None);
}

#[test]
fn every_feature_of_the_selection_is_a_cargo_feature() {
    let selection = table("openapi/selection.toml");
    let selected: BTreeSet<&str> = selection["features"]
        .as_table()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    let manifest = table("plaid-credit/Cargo.toml");
    let features = manifest["features"].as_table().unwrap();
    let of = |feature: &str| -> BTreeSet<&str> {
        let enabled = features[feature].as_array().unwrap();
        enabled.iter().map(|name| name.as_str().unwrap()).collect()
    };
    let full = of("full").into_iter().flat_map(|feature| match feature {
        "credit" => of("credit"),
        area => BTreeSet::from([area]),
    });
    assert_eq!(full.collect::<BTreeSet<_>>(), selected);
    assert!(of("default").contains("credit"));
    for feature in selected {
        assert!(features.contains_key(feature), "`{feature}` is no feature");
    }
}

#[test]
fn features_with_files_can_write_them() {
    let features = &table("plaid-credit/Cargo.toml")["features"];
    let operations = api(fragment()).unwrap().operations;
    let mut found = 0;
    for operation in operations {
        if matches!(operation.answer, Answer::File(_)) {
            let feature = operation.feature.unwrap();
            let enabled = features[&feature].as_array().unwrap();
            assert!(enabled.contains(&"files".into()), "{feature}");
            found += 1;
        }
    }
    assert!(found > 0);
}

#[test]
fn the_recorded_document_gives_the_fragment_again() {
    let layout = Layout::of_this_workspace();
    let record = fs::read_to_string(layout.path(layout::RECORD)).unwrap();
    let version = record.parse::<Table>().unwrap()["version"]
        .as_str()
        .unwrap()
        .to_owned();
    let upstream = workspace().join(format!("../shared/upstream/{version}.yml"));
    if !upstream.exists() {
        println!("skipped: {} is not there", upstream.display());
        return;
    }
    is_fresh(Some(upstream));
}
