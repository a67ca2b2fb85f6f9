//! What git keeps of the workspace: files at a revision, and the tags of releases.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::version::Version;
use crate::changelog;

/// The repository of the workspace at a path.
pub(crate) struct Git<'a>(pub(crate) &'a Path);

impl Git<'_> {
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
        // Where it finds nothing, `git grep` fails.
        if self.run(&["ls-tree", commit, folder])?.is_empty() {
            return Ok(BTreeMap::new());
        }
        // Every line, whatever the user's configuration says of the output.
        let grep = "grep --text --null --no-color --no-line-number --no-column -e";
        let mut grep: Vec<_> = grep.split(' ').collect();
        grep.extend(["", commit, "--", folder]);
        let lines = self.run(&grep)?;
        let mut snapshots = BTreeMap::<_, String>::new();
        // Each is `commit:folder/name.snap\0line`.
        for (file, line) in lines.lines().filter_map(|line| line.split_once('\0')) {
            let name = file.rsplit('/').next().unwrap_or(file);
            if let Some(name) = name.strip_suffix(".snap") {
                *snapshots.entry(name.to_owned()).or_default() += &format!("{line}\n");
            }
        }
        Ok(snapshots)
    }

    /// The newest release that the present commit builds on: its tag and its version.
    fn last_release(&self) -> Option<(String, Version)> {
        let tags = self.run(&["tag", "--list", "v[0-9]*", "--merged", "HEAD"]);
        // A repository without a commit has no release.
        let tags = tags.unwrap_or_default();
        let releases = tags
            .lines()
            .filter_map(|tag| Some((tag.to_owned(), Version::parse(tag.strip_prefix('v')?)?)));
        releases.max_by_key(|(_, version)| *version)
    }

    /// Why the tags of releases may be missing, and how to get them.
    fn lacks_tags(&self) -> Option<&'static str> {
        let said = |arguments: &[&str]| self.run(arguments).unwrap_or_default();
        if said(&["rev-parse", "--git-dir"]).is_empty() {
            Some("this is not a git repository")
        } else if said(&["rev-parse", "--is-shallow-repository"]) == "true" {
            Some("this clone is shallow; run `git fetch --unshallow --tags`")
        } else if said(&["config", "--get-regexp", r"^remote\..*\.tagopt$"]).contains("--no-tags") {
            Some(
                "this clone was made without tags; run `git config --unset-all \
                 remote.origin.tagOpt` and `git fetch --tags`",
            )
        } else {
            None
        }
    }

    /// The last release, after the releases that the changelog names. Otherwise why it is not
    /// known, and what to do.
    pub(crate) fn known_release(
        &self,
        changelog: &str,
    ) -> Result<Option<(String, Version)>, String> {
        let release = self.last_release();
        let lacks_tags = release.is_none().then(|| self.lacks_tags()).flatten();
        let documented = changelog::newest_version(changelog);
        let documented = documented.filter(|it| release.as_ref().map(|it| it.1) < Some(*it));
        let is_missing = |version| {
            let tag = format!("v{version}");
            // As when the commit that was tagged has been rebased or squashed.
            let (state, command) = match self.commit(&tag) {
                Ok(_) => ("not part of this branch", format!("git merge {tag}")),
                Err(_) => ("missing", "git fetch --tags".to_owned()),
            };
            format!("tag {tag}, which the changelog names, is {state}; run `{command}`")
        };
        let unknown = lacks_tags.map(str::to_owned);
        unknown
            .or(documented.map(is_missing))
            .map_or(Ok(release), Err)
    }

    fn run(&self, arguments: &[&str]) -> Result<String> {
        let mut command = Command::new("git");
        command.arg("-C").arg(self.0).args(arguments);
        // In a hook, these name the repository of the hook, which may be another one.
        command.env_remove("GIT_DIR").env_remove("GIT_WORK_TREE");
        let ran = command
            .output()
            .context("failed to run git; install it, or name two files to compare")?;
        if !ran.status.success() {
            let said = String::from_utf8_lossy(&ran.stderr);
            bail!("{}", said.trim().trim_start_matches("fatal: "));
        }
        let text = String::from_utf8(ran.stdout).context("git printed text that is not UTF-8")?;
        Ok(text.trim_end_matches('\n').to_owned())
    }
}
