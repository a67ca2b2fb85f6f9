//! One change, as a report has it.

use std::fmt::Display;

use clap::ValueEnum;
use plaid_credit_codegen::api::Place;
use plaid_credit_codegen::joined;
use serde::{Serialize, Serializer};

/// What a change means for a user of the crate, the gravest last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum Grade {
    /// Documentation or the wire alone; the code that compiles is the same.
    #[value(skip)]
    Documentation,
    /// There is more to use; existing code still compiles.
    Additive,
    /// Existing code may no longer compile.
    Breaking,
}

impl Grade {
    /// The word for it in reports.
    pub fn word(self) -> &'static str {
        match self {
            Self::Documentation => "documentation",
            Self::Additive => "additive",
            Self::Breaking => "breaking",
        }
    }
}

/// What a change does to its owner.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// The owner is new.
    Added,
    /// The owner is gone.
    Removed,
    /// The owner has another name.
    Renamed,
    /// Something of the owner is new, gone or different.
    Changed,
    /// The owner, or something of it, is now deprecated, or is so no longer.
    Deprecated,
    /// A description is different.
    Reworded,
}

/// What the owner of a change is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum OwnerKind {
    /// What the document says of the API as a whole.
    Document,
    /// A method of the client.
    Method,
    /// A type in `plaid_credit::types`.
    Type,
    /// A schema or operation that the crate has nothing of its own for.
    Schema,
}

/// Whose change it is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Owner {
    /// What it is.
    pub kind: OwnerKind,
    /// Its name before the change; `None` where it is new. In Rust, but for a schema.
    pub before: Option<String>,
    /// Its name after the change; `None` where it is gone.
    pub after: Option<String>,
}

impl Owner {
    /// The owner of these names; an empty one is none.
    pub(super) fn of(kind: OwnerKind, before: &str, after: &str) -> Self {
        let name = |name: &str| (!name.is_empty()).then(|| name.to_owned());
        Self {
            kind,
            before: name(before),
            after: name(after),
        }
    }

    /// The name that it has now, or had last.
    pub fn name(&self) -> &str {
        let name = self.after.as_ref().or(self.before.as_ref());
        name.map_or("the API", String::as_str)
    }
}

/// One change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// Whose change it is.
    pub owner: Owner,
    /// Where it stands in the new document, or in the old one if it is gone; for the API as
    /// a whole, the operation without an ID.
    #[serde(serialize_with = "as_text")]
    pub place: Place,
    /// What it does to its owner.
    pub kind: Kind,
    /// What it means for a user.
    pub grade: Grade,
    /// What changed, without a full stop.
    pub sentence: String,
    /// What is different on the wire, where that is the reason.
    pub wire: Option<String>,
    /// Whether the crate or its documentation is different, and not the wire alone.
    pub in_crate: bool,
}

/// `name` as code.
pub(super) fn code(name: impl Display) -> String {
    format!("`{name}`")
}

/// `names` as code, joined; a long list is cut.
pub(super) fn codes<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    const MOST: usize = 12;
    let mut names: Vec<_> = names.into_iter().map(code).collect();
    if let Some(rest @ 1..) = names.len().checked_sub(MOST) {
        names.truncate(MOST);
        names.push(format!("{rest} more"));
    }
    joined(&names)
}

/// Serializes what is displayed.
pub(super) fn as_text<S: Serializer>(value: &impl Display, to: S) -> Result<S::Ok, S::Error> {
    to.collect_str(value)
}
