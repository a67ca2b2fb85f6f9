//! What changed since the last release, and which version comes next.
//!
//! A release is a tag `v1.2.3`. The fragment at the tag is what the crate was made of, and
//! the reviewed pages in tests/snapshots at the tag are what its generator made of that. A
//! page that today's generator writes in another way for the same fragment is a change of
//! the generator, which users meet as well: breaking if a line is gone or different, additive
//! if lines were only added, and else documentation if the source differs.

use std::collections::{BTreeMap, BTreeSet};

use plaid_credit_codegen::Api;
use plaid_credit_codegen::api::Place;
use serde_json::Value;

use crate::changelog;
use crate::fragment::record::Origin;
use crate::layout::{Layout, SNAPSHOTS};
use crate::pages;

use super::change::{Change, Grade, Kind, Owner, OwnerKind, codes};
use super::git::Git;
use super::input;
use super::report::{Group, Report, Side};
use super::version::Version;

/// The pages of an [`Api`], by name.
pub type Pages = BTreeMap<String, String>;

/// What is new since the last release.
#[derive(Clone, Debug)]
pub struct Release {
    /// The tag of the last release; `None` before the first.
    tag: Option<String>,
    /// The changes since, or else why it is not known what was released.
    pub(super) report: Result<Report, String>,
}

/// Compares the last release with the present fragment, or the one that will be written.
/// `changelog` is the present changelog; `generate` gives what the generator makes of a
/// fragment.
pub fn since_last(
    layout: &Layout,
    present: Side<'_>,
    changelog: Option<&str>,
    generate: impl Fn(&Value) -> anyhow::Result<(Api, Pages)>,
) -> anyhow::Result<Release> {
    let git = Git(layout.root());
    let since = |tag, report| Ok(Release { tag, report });
    let release = match git.known_release(changelog.unwrap_or_default()) {
        Ok(release) => release,
        Err(why) => return since(None, Err(why)),
    };
    let Some((tag, version)) = release else {
        let (document, api) = (Value::Null, Api::default());
        let nothing = Side::new("nothing", &document, &api);
        let version = Version::of_workspace(layout.root())?;
        let mut report = Report::new(nothing, present, version, true);
        // Nothing that is released is different.
        report.gravest = None;
        return since(None, Ok(report));
    };
    let document = input::at_revision(&git, &tag)?;
    let (api, pages) = match generate(&document) {
        Ok(generated) => generated,
        // Nobody can correct what was released.
        Err(fault) => {
            let why = format!(
                "today's generator refuses the fragment of {tag}, so write the changelog by hand \
                 until the next release: {fault:#}"
            );
            return since(Some(tag), Err(why));
        }
    };
    let name = Origin::of(&document).map_or_else(|_| tag.clone(), |origin| origin.version);
    let old = Side::new(&name, &document, &api);
    let mut report = Report::new(old, present, version, true);
    let pages_then = git.snapshots(&tag, SNAPSHOTS)?;
    let group = generator_changes(&pages_then, &pages);
    report.gravest = report.gravest.max(group.grade());
    let group = Some(group).filter(|group| group.grade().is_some());
    report.groups.extend(group);
    since(Some(tag), Ok(report))
}

impl Release {
    /// One line about the release to tell a maintainer. The entries of the changelog decide which
    /// version comes next, and not all of them are generated.
    pub fn summary(&self, changelog: &str) -> String {
        let report = match &self.report {
            Ok(report) => report,
            Err(why) => return format!("the changelog was left as it is: {why}"),
        };
        let Some(tag) = &self.tag else {
            return format!("{} will be the first", report.version);
        };
        let after = |grade| report.version.after(Some(grade));
        match changelog::released(changelog, after, "") {
            Some((next, _)) => format!("{next} comes next, after {tag}"),
            None => format!("nothing is new since {tag}"),
        }
    }

    /// The changelog with its generated block made anew; as it is if it is not known what
    /// was released.
    pub fn changelog(&self, present: Option<&str>) -> Option<String> {
        match &self.report {
            Ok(report) => {
                let entries = report.entries();
                Some(changelog::with_block(present, &report.new, &entries))
            }
            Err(_) => present.map(str::to_owned),
        }
    }
}

/// Pages of the same fragment that differ.
fn generator_changes(released: &Pages, present: &Pages) -> Group {
    let mut names = BTreeMap::<Grade, Vec<&str>>::new();
    let all: BTreeSet<_> = released.keys().chain(present.keys()).collect();
    for name in all {
        let [old, new] = [released, present].map(|pages| content(pages, name));
        if old != new {
            names.entry(grade(old, new)).or_default().push(name);
        }
    }
    if names.len() > 1 {
        names.remove(&Grade::Documentation);
    }
    let owner = Owner::of(OwnerKind::Document, "", "The generator");
    let changes = names.into_iter().rev().map(|(grade, names)| Change {
        owner: owner.clone(),
        place: Place::of_operation(""),
        kind: Kind::Changed,
        grade,
        sentence: match grade {
            Grade::Breaking => format!("writes other code for {}", codes(names)),
            Grade::Additive => format!("writes additional code for {}", codes(names)),
            Grade::Documentation => "writes other code for the same models".to_owned(),
        },
        wire: None,
        in_crate: true,
    });
    Group {
        changes: changes.collect(),
        owner,
        methods: BTreeSet::new(),
        features: BTreeSet::new(),
    }
}

/// What it means that a page is different, beside the hashes of the generated files.
fn grade(old: &str, new: &str) -> Grade {
    let facts = |page| str::lines(page).filter(|line| !line.starts_with(pages::HASH));
    let mut rest = facts(new);
    match facts(old).all(|line| rest.any(|new| new == line)) {
        true if facts(old).eq(facts(new)) => Grade::Documentation,
        true => Grade::Additive,
        false => Grade::Breaking,
    }
}

/// A page without what insta writes above it.
fn content<'p>(pages: &'p Pages, name: &str) -> &'p str {
    let page = pages.get(name).map_or("", String::as_str);
    let rest = page.strip_prefix("---\n");
    let header = rest.and_then(|rest| rest.split_once("\n---\n"));
    header.map_or(page, |(_, content)| content).trim()
}
