//! The command on a small workspace.

mod fragment;
mod names;
mod transaction;
mod upstream;
mod webhooks;

use std::fs;
use std::path::PathBuf;

use anyhow::Result;
use tempfile::TempDir;

use super::{Args, run};
use crate::layout::{self, Layout};
use crate::output::{Output, without_root};

const UPSTREAM: &str = "\
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
    A: {type: object, properties: {b: {$ref: '#/components/schemas/B'}, amount: {type: number}, kind: {type: string}}}
    B: {type: string}
";

const PATCH: &str = "\
reason = 'it is text'
seen-in = '2020-09-14_1.2.3'
[[change]]
op = 'test'
path = '/components/schemas/A/properties/kind/type'
value = 'string'
[[change]]
op = 'add'
path = '/components/schemas/A/properties/kind/maxLength'
value = 9
";

struct Workspace {
    folder: TempDir,
    layout: Layout,
}

impl Workspace {
    /// A workspace in which everything is fresh.
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let layout = Layout::new(folder.path());
        let workspace = Self { folder, layout };
        fs::create_dir_all(workspace.layout.path(layout::PATCHES)).unwrap();
        workspace.write("Cargo.toml", "[workspace.package]\nversion = '0.1.0'\n");
        fs::create_dir_all(workspace.path("plaid-credit")).unwrap();
        workspace.write(
            "openapi/selection.toml",
            "reads = ['aGet']\n[features]\nfirst = ['aGet']\n",
        );
        workspace.write("openapi/money.toml", "[money]\nA = ['amount']\n");
        workspace.write("openapi/shown.toml", "B = ['.']\n");
        workspace.write("openapi/patches/0001-kind.toml", PATCH);
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

    fn run(&self, flags: &[&str]) -> Result<(u8, String)> {
        let upstream = flags
            .contains(&"--upstream")
            .then(|| self.path("upstream.yml"));
        let args = Args {
            upstream,
            check: flags.contains(&"--check"),
        };
        let mut bytes = Vec::new();
        let code = run(&args, &self.layout, &mut Output::new(&mut bytes))?;
        Ok((
            code,
            without_root(self.folder.path(), &String::from_utf8(bytes).unwrap()),
        ))
    }

    fn error(&self, flags: &[&str]) -> String {
        without_root(
            self.folder.path(),
            &format!("{:#}", self.run(flags).unwrap_err()),
        )
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
