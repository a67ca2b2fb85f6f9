//! `cargo xtask changes` says what a change means for users of the crate. Here both versions
//! are generated, and the independent reader says what becomes of each type and method: code
//! written against the old version finds all it names in the new one, unless the change is
//! graded breaking.
//!
//! `PLAID_CREDIT_EDITS=10000` tries more random edits. Plaid's own documents are compared if
//! they are in `../shared/upstream`, or in the folder that `PLAID_CREDIT_UPSTREAM` names.
#![allow(clippy::unwrap_used)]

#[path = "grades/cases.rs"]
mod cases;
#[path = "grades/crates.rs"]
mod crates;

use std::env;
use std::path::PathBuf;

use crates::{Crate, disagreements, proved, report};
use fastrand::Rng;
use plaid_credit_tests::documents::{fixtures, workspace};
use plaid_credit_tests::edits;
use plaid_credit_tests::program::Program;
use plaid_credit_tests::threads;
use serde_json::Value;
use xtask::changes::Grade;

const BASE: &str = include_str!("grades/base.json");
const USER: &str = include_str!("grades/user.rs");

fn base() -> Value {
    serde_json::from_str(BASE).unwrap()
}

fn edited(edit: &Value) -> Value {
    let patch: json_patch::Patch = serde_json::from_value(edit.clone()).unwrap();
    let mut document = base();
    json_patch::patch(&mut document, &patch).unwrap();
    document
}

#[test]
fn a_grade_is_what_becomes_of_the_public_items() {
    let old = Crate::of(base()).unwrap();
    let wrong = threads::each(cases::all(), |case| {
        let edited = edited(&case.edit);
        let new = Crate::of(edited).unwrap();
        // Where nothing is said, neither the code nor its documentation differs.
        let graded = report(&old, &new).gravest;
        let graded = graded.unwrap_or(Grade::Documentation).word();
        let proved = proved(&old, &new).word();
        ((graded, proved) != (case.grade, case.grade)).then(|| {
            format!(
                "{}: expected {}, graded {graded}, proved {proved}",
                case.kind, case.grade
            )
        })
    });
    let wrong: Vec<_> = wrong.into_iter().flatten().collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_type_and_method_becomes_what_the_report_says() {
    let asked = env::var("PLAID_CREDIT_EDITS").ok();
    let edits = asked.map_or(600, |text| text.parse().unwrap());
    // Half of them of a document in which every part is used, the others of all fixtures.
    let mut bases = vec![("base".to_owned(), base()); fixtures().len()];
    bases.extend(fixtures());
    let rounds = edits / bases.len() as u64 + 1;
    let olds = threads::each(&bases, |(_, base)| Crate::of(base.clone()).unwrap());
    let tries = 0..rounds * bases.len() as u64;
    let found = threads::each(tries, |seed| {
        let index = seed as usize % bases.len();
        let ((name, base), old) = (&bases[index], &olds[index]);
        let mut edited = base.clone();
        let edit = edits::edit(&mut edited, &mut Rng::with_seed(seed));
        let edit = edit.filter(|_| edited != *base)?;
        // Of some documents no client can be made.
        let new = Crate::of(edited)?;
        let found = disagreements(old, &new);
        let wrong = format!("{name}, {seed}: {edit}\n{}", found.join("\n"));
        Some((!found.is_empty()).then_some(wrong))
    });
    let compared = found.iter().flatten().count() as u64;
    let wrong: Vec<String> = found.into_iter().flatten().flatten().collect();
    assert!(
        wrong.is_empty(),
        "{} of {compared}\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    assert!(compared > edits / 3, "{compared} of {edits}");
}

#[test]
fn plaids_own_documents_become_what_the_report_says() {
    let folder = env::var_os("PLAID_CREDIT_UPSTREAM").map(PathBuf::from);
    let folder = folder.unwrap_or_else(|| workspace().join("../shared/upstream"));
    let Ok(entries) = folder.read_dir() else {
        println!("skipped: {} does not exist", folder.display());
        return;
    };
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let read = |file: &PathBuf| {
        let mut document = xtask::fragment::upstream::read(file).unwrap();
        // Which webhooks are events is for openapi/webhooks.toml to say.
        for schema in document["components"]["schemas"]
            .as_object_mut()
            .unwrap()
            .values_mut()
        {
            schema.as_object_mut().unwrap().remove("x-webhook");
        }
        Crate::of(document).unwrap()
    };
    let all = threads::each(&files, read);
    for (old, new) in all.iter().zip(all.iter().skip(1)) {
        let (upgrade, downgrade) = (disagreements(old, new), disagreements(new, old));
        assert!(upgrade.is_empty(), "{}", upgrade.join("\n"));
        assert!(downgrade.is_empty(), "{}", downgrade.join("\n"));
    }
}

#[test]
#[ignore = "checks the crate's dependencies once more, which takes a minute or two at first"]
fn a_users_program_compiles_unless_the_change_is_breaking() {
    let program = Program::new("compiled", USER);
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
    let program = Program::new("described", USER);
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
