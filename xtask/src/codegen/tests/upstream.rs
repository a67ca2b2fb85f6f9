use super::Workspace;
use crate::codegen::STALE;

#[test]
fn an_upstream_document_is_compared_without_being_taken_over() {
    let workspace = Workspace::new();
    workspace.replace("upstream.yml", "1.2.3", "1.2.4");
    workspace.replace(
        "upstream.yml",
        "kind: {",
        "c: {$ref: '#/components/schemas/C'}, kind: {",
    );
    workspace.replace(
        "upstream.yml",
        "B: {type: string}\n",
        "B: {type: string}\n    C: {type: string}\n",
    );
    let before = workspace.files();
    let (code, text) = workspace.run(&["--upstream", "--check"]).unwrap();
    assert_eq!((code, workspace.files()), (STALE, before));
    for part in [
        "        Kept 1 operation, 3 schemas, 4 properties of 2020-09-14_1.2.4\n",
        "\n--- a/openapi/plaid-credit.json\n+++ b/openapi/plaid-credit.json\n",
        "\n-version = \"2020-09-14_1.2.3\"\n+version = \"2020-09-14_1.2.4\"\n",
        "\n--- /dev/null\n+++ b/tests/snapshots/C.snap\n",
        "\nNew nodes (2):\n  #/components/schemas/A/properties/c\n  #/components/schemas/C\n",
        "       Stale tests/snapshots/C.snap, which is missing\n",
        "\nTo bring it up to date: cargo xtask codegen --upstream upstream.yml\n",
    ] {
        assert!(text.contains(part), "{text}\n  for {part}");
    }
    let (code, text) = workspace.run(&["--upstream"]).unwrap();
    assert_eq!(code, 0);
    assert!(
        text.contains("       Added tests/snapshots/C.snap\n"),
        "{text}"
    );
    assert_eq!(workspace.run(&["--upstream", "--check"]).unwrap().0, 0);
}

/// Upstream corrects one of the mistakes that a patch file is about.
#[test]
fn a_patch_that_no_longer_applies_is_skipped_listed_and_refused_until_it_is_gone() {
    let workspace = Workspace::new();
    workspace.replace(
        "upstream.yml",
        "kind: {type: string}",
        "kind: {type: string, maxLength: 5}",
    );
    let (code, text) = workspace.run(&["--upstream"]).unwrap();
    assert_eq!(code, 0);
    assert!(
        text.contains(
            "Patches that were not applied; review them in openapi/patches (1):\n  0001-kind: \
             change 2 (add /components/schemas/A/properties/kind/maxLength) found 5, expected \
             nothing; bring it up to date, or delete it\n"
        ),
        "{text}"
    );
    let error = workspace.error(&["--check"]);
    assert!(
        error.contains("`0001-kind` is not in the fragment"),
        "{error}"
    );
    std::fs::remove_file(workspace.path("openapi/patches/0001-kind.toml")).unwrap();
    assert_eq!(workspace.run(&["--check"]).unwrap().0, 0);
}

#[test]
fn a_patch_that_upstream_has_made_may_stay_until_it_is_reviewed() {
    let workspace = Workspace::new();
    workspace.replace(
        "upstream.yml",
        "kind: {type: string}",
        "kind: {type: string, maxLength: 9}",
    );
    let listed =
        "  0001-kind: upstream has corrected the mistake (seen in 2020-09-14_1.2.3); delete it\n";
    for flags in [
        &["--upstream"][..],
        &["--check"],
        &["--upstream", "--check"],
    ] {
        let (code, text) = workspace.run(flags).unwrap();
        assert_eq!(code, 0, "{text}");
        assert!(text.contains(listed), "{text}");
    }
    std::fs::remove_file(workspace.path("openapi/patches/0001-kind.toml")).unwrap();
    assert_eq!(workspace.run(&["--check"]).unwrap().0, 0);
}

#[test]
fn a_patch_that_applied_is_not_refused_by_the_next_run() {
    let workspace = Workspace::new();
    workspace.write(
        "openapi/patches/0002-amount.toml",
        "reason = 'both are there'\nseen-in = '2020-09-14_1.2.3'\n\
         [[change]]\nop = 'test'\npath = '/components/schemas/A/type'\nvalue = 'object'\n\
         [[change]]\nop = 'add'\npath = '/components/schemas/A/required'\nvalue = ['kind', 'amount']\n\
         [[change]]\nop = 'test'\npath = '/components/schemas/A/properties/amount/type'\nvalue = 'number'\n\
         [[change]]\nop = 'add'\npath = '/components/schemas/A/properties/amount/format'\nvalue = 'double'\n",
    );
    assert_eq!(workspace.run(&["--upstream"]).unwrap().0, 0);
    assert_eq!(workspace.run(&["--check"]).unwrap().0, 0);
    assert_eq!(workspace.run(&["--upstream", "--check"]).unwrap().0, 0);
}

#[test]
fn operations_that_are_not_selected_are_listed() {
    let workspace = Workspace::new();
    workspace.replace(
        "upstream.yml",
        "paths:\n",
        "paths:\n  /a/list:\n    post:\n      operationId: aList\n      responses: {'200': {description: \
         OK, content: {application/json: {schema: {$ref: '#/components/schemas/D'}}}}}\n",
    );
    workspace.replace(
        "upstream.yml",
        "  schemas:\n",
        "  schemas:\n    D: {type: object}\n",
    );
    let (code, text) = workspace.run(&["--upstream"]).unwrap();
    assert_eq!(code, 0);
    assert!(
        text.contains(
            "\nOperations and webhooks that are not selected in openapi (1):\n  aList, /a/list: needs \
             the schema D\n"
        ),
        "{text}"
    );
}

#[test]
fn a_document_that_does_not_generate_changes_nothing() {
    let workspace = Workspace::new();
    workspace.replace("upstream.yml", "B: {type: string}", "B: {type: sstring}");
    workspace.write("openapi/shown.toml", "");
    let before = workspace.files();
    for flags in [&["--upstream"][..], &["--upstream", "--check"]] {
        let error = workspace.error(flags);
        assert!(error.contains("nothing was changed"), "{error}");
        assert!(
            error.starts_with("upstream.yml#/components/schemas/B/type: "),
            "{error}"
        );
        assert_eq!(workspace.files(), before);
    }
}

#[test]
fn a_fragment_that_is_at_fault_does_not_stop_an_update() {
    let workspace = Workspace::new();
    let reference = "#/components/schemas/";
    let fragment = workspace.read("openapi/plaid-credit.json");
    let (before, after) = fragment.split_once(reference).unwrap();
    let broken = format!("{before}{reference}Gone{after}");
    workspace.write("openapi/plaid-credit.json", &broken);
    let (code, text) = workspace.run(&["--upstream"]).unwrap();
    assert_eq!(code, 0, "{text}");
    assert!(text.contains("Skipped the report on changes: "), "{text}");
    assert_eq!(workspace.read("openapi/plaid-credit.json"), fragment);
}
