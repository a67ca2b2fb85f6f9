//! The report for people: on a terminal, or in a pull request.

use std::fmt::Write;

use crate::output::count;

use super::change::{Change, Grade, Kind, OwnerKind, codes, joined};
use super::report::{Group, Report};

/// How the parts of a report are written.
pub(super) trait Style {
    /// What stands at the top.
    fn title(&self, old: &str, new: &str) -> String;
    /// The heading of a section.
    fn section(&self, title: &str) -> String;
    /// The heading of an entry, and whom it concerns.
    fn entry(&self, title: &str, used_by: &str) -> String;
    /// A line of an entry.
    fn line(&self, label: &str, text: &str) -> String;
    /// A paragraph at the end.
    fn closing(&self, text: &str) -> String;
}

/// For a terminal.
pub(super) struct Plain;

/// For a pull request.
pub(super) struct Markdown;

impl Style for Plain {
    fn title(&self, old: &str, new: &str) -> String {
        format!("What changed from {old} to {new}\n")
    }

    fn section(&self, title: &str) -> String {
        format!("\n{title}\n{}\n", "=".repeat(title.len()))
    }

    fn entry(&self, title: &str, used_by: &str) -> String {
        match used_by {
            "" => format!("\n{title}\n"),
            used_by => format!("\n{title}\n  {used_by}\n"),
        }
    }

    fn line(&self, label: &str, text: &str) -> String {
        match label {
            "" => format!("  {text}\n"),
            label => format!("  {label:<15}{text}\n"),
        }
    }

    fn closing(&self, text: &str) -> String {
        format!("{text}\n")
    }
}

impl Style for Markdown {
    fn title(&self, old: &str, new: &str) -> String {
        format!("What changed from `{old}` to `{new}`.\n")
    }

    fn section(&self, title: &str) -> String {
        format!("\n### {title}\n\n")
    }

    fn entry(&self, title: &str, used_by: &str) -> String {
        match used_by {
            "" => format!("- **{title}**\n"),
            used_by => format!("- **{title}**, {used_by}\n"),
        }
    }

    fn line(&self, label: &str, text: &str) -> String {
        match label {
            "" => format!("  - {text}\n"),
            label => format!("  - *{label}*: {text}\n"),
        }
    }

    fn closing(&self, text: &str) -> String {
        format!("\n{text}\n")
    }
}

/// A report in a style.
pub(super) fn of(report: &Report, style: &impl Style) -> String {
    let mut text = style.title(&report.old, &report.new);
    for (grade, title) in [
        (Grade::Breaking, "Breaking"),
        (Grade::Additive, "Additive"),
        (Grade::Documentation, "Documentation"),
    ] {
        let groups = report.groups.iter();
        let groups: Vec<_> = groups
            .filter(|group| group.grade() == Some(grade))
            .collect();
        if !groups.is_empty() {
            text.push_str(&style.section(title));
            section(&mut text, &groups, style);
        }
    }
    decisions(&mut text, report, style);
    // Writing to a string cannot fail.
    let _ = writeln!(text);
    for line in closing(report) {
        text.push_str(&style.closing(&line));
    }
    text
}

/// Groups of which one thing of the same kind is said share an entry.
fn section(text: &mut String, groups: &[&Group], style: &impl Style) {
    let only = |group: &Group| match group.changes.as_slice() {
        [only] if group.owner.kind == OwnerKind::Type || only.kind == Kind::Reworded => {
            Some(only.kind)
        }
        _ => None,
    };
    let is_short = |kind| {
        matches!(
            kind,
            Kind::Added | Kind::Removed | Kind::Renamed | Kind::Reworded
        )
    };
    for group in groups
        .iter()
        .filter(|group| !only(group).is_some_and(is_short))
    {
        text.push_str(&style.entry(&title(group), &used_by(group)));
        for change in &group.changes {
            text.push_str(&style.line(change.grade.word(), &said(change)));
        }
    }
    for (kind, title) in [
        (Kind::Renamed, "Types renamed"),
        (Kind::Removed, "Types removed"),
        (Kind::Added, "New types"),
        (Kind::Reworded, "New descriptions"),
    ] {
        const MOST: usize = 20;
        let alike: Vec<_> = groups
            .iter()
            .filter(|group| only(group) == Some(kind))
            .collect();
        if alike.is_empty() {
            continue;
        }
        text.push_str(&style.entry(title, ""));
        let most = if kind == Kind::Reworded {
            MOST
        } else {
            usize::MAX
        };
        for group in alike.iter().take(most) {
            for change in &group.changes {
                let line = format!("{}: {}", self::title(group), said(change));
                text.push_str(&style.line(change.grade.word(), &line));
            }
        }
        if alike.len() > most {
            let line = format!("and {} more", alike.len() - most);
            text.push_str(&style.line(Grade::Documentation.word(), &line));
        }
    }
}

/// What a reviewer has to decide about.
fn decisions(text: &mut String, report: &Report, style: &impl Style) {
    if !report.unselected.is_empty() {
        text.push_str(&style.section("Operations that are not selected"));
        for operation in &report.unselected {
            text.push_str(&style.entry(&operation.to_string(), ""));
        }
    }
    if !report.skipped_patches.is_empty() {
        text.push_str(&style.section("Patches that were skipped"));
        for patch in &report.skipped_patches {
            text.push_str(&style.entry(patch, ""));
        }
    }
}

fn title(group: &Group) -> String {
    let name = group.owner.name();
    match group.owner.kind {
        OwnerKind::Method => format!("Client::{name}"),
        OwnerKind::Document | OwnerKind::Type => name.to_owned(),
        OwnerKind::Schema => format!("{name} (schema)"),
    }
}

/// A change with its reason.
fn said(change: &Change) -> String {
    match &change.wire {
        Some(wire) => format!("{}; on the wire, {wire}", change.sentence),
        None => change.sentence.clone(),
    }
}

/// The methods that a group concerns, and their features.
fn used_by(group: &Group) -> String {
    const MOST: usize = 8;
    let features: Vec<_> = group.features.iter().map(String::as_str).collect();
    let features = match features.as_slice() {
        [] => String::new(),
        [only] => format!("feature `{only}`"),
        _ => format!("features {}", codes(features.iter().copied())),
    };
    let methods = group.methods.len();
    let used_by = match group.owner.kind {
        OwnerKind::Type if methods > MOST => format!("used by {}", count(methods, "operation")),
        OwnerKind::Type if methods > 0 => {
            format!(
                "used by {}",
                codes(group.methods.iter().map(String::as_str))
            )
        }
        OwnerKind::Document | OwnerKind::Method | OwnerKind::Type | OwnerKind::Schema => {
            return features;
        }
    };
    match features.as_str() {
        "" => used_by,
        features => format!("{used_by} ({features})"),
    }
}

/// The lines that end a report: the counts and the version.
fn closing(report: &Report) -> Vec<String> {
    let counts = report.counts();
    let total = counts.breaking + counts.additive + counts.documentation;
    if total == 0 {
        return vec![format!("No changes. Version: stays at {}.", report.version)];
    }
    let counted = [
        (counts.breaking, "breaking"),
        (counts.additive, "additive"),
        (counts.documentation, "documentation"),
    ];
    let counted: Vec<_> = counted
        .iter()
        .filter(|(number, _)| *number > 0)
        .map(|(number, word)| format!("{number} {word}"))
        .collect();
    let (from, to) = (report.version, report.next_version());
    let version = match report.gravest {
        None => format!("Version: stays at {from}: the crate is the same."),
        Some(Grade::Breaking) => format!("Version: {from} -> {to}: code may break."),
        Some(Grade::Additive | Grade::Documentation) => {
            format!("Version: {from} -> {to}: no code breaks.")
        }
    };
    vec![
        format!("{}: {}.", count(total, "change"), joined(&counted)),
        version,
    ]
}
