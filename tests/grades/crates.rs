//! What a document becomes, and whether a report on two of them says so.

use std::collections::{BTreeMap, BTreeSet};

use plaid_credit_codegen::Api;
use plaid_credit_tests::documents::generated;
use plaid_credit_tests::source;
use serde_json::Value;
use xtask::changes::{Change, Grade, OwnerKind, Report, Side, Version};

/// The crate made of a document.
pub(crate) struct Crate {
    document: Value,
    api: Api,
    /// By `types::Report` or `Client::report_get`, what users can name of it.
    items: BTreeMap<String, BTreeSet<String>>,
}

impl Crate {
    /// `None` if the document has a fault.
    pub(crate) fn of(document: Value) -> Option<Self> {
        let generated = generated(&document).ok()?;
        let items = source::read(&generated.source).into_iter();
        Some(Self {
            document,
            api: generated.api,
            items: items.map(|(name, item)| (name, item.public)).collect(),
        })
    }

    fn side<'a>(&'a self, name: &'a str) -> Side<'a> {
        Side {
            name,
            document: &self.document,
            api: &self.api,
        }
    }
}

/// What the report says of a change from one to the other.
pub(crate) fn report(old: &Crate, new: &Crate) -> Report {
    let version = Version::parse("0.1.0").unwrap();
    Report::new(old.side("old"), new.side("new"), version, true)
}

/// What the public items say of a change.
pub(crate) fn proved(old: &Crate, new: &Crate) -> Grade {
    let names: BTreeSet<&String> = old.items.keys().chain(new.items.keys()).collect();
    let grades = names
        .iter()
        .map(|name| grade(old.items.get(*name), new.items.get(*name)));
    grades.max().unwrap_or(Grade::Documentation)
}

fn grade(old: Option<&BTreeSet<String>>, new: Option<&BTreeSet<String>>) -> Grade {
    match (old, new) {
        (None, None) => Grade::Documentation,
        (None, Some(_)) => Grade::Additive,
        (Some(_), None) => Grade::Breaking,
        (Some(old), Some(new)) if old == new => Grade::Documentation,
        (Some(old), Some(new)) if old.is_subset(new) => Grade::Additive,
        (Some(_), Some(_)) => Grade::Breaking,
    }
}

/// Where the report and the public items disagree, type by type and method by method.
pub(crate) fn disagreements(old: &Crate, new: &Crate) -> Vec<String> {
    let report = report(old, new);
    let mut found = Vec::new();
    let proved = proved(old, new);
    if report.gravest.unwrap_or(Grade::Documentation) != proved {
        found.push(format!("graded {:?}, is {proved:?}", report.gravest));
    }
    let renames = renames(&report);
    let after = |name: &String| renames.get(name).unwrap_or(name).clone();
    let old_names: BTreeMap<String, &String> =
        old.items.keys().map(|name| (after(name), name)).collect();
    let names: BTreeSet<&String> = old_names.keys().chain(new.items.keys()).collect();
    let mut said = said(&report);
    for name in names {
        let before = old_names.get(name).map(|before| old.items[*before].iter());
        let before = before.map(|lines| lines.map(|line| renamed(line, &renames)).collect());
        let grade = match old_names.get(name) {
            Some(before) if *before != name => Grade::Breaking,
            _ => grade(before.as_ref(), new.items.get(name)),
        };
        let changes = said.remove(name).unwrap_or_default();
        // Where nothing is said, documentation is all that may differ.
        let graded = changes.iter().map(|change| change.grade).max();
        if graded.unwrap_or(Grade::Documentation) != grade {
            let sentences: Vec<_> = changes.iter().map(|change| &change.sentence).collect();
            let (before, nothing) = (before.unwrap_or_default(), BTreeSet::new());
            let after = new.items.get(name).unwrap_or(&nothing);
            found.push(format!(
                "{name}: graded {graded:?} {sentences:?}, is {grade:?}\n  gone {:?}\n  new {:?}",
                before.difference(after).collect::<Vec<_>>(),
                after.difference(&before).collect::<Vec<_>>(),
            ));
        }
    }
    for (name, changes) in said {
        let graded = changes
            .iter()
            .filter(|change| change.grade > Grade::Documentation);
        found.extend(graded.map(|change| format!("{name} does not exist: {}", change.sentence)));
    }
    found
}

/// What the report says, by the items that it says it of.
fn said(report: &Report) -> BTreeMap<String, Vec<&Change>> {
    let mut all = BTreeMap::<_, Vec<&Change>>::new();
    for change in report.changes() {
        all.entry(item(change.owner.kind, change.owner.name()))
            .or_default()
            .push(change);
    }
    all
}

/// The items that the report has under another name. What only follows from the new name
/// of a type, it says once.
fn renames(report: &Report) -> BTreeMap<String, String> {
    let owners = report.changes().map(|change| &change.owner);
    let renames = owners.filter_map(|owner| {
        let (before, after) = (owner.before.as_ref()?, owner.after.as_ref()?);
        Some((item(owner.kind, before), item(owner.kind, after)))
    });
    renames.filter(|(before, after)| before != after).collect()
}

fn item(kind: OwnerKind, name: &str) -> String {
    match kind {
        OwnerKind::Type => format!("types::{name}"),
        OwnerKind::Method => format!("Client::{name}"),
        OwnerKind::Document | OwnerKind::Schema => name.to_owned(),
    }
}

/// The line with the new names of types.
fn renamed(line: &str, renames: &BTreeMap<String, String>) -> String {
    let is_of_name = |letter: char| letter.is_alphanumeric() || letter == '_';
    let mut out = String::new();
    for piece in line.split_inclusive(|letter| !is_of_name(letter)) {
        let name = piece.trim_end_matches(|letter| !is_of_name(letter));
        let new = renames.get(&format!("types::{name}"));
        let new = new.and_then(|new| new.strip_prefix("types::"));
        out.push_str(new.unwrap_or(name));
        out.push_str(&piece[name.len()..]);
    }
    out
}
