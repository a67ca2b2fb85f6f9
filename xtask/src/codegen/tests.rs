use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use tempfile::TempDir;

use super::{Args, Renderer, STALE, run};
use crate::layout::Layout;
use crate::output::Output;

const UPSTREAM: &str = "\
openapi: 3.0.0
info: {version: 2020-09-14_1.2.3}
paths:
  /a:
    post:
      operationId: aGet
      responses:
        '200':
          description: OK
          content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}
components:
  schemas:
    A: {type: object, properties: {b: {$ref: '#/components/schemas/B'}}}
    B: {type: string}
";

/// Stands for cargo: one snapshot per schema of the fragment, and an index.
struct Fake {
    fragment: PathBuf,
    calls: usize,
    fails: bool,
}

impl Renderer for Fake {
    fn render(&mut self, into: &Path, fragment: Option<&Path>) -> Result<()> {
        self.calls += 1;
        if self.fails {
            fs::write(into.join("half.snap"), "half")?;
            bail!("error: plaid-credit@0.1.0: openapi/plaid-credit.json#/paths: a fault");
        }
        let text = fs::read_to_string(fragment.unwrap_or(&self.fragment))?;
        let document: serde_json::Value = serde_json::from_str(&text)?;
        let schemas = document["components"]["schemas"].as_object().unwrap();
        for (name, schema) in schemas {
            fs::write(
                into.join(format!("{name}.snap")),
                format!("{name}\n{schema}\n"),
            )?;
        }
        fs::write(
            into.join("index.snap"),
            format!("{} schemas\n", schemas.len()),
        )?;
        Ok(())
    }
}

struct Workspace {
    folder: TempDir,
    layout: Layout,
    fake: Fake,
}

impl Workspace {
    /// A workspace in which everything is fresh.
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let layout = Layout::new(folder.path());
        let fake = Fake {
            fragment: layout.fragment(),
            calls: 0,
            fails: false,
        };
        let mut workspace = Self {
            folder,
            layout,
            fake,
        };
        fs::create_dir_all(workspace.layout.patches()).unwrap();
        workspace.write("openapi/selection.toml", "[features]\nfirst = ['aGet']\n");
        workspace.write("upstream.yml", UPSTREAM);
        workspace.run(&["--upstream"]).unwrap();
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

    fn replace(&self, name: &str, from: &str, to: &str) {
        let text = self.read(name);
        assert!(text.contains(from), "{text}");
        self.write(name, &text.replace(from, to));
    }

    fn run(&mut self, flags: &[&str]) -> Result<(u8, String)> {
        let upstream = flags
            .contains(&"--upstream")
            .then(|| self.path("upstream.yml"));
        let args = Args {
            upstream,
            check: flags.contains(&"--check"),
        };
        let mut bytes = Vec::new();
        let code = run(
            &args,
            &self.layout,
            &mut self.fake,
            &mut Output::new(&mut bytes),
        )?;
        let root = format!("{}/", self.folder.path().display());
        Ok((code, String::from_utf8(bytes).unwrap().replace(&root, "")))
    }

    /// Every file with its content and the time at which it changed.
    fn files(&self) -> Vec<(PathBuf, String, std::time::SystemTime)> {
        let mut files = Vec::new();
        let mut folders = vec![self.folder.path().to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    let changed = fs::metadata(&path).unwrap().modified().unwrap();
                    files.push((path.clone(), fs::read_to_string(&path).unwrap(), changed));
                }
            }
        }
        files.sort();
        files
    }
}

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
