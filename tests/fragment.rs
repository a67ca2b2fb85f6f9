//! The fragment of the repository is sound, and is what xtask makes of Plaid's document.
#![allow(clippy::unwrap_used)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use heck::ToSnakeCase;
use plaid_credit_codegen::api;
use plaid_credit_codegen::api::Answer;
use plaid_credit_tests::documents::{fragment, text, workspace};
use serde_json::Value;
use toml::Table;
use xtask::codegen::{self, Args};
use xtask::layout::{self, Layout};
use xtask::output::Output;

fn table(path: &str) -> Table {
    text(path).parse().unwrap()
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

/// What the fragment says of a schema or a property.
struct Prose {
    place: String,
    name: String,
    text: String,
}

/// The prose of a schema and of what is inside it.
fn prose(schema: &Value, place: &str, name: &str, found: &mut Vec<Prose>) {
    found.push(Prose {
        place: place.to_owned(),
        name: name.to_owned(),
        text: schema["description"]
            .as_str()
            .unwrap_or_default()
            .to_owned(),
    });
    let parts = schema["allOf"].as_array().into_iter().flatten();
    let properties = parts.chain([schema]).map(|part| &part["properties"]);
    for (name, property) in properties.filter_map(Value::as_object).flatten() {
        // What it says stands with the schema that it refers to.
        if property.get("$ref").is_none() {
            prose(property, &format!("{place}.{name}"), name, found);
        }
    }
}

fn all_prose() -> Vec<Prose> {
    let mut found = Vec::new();
    for (name, schema) in fragment()["components"]["schemas"].as_object().unwrap() {
        prose(schema, name, name, &mut found);
    }
    found
}

fn words(text: &str) -> BTreeSet<String> {
    const EMPTY: [&str; 7] = ["a", "an", "for", "in", "is", "of", "the"];
    let words = text.to_snake_case();
    let words = words.split('_').map(str::to_owned);
    words
        .filter(|word| !word.is_empty() && !EMPTY.contains(&word.as_str()))
        .collect()
}

#[test]
fn everything_is_described_and_not_by_its_name() {
    for Prose { place, name, text } in all_prose() {
        let mut said = words(&text);
        said.remove("plaid");
        assert!(!said.is_subset(&words(&name)), "{place}: {text:?}");
    }
}

#[test]
fn different_things_are_described_by_different_sentences() {
    let mut names = BTreeMap::new();
    for Prose { place, name, text } in all_prose() {
        let (first, first_place) = names
            .entry(text.clone())
            .or_insert((name.clone(), place.clone()));
        assert_eq!(*first, name, "{first_place} and {place}: {text}");
    }
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
