//! The command: where documents come from, exit codes, errors.

use std::ffi::OsStr;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};
use tempfile::TempDir;

use super::{add, base, changed, remove, rename, schema};
use crate::changes::{Args, FOUND, Format, Grade, run};
use crate::layout::Layout;
use crate::output::Output;

/// A command that sees neither the user's configuration of git nor the repository of a hook that
/// runs the tests.
pub(crate) fn isolated(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    command
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1");
    for variable in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"] {
        command.env_remove(variable);
    }
    command
}

/// A workspace with the fragment of the base document, in a repository of its own.
pub(crate) struct Workspace {
    folder: TempDir,
}

impl Workspace {
    pub(crate) fn new() -> Self {
        let workspace = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        workspace.write("Cargo.toml", "[workspace.package]\nversion = \"0.3.1\"\n");
        workspace.write(
            "openapi/selection.toml",
            "reads = []\n[features]\nloans = [\"loanGet\"]\n",
        );
        workspace.write_fragment(&base());
        workspace.git(&["init", "--quiet", "--initial-branch=main"]);
        workspace.commit();
        workspace
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn layout(&self) -> Layout {
        Layout::new(self.path())
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        let path = self.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    pub(crate) fn write_fragment(&self, document: &Value) {
        self.write("openapi/plaid-credit.json", &document.to_string());
    }

    /// Writes a document of Plaid's and returns its path.
    fn write_upstream(&self, name: &str, document: &Value) -> String {
        let mut document = document.clone();
        document["info"]["version"] = json!(format!("2020-09-14_{name}"));
        self.write(&format!("{name}.yml"), &format!("{document:#}\n"));
        self.path()
            .join(format!("{name}.yml"))
            .display()
            .to_string()
    }

    pub(crate) fn git(&self, arguments: &[&str]) {
        let ran = isolated("git")
            .arg("-C")
            .arg(self.path())
            .args(["-c", "user.name=Test", "-c", "user.email=test@example.com"])
            .args(arguments)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&ran.stderr).into_owned();
        assert!(ran.status.success(), "{said}");
    }

    /// A clone of the repository, made with these options.
    pub(crate) fn cloned(&self, options: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (from, to) = (self.path().display(), folder.path().display());
        let (from, to) = (format!("file://{from}"), to.to_string());
        self.git(&[&["clone", "--quiet"], options, &[&from, &to]].concat());
        Self { folder }
    }

    pub(crate) fn commit(&self) {
        self.git(&["add", "."]);
        self.git(&["commit", "--quiet", "--message=Change"]);
    }

    fn run(&self, args: &Args) -> anyhow::Result<(u8, String)> {
        let mut bytes = Vec::new();
        let code = run(args, &self.layout(), &mut Output::new(&mut bytes))?;
        Ok((code, String::from_utf8(bytes)?))
    }

    fn text(&self, documents: &[&str]) -> String {
        self.run(&args(documents)).unwrap().1
    }
}

fn args(documents: &[&str]) -> Args {
    let document = |at: usize| documents.get(at).map(|argument| (*argument).to_owned());
    Args {
        old: document(0),
        new: document(1),
        format: Format::Markdown,
        all: false,
        fail_on: None,
    }
}

fn with_new_value() -> Value {
    changed(json!([add(&schema("LoanStatus/enum/-"), json!("SOLD"))]))
}

#[test]
fn the_working_tree_is_compared_with_what_is_published() {
    let workspace = Workspace::new();
    assert_eq!(
        workspace.text(&[]),
        "What changed from git:HEAD to openapi/plaid-credit.json\n\nNo changes. Version: stays \
         at 0.3.1.\n"
    );
    workspace.git(&["update-ref", "refs/remotes/origin/main", "HEAD"]);
    workspace.write_fragment(&with_new_value());
    workspace.commit();
    assert_eq!(
        workspace.text(&[]),
        "\
What changed from git:origin/main to openapi/plaid-credit.json

### Additive

- `LoanStatus`, used by `loan_get` (feature `loans`)
  - additive: new values: `SOLD`

1 change: 1 additive.

Version: 0.3.1 -> 0.3.2: no code breaks.
"
    );
    let json = Args {
        format: Format::Json,
        ..args(&["git:HEAD~1", "git:HEAD"])
    };
    let report: Value = serde_json::from_str(&workspace.run(&json).unwrap().1).unwrap();
    assert_eq!(report["counts"]["additive"], 1);
    assert_eq!(report["next_version"], "0.3.2");
    assert_eq!(report["groups"][0]["owner"]["after"], "LoanStatus");
}

#[test]
fn a_grade_can_fail_the_run() {
    let workspace = Workspace::new();
    workspace.write("additive.json", &with_new_value().to_string());
    let new = workspace.path().join("additive.json").display().to_string();
    let code = |fail_on| {
        let args = Args {
            fail_on,
            ..args(&["git:HEAD", &new])
        };
        workspace.run(&args).unwrap().0
    };
    assert_eq!(code(None), 0);
    assert_eq!(code(Some(Grade::Breaking)), 0);
    assert_eq!(code(Some(Grade::Additive)), FOUND);
}

#[test]
fn a_revision_is_never_an_option_of_git() {
    let workspace = Workspace::new();
    for revision in ["git:--output=stolen", "git:-x", "git:nowhere"] {
        let error = workspace.run(&args(&[revision])).unwrap_err();
        let expected = format!("{revision}: not a revision of this repository");
        assert!(format!("{error:#}").starts_with(&expected), "{error:#}");
    }
    assert!(!workspace.path().join("stolen").exists());
}

#[test]
fn errors_say_what_is_wrong() {
    let workspace = Workspace::new();
    workspace.write("text.json", "no JSON");
    workspace.write("list.json", "[]");
    for (file, expected) in [
        ("absent.json", "absent.json: failed to read the fragment"),
        ("text.json", "text.json: not valid JSON"),
        ("list.json", "list.json: not an OpenAPI document"),
    ] {
        let path = workspace.path().join(file).display().to_string();
        let error = format!("{:#}", workspace.run(&args(&[&path])).unwrap_err());
        assert!(error.starts_with(expected), "{error}");
    }
}

/// A document of Plaid's with an operation beside the selected one.
pub(super) fn whole() -> Value {
    let mut whole = base();
    let mut other = whole["paths"]["/loan/get"].clone();
    other["post"]["operationId"] = json!("loanList");
    other["post"]["requestBody"]["content"]["application/json"]["schema"] =
        json!({"$ref": "#/components/schemas/LoanListRequest"});
    whole["paths"]["/loan/list"] = other;
    whole["components"]["schemas"]["LoanListRequest"] = json!({"type": "object", "properties": {"page": {"type": "integer"}, "size": {"type": "integer"}}});
    whole
}

#[test]
fn new_operations_beside_the_selected_ones_are_listed() {
    let workspace = Workspace::new();
    let old = workspace.write_upstream("1.0.0", &base());
    let new = workspace.write_upstream("1.1.0", &whole());
    let text = workspace.text(&[&old, &new]);
    assert!(
        text.contains("\n- loanList, /loan/list: needs the schema LoanListRequest\n"),
        "{text}"
    );
    assert!(
        text.ends_with("\nNo changes. Version: stays at 0.3.1.\n"),
        "{text}"
    );
    assert!(!workspace.text(&[&new, &new]).contains("loanList"));
}

#[test]
fn all_asks_for_no_version_of_what_the_crate_leaves_out() {
    let workspace = Workspace::new();
    let mut without = whole();
    without["components"]["schemas"]["LoanListRequest"]["properties"] =
        json!({"size": {"type": "integer"}});
    let old = workspace.write_upstream("1.0.0", &whole());
    let new = workspace.write_upstream("1.1.0", &without);
    let all = Args {
        all: true,
        ..args(&[&old, &new])
    };
    let text = workspace.run(&all).unwrap().1;
    assert!(text.contains("field `page` removed"), "{text}");
    assert!(
        text.ends_with("Version: stays at 0.3.1: the crate is the same.\n"),
        "{text}"
    );
}

#[test]
fn a_patch_that_does_not_apply_is_skipped_whole_and_listed() {
    let workspace = Workspace::new();
    workspace.write(
        "openapi/patches/0001-text.toml",
        r#"
        reason = "Both are numbers."
        seen-in = "1.0.0"
        [[change]]
        op = "test"
        path = "/components/schemas/LoanGetRequest/properties/loan_id/type"
        value = "string"
        [[change]]
        op = "replace"
        path = "/components/schemas/LoanGetRequest/properties/loan_id/type"
        value = "integer"
        [[change]]
        op = "test"
        path = "/components/schemas/Car/properties/seats/type"
        value = "string"
        "#,
    );
    let old = workspace.write_upstream("1.0.0", &base());
    let text = workspace.text(&[&old, &old]);
    assert!(text.contains("Patches that were skipped"), "{text}");
    assert!(text.contains("0001-text"), "{text}");
    assert!(text.contains("No changes."), "{text}");
}

#[test]
fn a_renamed_amount_is_an_amount() {
    let workspace = Workspace::new();
    workspace.write("openapi/money.toml", "[money]\nLoan = [\"amount\"]\n");
    let plain = |name: &str| {
        let number = json!([
            rename(
                &schema("Loan/properties/amount"),
                &schema(&format!("Loan/properties/{name}"))
            ),
            remove(&schema(&format!("Loan/properties/{name}/format"))),
        ]);
        changed(number)
    };
    let old = workspace.write_upstream("1.0.0", &plain("amount"));
    let new = workspace.write_upstream("1.1.0", &plain("loan_amount"));
    let text = workspace.text(&[&old, &new]);
    assert!(
        text.contains("field `amount` is renamed to `loan_amount`\n\n1 change: 1 breaking.\n"),
        "{text}"
    );
}

#[test]
fn a_recorded_order_of_arguments_is_no_change() {
    let workspace = Workspace::new();
    workspace.write("openapi/money.toml", "[money]\nLoan = [\"amount\"]\n");
    workspace.write(
        "openapi/names.toml",
        "[arguments]\nLoanGetRequest = [\"loan_id\", \"count\"]\n",
    );
    let required = add(&schema("LoanGetRequest/required/-"), json!("count"));
    let upstream = workspace.write_upstream("1.0.0", &changed(json!([required.clone()])));
    let order = add(
        &schema("LoanGetRequest/x-arguments"),
        json!(["loan_id", "count"]),
    );
    workspace.write_fragment(&changed(json!([required, order])));
    workspace.commit();
    let text = workspace.text(&["git:HEAD", &upstream]);
    assert!(
        text.contains("\n\nNo changes. Version: stays at 0.3.1.\n"),
        "{text}"
    );
}
