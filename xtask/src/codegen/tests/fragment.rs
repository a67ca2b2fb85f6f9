use std::fs;

use super::Workspace;
use crate::codegen::STALE;

#[test]
fn what_is_fresh_is_not_touched() {
    let mut workspace = Workspace::new();
    let before = workspace.files();
    let (code, text) = workspace.run(&[]).unwrap();
    insta::assert_snapshot!(text, @r"
        Checking openapi/plaid-credit.json
           Fresh openapi/plaid-credit.json
        Building plaid-credit and its snapshots, which takes a minute after a change
           Fresh tests/snapshots: 3 snapshots

    Everything was fresh. Next: cargo test --workspace
    ");
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
    let mut workspace = Workspace::new();
    workspace.replace("openapi/plaid-credit.json", "\"string\"", "\"integer\"");
    let before = workspace.files();
    let (code, text) = workspace.run(&["--check"]).unwrap();
    assert_eq!(code, STALE);
    insta::assert_snapshot!(text, @r#"
        Checking openapi/plaid-credit.json
           Fresh openapi/plaid-credit.json
        Building plaid-credit and its snapshots, which takes a minute after a change
           Stale tests/snapshots/B.snap
           Fresh tests/snapshots: 2 snapshots

    --- a/tests/snapshots/B.snap
    +++ b/tests/snapshots/B.snap
    @@ -1,2 +1,2 @@
     B
    -{"type":"string"}
    +{"type":"integer"}

    Changed models and operations (1):
      B

    To bring it up to date: cargo xtask codegen
    "#);
    assert_eq!(workspace.files(), before);

    let (code, text) = workspace.run(&[]).unwrap();
    assert_eq!(code, 0);
    assert!(
        text.contains("     Updated tests/snapshots/B.snap\n"),
        "{text}"
    );
    let changed = workspace
        .files()
        .into_iter()
        .filter(|file| !before.contains(file))
        .count();
    assert_eq!(changed, 1);
}

#[test]
fn a_form_that_is_not_canonical_is_stale() {
    let mut workspace = Workspace::new();
    let canonical = workspace.read("openapi/plaid-credit.json");
    workspace.replace("openapi/plaid-credit.json", "\"string\"", "   \"string\"");
    let (code, text) = workspace.run(&["--check"]).unwrap();
    assert_eq!(code, STALE);
    assert!(
        text.contains("       Stale openapi/plaid-credit.json\n"),
        "{text}"
    );
    assert!(
        text.contains("-        \"type\":    \"string\"\n+        \"type\": \"string\"\n"),
        "{text}"
    );
    assert_eq!(workspace.run(&[]).unwrap().0, 0);
    assert_eq!(workspace.read("openapi/plaid-credit.json"), canonical);
}

#[test]
fn a_failing_build_changes_no_snapshot() {
    let mut workspace = Workspace::new();
    let before = workspace.files();
    workspace.fake.fails = true;
    let error = workspace.run(&[]).unwrap_err().to_string();
    assert!(error.starts_with("error: plaid-credit@0.1.0: "), "{error}");
    assert_eq!(workspace.files(), before);
}

#[test]
fn mistakes_in_the_fragment_stop_the_run_before_the_build() {
    let mut workspace = Workspace::new();
    let calls = workspace.fake.calls;
    workspace.replace("openapi/plaid-credit.json", "schemas/B", "schemas/Gone");
    insta::assert_snapshot!(workspace.run(&[]).unwrap_err(), @"
    openapi/plaid-credit.json has mistakes, nothing was changed

    Findings (2):
      openapi/plaid-credit.json#/components/schemas/A/properties/b: refers to `#/components/schemas/Gone`, which is not there; add the component, or correct the reference
      openapi/plaid-credit.json#/components/schemas/B: no operation uses it; remove it; `cargo xtask fragment` keeps what the operations need
    ");
    workspace.write("openapi/plaid-credit.json", "{\n");
    let error = format!("{:#}", workspace.run(&["--check"]).unwrap_err());
    assert!(
        error.contains("plaid-credit.json: not JSON") && error.contains("line 2"),
        "{error}"
    );
    fs::remove_file(workspace.layout.fragment()).unwrap();
    let error = workspace.run(&[]).unwrap_err().to_string();
    assert!(
        error.contains("not there; take it out of Plaid's document with"),
        "{error}"
    );
    assert_eq!(workspace.fake.calls, calls);
}
