//! What git keeps of the workspace: files at a revision, and the tags of releases.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use super::version::Version;

/// The repository that a workspace stands in.
pub(super) struct Git {
    root: PathBuf,
}

impl Git {
    /// The repository of the workspace at `root`.
    pub(super) fn new(root: &Path) -> Self {
        Self {
            root: root.to_owned(),
        }
    }

    /// Whether there is a repository, and git to read it.
    pub(super) fn is_there(&self) -> bool {
        let ran = self.command(&["rev-parse", "--git-dir"]).output();
        ran.is_ok_and(|ran| ran.status.success())
    }

    /// The commit of a revision. What begins with `-` is a revision too, and never an
    /// option.
    pub(super) fn commit(&self, revision: &str) -> Result<String> {
        let commit = format!("{revision}^{{commit}}");
        self.run(&["rev-parse", "--verify", "--end-of-options", &commit])
            .with_context(|| format!("git:{revision}: not a revision of this repository"))
    }

    /// A file at a commit, by its path from the top of the workspace.
    pub(super) fn file(&self, commit: &str, path: &str) -> Result<String> {
        // The workspace need not be the top of the repository.
        let object = format!("{commit}:./{path}");
        self.run(&["cat-file", "blob", &object])
    }

    /// The snapshots in a folder at a commit, by name.
    pub(super) fn snapshots(&self, commit: &str, folder: &str) -> Result<BTreeMap<String, String>> {
        let tree = self.run(&["ls-tree", "-z", &format!("{commit}:./{folder}")])?;
        // Each entry is `mode type object\tname`.
        let entries = tree.split('\0').filter_map(|entry| entry.split_once('\t'));
        let (objects, names): (Vec<_>, Vec<_>) = entries
            .filter_map(|(object, name)| {
                let object = object.split(' ').nth(2)?;
                Some((object, name.strip_suffix(".snap")?))
            })
            .unzip();
        let contents = self.contents(&objects)?;
        let names = names.into_iter().map(str::to_owned);
        Ok(names.zip(contents).collect())
    }

    /// The contents of objects, in one run.
    fn contents(&self, objects: &[&str]) -> Result<Vec<String>> {
        let mut child = self
            .command(&["cat-file", "--batch"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .context(MISSING)?;
        let asked = objects.join("\n") + "\n";
        let input = child.stdin.take();
        let ran = std::thread::scope(|scope| {
            scope.spawn(|| {
                // A git that stops reading says why itself.
                input.map(|mut input| input.write_all(asked.as_bytes()))
            });
            child.wait_with_output()
        })?;
        let mut rest = ran.stdout.as_slice();
        let mut contents = Vec::new();
        // Each answer is `object type size\n`, the content and a newline.
        for object in objects {
            let content = (|| {
                let end = rest.iter().position(|byte| *byte == b'\n')?;
                let head = std::str::from_utf8(&rest[..end]).ok()?;
                let size: usize = head.rsplit(' ').next()?.parse().ok()?;
                let content = rest.get(end + 1..end + 1 + size)?;
                rest = rest.get(end + size + 2..)?;
                Some(String::from_utf8_lossy(content).into_owned())
            })();
            contents.push(content.with_context(|| format!("git cannot read object {object}"))?);
        }
        Ok(contents)
    }

    /// The newest release that the present commit builds on: its tag and its version.
    pub(super) fn last_release(&self) -> Option<(String, Version)> {
        let tags = self.run(&["tag", "--list", "v[0-9]*", "--merged", "HEAD"]);
        // A repository without a commit has no release.
        let tags = tags.unwrap_or_default();
        let releases = tags
            .lines()
            .filter_map(|tag| Some((tag.to_owned(), Version::parse(tag.strip_prefix('v')?)?)));
        releases.max_by_key(|(_, version)| *version)
    }

    /// Whether the clone leaves out older commits, and perhaps the tags with them.
    pub(super) fn is_shallow(&self) -> Result<bool> {
        Ok(self.run(&["rev-parse", "--is-shallow-repository"])? == "true")
    }

    /// Whether the clone was made with `--no-tags`, which git records for its remote.
    pub(super) fn is_without_tags(&self) -> bool {
        // Without such an option, git exits with 1.
        let options = self.run(&["config", "--get-regexp", r"^remote\..*\.tagopt$"]);
        options.is_ok_and(|options| options.contains("--no-tags"))
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new("git");
        command.arg("-C").arg(&self.root).args(arguments);
        command
    }

    fn run(&self, arguments: &[&str]) -> Result<String> {
        let ran = self.command(arguments).output().context(MISSING)?;
        if !ran.status.success() {
            let said = String::from_utf8_lossy(&ran.stderr);
            bail!("{}", said.trim().trim_start_matches("fatal: "));
        }
        let text = String::from_utf8(ran.stdout).context("git printed what is not UTF-8")?;
        Ok(text.trim_end_matches('\n').to_owned())
    }
}

const MISSING: &str = "failed to run git; install it, or name two files to compare";
