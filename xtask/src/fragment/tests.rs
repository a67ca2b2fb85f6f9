use std::fs;
use std::path::PathBuf;

use tempfile::TempDir;

use super::{Args, run};
use crate::layout::Layout;
use crate::output::Output;

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
        fs::create_dir_all(workspace.layout.patches()).unwrap();
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

    fn run(&self, output: Option<&str>) -> anyhow::Result<String> {
        let mut bytes = Vec::new();
        let output = output.map(|name| self.path(name));
        let args = Args {
            upstream: self.path("upstream.yml"),
            output,
            all: false,
        };
        run(&args, &self.layout, &mut Output::new(&mut bytes))?;
        Ok(String::from_utf8(bytes)
            .unwrap()
            .replace(&format!("{}/", self.folder.path().display()), ""))
    }

    fn error(&self) -> String {
        format!("{:#}", self.run(None).unwrap_err())
    }
}

#[test]
fn both_files_are_written_and_the_second_run_leaves_them() {
    let workspace = Workspace::new();
    insta::assert_snapshot!(workspace.run(None).unwrap(), @r"
         Reading upstream.yml
            Kept 1 operation, 1 schema, 3 properties of 2020-09-14_1.2.3
         Updated openapi/plaid-credit.json
         Updated openapi/upstream.toml

    Without prose, write it in openapi/plaid-credit.json (6):
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
    let changed = || {
        fs::metadata(workspace.layout.fragment())
            .unwrap()
            .modified()
            .unwrap()
    };
    let before = changed();
    let second = workspace.run(None).unwrap();
    assert!(second.contains("Fresh openapi/plaid-credit.json\n       Fresh openapi/upstream.toml"));
    assert_eq!(changed(), before);
    insta::assert_snapshot!(workspace.read("openapi/plaid-credit.json"), @r##"
    {
      "openapi": "3.0.0",
      "info": {
        "title": "Plaid credit API",
        "version": "2020-09-14"
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
    workspace.run(None).unwrap();
    let before = (
        workspace.read("openapi/plaid-credit.json"),
        workspace.read("openapi/upstream.toml"),
    );
    workspace.write(
        "upstream.yml",
        &UPSTREAM
            .replace("Their words", "Other words")
            .replace(", example: 'true'", ""),
    );
    workspace.run(None).unwrap();
    let after = (
        workspace.read("openapi/plaid-credit.json"),
        workspace.read("openapi/upstream.toml"),
    );
    assert_eq!(before, after);
}

#[test]
fn our_prose_is_carried_over() {
    let workspace = Workspace::new();
    workspace.run(None).unwrap();
    let ours = workspace.read("openapi/plaid-credit.json").replace(
        "\"format\": \"decimal\"",
        "\"format\": \"decimal\",\n\"description\": \"Ours.\"",
    );
    workspace.write("openapi/plaid-credit.json", &ours);
    workspace.write(
        "upstream.yml",
        &UPSTREAM.replace("        score: {type: number}\n", ""),
    );
    let report = workspace.run(None).unwrap();
    assert!(
        workspace
            .read("openapi/plaid-credit.json")
            .contains("\"description\": \"Ours.\"")
    );
    assert!(
        report.contains("Gone nodes (1):\n  #/components/schemas/A/properties/score"),
        "{report}"
    );
    assert!(
        !report.contains("  #/components/schemas/A/properties/amount"),
        "{report}"
    );
}

#[test]
fn output_writes_that_file_alone() {
    let workspace = Workspace::new();
    let report = workspace.run(Some("other.json")).unwrap();
    assert!(report.contains("Updated other.json"), "{report}");
    assert!(workspace.path("other.json").exists());
    assert!(!workspace.layout.fragment().exists() && !workspace.layout.record().exists());
}

#[test]
fn mistakes_stop_the_run_and_change_nothing() {
    let workspace = Workspace::new();
    workspace.run(None).unwrap();
    let before = workspace.read("openapi/plaid-credit.json");
    let changed = UPSTREAM
        .replace("double", "float")
        .replace("1.2.3", "1.2.4");
    workspace.write(
        "upstream.yml",
        &changed.replace("[kind, amount]", "[kind, gone]"),
    );
    insta::assert_snapshot!(workspace.error().replace(&workspace.folder.path().display().to_string(), ""), @"
    the fragment of /upstream.yml has mistakes, nothing was changed; most are answered by a patch in openapi/patches/

    Findings (1):
      openapi/plaid-credit.json#/components/schemas/A: requires `gone`, which is no property of it; correct it with a patch in openapi/patches/
    ");
    workspace.write(
        "upstream.yml",
        &changed.replace("[true, false]", "['true', 'false']"),
    );
    assert!(
        workspace
            .error()
            .contains("0001-kind.toml: no longer applies: change 1")
    );
    workspace.write(
        "upstream.yml",
        &changed.replace("amount: {type: number", "amount: {type: string"),
    );
    assert!(
        workspace
            .error()
            .contains("A = [\"amount\"]: no `type: number` any more but `string`")
    );
    workspace.write("upstream.yml", &changed);
    workspace.write("openapi/selection.toml", "[features]\nfirst = ['aget']\n");
    assert!(
        workspace
            .error()
            .contains("`aget` (feature `first`) is not in the upstream document")
    );
    assert_eq!(workspace.read("openapi/plaid-credit.json"), before);
    assert!(workspace.read("openapi/upstream.toml").contains("1.2.3"));
}

#[test]
fn a_fragment_that_is_no_json_is_not_overwritten() {
    let workspace = Workspace::new();
    workspace.write("openapi/plaid-credit.json", "{\n<<<<<<<");
    let error = workspace.error();
    assert!(
        error.contains("plaid-credit.json: not JSON") && error.contains("line 2"),
        "{error}"
    );
    assert_eq!(workspace.read("openapi/plaid-credit.json"), "{\n<<<<<<<");
}

#[test]
fn neither_file_is_written_when_one_cannot_be() {
    let workspace = Workspace::new();
    let missing = workspace.path("no-such-folder").join("a.json");
    let args = Args {
        upstream: workspace.path("upstream.yml"),
        output: Some(missing),
        all: false,
    };
    let error = run(&args, &workspace.layout, &mut Output::new(&mut Vec::new())).unwrap_err();
    assert!(
        error
            .to_string()
            .contains("a.json: cannot be written, nothing was changed"),
        "{error}"
    );
    // A folder stands where the record belongs.
    fs::create_dir(workspace.layout.record()).unwrap();
    assert!(workspace.run(None).is_err());
    assert!(!workspace.layout.fragment().exists());
    assert_eq!(
        fs::read_dir(workspace.path("openapi")).unwrap().count(),
        4,
        "no leftovers"
    );
}
