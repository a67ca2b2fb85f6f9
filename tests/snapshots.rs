//! The pages in tests/snapshots are what a reviewer reads of a change: one for each schema
//! and operation, and an index.
//!
//! To update them run `cargo xtask codegen`, and review `git diff tests/snapshots`. It runs
//! this test with `PLAID_CREDIT_SNAPSHOT_DIR` set to a folder, into which the pages are then
//! written, and compares the two folders itself.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;

use plaid_credit_tests::{Page, pages};

#[test]
fn the_generated_code_is_what_was_reviewed() {
    let pages = pages();
    let wrong = match std::env::var_os("PLAID_CREDIT_SNAPSHOT_DIR") {
        Some(folder) => {
            let mut settings = settings();
            settings.set_snapshot_path(PathBuf::from(folder));
            compare(&settings, &pages)
        }
        None => {
            let mut wrong = compare(&settings(), &pages);
            wrong.extend(left_over(&pages));
            wrong
        }
    };
    assert!(
        wrong.is_empty(),
        "{} of {} snapshots are not as they should be:\n  {}\nTo update them: cargo xtask codegen\n",
        wrong.len(),
        pages.len(),
        wrong.join("\n  "),
    );
}

fn settings() -> insta::Settings {
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings
}

/// Asserts every page, so that one run shows all that differ. Gives the names of those.
fn compare(settings: &insta::Settings, pages: &[Page]) -> Vec<String> {
    settings.bind(|| {
        let differs = |page: &&Page| {
            let assertion = || insta::assert_snapshot!(page.name.as_str(), page.text);
            catch_unwind(AssertUnwindSafe(assertion)).is_err()
        };
        pages
            .iter()
            .filter(differs)
            .map(|page| format!("{}.snap differs from what the build gives", page.name))
            .collect()
    })
}

/// The files in tests/snapshots that no page answers for.
fn left_over(pages: &[Page]) -> Vec<String> {
    let expected: BTreeSet<String> = pages
        .iter()
        .map(|page| format!("{}.snap", page.name))
        .collect();
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("snapshots");
    let mut wrong: Vec<String> = fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|file| !expected.contains(file))
        .map(|file| match file.ends_with(".snap") {
            true => format!("{file} is of nothing that the build gives"),
            false => format!("{file} is no snapshot: remove it"),
        })
        .collect();
    wrong.sort();
    wrong
}
