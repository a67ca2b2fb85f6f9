//! The report for people: on a terminal, or in a pull request.

use crate::output::count;

use super::change::{Change, Grade, Kind, OwnerKind, codes, joined};
use super::report::{Group, Report};

/// Writes the parts of a report, as plain text or in Markdown.
struct Writer {
    text: String,
    is_markdown: bool,
}

impl Writer {
    fn add(&mut self, plain: String, markdown: String) {
        self.text
            .push_str(if self.is_markdown { &markdown } else { &plain });
    }

    fn section(&mut self, title: &str) {
        let line = "=".repeat(title.len());
        self.add(format!("\n{title}\n{line}\n"), format!("\n### {title}\n\n"));
    }

    fn entry(&mut self, title: &str, used_by: &str) {
        match used_by {
            "" => self.add(format!("\n{title}\n"), format!("- **{title}**\n")),
            used_by => self.add(
                format!("\n{title}\n  {used_by}\n"),
                format!("- **{title}**, {used_by}\n"),
            ),
        }
    }

    fn line(&mut self, grade: Grade, text: &str) {
        let grade = grade.word();
        self.add(
            format!("  {grade:<15}{text}\n"),
            format!("  - *{grade}*: {text}\n"),
        );
    }
}

/// A report in words.
pub(super) fn of(report: &Report, is_markdown: bool) -> String {
    let mut out = Writer {
        text: String::new(),
        is_markdown,
    };
    let Report { old, new, .. } = report;
    out.add(
        format!("What changed from {old} to {new}\n"),
        format!("What changed from `{old}` to `{new}`.\n"),
    );
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
            out.section(title);
            section(&mut out, &groups);
        }
    }
    let unselected: Vec<_> = report.unselected.iter().map(ToString::to_string).collect();
    for (title, all) in [
        ("Operations that are not selected", &unselected),
        ("Patches that were skipped", &report.skipped_patches),
    ] {
        if !all.is_empty() {
            out.section(title);
            all.iter().for_each(|line| out.entry(line, ""));
        }
    }
    let [counts, version] = closing(report);
    let total = report.changes().count();
    match total {
        0 => out.text.push_str(&format!("\nNo changes. {version}\n")),
        total => {
            let total = count(total, "change");
            out.add(
                format!("\n{total}: {counts}.\n{version}\n"),
                format!("\n{total}: {counts}.\n\n{version}\n"),
            );
        }
    }
    out.text
}

/// Types of which one thing is said share an entry with those of which the same is said.
fn section(out: &mut Writer, groups: &[&Group]) {
    const SHARED: [(Kind, &str); 4] = [
        (Kind::Renamed, "Types renamed"),
        (Kind::Removed, "Types removed"),
        (Kind::Added, "New types"),
        (Kind::Reworded, "New descriptions"),
    ];
    let shared = |group: &Group| match group.changes.as_slice() {
        [only] if group.owner.kind == OwnerKind::Type || only.kind == Kind::Reworded => {
            SHARED.iter().position(|(kind, _)| *kind == only.kind)
        }
        _ => None,
    };
    for group in groups.iter().filter(|group| shared(group).is_none()) {
        out.entry(&title(group), &used_by(group));
        for change in &group.changes {
            out.line(change.grade, &said(change));
        }
    }
    for (index, (_, heading)) in SHARED.iter().enumerate() {
        let alike = groups.iter().filter(|group| shared(group) == Some(index));
        for (number, group) in alike.enumerate() {
            if number == 0 {
                out.entry(heading, "");
            }
            for change in &group.changes {
                out.line(change.grade, &format!("{}: {}", title(group), said(change)));
            }
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
    let names =
        |names: &std::collections::BTreeSet<String>| codes(names.iter().map(String::as_str));
    let features = match group.features.len() {
        0 => String::new(),
        1 => format!("feature {}", names(&group.features)),
        _ => format!("features {}", names(&group.features)),
    };
    let methods = match group.methods.len() {
        number if group.owner.kind != OwnerKind::Type || number == 0 => return features,
        number if number > MOST => count(number, "operation"),
        _ => names(&group.methods),
    };
    match features.as_str() {
        "" => format!("used by {methods}"),
        features => format!("used by {methods} ({features})"),
    }
}

/// How many changes there are of each grade, and the version to release.
fn closing(report: &Report) -> [String; 2] {
    let counts = report.counts().into_iter().rev();
    let counted: Vec<_> = counts
        .filter(|(_, number)| *number > 0)
        .map(|(grade, number)| format!("{number} {}", grade.word()))
        .collect();
    let (from, to) = (report.version, report.next_version());
    let version = match report.gravest {
        None if counted.is_empty() => format!("Version: stays at {from}."),
        None => format!("Version: stays at {from}: the crate is the same."),
        Some(Grade::Breaking) => format!("Version: {from} -> {to}: code may break."),
        Some(_) => format!("Version: {from} -> {to}: no code breaks."),
    };
    [joined(&counted), version]
}
