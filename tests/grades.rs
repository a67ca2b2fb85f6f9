//! `cargo xtask changes` says what a change means for users of the crate. Here both
//! versions are generated, and what users can name is compared: code written against the
//! old version finds all it names in the new one, unless the change is graded breaking.
#![allow(clippy::unwrap_used)]

#[path = "grades/cases.rs"]
mod cases;
#[path = "grades/edits.rs"]
mod edits;
#[path = "grades/outline.rs"]
mod outline;
#[path = "grades/owners.rs"]
mod owners;
#[path = "grades/program.rs"]
mod program;

use std::collections::BTreeMap;

use fastrand::Rng;
use outline::Outline;
use serde_json::Value;
use xtask::changes::{Grade, Report, Settings, Side, Version};

const BASE: &str = include_str!("grades/base.json");
const BODIES: &str = include_str!("generator/fixtures/bodies.json");
const ENUM_VALUES: &str = include_str!("generator/fixtures/enum_values.json");

fn base() -> Value {
    serde_json::from_str(BASE).unwrap()
}

fn edited(edit: &Value) -> Value {
    let patch: json_patch::Patch = serde_json::from_value(edit.clone()).unwrap();
    let mut document = base();
    json_patch::patch(&mut document, &patch).unwrap();
    document
}

fn report(old: &Value, new: &Value) -> Report {
    let side = |name, document| Side { name, document };
    let settings = Settings {
        features: &BTreeMap::new(),
        with_prose: true,
        version: Version::parse("0.1.0").unwrap(),
    };
    Report::new(side("old", old), side("new", new), settings)
}

fn outline_of(document: &Value) -> Option<Outline> {
    let generated = plaid_credit_codegen::generate(document.clone(), &Default::default()).ok()?;
    Some(outline::of(&generated.source))
}

/// What the two outlines say of a change.
fn proved(old: &Outline, new: &Outline) -> Grade {
    if old == new {
        Grade::Documentation
    } else if old.is_subset(new) {
        Grade::Additive
    } else {
        Grade::Breaking
    }
}

#[test]
fn a_grade_is_what_becomes_of_the_public_items() {
    let base = base();
    let old = outline_of(&base).unwrap();
    let mut wrong = Vec::new();
    for case in cases::all() {
        let edited = edited(&case.edit);
        // Where nothing is said, neither the code nor its documentation differs.
        let graded = report(&base, &edited).gravest;
        let graded = graded.unwrap_or(Grade::Documentation).word();
        let new = outline_of(&edited).unwrap();
        let proved = proved(&old, &new).word();
        if (graded, proved) != (case.grade, case.grade) {
            let gone: Vec<_> = old.difference(&new).collect();
            let come: Vec<_> = new.difference(&old).collect();
            wrong.push(format!(
                "{}: expected {}, graded {graded}, proved {proved}\n  gone {gone:#?}\n  new {come:#?}",
                case.kind, case.grade
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_type_and_method_becomes_what_the_report_says() {
    for (text, rounds) in [(BASE, 400), (BODIES, 100), (ENUM_VALUES, 100)] {
        compare_with_edits(&serde_json::from_str(text).unwrap(), rounds);
    }
}

fn compare_with_edits(base: &Value, rounds: u64) {
    let old = outline_of(base).unwrap();
    let (mut compared, mut wrong) = (0, Vec::new());
    for seed in 0..rounds {
        let mut edited = base.clone();
        let edit = edits::edit(&mut edited, &mut Rng::with_seed(seed));
        let Some(edit) = edit.filter(|_| edited != *base) else {
            continue;
        };
        // Of some documents no client can be made.
        let Some(new) = outline_of(&edited) else {
            continue;
        };
        compared += 1;
        let found = owners::disagreements(&report(base, &edited), &old, &new);
        if !found.is_empty() {
            wrong.push(format!("{seed}: {edit}\n{}", found.join("\n")));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {compared}\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    assert!(compared > rounds / 3, "{compared} of {rounds}");
}

#[test]
#[ignore = "checks the crate's dependencies once more, which takes a minute or two at first"]
fn a_users_program_compiles_unless_the_change_is_breaking() {
    let program = program::Program::new("compiled");
    assert_eq!(program.faults(&with_all_that_break_nothing()), None);
    for (kind, fault) in [
        ("required request property added", "takes 2 arguments"),
        ("property renamed", "no field `placed`"),
    ] {
        let said = program.faults(&with(kind));
        assert!(
            said.as_ref().is_some_and(|said| said.contains(fault)),
            "{kind}: {said:?}"
        );
    }
}

/// It sees items that are gone and arguments that are more, not types that are others.
#[test]
#[ignore = "needs cargo-semver-checks, and checks the crate's dependencies once more"]
fn cargo_semver_checks_agrees() {
    let program = program::Program::new("described");
    let base = base();
    assert!(program.passes_semver_checks(&base, &with_all_that_break_nothing()));
    for kind in [
        "enum value removed",
        "response property removed",
        "required request property added",
        "operation removed",
        "schema renamed",
    ] {
        assert!(!program.passes_semver_checks(&base, &with(kind)), "{kind}");
    }
}

fn with(kind: &str) -> Value {
    let case = cases::all().into_iter().find(|case| case.kind == kind);
    edited(&case.unwrap().edit)
}

fn with_all_that_break_nothing() -> Value {
    let cases = cases::all().into_iter();
    let edits = cases
        .filter(|case| case.grade != "breaking")
        .flat_map(|case| case.edit.as_array().unwrap().clone());
    edited(&Value::Array(edits.collect()))
}
