//! The changes as entries of the crate's changelog.

use std::collections::BTreeMap;

use crate::changelog::{BREAKING, Entry, Kind};

use super::change::{Part, Place, What};
use super::grade::Grade;
use super::report::{Group, Line, Report};
use super::wording::{joined, predicate, subject};

impl Report {
    /// What a changelog says of the changes; nothing where none is noticed. What Plaid
    /// only documents otherwise is said by the entry that names its document.
    pub fn changelog(&self) -> Vec<Entry> {
        if self.groups.is_empty() {
            return Vec::new();
        }
        let mut drafts: Vec<_> = self.groups.iter().flat_map(drafts_of).collect();
        drafts.extend(types(&self.groups));
        // Stable: within a section, operations stand before types.
        drafts.sort_by_key(|draft| (draft.kind, !draft.is_breaking));
        let entries = drafts.iter().map(Draft::entry);
        entries.chain([Entry::follows(&self.new)]).collect()
    }
}

/// An entry that others of the same form can join.
struct Draft {
    kind: Kind,
    is_breaking: bool,
    /// What it is about.
    title: String,
    form: Form,
    /// What is said of the title.
    said: Vec<String>,
}

#[derive(Clone, PartialEq, Eq)]
enum Form {
    /// Several words with a noun before them.
    Named { singular: String, after: String },
    /// Words with something said of them after them.
    Predicate([&'static str; 2]),
    /// What cannot be joined.
    Sentence,
}

impl Draft {
    fn entry(&self) -> Entry {
        let said = joined(&self.said);
        let is_one = self.said.len() == 1;
        let said = match &self.form {
            Form::Named { singular, after } => {
                let ending = if is_one { "" } else { "s" };
                format!("{singular}{ending} {said}{after}")
            }
            Form::Predicate([one, several]) => {
                format!("{said} {}", if is_one { one } else { several })
            }
            Form::Sentence => said,
        };
        let mark = if self.is_breaking { BREAKING } else { "" };
        let text = match self.title.as_str() {
            "" => format!("{mark}{said}."),
            title => format!("{mark}{title}: {said}."),
        };
        Entry {
            kind: self.kind,
            text,
        }
    }
}

/// Where a change is told, if it is.
fn kind(line: &Line) -> Option<Kind> {
    let is_in_crate = match (&line.change.place, &line.change.part) {
        (_, Part::ErrorBody(_)) => false,
        (Place::Schema(_), _) => line.change.direction.is_in_crate(),
        _ => true,
    };
    Some(match (&line.change.what, line.grade) {
        (What::Deprecated(true), _) if is_in_crate => Kind::Deprecated,
        (What::Deprecated(false) | What::OperationMoved(_), _) if is_in_crate => Kind::Changed,
        (_, Grade::Documentation | Grade::Nothing) => return None,
        (What::DirectionChanged(directions), _) if !directions.before.is_in_crate() => Kind::Added,
        (What::DirectionChanged(directions), _) if !directions.after.is_in_crate() => Kind::Removed,
        (
            What::OperationAdded(_) | What::SchemaAdded(_) | What::FieldAdded { .. },
            Grade::Additive,
        )
        | (What::ValuesAdded(_) | What::VariantsAdded(_), _) => Kind::Added,
        (What::OperationRemoved(_) | What::SchemaRemoved(_) | What::FieldRemoved(_), _)
        | (What::ValuesRemoved(_) | What::VariantsRemoved(_), _) => Kind::Removed,
        _ => Kind::Changed,
    })
}

/// Whether a line is of a whole type that comes or goes.
fn is_of_type(line: &Line, kind: Kind) -> bool {
    match line.change.what {
        What::SchemaAdded(_) | What::SchemaRemoved(_) => true,
        What::DirectionChanged(_) => kind != Kind::Changed,
        _ => false,
    }
}

/// The types that come and go, together where they do so for the same operations.
fn types(groups: &[Group]) -> Vec<Draft> {
    let mut found = BTreeMap::<_, Vec<String>>::new();
    for group in groups {
        for line in &group.lines {
            if let Some(kind) = kind(line).filter(|kind| is_of_type(line, *kind)) {
                let key = (kind, line.grade == Grade::Breaking, &group.methods);
                found.entry(key).or_default().push(title(group));
            }
        }
    }
    let drafts = found
        .into_iter()
        .map(|((kind, is_breaking, methods), said)| {
            let methods: Vec<_> = methods.iter().map(|method| code(method)).collect();
            let after = match methods.len() {
                0 => String::new(),
                1..=4 => format!(" of {}", joined(&methods)),
                number => format!(" of {number} operations"),
            };
            Draft {
                kind,
                is_breaking,
                title: String::new(),
                form: Form::Named {
                    singular: "Type".to_owned(),
                    after,
                },
                said,
            }
        });
    drafts.collect()
}

/// What is said of an operation or of the parts of a type.
fn drafts_of(group: &Group) -> Vec<Draft> {
    let mut drafts = Vec::<Draft>::new();
    for line in &group.lines {
        let Some(kind) = kind(line).filter(|kind| !is_of_type(line, *kind)) else {
            continue;
        };
        let draft = draft(group, line, kind);
        let alike = drafts.iter_mut().find(|other| {
            draft.form != Form::Sentence
                && (other.kind, other.is_breaking) == (draft.kind, draft.is_breaking)
                && other.form == draft.form
        });
        match alike {
            Some(other) => other.said.extend(draft.said),
            None => drafts.push(draft),
        }
    }
    drafts
}

fn draft(group: &Group, line: &Line, kind: Kind) -> Draft {
    let part = &line.change.part;
    let named = |singular: &str, after: &str| Form::Named {
        singular: singular.to_owned(),
        after: after.to_owned(),
    };
    let values = |values: &[String]| values.iter().map(|value| code(value)).collect();
    let (form, said) = match &line.change.what {
        What::OperationAdded(route) | What::OperationRemoved(route) => {
            let feature = match group.features.first() {
                Some(feature) => format!(" (feature `{feature}`)"),
                None => String::new(),
            };
            let said = format!("{} for `{route}`{feature}", title(group));
            (Form::Sentence, vec![said])
        }
        What::FieldAdded { rust, .. } if kind == Kind::Added => {
            (named("field", ""), vec![format!("{part} (`{rust}`)")])
        }
        What::FieldAdded { rust, .. } => (
            named("new required field", ", which `new` takes"),
            vec![format!("{part} (`{rust}`)")],
        ),
        What::FieldRemoved(rust) => (named("field", ""), vec![format!("{part} (`{rust}`)")]),
        What::ValuesAdded(all) | What::ValuesRemoved(all) => {
            let of = if part.is_whole_schema() {
                String::new()
            } else {
                format!(" of {part}")
            };
            (named("value", &of), values(all))
        }
        _ => match predicate(&line.change) {
            Some(predicate) => (
                Form::Predicate(predicate),
                vec![subject(&group.place, part)],
            ),
            None => (Form::Sentence, vec![in_words(line)]),
        },
    };
    let is_titled = !matches!(
        line.change.what,
        What::OperationAdded(_) | What::OperationRemoved(_)
    );
    Draft {
        kind,
        is_breaking: line.grade == Grade::Breaking,
        title: if is_titled {
            title(group)
        } else {
            String::new()
        },
        form,
        said,
    }
}

/// The sentence of the report and its reason, to stand after a colon.
fn in_words(line: &Line) -> String {
    let mut letters = line.sentence.chars();
    let first = letters.next().map(char::to_lowercase);
    let mut text: String = first.into_iter().flatten().chain(letters).collect();
    if !line.reason.is_empty() {
        text.push_str("; ");
        text.push_str(line.reason);
    }
    text
}

/// What users of the crate know the place by.
fn title(group: &Group) -> String {
    match group.place {
        Place::Document => group.rust.clone(),
        _ => code(&group.rust),
    }
}

fn code(text: &str) -> String {
    format!("`{text}`")
}
