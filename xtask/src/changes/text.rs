//! The report for people, in Markdown that reads well on a terminal too.

use std::collections::BTreeSet;
use std::fmt::Display;

use plaid_credit_codegen::joined;

use crate::output::count;

use super::change::{Change, Grade, Kind, OwnerKind, codes};
use super::report::{Group, Report};

/// A report in words.
pub(super) fn of(report: &Report) -> String {
    let Report { old, new, .. } = report;
    let mut text = format!("What changed from {old} to {new}\n");
    let mut section = |title: &str, content: String| {
        if !content.is_empty() {
            text += &format!("\n### {title}\n\n{content}");
        }
    };
    for (grade, title) in [
        (Grade::Breaking, "Breaking"),
        (Grade::Additive, "Additive"),
        (Grade::Documentation, "Documentation"),
    ] {
        let is_of_grade = |group: &&Group| group.grade() == Some(grade);
        let groups: Vec<_> = report.groups.iter().filter(is_of_grade).collect();
        section(title, entries(&groups));
    }
    let unselected = list(&report.unselected);
    section("Operations and webhooks that are not selected", unselected);
    section("Patches that were skipped", list(&report.skipped_patches));
    text + &closing(report)
}

fn list(items: &[impl Display]) -> String {
    items.iter().map(|item| format!("- {item}\n")).collect()
}

/// Types of which one thing is said share an entry with those of which the same is said.
fn entries(groups: &[&Group]) -> String {
    const SHARED: [(Kind, &str); 4] = [
        (Kind::Renamed, "Types renamed"),
        (Kind::Removed, "Types removed"),
        (Kind::Added, "New types"),
        (Kind::Reworded, "New descriptions"),
    ];
    let shares = |group: &Group, kind| match group.changes.as_slice() {
        [only] if group.owner.kind == OwnerKind::Type || kind == Kind::Reworded => {
            only.kind == kind
        }
        _ => false,
    };
    let mut text = String::new();
    for group in groups {
        if SHARED.iter().all(|(kind, _)| !shares(group, *kind)) {
            let changes = group.changes.iter();
            let lines: String = changes.map(|change| line(change, "")).collect();
            text += &format!("- {}{}\n{lines}", group.title(), used_by(group));
        }
    }
    for (kind, heading) in SHARED {
        let alike = groups.iter().filter(|group| shares(group, kind));
        let lines = alike.flat_map(|group| {
            let title = format!("{}: ", group.title());
            group.changes.iter().map(move |change| line(change, &title))
        });
        let lines: String = lines.collect();
        if !lines.is_empty() {
            text += &format!("- {heading}\n{lines}");
        }
    }
    text
}

/// A change with its reason, after `title`.
fn line(change: &Change, title: &str) -> String {
    let reason = change.wire.as_ref();
    let reason = reason.map_or_else(String::new, |wire| format!("; on the wire, {wire}"));
    let (grade, sentence) = (change.grade.word(), &change.sentence);
    format!("  - {grade}: {title}{sentence}{reason}\n")
}

/// The methods and webhooks that a group concerns, and their features.
fn used_by(group: &Group) -> String {
    const MOST: usize = 8;
    let names = |names: &BTreeSet<String>| codes(names.iter().map(String::as_str));
    let features = match group.features.len() {
        0 => String::new(),
        1 => format!(" (feature {})", names(&group.features)),
        _ => format!(" (features {})", names(&group.features)),
    };
    match group.methods.len() {
        number if group.owner.kind != OwnerKind::Type || number == 0 => features,
        number if number > MOST => {
            format!(", used by {number} operations or webhooks{features}")
        }
        _ => format!(", used by {}{features}", names(&group.methods)),
    }
}

/// How many changes there are of each grade, and the version to release.
fn closing(report: &Report) -> String {
    let (from, to) = (report.version, report.next_version());
    let version = match report.gravest {
        None if report.groups.is_empty() => {
            return format!("\nNo changes. Version: stays at {from}.\n");
        }
        None => format!("stays at {from}: the crate is the same."),
        Some(Grade::Breaking) => format!("{from} -> {to}: code may break."),
        Some(_) => format!("{from} -> {to}: no code breaks."),
    };
    let counts = report.counts().into_iter().rev();
    let counts = counts.map(|(grade, number)| format!("{number} {}", grade.word()));
    let counts = joined(&counts.collect::<Vec<_>>());
    let total = count(report.changes().count(), "change");
    format!("\n{total}: {counts}.\n\nVersion: {version}\n")
}
