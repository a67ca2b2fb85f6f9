use std::fs;

use super::Workspace;
use crate::codegen::STALE;

#[test]
fn an_upstream_document_is_compared_without_being_taken_over() {
    let mut workspace = Workspace::new();
    workspace.replace(
        "upstream.yml",
        "$ref: '#/components/schemas/B'}}",
        "type: string}}",
    );
    workspace.replace("upstream.yml", "1.2.3", "1.2.4");
    workspace.replace(
        "upstream.yml",
        "{type: string}\n",
        "{type: string}\n    C: {}\n",
    );
    workspace.replace(
        "upstream.yml",
        "b: {",
        "c: {$ref: '#/components/schemas/C'}, b: {",
    );
    let before = workspace.files();
    let (code, text) = workspace.run(&["--upstream", "--check"]).unwrap();
    assert_eq!((code, workspace.files()), (STALE, before));
    let text = text
        .lines()
        .filter(|line| !line.contains("sha256 = "))
        .collect::<Vec<_>>()
        .join("\n");
    insta::assert_snapshot!(text, @r###"
         Reading upstream.yml
            Kept 1 operation, 2 schemas, 2 properties of 2020-09-14_1.2.4
           Stale openapi/plaid-credit.json
           Stale openapi/upstream.toml
           Stale plaid-credit/CHANGELOG.md, which is missing
        Building plaid-credit and its snapshots, which takes a minute after a change
           Stale tests/snapshots/A.snap
           Stale tests/snapshots/B.snap, which nothing generates any more
           Stale tests/snapshots/C.snap, which is missing
           Fresh tests/snapshots: 1 snapshot

    --- a/openapi/plaid-credit.json
    +++ b/openapi/plaid-credit.json
    @@ -30,13 +30,14 @@
             "type": "object",
             "properties": {
               "b": {
    -            "$ref": "#/components/schemas/B"
    +            "type": "string"
    +          },
    +          "c": {
    +            "$ref": "#/components/schemas/C"
               }
             }
           },
    -      "B": {
    -        "type": "string"
    -      }
    +      "C": {}
         }
       }
     }

    --- a/openapi/upstream.toml
    +++ b/openapi/upstream.toml
    @@ -1,7 +1,7 @@
     # Written by `cargo xtask fragment`: what openapi/plaid-credit.json was taken from.
    -version = "2020-09-14_1.2.3"
    +version = "2020-09-14_1.2.4"
     operations = 1
     schemas = 2
    -properties = 1
    +properties = 2
     # Over the kept structure before patches, without prose and examples.

    --- /dev/null
    +++ b/plaid-credit/CHANGELOG.md
    @@ -0,0 +1,16 @@
    +# Changelog
    +
    +What changed for users of the crate, in the form of
    +[Keep a Changelog](https://keepachangelog.com/en/1.1.0/).
    +
    +## [Unreleased]
    +
    +### Added
    +
    +- `A`: field `c` (`Option<C>`).
    +- Type `C` of `Client::a_get`.
    +
    +### Changed
    +
    +- **Breaking:** `A`: `b` is now written in place (`B` becomes `String`).
    +- Follows Plaid's OpenAPI document `2020-09-14_1.2.4`.

    --- a/tests/snapshots/A.snap
    +++ b/tests/snapshots/A.snap
    @@ -1,2 +1,2 @@
     A
    -{"properties":{"b":{"$ref":"#/components/schemas/B"}},"type":"object"}
    +{"properties":{"b":{"type":"string"},"c":{"$ref":"#/components/schemas/C"}},"type":"object"}

    --- a/tests/snapshots/B.snap
    +++ /dev/null
    @@ -1,2 +0,0 @@
    -B
    -{"type":"string"}

    --- /dev/null
    +++ b/tests/snapshots/C.snap
    @@ -0,0 +1,2 @@
    +C
    +{}

    Without prose, write it in openapi/plaid-credit.json (5):
      #/components/schemas/A
      #/components/schemas/A/properties/b
      #/components/schemas/C
      #/paths/~1a/post/summary
      #/paths/~1a/post/description

    New nodes (2):
      #/components/schemas/A/properties/c
      #/components/schemas/C

    Gone nodes (1):
      #/components/schemas/B

    Changed models and operations (1):
      A

    New models and operations (1):
      C

    Gone models and operations (1):
      B

    What changed from 2020-09-14_1.2.3 to 2020-09-14_1.2.4

    Breaking
    ========

    A
      used by aGet (feature first)
      breaking       `b` is now written in place (`B` becomes `String`)
      additive       New field `c`: `Option<C>`

    Additive
    ========

    New types
      used by aGet (feature first)
      additive       C: wrapper of `Value`

    3 changes: 1 breaking, 2 additive, 0 documentation.
    Version: 0.1.0 -> 0.2.0, as code may break.

    To bring it up to date: cargo xtask codegen --upstream upstream.yml
    "###);

    let (code, text) = workspace.run(&["--upstream"]).unwrap();
    assert_eq!(code, 0);
    for line in [
        "     Updated openapi/plaid-credit.json\n     Updated openapi/upstream.toml\n",
        "     Updated tests/snapshots/A.snap\n",
        "     Removed tests/snapshots/B.snap\n",
        "       Added tests/snapshots/C.snap\n",
        "Then run: cargo test --workspace\n",
    ] {
        assert!(text.contains(line), "{text}\n  for {line}");
    }
    assert!(!workspace.path("tests/snapshots/B.snap").exists());
    assert_eq!(workspace.run(&["--upstream", "--check"]).unwrap().0, 0);
}

const CHANGED: [(&str, &str); 2] = [
    ("1.2.3", "1.2.4"),
    ("B: {type: string}", "B: {type: integer}"),
];

fn take(workspace: &mut Workspace, edits: &[(&str, &str)]) -> String {
    for (from, to) in edits {
        workspace.replace("upstream.yml", from, to);
    }
    workspace.run(&["--upstream"]).unwrap().1
}

#[test]
fn the_changelog_says_what_changed_and_says_it_once() {
    let mut workspace = Workspace::new();
    assert!(!workspace.path("plaid-credit/CHANGELOG.md").exists());
    let text = take(&mut workspace, &CHANGED);
    assert!(
        text.contains("       Added plaid-credit/CHANGELOG.md\n"),
        "{text}"
    );
    let first = workspace.read("plaid-credit/CHANGELOG.md");
    insta::assert_snapshot!(first, @"
    # Changelog

    What changed for users of the crate, in the form of
    [Keep a Changelog](https://keepachangelog.com/en/1.1.0/).

    ## [Unreleased]

    ### Changed

    - **Breaking:** `B`: the type changes from wrapper of `String` to wrapper of `i64`.
    - Follows Plaid's OpenAPI document `2020-09-14_1.2.4`.
    ");
    let before = workspace.files();
    let text = take(&mut workspace, &[]);
    assert!(
        text.contains("       Fresh plaid-credit/CHANGELOG.md\n"),
        "{text}"
    );
    assert_eq!(workspace.files(), before);

    // Taken again over the fragment of before, nothing is said twice.
    workspace.replace("openapi/plaid-credit.json", "\"integer\"", "\"string\"");
    take(&mut workspace, &[]);
    assert_eq!(workspace.files().len(), before.len());
    assert_eq!(workspace.read("plaid-credit/CHANGELOG.md"), first);

    workspace.replace(
        "plaid-credit/CHANGELOG.md",
        "### Changed\n\n",
        "### Changed\n\n- By hand.\n",
    );
    take(
        &mut workspace,
        &[("1.2.4", "1.2.5"), ("{b: ", "{c: {type: string}, b: ")],
    );
    insta::assert_snapshot!(workspace.read("plaid-credit/CHANGELOG.md"), @"
    # Changelog

    What changed for users of the crate, in the form of
    [Keep a Changelog](https://keepachangelog.com/en/1.1.0/).

    ## [Unreleased]

    ### Added

    - `A`: field `c` (`Option<String>`).

    ### Changed

    - By hand.
    - **Breaking:** `B`: the type changes from wrapper of `String` to wrapper of `i64`.
    - Follows Plaid's OpenAPI document `2020-09-14_1.2.5`.
    ");
}

#[test]
fn a_document_of_another_version_alone_is_not_worth_an_entry() {
    let mut workspace = Workspace::new();
    let text = take(&mut workspace, &CHANGED[..1]);
    assert!(text.contains("Updated openapi/upstream.toml\n"), "{text}");
    assert!(
        text.contains("\nNo changes. Version: stays at 0.1.0.\n"),
        "{text}"
    );
    assert!(!workspace.path("plaid-credit/CHANGELOG.md").exists());
}

#[test]
fn a_document_that_does_not_build_changes_nothing() {
    let mut workspace = Workspace::new();
    for (from, to) in CHANGED {
        workspace.replace("upstream.yml", from, to);
    }
    let before = workspace.files();
    let aside = workspace.layout.target().join("xtask/plaid-credit.json");
    for flags in [&["--upstream"][..], &["--upstream", "--check"]] {
        workspace.fake.fails = true;
        let error = workspace.run(flags).unwrap_err().to_string();
        assert!(error.starts_with("error: plaid-credit@0.1.0: "), "{error}");
        assert!(
            error.contains("so nothing was changed. The new fragment is in "),
            "{error}"
        );
        let kept = fs::read_to_string(&aside).unwrap();
        assert!(kept.contains("\"integer\""), "{kept}");
        let files = workspace.files();
        let contents = |files: &[(_, String, _)]| -> Vec<String> {
            files
                .iter()
                .map(|(_, content, _)| content.clone())
                .collect::<Vec<_>>()
        };
        let files: Vec<_> = files
            .into_iter()
            .filter(|(path, ..)| *path != aside)
            .collect();
        assert_eq!(contents(&files), contents(&before));
    }
    workspace.fake.fails = false;
    assert_eq!(workspace.run(&["--upstream"]).unwrap().0, 0);
    let said = workspace.read("plaid-credit/CHANGELOG.md");
    assert!(said.contains("wrapper of `i64`"), "{said}");
}
