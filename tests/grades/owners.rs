//! Compares, type by type and method by method, what the report says with what becomes of
//! the public items.

use std::collections::{BTreeMap, BTreeSet};

use xtask::changes::{Grade, Report, What};

use crate::outline::Outline;
use crate::proved;
use xtask::changes::naming;

/// What the report says of a type or method.
struct Said {
    grade: Grade,
    sentences: Vec<String>,
}

impl Said {
    /// Then the documentation is all that may differ.
    fn nothing() -> Self {
        Self {
            grade: Grade::Documentation,
            sentences: Vec::new(),
        }
    }
}

/// Where the report and the public items disagree.
pub(crate) fn disagreements(report: &Report, old: &Outline, new: &Outline) -> Vec<String> {
    let (before, after) = (by_owner(old), by_owner(new));
    let said = said(report);
    let told_elsewhere = told_elsewhere(report);
    let owners: BTreeSet<&String> = before
        .keys()
        .chain(after.keys())
        .chain(said.keys())
        .collect();
    let (nothing, silent) = (Outline::new(), Said::nothing());
    let mut found = Vec::new();
    for owner in owners {
        let old = before.get(owner).unwrap_or(&nothing);
        let new = after.get(owner).unwrap_or(&nothing);
        let said = said.get(owner).unwrap_or(&silent);
        let proved = proved(old, new);
        let graded = said.grade;
        let is_told_elsewhere = proved == Grade::Additive && told_elsewhere.contains(owner);
        if graded == proved || is_told_elsewhere || is_of_null(owner, old, new, report) {
            continue;
        }
        found.push(format!(
            "{owner}: said {graded:?} {:?}, is {proved:?}\n  gone {:?}\n  new {:?}",
            said.sentences,
            old.difference(new).collect::<Vec<_>>(),
            new.difference(old).collect::<Vec<_>>()
        ));
    }
    found
}

/// The items of each component or method: those of the types written inside it as well.
fn by_owner(outline: &Outline) -> BTreeMap<String, Outline> {
    let methods: BTreeSet<&str> = outline.iter().filter_map(|item| method(item)).collect();
    let mut owners = BTreeMap::<_, Outline>::new();
    for item in outline {
        let owner = method(item).map_or_else(|| type_owner(item, &methods), str::to_owned);
        owners.entry(owner).or_default().insert(item.clone());
    }
    owners
}

fn method(item: &str) -> Option<&str> {
    item.strip_prefix("crate::Client::")?.split('(').next()
}

fn type_owner(item: &str, methods: &BTreeSet<&str>) -> String {
    let item = item
        .trim_start_matches("struct ")
        .trim_start_matches("enum ");
    let item = item.split("!(").last().unwrap().trim_end_matches(')');
    let name = item.split(['.', ':']).next().unwrap();
    let owner = name.split("Inline").next().unwrap();
    let operation = naming::snake(owner);
    if owner != name && methods.contains(operation.as_str()) {
        operation
    } else {
        owner.to_owned()
    }
}

/// What the report says, by type or method; of a schema that others extend, for those too.
fn said(report: &Report) -> BTreeMap<String, Said> {
    let mut all = BTreeMap::<String, Said>::new();
    for group in &report.groups {
        let own = group.rust.trim_start_matches("Client::").to_owned();
        let extended = || group.extended_by.iter().map(|name| type_name(name));
        for line in &group.lines {
            let is_inherited = !matches!(line.change.what, What::DirectionChanged(_));
            let extended = extended().filter(|_| is_inherited);
            for owner in std::iter::once(own.clone()).chain(extended) {
                let said = all.entry(owner).or_insert_with(Said::nothing);
                said.grade = said.grade.max(line.grade);
                said.sentences.push(line.sentence.clone());
            }
        }
    }
    all
}

/// Types that are new or come to be used by a change which names them at its own place.
fn told_elsewhere(report: &Report) -> BTreeSet<String> {
    let lines = report.groups.iter().flat_map(|group| &group.lines);
    lines
        .filter_map(|line| match &line.change.what {
            What::Retargeted(names) | What::Extracted(names) => Some(names.after.clone()),
            _ => None,
        })
        .collect()
}

/// That a type may be null, or no longer, is told of the type, not of all that holds it.
fn is_of_null(owner: &str, old: &Outline, new: &Outline, report: &Report) -> bool {
    let lines = report.groups.iter().flat_map(|group| &group.lines);
    let mut nullable = lines
        .filter(|line| {
            matches!(line.change.what, What::Nullable { .. })
                && line.change.part.is_whole_schema()
                && line.grade == Grade::Breaking
        })
        .map(|line| type_name(line.change.place.name()));
    let differs = |item: &&String| !(old.contains(*item) && new.contains(*item));
    nullable.any(|name| {
        let all = old.union(new).filter(differs);
        name == owner || { all }.any(|item| {
            item.replace("types::", "")
                .contains(&format!("Option<{name}>"))
        })
    })
}

fn type_name(schema: &str) -> String {
    naming::types([schema])[schema].clone()
}
