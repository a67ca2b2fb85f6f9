//! The command: where documents come from, exit codes, errors.

use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};
use tempfile::TempDir;

use super::{add, base, changed, remove, schema};
use crate::changes::{Args, FOUND, FailOn, Format, run};
use crate::layout::Layout;
use crate::output::Output;

/// A workspace with the fragment of the base document, in a repository of its own.
struct Workspace {
    folder: TempDir,
}

impl Workspace {
    fn new() -> Self {
        let workspace = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        workspace.write("Cargo.toml", "[workspace.package]\nversion = \"0.3.1\"\n");
        workspace.write(
            "openapi/selection.toml",
            "[features]\nloans = [\"loanGet\", \"loanClose\"]\n",
        );
        workspace.write_fragment(&base());
        workspace
    }

    fn with_history() -> Self {
        let workspace = Self::new();
        workspace.git(&["init", "--quiet", "--initial-branch=main"]);
        workspace.commit();
        workspace
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    fn write_fragment(&self, document: &Value) {
        self.write("openapi/plaid-credit.json", &document.to_string());
    }

    fn git(&self, arguments: &[&str]) {
        let ran = Command::new("git")
            .arg("-C")
            .arg(self.path())
            .args(["-c", "user.name=Test", "-c", "user.email=test@example.com"])
            .args(arguments)
            .output()
            .unwrap();
        assert!(
            ran.status.success(),
            "{}",
            String::from_utf8_lossy(&ran.stderr)
        );
    }

    fn commit(&self) {
        self.git(&["add", "."]);
        self.git(&["commit", "--quiet", "--message=Change"]);
    }

    fn run(&self, args: &Args) -> anyhow::Result<(u8, String)> {
        let mut bytes = Vec::new();
        let code = run(
            args,
            &Layout::new(self.path()),
            &mut Output::new(&mut bytes),
        )?;
        Ok((code, String::from_utf8(bytes)?))
    }

    fn text(&self, documents: &[&str]) -> String {
        self.run(&args(documents)).unwrap().1
    }

    fn error(&self, documents: &[&str]) -> String {
        let error = self.run(&args(documents)).unwrap_err();
        format!("{error:#}").replace(&self.path().display().to_string(), "")
    }

    /// The path of a file, as an argument.
    fn argument(&self, name: &str) -> String {
        self.path().join(name).display().to_string()
    }
}

fn args(documents: &[&str]) -> Args {
    let document = |at: usize| documents.get(at).map(|argument| (*argument).to_owned());
    Args {
        old: document(0),
        new: document(1),
        format: Format::Text,
        all: false,
        fail_on: None,
    }
}

fn with_new_value() -> Value {
    changed(&json!([add(&schema("LoanStatus/enum/-"), json!("SOLD"))]))
}

fn with_less_fields() -> Value {
    changed(&json!([remove(&schema("Loan/properties/rate"))]))
}

#[test]
fn the_working_tree_is_compared_with_the_last_commit() {
    let workspace = Workspace::with_history();
    assert!(
        workspace
            .text(&[])
            .starts_with("What changed from git:HEAD to openapi/plaid-credit.json\n\nNo changes.")
    );
    workspace.write_fragment(&with_new_value());
    let text = workspace.text(&[]);
    assert!(
        text.contains("LoanStatus") && text.contains("New value: `SOLD`"),
        "{text}"
    );
    assert!(
        text.ends_with("Version: 0.3.1 -> 0.3.2, as no code breaks.\n"),
        "{text}"
    );
}

#[test]
fn the_working_tree_is_compared_with_what_is_published() {
    let workspace = Workspace::with_history();
    workspace.git(&["update-ref", "refs/remotes/origin/main", "HEAD"]);
    workspace.write_fragment(&with_less_fields());
    workspace.commit();
    let text = workspace.text(&[]);
    assert!(
        text.starts_with("What changed from git:origin/main to "),
        "{text}"
    );
    assert!(
        text.ends_with("Version: 0.3.1 -> 0.4.0, as code may break.\n"),
        "{text}"
    );
}

#[test]
fn revisions_are_compared() {
    let workspace = Workspace::with_history();
    workspace.write_fragment(&with_new_value());
    workspace.commit();
    let text = workspace.text(&["git:HEAD~1", "git:HEAD"]);
    assert!(
        text.starts_with("What changed from git:HEAD~1 to git:HEAD\n"),
        "{text}"
    );
    assert!(
        text.contains("1 change: 0 breaking, 1 additive, 0 documentation."),
        "{text}"
    );
}

#[test]
fn a_grade_can_fail_the_run() {
    let workspace = Workspace::new();
    workspace.write("additive.json", &with_new_value().to_string());
    workspace.write("breaking.json", &with_less_fields().to_string());
    let code = |new: &str, fail_on| {
        let (old, new) = (
            workspace.argument("openapi/plaid-credit.json"),
            workspace.argument(new),
        );
        workspace
            .run(&Args {
                fail_on,
                ..args(&[&old, &new])
            })
            .unwrap()
            .0
    };
    assert_eq!(code("breaking.json", None), 0);
    assert_eq!(code("breaking.json", Some(FailOn::Breaking)), FOUND);
    assert_eq!(code("breaking.json", Some(FailOn::Additive)), FOUND);
    assert_eq!(code("additive.json", Some(FailOn::Breaking)), 0);
    assert_eq!(code("additive.json", Some(FailOn::Additive)), FOUND);
    assert_eq!(code("openapi/plaid-credit.json", Some(FailOn::Additive)), 0);
}

#[test]
fn of_plaids_documents_the_selected_operations_are_compared() {
    let workspace = Workspace::new();
    workspace.write("old.yml", &format!("{:#}\n", base()));
    let mut new = changed(&json!([
        add(&schema("LoanStatus/enum/-"), json!("SOLD")),
        remove(&schema("LoanUpdateRequest/properties/user_token")),
        add(
            &schema("Loan/description"),
            json!("Prose of Plaid's is not compared.")
        ),
    ]));
    new["info"]["version"] = json!("1.0.0_1.1");
    workspace.write("new.yml", &format!("{new:#}\n"));
    let (old, new) = (workspace.argument("old.yml"), workspace.argument("new.yml"));

    let text = workspace.text(&[&old, &new]);
    assert!(
        text.starts_with("What changed from 1.0.0 to 1.0.0_1.1\n"),
        "{text}"
    );
    assert!(text.contains("used by loanGet (feature loans)"), "{text}");
    assert!(
        text.contains("1 change: 0 breaking, 1 additive, 0 documentation."),
        "{text}"
    );

    let text = std::fs::read_to_string(&new).unwrap();
    workspace.write("new.json", &text);
    assert_eq!(
        workspace.text(&[&old, &new]),
        workspace.text(&[&old, &workspace.argument("new.json")])
    );

    let all = workspace
        .run(&Args {
            all: true,
            ..args(&[&old, &new])
        })
        .unwrap()
        .1;
    assert!(all.contains("`user_token` removed"), "{all}");
}

#[test]
fn a_document_of_plaids_is_brought_to_the_form_of_the_fragment() {
    let workspace = Workspace::new();
    workspace.write(
        "openapi/patches/0001-rate.toml",
        r#"
        reason = "The rate is text."
        seen-in = "1.0.0"
        [[change]]
        op = "test"
        path = "/components/schemas/Loan/properties/rate/type"
        value = "number"
        [[change]]
        op = "replace"
        path = "/components/schemas/Loan/properties/rate/type"
        value = "string"
        "#,
    );
    workspace.write(
        "openapi/patches/0002-gone.toml",
        r#"
        reason = "Upstream has mended this."
        seen-in = "0.9.0"
        [[change]]
        op = "test"
        path = "/components/schemas/Gone/type"
        value = "number"
        "#,
    );
    workspace.write(
        "openapi/money.toml",
        "[money]\nLoan = [\"fee\", \"amount\"]\nPayment = [\"amount\"]\n",
    );
    let mut upstream = base();
    upstream["components"]["schemas"]["Loan"]["properties"]["amount"] = json!({"type": "number"});
    workspace.write("upstream.yml", &format!("{upstream:#}\n"));

    let mut fragment = changed(&json!([
        add(&schema("Loan/properties/rate/type"), json!("string")),
        remove("/paths/~1loan~1update"),
        remove("/paths/~1loans~1{lender}"),
        remove(&schema("LoanUpdateRequest")),
        remove(&schema("LoansListResponse")),
        remove(&schema("UserToken")),
    ]));
    fragment["components"]["schemas"]["Loan"]["description"] = json!("Words of ours.");
    workspace.write_fragment(&fragment);
    let text = workspace.text(&[
        &workspace.argument("openapi/plaid-credit.json"),
        &workspace.argument("upstream.yml"),
    ]);
    assert_eq!(
        text,
        "What changed from openapi/plaid-credit.json to 1.0.0\n\nNo changes. Version: stays at 0.3.1.\n"
    );
}

#[test]
fn bad_input_is_answered_by_a_clear_error() {
    let workspace = Workspace::with_history();
    workspace.write("text.json", "no JSON");
    workspace.write("list.json", "[]");
    workspace.write("empty.yml", "");
    let file = |name: &str| workspace.argument(name);
    for (documents, expected) in [
        (
            vec!["git:nowhere".to_owned()],
            "git:nowhere: openapi/plaid-credit.json cannot be read there",
        ),
        (
            vec![file("absent.json")],
            "absent.json: the fragment cannot be read; give the path",
        ),
        (
            vec![file("text.json")],
            "text.json: not JSON; a fragment is written by `cargo xtask fragment`",
        ),
        (
            vec![file("list.json")],
            "list.json: no OpenAPI document: `openapi` or `paths` is missing",
        ),
        (
            vec![file("absent.yml")],
            "absent.yml: the upstream document cannot be read",
        ),
        (vec![file("empty.yml")], "empty.yml: the file is empty"),
    ] {
        let documents: Vec<&str> = documents.iter().map(String::as_str).collect();
        let error = workspace.error(&documents);
        assert!(error.contains(expected), "{error}\n{expected}");
    }
}

#[test]
fn a_workspace_that_lacks_something() {
    let workspace = Workspace::new();
    let fragment = workspace.argument("openapi/plaid-credit.json");
    let error = workspace.error(&[]);
    assert!(
        error.contains("git:HEAD: openapi/plaid-credit.json cannot be read there"),
        "{error}"
    );

    workspace.write("Cargo.toml", "[workspace]\n");
    let error = workspace.error(&[&fragment]);
    assert!(
        error.contains("Cargo.toml: has no `workspace.package.version`"),
        "{error}"
    );
    workspace.write("Cargo.toml", "[workspace.package]\nversion = \"one\"\n");
    let error = workspace.error(&[&fragment]);
    assert!(
        error.contains("version `one` is not of the form 1.2.3"),
        "{error}"
    );

    workspace.write("old.yml", &format!("{:#}\n", base()));
    std::fs::remove_file(workspace.path().join("openapi/selection.toml")).unwrap();
    let error = workspace.error(&[&workspace.argument("old.yml")]);
    assert!(
        error.contains("with --all every operation is compared"),
        "{error}"
    );
    assert!(
        error.contains("selection.toml: the selection of operations cannot be read"),
        "{error}"
    );
}
