//! The pages in tests/snapshots are what a reviewer reads of a change: one for each type and
//! operation, and an index. Here they are held to the crate that is compiled.
//!
//! To update them run `cargo xtask codegen`, and review `git diff tests/snapshots`.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;

use plaid_credit_tests::documents::workspace;
use plaid_credit_tests::documents::{fixtures, fragment, generated};
use xtask::pages::{Page, all};

#[test]
fn the_pages_are_what_was_reviewed() {
    let pages = all(&generated(&fragment()).unwrap());
    let folder = workspace().join("tests/snapshots");
    let mut wrong = compare(folder.clone(), &pages);
    let expected: BTreeSet<String> = pages.iter().map(file_name).collect();
    for entry in fs::read_dir(folder).unwrap() {
        let file = entry.unwrap().file_name().into_string().unwrap();
        if !expected.contains(&file) {
            wrong.push(format!("{file} belongs to no page"));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {} snapshots are not up to date:\n  {}\nTo update them: cargo xtask codegen\n",
        wrong.len(),
        pages.len(),
        wrong.join("\n  "),
    );
}

#[test]
fn the_compiled_source_is_that_of_the_fragment() {
    let generated = generated(&fragment()).unwrap();
    // Not `assert_eq`, which would print both.
    assert!(
        fs::read_to_string(plaid_credit::generation::SOURCE).unwrap() == generated.source,
        "build.rs compiled other source than `generate` gives"
    );
}

#[test]
fn insta_reads_the_files_as_they_are_written() {
    let mut documents = fixtures();
    documents.push(("fragment".to_owned(), fragment()));
    for (name, document) in documents {
        let pages = all(&generated(&document).unwrap());
        let folder = tempfile::tempdir().unwrap();
        for page in &pages {
            fs::write(folder.path().join(file_name(page)), page.file()).unwrap();
        }
        let wrong = compare(folder.path().to_owned(), &pages);
        assert!(wrong.is_empty(), "{name}: {}", wrong.join(", "));
    }
}

fn file_name(page: &Page) -> String {
    format!("{}.snap", page.name)
}

/// Asserts every page, so that one run shows all that differ. Gives the names of those.
fn compare(folder: PathBuf, pages: &[Page]) -> Vec<String> {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(folder);
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        let differs = |page: &&Page| {
            let assertion = || insta::assert_snapshot!(page.name.as_str(), page.text.trim_end());
            catch_unwind(AssertUnwindSafe(assertion)).is_err()
        };
        let wrong = pages.iter().filter(differs).map(file_name);
        wrong.map(|file| format!("{file} differs")).collect()
    })
}
