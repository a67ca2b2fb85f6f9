use std::fs;

use super::{PATCH, Workspace};
use crate::codegen::STALE;

#[test]
fn what_is_fresh_is_not_touched() {
    let workspace = Workspace::new();
    let before = workspace.files();
    let (code, text) = workspace.run(&[]).unwrap();
    assert!(
        text.ends_with("\nNothing was changed. Next: cargo test --workspace\n"),
        "{text}"
    );
    assert_eq!(code, 0);
    let (code, text) = workspace.run(&["--check"]).unwrap();
    assert!(text.ends_with("\nEverything is fresh.\n"), "{text}");
    assert_eq!(code, 0);
    workspace.run(&["--upstream"]).unwrap();
    workspace.run(&["--upstream", "--check"]).unwrap();
    assert_eq!(workspace.files(), before);
}

#[test]
fn a_change_by_hand_is_shown_and_changes_nothing() {
    let workspace = Workspace::new();
    workspace.replace(
        "openapi/plaid-credit.json",
        "\"maxLength\": 9",
        "\"maxLength\": 9,\n\"description\": \"Ours.\"",
    );
    let before = workspace.files();
    let (code, text) = workspace.run(&["--check"]).unwrap();
    assert_eq!(code, STALE);
    assert!(
        text.contains("       Stale tests/snapshots/A.snap\n"),
        "{text}"
    );
    assert!(
        text.contains("       Stale openapi/plaid-credit.json\n"),
        "{text}"
    );
    assert!(
        text.contains("\n--- a/tests/snapshots/A.snap\n+++ b/tests/snapshots/A.snap\n"),
        "{text}"
    );
    assert!(
        text.ends_with("\nTo bring it up to date: cargo xtask codegen\n"),
        "{text}"
    );
    assert_eq!(workspace.files(), before);

    let (code, text) = workspace.run(&[]).unwrap();
    assert_eq!(code, 0);
    assert!(
        text.contains("     Updated tests/snapshots/A.snap\n"),
        "{text}"
    );
    // A diff shows what git does not track yet only after this.
    let review = "\nReview it: git add --intent-to-add tests/snapshots && git diff openapi ";
    assert!(text.contains(review), "{text}");
    assert_eq!(workspace.run(&["--check"]).unwrap().0, 0);
}

/// Each of the fragment's inputs, edited, without Plaid's document.
#[test]
fn an_edited_input_is_stale_and_applied() {
    for (file, from, to, expected) in [
        ("money.toml", "[money]\n", "[money]\n[other]\n", None),
        ("money.toml", "A = ['amount']", "", None),
        ("shown.toml", "B = ['.']", "A = ['kind']", Some("x-shown")),
        ("selection.toml", "reads = ['aGet']", "", None),
        (
            "selection.toml",
            "first =",
            "second =",
            Some("\"x-cargo-feature\": \"second\""),
        ),
        ("upstream.toml", "1.2.3", "1.2.4", None),
        ("upstream.toml", "schemas = 2", "schemas = 3", None),
    ] {
        let workspace = Workspace::new();
        let edited = format!("openapi/{file}");
        workspace.replace(&edited, from, to);
        let before = workspace.files();
        let (code, text) = workspace.run(&["--check"]).unwrap();
        assert_eq!(code, STALE, "{file} {to}: {text}");
        assert_eq!(workspace.files(), before);
        workspace.run(&[]).unwrap();
        assert_eq!(workspace.run(&["--check"]).unwrap().0, 0, "{file} {to}");
        let fragment = workspace.read("openapi/plaid-credit.json");
        assert!(
            expected.is_none_or(|part| fragment.contains(part)),
            "{fragment}"
        );
        // Plaid's document gives the same again.
        let (code, text) = workspace.run(&["--upstream", "--check"]).unwrap();
        assert_eq!(code, 0, "{file} {to}: {text}");
    }
}

#[test]
fn an_input_that_needs_plaids_document_is_refused() {
    let upstream = "cargo xtask codegen --upstream FILE";
    for (file, content, problem) in [
        (
            "selection.toml",
            Some("[features]\nfirst = ['aGet', 'bGet']\n".to_owned()),
            "bGet of feature `first` is missing",
        ),
        (
            "selection.toml",
            Some("[features]\n".to_owned()),
            "aGet is in no feature of selection.toml",
        ),
        (
            "patches/0001-kind.toml",
            Some(PATCH.replace("value = 9", "value = 10")),
            "openapi/patches: `0001-kind` is not in the fragment",
        ),
        (
            "patches/0001-kind.toml",
            None,
            "the fragment was made with `0001-kind`, which is missing",
        ),
        (
            "patches/0002-other.toml",
            Some(PATCH.replace("kind/maxLength", "kind/minLength")),
            "openapi/patches: `0002-other` is not in the fragment",
        ),
    ] {
        let workspace = Workspace::new();
        let path = workspace.path("openapi").join(file);
        match content {
            Some(content) => fs::write(path, content).unwrap(),
            None => fs::remove_file(path).unwrap(),
        }
        let before = workspace.files();
        for flags in [&["--check"][..], &[]] {
            let error = workspace.error(flags);
            assert!(
                error.contains(problem) && error.contains(upstream),
                "{error}"
            );
        }
        assert_eq!(workspace.files(), before);
    }
}

#[test]
fn entries_that_name_nothing_are_refused() {
    for (file, content, problem) in [
        (
            "money.toml",
            "[money]\nA = ['gone']\n",
            "A = [\"gone\"]: there is no property `gone`",
        ),
        (
            "shown.toml",
            "Gone = ['.']\n",
            "Gone = [\".\"]: the fragment has no such schema",
        ),
    ] {
        let workspace = Workspace::new();
        workspace.write(&format!("openapi/{file}"), content);
        let error = workspace.error(&["--check"]);
        assert!(
            error.contains(&format!("openapi/{file}: {problem}")),
            "{error}"
        );
    }
}

#[test]
fn a_form_that_is_not_canonical_is_stale() {
    let workspace = Workspace::new();
    let canonical = workspace.read("openapi/plaid-credit.json");
    workspace.replace("openapi/plaid-credit.json", "\"string\"", "   \"string\"");
    let (code, text) = workspace.run(&["--check"]).unwrap();
    assert_eq!(code, STALE);
    assert!(
        text.contains("       Stale openapi/plaid-credit.json\n"),
        "{text}"
    );
    assert_eq!(workspace.run(&[]).unwrap().0, 0);
    assert_eq!(workspace.read("openapi/plaid-credit.json"), canonical);
}

#[test]
fn mistakes_in_the_fragment_are_refused() {
    let workspace = Workspace::new();
    workspace.replace("openapi/plaid-credit.json", "schemas/B", "schemas/Gone");
    insta::assert_snapshot!(workspace.error(&[]), @"
    openapi/plaid-credit.json: the fragment has mistakes; nothing was changed

    Mistakes (1):
      #/components/schemas/B: nothing uses it; remove it, or run `cargo xtask codegen --upstream FILE`
    ");
    workspace.write("openapi/plaid-credit.json", "{\n");
    let error = workspace.error(&["--check"]);
    assert!(
        error.contains("plaid-credit.json: is not valid JSON") && error.contains("line 2"),
        "{error}"
    );
    fs::remove_file(workspace.path("openapi/plaid-credit.json")).unwrap();
    let error = workspace.error(&[]);
    assert!(
        error.contains("missing; make it with `cargo xtask codegen --upstream FILE`"),
        "{error}"
    );
}
