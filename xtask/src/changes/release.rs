//! What changed since the last release, and which version comes next.
//!
//! A release is a tag `v1.2.3`. The fragment at the tag is what the crate was made of, and
//! the reviewed pages in tests/snapshots at the tag are what its generator made of that. A
//! page that today's generator writes in another way for the same fragment is a change of
//! the generator, which users meet as well: breaking if a line is gone or different, and
//! additive if lines were only added.

use std::collections::BTreeMap;

use anyhow::Context;
use plaid_credit_codegen::Api;
use serde_json::Value;

use crate::changelog::{self, Entry};
use crate::fragment::record::Origin;
use crate::layout::Layout;

use super::change::{Grade, codes};
use super::git::Git;
use super::input::{self, FRAGMENT};
use super::report::{Report, Settings, Side};
use super::version::Version;

/// Where the pages stand in the repository.
const PAGES: &str = "tests/snapshots";
/// The pages of an [`Api`], by name.
pub type Pages = BTreeMap<String, String>;

/// The fragment of the working tree, or the one that will be written there.
#[derive(Clone, Copy, Debug)]
pub struct Present<'a> {
    /// The version of Plaid's document.
    pub upstream: &'a str,
    /// The fragment.
    pub document: &'a Value,
    /// What the generator makes of it.
    pub api: &'a Api,
}

/// What is new since the last release.
#[derive(Clone, Debug)]
pub struct Release {
    /// The tag of the last release; `None` before the first.
    tag: Option<String>,
    /// The changes since, or else why it is not known what was released.
    changes: Result<Changes, String>,
}

#[derive(Clone, Debug)]
struct Changes {
    report: Report,
    /// Pages that the generator writes in another way, with what that means.
    generator: BTreeMap<String, Grade>,
}

/// Compares the last release with the present fragment. `changelog` is the present
/// changelog; `generate` gives what the generator makes of a fragment.
pub fn since_last(
    layout: &Layout,
    present: Present<'_>,
    changelog: Option<&str>,
    generate: impl Fn(&Value) -> anyhow::Result<(Api, Pages)>,
) -> anyhow::Result<Release> {
    let unknown = |why: String| Release {
        tag: None,
        changes: Err(why),
    };
    let git = Git::new(layout.root());
    if !git.is_there() {
        return Ok(unknown("this is not a git repository".to_owned()));
    }
    let release = git.last_release();
    let tagged = release.as_ref().map(|(_, version)| *version);
    let documented = changelog.and_then(changelog::newest_version);
    if let Some(version) = documented.filter(|documented| tagged < Some(*documented)) {
        return Ok(unknown(format!(
            "tag v{version}, which the changelog names, is missing; run `git fetch --tags`"
        )));
    }
    if release.is_none() && git.is_shallow()? {
        let why = "this clone is shallow; run `git fetch --unshallow --tags`";
        return Ok(unknown(why.to_owned()));
    }
    if release.is_none() && git.is_without_tags() {
        let why = "this clone was made without tags; run `git config --unset-all \
                   remote.origin.tagOpt` and `git fetch --tags`";
        return Ok(unknown(why.to_owned()));
    }
    let (mut name, mut document) = ("nothing".to_owned(), Value::Null);
    let (mut api, mut generator) = (Api::default(), BTreeMap::new());
    if let Some((tag, _)) = &release {
        let commit = git.commit(tag)?;
        let released = || format!("{tag}: {FRAGMENT}");
        let text = git.file(&commit, FRAGMENT).with_context(released)?;
        document = input::parse(&text).with_context(released)?;
        let pages;
        (api, pages) = generate(&document).with_context(released)?;
        generator = generator_changes(&git.snapshots(&commit, PAGES).unwrap_or_default(), &pages);
        name = Origin::of(&document).map_or_else(|_| tag.clone(), |origin| origin.version);
    }
    let side = |name, document, api| Side {
        name,
        document,
        api,
    };
    let settings = Settings {
        with_prose: true,
        version: tagged.map_or_else(|| Version::of_workspace(layout.root()), Ok)?,
    };
    let old = side(&name, &document, &api);
    let new = side(present.upstream, present.document, present.api);
    let report = Report::new(old, new, settings);
    Ok(Release {
        tag: release.map(|(tag, _)| tag),
        changes: Ok(Changes { report, generator }),
    })
}

impl Release {
    /// The changes; `None` if it is not known what was released.
    pub fn report(&self) -> Option<&Report> {
        self.changes.as_ref().ok().map(|changes| &changes.report)
    }

    /// The version to release next; `None` if it is not known what was released. Before the
    /// first release it is the version in Cargo.toml.
    pub fn version(&self) -> Option<Version> {
        let Changes { report, generator } = self.changes.as_ref().ok()?;
        let gravest = report.gravest.max(generator.values().max().copied());
        let gravest = gravest.filter(|_| self.tag.is_some());
        Some(report.version.after(gravest))
    }

    /// One line about the release to tell a maintainer.
    pub fn summary(&self) -> String {
        match (&self.changes, self.version(), &self.tag) {
            (Ok(_), Some(version), None) => format!("{version} will be the first"),
            (Ok(changes), Some(version), Some(tag)) if version == changes.report.version => {
                format!("nothing is new since {tag}")
            }
            (Ok(_), Some(version), Some(tag)) => format!("{version} comes next, after {tag}"),
            (Err(why), ..) => format!("the changelog was left as it is: {why}"),
            (Ok(_), None, _) => String::new(),
        }
    }

    /// The changelog with its generated block made anew; as it is if it is not known what
    /// was released.
    pub fn changelog(&self, present: Option<&str>) -> Option<String> {
        let Ok(Changes { report, generator }) = &self.changes else {
            return present.map(str::to_owned);
        };
        let mut entries = report.entries();
        for (is_breaking, what) in [(true, "other"), (false, "additional")] {
            let pages = generator.iter();
            let pages = pages.filter(|(_, grade)| (**grade == Grade::Breaking) == is_breaking);
            let names: Vec<_> = pages.map(|(name, _)| name.as_str()).collect();
            if !names.is_empty() {
                let text = format!("The generator writes {what} code for {}.", codes(names));
                entries.push(Entry { is_breaking, text });
            }
        }
        entries.sort_by_key(|entry| !entry.is_breaking);
        Some(changelog::with_block(present, &report.new, &entries))
    }
}

/// The pages that differ, by name.
fn generator_changes(released: &Pages, present: &Pages) -> BTreeMap<String, Grade> {
    let names = released.keys().chain(present.keys());
    let changes = names.filter_map(|name| {
        let lines = |pages: &Pages| {
            let page = pages.get(name).map_or("", |page| content(page));
            page.lines().map(str::to_owned).collect::<Vec<_>>()
        };
        let (old, new) = (lines(released), lines(present));
        let mut rest = new.iter();
        let grade = if old == new {
            return None;
        } else if old.iter().all(|line| rest.any(|new| new == line)) {
            Grade::Additive
        } else {
            Grade::Breaking
        };
        Some((name.clone(), grade))
    });
    changes.collect()
}

/// A snapshot without what insta writes above it.
fn content(page: &str) -> &str {
    let header = page
        .strip_prefix("---\n")
        .and_then(|rest| rest.split_once("\n---\n"));
    header.map_or(page, |(_, content)| content).trim()
}
