//! `cargo xtask codegen`, killed: the same command repairs what it left, with the same report.
#![cfg(unix)]
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

const BEFORE: &str = "\
openapi: 3.0.0
info: {version: 2020-09-14_1.2.3}
paths:
  /a/get:
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

/// A folder with the files that the command works on.
struct Workspace {
    folder: TempDir,
}

impl Workspace {
    /// A small workspace, for which Plaid's next document has a schema more and one less.
    fn small() -> Self {
        let workspace = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        workspace.write("Cargo.toml", "[workspace.package]\nversion = '0.1.0'\n");
        workspace.write("openapi/selection.toml", "[features]\nfirst = ['aGet']\n");
        workspace.write("plaid-credit/Cargo.toml", "");
        workspace.write("upstream.yml", BEFORE);
        assert!(workspace.run(&UPDATE).status.success());
        let after = BEFORE
            .replace("1.2.3", "1.2.4")
            .replace("schemas/B'", "schemas/C'")
            .replace("B: {", "C: {");
        workspace.write("upstream.yml", &after);
        workspace
    }

    /// A copy of what this workspace has, in which everything is fresh.
    fn copy_of_this_one() -> Self {
        let workspace = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        for name in ["Cargo.toml", "plaid-credit/CHANGELOG.md"] {
            workspace.write(name, &fs::read_to_string(root.join(name)).unwrap());
        }
        for folder in ["openapi", "openapi/patches", "tests/snapshots"] {
            for entry in fs::read_dir(root.join(folder)).unwrap() {
                let path = entry.unwrap().path();
                if path.is_file() {
                    let name = path.strip_prefix(root).unwrap().to_str().unwrap();
                    workspace.write(name, &fs::read_to_string(&path).unwrap());
                }
            }
        }
        assert!(workspace.run(&["codegen"]).status.success());
        workspace
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        fs::create_dir_all(self.path(name).parent().unwrap()).unwrap();
        fs::write(self.path(name), text).unwrap();
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command
            .current_dir(self.folder.path())
            .env("CARGO_MANIFEST_DIR", self.path("xtask"));
        command
    }

    fn run(&self, arguments: &[&str]) -> Output {
        let mut command = self.command(env!("CARGO_BIN_EXE_xtask"));
        command.args(arguments).output().unwrap()
    }

    /// Runs the command, which the system kills once it writes a file beyond the limit.
    fn run_with_file_limit(&self, blocks: usize, arguments: &[&str]) -> Output {
        let script = format!("ulimit -c 0; ulimit -f {blocks}; exec \"$0\" \"$@\"");
        let mut command = self.command("sh");
        command.args(["-c", &script, env!("CARGO_BIN_EXE_xtask")]);
        command.args(arguments).output().unwrap()
    }

    /// Every file by its name.
    fn files(&self) -> BTreeMap<PathBuf, String> {
        let mut files = BTreeMap::new();
        let mut folders = vec![self.folder.path().to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    let name = path.strip_prefix(self.folder.path()).unwrap().to_owned();
                    files.insert(name, fs::read_to_string(&path).unwrap());
                }
            }
        }
        files
    }
}

const UPDATE: [&str; 3] = ["codegen", "--upstream", "upstream.yml"];

fn text(output: &Output) -> String {
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// The files that a run says it wrote, in order.
fn written(text: &str) -> Vec<&str> {
    let labels = ["Updated ", "Added ", "Removed "];
    text.lines()
        .filter(|line| line.starts_with(' '))
        .filter_map(|line| {
            let line = line.trim_start();
            labels.iter().find_map(|label| line.strip_prefix(label))
        })
        .collect()
}

/// What stands before the list of the files.
fn report(text: &str) -> &str {
    let labels = [" Updated ", " Added ", " Removed ", " Fresh "];
    let end = labels.iter().filter_map(|label| text.find(label)).min();
    text[..end.unwrap()].trim_end()
}

/// A run that is killed between two files has replaced some of them, and leaves the new
/// content of the others behind. The fragment, from which the report is made, comes last.
#[test]
fn between_any_two_files() {
    let done = Workspace::small();
    let output = text(&done.run(&UPDATE));
    let files = written(&output);
    assert_eq!(files.last(), Some(&"openapi/plaid-credit.json"));
    for expected in [
        "tests/snapshots/B.snap",
        "tests/snapshots/C.snap",
        "openapi/upstream.toml",
    ] {
        assert!(files.contains(&expected), "{output}");
    }
    for killed_after in 0..files.len() {
        let workspace = Workspace::small();
        for file in &files[..killed_after] {
            match fs::read_to_string(done.path(file)) {
                Ok(content) => workspace.write(file, &content),
                Err(_) => fs::remove_file(workspace.path(file)).unwrap(),
            }
        }
        workspace.write(".xtask/.xtask-AbCdEf.tmp", "half of a file");
        let again = text(&workspace.run(&UPDATE));
        assert_eq!(
            report(&again),
            report(&output),
            "after {killed_after} files"
        );
        assert_eq!(
            workspace.files(),
            done.files(),
            "after {killed_after} files"
        );
    }
}

#[test]
fn before_the_first_file() {
    /// The signal that stands for a file beyond the limit, on Linux and macOS.
    const SIGXFSZ: i32 = 25;
    let workspace = Workspace::copy_of_this_one();
    let money = workspace.path("openapi/money.toml");
    let edited =
        fs::read_to_string(&money)
            .unwrap()
            .replacen("AmountWithCurrency = [\"amount\"]\n", "", 1);
    fs::write(&money, edited).unwrap();
    let before = workspace.files();
    // The fragment is larger than 64 kB.
    let killed = workspace.run_with_file_limit(64, &["codegen"]);
    assert_eq!(killed.status.signal(), Some(SIGXFSZ), "{killed:?}");
    let mut files = workspace.files();
    let staged = |name: &Path| name.starts_with(".xtask");
    assert!(files.keys().any(|name| staged(name)), "{:?}", files.keys());
    files.retain(|name, _| !staged(name));
    assert!(files == before, "a file was replaced");

    let output = text(&workspace.run(&["codegen"]));
    let report = String::from_utf8(killed.stdout).unwrap();
    assert!(output.starts_with(report.trim_end()), "{report}");
    assert!(
        written(&output).contains(&"tests/snapshots/AmountWithCurrency.snap"),
        "{output}"
    );
    assert!(!workspace.path(".xtask").exists());
    assert!(workspace.run(&["codegen", "--check"]).status.success());
}
