//! The order of a report, common to its text and its Markdown.

use std::collections::{BTreeSet, VecDeque};

use crate::output::count;

use super::change::{Place, What};
use super::grade::Grade;
use super::report::{Group, Line, Report};
use super::wording::{described, joined, predicate, subject};

/// Changes of one grade: groups stand where their gravest change belongs.
pub(super) struct Section<'a> {
    pub(super) title: &'static str,
    pub(super) entries: Vec<Entry<'a>>,
}

/// What is listed in a section.
pub(super) struct Entry<'a> {
    pub(super) title: Title<'a>,
    /// Whom it concerns; empty if that goes without saying.
    pub(super) used_by: Option<&'a Group>,
    pub(super) lines: Vec<Said>,
}

/// What stands over the lines of an entry.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Title<'a> {
    /// The name of an operation or schema.
    Name(&'a str),
    /// Plain words.
    Words(&'static str),
}

/// One line of a report.
pub(super) struct Said {
    pub(super) grade: Grade,
    /// The schema that it is about, where the title does not say so.
    pub(super) name: Option<String>,
    pub(super) sentence: String,
    pub(super) reason: &'static str,
}

/// The sections of a report, the gravest first.
pub(super) fn sections(report: &Report) -> Vec<Section<'_>> {
    let titles = [
        (Grade::Breaking, "Breaking"),
        (Grade::Additive, "Additive"),
        (Grade::Documentation, "Documentation"),
    ];
    let groups = |grade| {
        report
            .groups
            .iter()
            .filter(move |group: &&Group| group.grade() == grade)
    };
    titles
        .into_iter()
        .map(|(grade, title)| Section {
            title,
            entries: entries(groups(grade)),
        })
        .filter(|section| !section.entries.is_empty())
        .collect()
}

/// An entry for each group. Types that come or go for the same operations share one,
/// and so do all groups of which only descriptions changed.
fn entries<'a>(groups: impl Iterator<Item = &'a Group>) -> Vec<Entry<'a>> {
    let (mut single, mut shared) = (Vec::new(), Vec::<Entry<'a>>::new());
    for group in groups {
        let Some((title, said)) = in_short(group) else {
            let title = Title::Name(group.place.name());
            single.push(Entry {
                title,
                used_by: Some(group),
                lines: lines(group),
            });
            continue;
        };
        let title = Title::Words(title);
        let used_by = (title != Title::Words(REWORDED)).then_some(group);
        let operations = used_by.map(|group| &group.operations);
        let same = shared.iter_mut().find(|entry| {
            entry.title == title && entry.used_by.map(|group| &group.operations) == operations
        });
        match same {
            Some(entry) => entry.lines.push(said),
            None => shared.push(Entry {
                title,
                used_by,
                lines: vec![said],
            }),
        }
    }
    for entry in &mut shared {
        if entry.title == Title::Words(REWORDED) {
            shorten(&mut entry.lines);
        }
    }
    single.extend(shared);
    single
}

const REWORDED: &str = "New descriptions";

/// Leaves the first of many lines, and counts the others.
fn shorten(lines: &mut Vec<Said>) {
    const MOST: usize = 20;
    if let Some(rest @ 1..) = lines.len().checked_sub(MOST) {
        lines.truncate(MOST);
        lines.push(Said {
            grade: Grade::Documentation,
            name: None,
            sentence: format!("And of {}", count(rest, "other")),
            reason: "",
        });
    }
}

/// The line of a group that shares an entry with others, and the title of that.
fn in_short(group: &Group) -> Option<(&'static str, Said)> {
    let [line] = group.lines.as_slice() else {
        return None;
    };
    let (title, sentence) = match &line.change.what {
        What::SchemaAdded(definition) => ("New types", definition.clone()),
        What::SchemaRemoved(definition) => ("Types removed", definition.clone()),
        What::Reworded(parts) => (REWORDED, described(&group.place, parts)),
        _ => return None,
    };
    let name = Some(group.place.name().to_owned());
    Some((
        title,
        Said {
            grade: line.grade,
            name,
            sentence,
            reason: line.reason,
        },
    ))
}

/// The lines of a group; what is said of several fields alike is said once.
fn lines(group: &Group) -> Vec<Said> {
    let mut rest: VecDeque<&Line> = group.lines.iter().collect();
    let mut said = Vec::new();
    while let Some(first) = rest.pop_front() {
        let of = |line: &Line| subject(&group.place, &line.change.part);
        let mut subjects = vec![of(first)];
        let shared = predicate(&first.change);
        rest.retain(|line| {
            let is_alike = shared.is_some()
                && predicate(&line.change) == shared
                && (line.grade, line.reason) == (first.grade, first.reason);
            if is_alike {
                subjects.push(of(line));
            }
            !is_alike
        });
        let sentence = match shared {
            Some([_, plural]) if subjects.len() > 1 => format!("{} {plural}", joined(&subjects)),
            _ => first.sentence.clone(),
        };
        said.push(Said {
            grade: first.grade,
            name: None,
            sentence,
            reason: first.reason,
        });
    }
    said
}

/// The operations that an entry concerns and their features, as in `used by
/// craLoansUpdate (feature cra)`; `code` marks a name.
pub(super) fn used_by(
    entry: &Entry<'_>,
    report: &Report,
    code: impl Fn(&str) -> String,
) -> Option<String> {
    let group = entry.used_by?;
    let named =
        |names: &BTreeSet<String>| -> Vec<_> { names.iter().map(|name| code(name)).collect() };
    let mut text = match (&group.place, group.operations.len()) {
        (Place::Document, _) => return None,
        (Place::Operation(_), _) => code(&group.rust),
        (_, 0) => "used by no operation, so not in the crate".to_owned(),
        (_, number) if number > MOST_NAMED && number == report.operations => {
            format!("used by all {number} operations")
        }
        (_, number) if number > MOST_NAMED => format!("used by {number} operations"),
        _ => format!("used by {}", named(&group.operations).join(", ")),
    };
    match named(&group.features).as_slice() {
        [] => {}
        [only] => text.push_str(&format!(" (feature {only})")),
        several => text.push_str(&format!(" (features {})", several.join(", "))),
    }
    if !group.extended_by.is_empty() && entry.title == Title::Name(group.place.name()) {
        text.push_str(&format!(
            "; its fields are in {} too",
            joined(&named(&group.extended_by))
        ));
    }
    Some(text)
}

/// Up to how many operations are named; more are counted.
const MOST_NAMED: usize = 8;

/// The lines that end a report: what has no effect, the counts, the version.
pub(super) fn closing(report: &Report) -> Vec<String> {
    let counts = report.counts();
    let total = counts.breaking + counts.additive + counts.documentation;
    if total == 0 {
        return without_effect(report)
            .into_iter()
            .chain([format!("No changes. Version: stays at {}.", report.version)])
            .collect();
    }
    let counted = format!(
        "{}: {} breaking, {} additive, {} documentation.",
        count(total, "change"),
        counts.breaking,
        counts.additive,
        counts.documentation
    );
    without_effect(report)
        .into_iter()
        .chain([counted, version(report)])
        .collect()
}

fn without_effect(report: &Report) -> Option<String> {
    let counted = |noun, rest, is_such: fn(&What) -> bool| {
        let number = report
            .without_effect
            .iter()
            .filter(|change| is_such(&change.what))
            .count();
        (number > 0).then(|| format!("{} {rest}", count(number, noun)))
    };
    let all: Vec<_> = [
        counted("reference", "wrapped in `allOf`", |what| {
            *what == What::Wrapped(true)
        }),
        counted("reference", "no longer wrapped in `allOf`", |what| {
            *what == What::Wrapped(false)
        }),
        counted("list", "of values in another order", |what| {
            *what == What::ValuesReordered
        }),
    ]
    .into_iter()
    .flatten()
    .collect();
    (!all.is_empty()).then(|| format!("Without effect on the crate: {}.", joined(&all)))
}

/// The version to release as. Changes of operations that the crate does not have
/// count for nothing there.
fn version(report: &Report) -> String {
    let (from, to) = (report.version, report.next_version());
    let gravest = report.groups.iter().map(Group::grade).max();
    let change = if from == to {
        format!("stays at {from}")
    } else {
        format!("{from} -> {to}")
    };
    let reason = match report.gravest {
        gravest_of_crate if gravest_of_crate != gravest => {
            ", counting only operations that a cargo feature turns on"
        }
        Some(Grade::Breaking) => ", as code may break",
        _ => ", as no code breaks",
    };
    format!("Version: {change}{reason}.")
}
