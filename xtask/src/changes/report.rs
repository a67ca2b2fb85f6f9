//! The changes as a reader meets them: grouped, graded, counted.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde_json::Value;

use super::change::{Change, Place};
use super::compare::compare;
use super::document::Document;
use super::grade::{Grade, grade};
use super::version::Version;
use super::wording::sentence;

/// What changed between two documents.
#[derive(Clone, Debug)]
pub struct Report {
    /// What the old document is called.
    pub old: String,
    /// What the new document is called.
    pub new: String,
    /// The changes, by operation and by schema.
    pub groups: Vec<Group>,
    /// Differences that change nothing for a user.
    pub without_effect: Vec<Change>,
    /// How many operations the two documents have together.
    pub operations: usize,
    /// The gravest change that concerns an operation of the crate.
    pub gravest: Option<Grade>,
    /// The version before the changes.
    pub version: Version,
}

/// The changes of one operation or schema.
#[derive(Clone, Debug)]
pub struct Group {
    /// The operation or schema.
    pub place: Place,
    /// What users of the crate know it by: a method, or a type.
    pub rust: String,
    /// The operations that it concerns.
    pub operations: BTreeSet<String>,
    /// The methods of those operations.
    pub methods: BTreeSet<String>,
    /// The cargo features that turn those operations on.
    pub features: BTreeSet<String>,
    /// The schemas that extend it, and so have the same fields.
    pub extended_by: BTreeSet<String>,
    /// The changes, the gravest first.
    pub lines: Vec<Line>,
}

/// One change in words.
#[derive(Clone, Debug)]
pub struct Line {
    /// What it means for a user.
    pub grade: Grade,
    /// What changed, without a full stop.
    pub sentence: String,
    /// Why it is graded so; empty where the sentence says it.
    pub reason: &'static str,
    /// The change itself.
    pub change: Change,
}

/// How many changes there are of each grade.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Changes that break code.
    pub breaking: usize,
    /// Changes that add.
    pub additive: usize,
    /// Changes of what Plaid says.
    pub documentation: usize,
}

/// One of two documents to compare.
#[derive(Clone, Copy, Debug)]
pub struct Side<'a> {
    /// What it is called in the report.
    pub name: &'a str,
    /// The OpenAPI document.
    pub document: &'a Value,
}

/// How to compare two documents.
#[derive(Clone, Copy, Debug)]
pub struct Settings<'a> {
    /// The cargo feature of each operation that is not marked with one.
    pub features: &'a BTreeMap<String, String>,
    /// Whether descriptions are compared as well.
    pub with_prose: bool,
    /// The version of the crate before the changes.
    pub version: Version,
}

impl Report {
    /// Compares two documents.
    pub fn new(old: Side<'_>, new: Side<'_>, settings: Settings<'_>) -> Self {
        let before = Document::new(old.document, settings.features);
        let after = Document::new(new.document, settings.features);
        let mut groups = BTreeMap::<Place, Vec<Line>>::new();
        let mut without_effect = Vec::new();
        for change in compare(&before, &after, settings.with_prose) {
            match grade(&change) {
                (Grade::Nothing, _) => without_effect.push(change),
                (grade, reason) => {
                    let line = Line {
                        grade,
                        sentence: sentence(&change),
                        reason,
                        change,
                    };
                    groups
                        .entry(line.change.place.clone())
                        .or_default()
                        .push(line);
                }
            }
        }
        let groups: Vec<_> = groups
            .into_iter()
            .map(|(place, lines)| Group::new(place, lines, &before, &after))
            .collect();
        let ids: BTreeSet<_> = before
            .operations
            .keys()
            .chain(after.operations.keys())
            .collect();
        Self {
            old: old.name.to_owned(),
            new: new.name.to_owned(),
            gravest: gravest(&groups),
            groups,
            without_effect,
            operations: ids.len(),
            version: settings.version,
        }
    }

    /// How many changes there are of each grade.
    pub fn counts(&self) -> Counts {
        let count = |grade| {
            let lines = self.groups.iter().flat_map(|group| &group.lines);
            lines.filter(|line| line.grade == grade).count()
        };
        Counts {
            breaking: count(Grade::Breaking),
            additive: count(Grade::Additive),
            documentation: count(Grade::Documentation),
        }
    }

    /// The version to release the changes as.
    pub fn next_version(&self) -> Version {
        self.version.after(self.gravest)
    }
}

impl Group {
    fn new(place: Place, mut lines: Vec<Line>, old: &Document<'_>, new: &Document<'_>) -> Self {
        // Stable: lines of one grade keep the order of the fields.
        lines.sort_by_key(|line| std::cmp::Reverse(line.grade));
        let operations = match &place {
            Place::Document => BTreeSet::new(),
            Place::Operation(id) => BTreeSet::from([id.clone()]),
            Place::Schema(name) => {
                let sides = [old, new]
                    .into_iter()
                    .flat_map(|side| &side.usage(name).operations);
                sides.map(|id| id.to_string()).collect()
            }
        };
        // What is gone has the name that it had.
        let newest = |name: &dyn Fn(&Document<'_>) -> String| {
            Some(name(new))
                .filter(|name| !name.is_empty())
                .unwrap_or_else(|| name(old))
        };
        let rust = match &place {
            Place::Document => place.name().to_owned(),
            Place::Operation(id) => newest(&|side| side.method(id)),
            Place::Schema(name) => newest(&|side| side.type_name(name)),
        };
        let methods = operations
            .iter()
            .map(|id| newest(&|side| side.method(id)))
            .collect();
        let features = operations
            .iter()
            .flat_map(|id| [old, new].map(|side| side.operations.get(id.as_str())?.feature))
            .flatten()
            .map(str::to_owned)
            .collect();
        let extended_by = match &place {
            Place::Schema(name) => new.extended_by(name),
            _ => None,
        };
        let extended_by = extended_by
            .into_iter()
            .flatten()
            .map(ToString::to_string)
            .collect();
        Self {
            place,
            rust,
            operations,
            methods,
            features,
            extended_by,
            lines,
        }
    }

    /// The grade of its gravest change.
    pub fn grade(&self) -> Grade {
        self.lines.first().map_or(Grade::Nothing, |line| line.grade)
    }
}

/// The gravest change of the crate that is released: of operations that a feature
/// turns on, or of all where none is in a feature.
fn gravest(groups: &[Group]) -> Option<Grade> {
    let has_features = groups.iter().any(|group| !group.features.is_empty());
    groups
        .iter()
        .filter(|group| {
            !has_features || !group.features.is_empty() || group.place == Place::Document
        })
        .map(Group::grade)
        .max()
}
