//! What a document becomes, and whether a report on two of them says so.

use std::collections::{BTreeMap, BTreeSet};

use plaid_credit_codegen::Api;
use plaid_credit_codegen::api::Root;
use plaid_credit_tests::documents::generated;
use plaid_credit_tests::source;
use serde_json::Value;
use xtask::changes::{Grade, Report};

/// By schema or operation, what users can name of it: its own type or method, and the types
/// of what is written inside it.
pub(crate) struct Crate(BTreeMap<String, BTreeSet<String>>);

impl Crate {
    /// The crate made of a document; `None` if it has a fault.
    pub(crate) fn of(document: &Value) -> Option<Self> {
        let generated = generated(document).ok()?;
        let mut owners = BTreeMap::<_, BTreeSet<String>>::new();
        for (name, item) in source::read(&generated.source) {
            let lines = item.public.into_iter().map(|line| format!("{name} {line}"));
            owners
                .entry(owner(&generated.api, &name))
                .or_default()
                .extend(lines);
        }
        Some(Self(owners))
    }
}

/// Only the place of an item is asked of the generator, never what the item is.
fn owner(api: &Api, item: &str) -> String {
    let (kind, name) = item.split_once("::").unwrap_or_default();
    if kind == "Client" {
        let operation = api
            .operations
            .iter()
            .find(|operation| operation.name == name);
        return operation.map_or(item.to_owned(), |operation| operation.id.clone());
    }
    match api.types.get(name).map(|ty| &ty.place.root) {
        Some(Root::Schema(name) | Root::Operation(name)) => name.clone(),
        None => item.to_owned(),
    }
}

/// What the public items say of a change.
pub(crate) fn proved(old: &Crate, new: &Crate) -> Grade {
    let owners = old.0.keys().chain(new.0.keys());
    let grades = owners.map(|owner| grade(owner, old, new));
    grades.max().unwrap_or(Grade::Documentation)
}

fn grade(owner: &str, old: &Crate, new: &Crate) -> Grade {
    let nothing = BTreeSet::new();
    let old = old.0.get(owner).unwrap_or(&nothing);
    let new = new.0.get(owner).unwrap_or(&nothing);
    if old == new {
        Grade::Documentation
    } else if old.is_subset(new) {
        Grade::Additive
    } else {
        Grade::Breaking
    }
}

/// Where the report and the public items disagree.
pub(crate) fn disagreements(report: &Report, old: &Crate, new: &Crate) -> Vec<String> {
    let said = said(report);
    let owners: BTreeSet<&String> = old
        .0
        .keys()
        .chain(new.0.keys())
        .chain(said.keys())
        .collect();
    let mut found = Vec::new();
    for owner in owners {
        // Where nothing is said, documentation is all that may differ.
        let (graded, sentences) = match said.get(owner) {
            Some((grade, sentences)) => (*grade, sentences.as_slice()),
            None => (Grade::Documentation, &[][..]),
        };
        let proved = grade(owner, old, new);
        if graded != proved {
            let lines = |one: &Crate, other: &Crate| -> Vec<String> {
                let [one, other] = [one, other].map(|side| side.0.get(owner).cloned());
                let other = other.unwrap_or_default();
                one.unwrap_or_default()
                    .difference(&other)
                    .cloned()
                    .collect()
            };
            found.push(format!(
                "{owner}: graded {graded:?} {sentences:?}, is {proved:?}\n  gone {:?}\n  new {:?}",
                lines(old, new),
                lines(new, old),
            ));
        }
    }
    found
}

/// What the report says of each schema and operation.
fn said(report: &Report) -> BTreeMap<String, (Grade, Vec<String>)> {
    let mut all = BTreeMap::<String, (Grade, Vec<String>)>::new();
    for group in &report.groups {
        for line in &group.lines {
            let said = all
                .entry(group.place.name().to_owned())
                .or_insert((Grade::Documentation, Vec::new()));
            said.0 = said.0.max(line.grade);
            said.1.push(line.sentence.clone());
        }
    }
    all
}
