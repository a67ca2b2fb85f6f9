//! What changed since the last release, and which version comes next.
//!
//! A release is a tag `v1.2.3`. The fragment at the tag is what the crate was made of, and
//! the reviewed pages in tests/snapshots at the tag are what its generator made of that. A
//! page that today's generator writes in another way for the same fragment is a change of
//! the generator, which users meet as well: breaking if a line is gone or different, and
//! additive if lines were only added.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use plaid_credit_codegen::Api;
use serde_json::{Value, json};

use crate::changelog::{self, Entry};
use crate::fragment::record::Origin;
use crate::layout::Layout;

use super::change::Grade;
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
pub enum Release {
    /// The release that came last, and the changes since.
    Since(Box<Since>),
    /// It is not known what was released, and why not.
    Unknown(String),
}

/// The changes since a release, or all that there is before the first.
#[derive(Clone, Debug)]
pub struct Since {
    /// The tag; `None` before the first release.
    tag: Option<String>,
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
    generate: impl Fn(&Value) -> Result<(Api, Pages)>,
) -> Result<Release> {
    let version = Version::of_workspace(layout.root())?;
    let git = Git::new(layout.root());
    if !git.is_there() {
        return Ok(Release::Unknown("this is not a git repository".to_owned()));
    }
    let documented = changelog.and_then(changelog::newest_version);
    let release = git.last_release()?;
    if release.is_none() && git.is_shallow()? {
        return Ok(Release::Unknown(
            "this clone is shallow and has no tags; run `git fetch --unshallow --tags`".to_owned(),
        ));
    }
    let tagged = release.as_ref().map(|(_, version)| *version);
    if let Some(documented) = documented.filter(|documented| tagged < Some(*documented)) {
        return Ok(Release::Unknown(format!(
            "tag v{documented}, which the changelog names, is missing; run `git fetch --tags`"
        )));
    }
    let Some((tag, released)) = release else {
        let nothing = json!({});
        let old = Side {
            name: "nothing",
            document: &nothing,
            api: &Api::default(),
        };
        return Ok(since(None, old, present, version, BTreeMap::new()));
    };
    let commit = git.commit(&tag)?;
    let document = git.file(&commit, FRAGMENT);
    let document = document.with_context(|| format!("{tag}: {FRAGMENT} is not in this release"))?;
    let document = input::parse(&document).with_context(|| format!("{tag}: {FRAGMENT}"))?;
    let (api, pages) = generate(&document).with_context(|| tag.clone())?;
    let released_pages = git.snapshots(&commit, PAGES).unwrap_or_default();
    let generator = generator_changes(&released_pages, &pages);
    let name = Origin::of(&document).ok().map(|origin| origin.version);
    let old = Side {
        name: name.as_deref().unwrap_or(&tag),
        document: &document,
        api: &api,
    };
    Ok(since(Some(tag.clone()), old, present, released, generator))
}

fn since(
    tag: Option<String>,
    old: Side<'_>,
    present: Present<'_>,
    version: Version,
    generator: BTreeMap<String, Grade>,
) -> Release {
    let new = Side {
        name: present.upstream,
        document: present.document,
        api: present.api,
    };
    let settings = Settings {
        with_prose: true,
        version,
    };
    Release::Since(Box::new(Since {
        tag,
        report: Report::new(old, new, settings),
        generator,
    }))
}

impl Release {
    /// The changes; `None` where it is not known what was released.
    pub fn report(&self) -> Option<&Report> {
        match self {
            Self::Since(since) => Some(&since.report),
            Self::Unknown(_) => None,
        }
    }

    /// The version to release next; `None` where it is not known what was released. Before
    /// the first release it is the version in Cargo.toml.
    pub fn version(&self) -> Option<Version> {
        let Self::Since(since) = self else {
            return None;
        };
        let version = since.report.version;
        if since.tag.is_none() {
            return Some(version);
        }
        let by_generator = since.generator.values().max().copied();
        Some(version.after(since.report.gravest.max(by_generator)))
    }

    /// One line about the release to tell a maintainer.
    pub fn summary(&self) -> String {
        match (self, self.version()) {
            (Self::Since(since), Some(version)) => match &since.tag {
                None => format!("no release yet; the first will be {version}"),
                Some(tag) if version == since.report.version => {
                    format!("nothing to release since {tag}")
                }
                Some(tag) => format!("next release after {tag}: {version}"),
            },
            (Self::Unknown(why), _) => {
                format!("the changelog was left as it is: {why}")
            }
            (Self::Since(_), None) => String::new(),
        }
    }

    /// The changelog with its generated block made anew; as it is where it is not known
    /// what was released.
    pub fn changelog(&self, present: Option<&str>) -> Option<String> {
        match self {
            Self::Since(since) => Some(changelog::with_block(present, &since.block())),
            Self::Unknown(_) => present.map(str::to_owned),
        }
    }
}

impl Since {
    fn block(&self) -> changelog::Block {
        let mut entries = self.report.entries();
        for (is_breaking, what) in [(true, "other"), (false, "additional")] {
            let pages = self.generator.iter();
            let pages = pages.filter(|(_, grade)| (**grade == Grade::Breaking) == is_breaking);
            let names: Vec<_> = pages.map(|(name, _)| name.as_str()).collect();
            if !names.is_empty() {
                let names = super::change::codes(names);
                let text = format!("The generator writes {what} code for {names}.");
                entries.push(Entry { is_breaking, text });
            }
        }
        entries.sort_by_key(|entry| !entry.is_breaking);
        changelog::Block {
            upstream: self.report.new.clone(),
            entries,
        }
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
