use std::fs;
use std::path::PathBuf;

use tempfile::TempDir;

use super::{Args, run};
use crate::layout::{self, Layout};
use crate::output::{Output, without_root};

const UPSTREAM: &str = "\
openapi: 3.0.0
info: {title: Theirs, version: 2020-09-14_1.2.3}
paths:
  /a:
    post:
      operationId: aGet
      summary: Their words
      responses:
        '200':
          description: OK
          content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}
components:
  schemas:
    A:
      description: Their words
      type: object
      required: [kind, amount]
      properties:
        kind: {type: string, enum: [true, false], example: 'true'}
        amount: {type: number, format: double}
        score: {type: number}
";

const PATCH: &str = "\
reason = 'a string is no boolean'
seen-in = '2020-09-14_1.2.3'
[[change]]
op = 'test'
path = '/components/schemas/A/properties/kind/enum'
value = [true, false]
[[change]]
op = 'replace'
path = '/components/schemas/A/properties/kind/enum'
value = ['true', 'false']
";

struct Workspace {
    folder: TempDir,
    layout: Layout,
}

impl Workspace {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let workspace = Self {
            layout: Layout::new(folder.path()),
            folder,
        };
        fs::create_dir_all(workspace.layout.path(layout::PATCHES)).unwrap();
        workspace.write("openapi/selection.toml", "[features]\nfirst = ['aGet']\n");
        workspace.write("openapi/money.toml", "[money]\nA = ['amount']\n");
        workspace.write("openapi/patches/0001-kind.toml", PATCH);
        workspace.write("upstream.yml", UPSTREAM);
        workspace
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).unwrap();
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    fn run(&self, all: bool) -> anyhow::Result<String> {
        let mut bytes = Vec::new();
        let args = Args {
            upstream: self.path("upstream.yml"),
            output: self.path("preview.json"),
            all,
        };
        run(&args, &self.layout, &mut Output::new(&mut bytes))?;
        Ok(without_root(
            self.folder.path(),
            &String::from_utf8(bytes).unwrap(),
        ))
    }

    fn error(&self) -> String {
        without_root(
            self.folder.path(),
            &format!("{:#}", self.run(false).unwrap_err()),
        )
    }
}

/// `UPSTREAM` with another operation beside `aGet`.
fn with_another_operation() -> String {
    UPSTREAM.replace(
        "  /a:\n",
        "  /a/b:\n    post:\n      operationId: aBGet\n      responses: {'200': {description: OK, \
         content: {application/json: {schema: {$ref: '#/components/schemas/B'}}}}}\n  /a:\n",
    ) + "    B: {type: object}\n"
}

#[test]
fn the_fragment_is_written_to_the_file_and_nothing_else() {
    let workspace = Workspace::new();
    insta::assert_snapshot!(workspace.run(false).unwrap(), @"
         Reading upstream.yml
            Kept 1 operation, 1 schema, 3 properties of 2020-09-14_1.2.3
           Wrote preview.json

    Without a description; write one in openapi/plaid-credit.json (6):
      #/components/schemas/A
      #/components/schemas/A/properties/amount
      #/components/schemas/A/properties/kind
      #/components/schemas/A/properties/score
      #/paths/~1a/post/summary
      #/paths/~1a/post/description

    New nodes (2):
      #/components/schemas/A
      #/paths/~1a/post

    Numbers to decide on in openapi/money.toml (1):
      #/components/schemas/A/properties/score
    ");
    let files: Vec<_> = fs::read_dir(workspace.path("openapi"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert!(
        !files.iter().any(|file| file.ends_with(".json")),
        "{files:?}"
    );
    assert!(!workspace.layout.path(layout::RECORD).exists());
    insta::assert_snapshot!(workspace.read("preview.json"), @r##"
    {
      "openapi": "3.0.0",
      "info": {
        "title": "Plaid credit API",
        "version": "2020-09-14",
        "x-upstream": {
          "patches": [
            "0001-kind"
          ],
          "version": "2020-09-14_1.2.3"
        }
      },
      "paths": {
        "/a": {
          "post": {
            "operationId": "aGet",
            "responses": {
              "200": {
                "description": "Success.",
                "content": {
                  "application/json": {
                    "schema": {
                      "$ref": "#/components/schemas/A"
                    }
                  }
                }
              }
            },
            "x-cargo-feature": "first"
          }
        }
      },
      "components": {
        "schemas": {
          "A": {
            "type": "object",
            "required": [
              "amount",
              "kind"
            ],
            "properties": {
              "amount": {
                "type": "number",
                "format": "decimal"
              },
              "kind": {
                "type": "string",
                "enum": [
                  "true",
                  "false"
                ]
              },
              "score": {
                "type": "number"
              }
            }
          }
        }
      }
    }
    "##);
}

#[test]
fn prose_and_examples_upstream_move_nothing() {
    let workspace = Workspace::new();
    workspace.run(false).unwrap();
    let before = workspace.read("preview.json");
    workspace.write(
        "upstream.yml",
        &UPSTREAM
            .replace("Their words", "Other words")
            .replace(", example: 'true'", ""),
    );
    workspace.run(false).unwrap();
    assert_eq!(workspace.read("preview.json"), before);
}

#[test]
fn our_prose_is_carried_over() {
    let workspace = Workspace::new();
    workspace.run(false).unwrap();
    let ours = workspace.read("preview.json").replace(
        "\"format\": \"decimal\"",
        "\"format\": \"decimal\",\n\"description\": \"Ours.\"",
    );
    workspace.write("openapi/plaid-credit.json", &ours);
    workspace.write(
        "upstream.yml",
        &UPSTREAM.replace("        score: {type: number}\n", ""),
    );
    let report = workspace.run(false).unwrap();
    assert!(
        workspace
            .read("preview.json")
            .contains("\"description\": \"Ours.\"")
    );
    assert!(
        report.contains("Removed nodes (1):\n  #/components/schemas/A/properties/score"),
        "{report}"
    );
    assert!(
        !report.contains("  #/components/schemas/A/properties/amount"),
        "{report}"
    );
}

#[test]
fn a_preview_has_the_recorded_names() {
    let workspace = Workspace::new();
    workspace.write("openapi/names.toml", "[types]\nA = 'Bee'\n");
    workspace.run(false).unwrap();
    let preview = workspace.read("preview.json");
    assert!(preview.contains("\"x-rust-name\": \"Bee\""), "{preview}");
}

#[test]
fn a_preview_may_be_of_a_document_that_does_not_generate() {
    let workspace = Workspace::new();
    let of_no_type = UPSTREAM.replace("score: {type: number}", "score: {type: nmber}");
    workspace.write("upstream.yml", &of_no_type);
    let report = workspace.run(false).unwrap();
    assert!(
        report.contains("\nMistakes (1):\n  #/components/schemas/A"),
        "{report}"
    );
    assert!(workspace.read("preview.json").contains("nmber"));
}

#[test]
fn mistakes_stop_the_run_and_change_nothing() {
    let workspace = Workspace::new();
    workspace.run(false).unwrap();
    let before = workspace.read("preview.json");
    let changed = UPSTREAM.replace("double", "float");
    workspace.write(
        "upstream.yml",
        &changed.replace("[kind, amount]", "[kind, gone]"),
    );
    insta::assert_snapshot!(workspace.error(), @"
    upstream.yml: the fragment has mistakes; nothing was changed

    Mistakes (1):
      #/components/schemas/A: requires `gone`, which is not one of its properties; correct it with a patch in openapi/patches/
    ");
    workspace.write(
        "upstream.yml",
        &changed.replace("amount: {type: number", "amount: {type: string"),
    );
    let error = workspace.error();
    assert!(
        error.contains("A = [\"amount\"]: `type` is not `number` but `string`"),
        "{error}"
    );
    workspace.write("upstream.yml", &changed);
    workspace.write("openapi/selection.toml", "[features]\nfirst = ['aget']\n");
    let error = workspace.error();
    assert!(
        error.contains("`aget` (feature `first`) is not in the upstream document"),
        "{error}"
    );
    assert_eq!(workspace.read("preview.json"), before);
}

#[test]
fn a_patch_that_no_longer_applies_is_listed_with_the_mistakes_that_it_leaves() {
    let workspace = Workspace::new();
    workspace.write("upstream.yml", &UPSTREAM.replace("[true, false]", "[true]"));
    let error = workspace.error();
    assert!(
        error.contains("has the enum value true where `type` is `string`"),
        "{error}"
    );
    assert!(
        error.contains("Patches that were not applied; review them in openapi/patches (1):"),
        "{error}"
    );
}

#[test]
fn a_patch_that_no_longer_applies_is_skipped_and_listed() {
    let workspace = Workspace::new();
    workspace.write(
        "upstream.yml",
        &UPSTREAM.replace("[true, false]", "['true', 'false', 'unknown']"),
    );
    let report = workspace.run(false).unwrap();
    assert!(
        report.contains(
            "Patches that were not applied; review them in openapi/patches (1):\n  0001-kind: \
             change 1 (test /components/schemas/A/properties/kind/enum) found \
             [\"true\",\"false\",\"unknown\"], expected [true,false]; bring it up to date, or \
             delete it\n"
        ),
        "{report}"
    );
    assert!(workspace.read("preview.json").contains("\"unknown\""));
}

#[test]
fn operations_beside_the_selected_ones_are_listed() {
    let workspace = Workspace::new();
    workspace.write("upstream.yml", &with_another_operation());
    let report = workspace.run(false).unwrap();
    assert!(
        report.contains(
            "Operations and webhooks that are not selected in openapi (1):\n  aBGet, /a/b: needs the \
             schema B\n"
        ),
        "{report}"
    );
}

#[test]
fn all_needs_no_selected_operation() {
    let workspace = Workspace::new();
    workspace.write("upstream.yml", &with_another_operation());
    workspace.write("openapi/selection.toml", "[features]\nfirst = ['zGet']\n");
    workspace.write("openapi/money.toml", "[money]\nGone = ['amount']\n");
    let report = workspace.run(true).unwrap();
    assert!(
        report
            .contains("  openapi/money.toml: Gone = [\"amount\"]: the fragment has no such schema"),
        "{report}"
    );
    assert!(workspace.read("preview.json").contains("\"aBGet\""));
    assert!(
        workspace
            .error()
            .contains("`zGet` (feature `first`) is not in the upstream")
    );
}

#[test]
fn prose_is_not_lost_to_a_fragment_that_cannot_be_read() {
    let workspace = Workspace::new();
    workspace.write("openapi/plaid-credit.json", "{\n<<<<<<<");
    let error = workspace.error();
    assert!(
        error.contains("plaid-credit.json: is not valid JSON") && error.contains("line 2"),
        "{error}"
    );
}

#[test]
fn a_file_that_cannot_be_written_is_an_error() {
    let workspace = Workspace::new();
    let args = Args {
        upstream: workspace.path("upstream.yml"),
        output: workspace.path("no-such-folder").join("a.json"),
        all: false,
    };
    let error = run(&args, &workspace.layout, &mut Output::new(&mut Vec::new())).unwrap_err();
    assert!(
        error
            .to_string()
            .contains("a.json: cannot be written; nothing was changed"),
        "{error}"
    );
}
