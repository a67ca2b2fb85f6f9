//! The fragment of the repository is sound, and is what xtask makes of Plaid's document.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::fs;

use plaid_credit_tests::documents::workspace;
use serde_json::Value;
use toml::Table;
use xtask::checks::{check, check_order};
use xtask::fragment::selection::Selection;
use xtask::layout::Layout;
use xtask::output::Output;

fn table(path: &str) -> Table {
    fs::read_to_string(workspace().join(path))
        .unwrap()
        .parse()
        .unwrap()
}

#[test]
fn the_checks_find_nothing() {
    let layout = Layout::of_this_workspace();
    let text = fs::read_to_string(layout.fragment()).unwrap();
    let fragment: Value = serde_json::from_str(&text).unwrap();
    let selection = Selection::read(&layout.selection()).unwrap();
    let mut findings = check(&fragment, &selection);
    findings.extend(check_order(&text, &fragment).unwrap());
    let findings: Vec<String> = findings.iter().map(ToString::to_string).collect();
    assert!(findings.is_empty(), "{}", findings.join("\n"));
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
    assert_eq!(of("credit"), selected);
    assert!(of("default").contains("credit"));
    for feature in selected {
        assert!(features.contains_key(feature), "`{feature}` is no feature");
    }
}

#[test]
fn the_recorded_document_gives_the_fragment_again() {
    let layout = Layout::of_this_workspace();
    let record = fs::read_to_string(layout.record()).unwrap();
    let version = record.parse::<Table>().unwrap()["version"]
        .as_str()
        .unwrap()
        .to_owned();
    let upstream = workspace().join(format!("../shared/upstream/{version}.yml"));
    if !upstream.exists() {
        println!("skipped: {} is not there", upstream.display());
        return;
    }
    let args = xtask::codegen::Args {
        upstream: Some(upstream),
        check: true,
    };
    let mut text = Vec::new();
    let code = xtask::codegen::run(&args, &layout, &mut Output::new(&mut text)).unwrap();
    assert_eq!(code, 0, "{}", String::from_utf8_lossy(&text));
}
