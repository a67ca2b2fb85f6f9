//! The command on a small workspace, with a stand-in for cargo.

mod fragment;
mod upstream;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use tempfile::TempDir;

use super::{Args, Renderer, run};
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
        workspace.write("Cargo.toml", "[workspace.package]\nversion = '0.1.0'\n");
        fs::create_dir_all(workspace.path("plaid-credit")).unwrap();
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
