//! Departures of a body from the document.

use std::fmt;
use std::ops::Range;

use bytes::Bytes;

use super::notes::{Note, Notes, Segment};
use super::scanner::Scanner;

/// So many anomalies are listed one by one; a last one counts the others.
pub const MAX_ANOMALIES: usize = 100;

/// What stands in a path that is shown where the document has no such name.
const UNKNOWN: &str = "(unknown)";

/// The kind of a departure from Plaid's document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum AnomalyKind {
    /// A value of another type than documented. It was set aside, unless the reason says how
    /// it was read.
    WrongType,
    /// A key that came a second time in one object. The last value counts.
    DuplicateKey,
    /// A number that the type cannot hold to the last digit. Amounts are set aside, other
    /// numbers are rounded.
    InexactNumber,
    /// Text that is not valid Unicode. It was set aside.
    InvalidUnicode,
    /// A value below more than 128 levels. It was set aside.
    TooDeep,
    /// The body is not an answer of the operation: Plaid's error object, or an object without
    /// any of the fields that are documented as always sent (any documented field, where none
    /// is always sent).
    NotAnAnswer,
    /// A field that the document does not name. It is kept among the extra fields.
    UnknownField,
    /// An enum value that the document does not name. It is kept.
    UnknownValue,
    /// A field that the document promises is not there.
    Missing,
    /// A null that the document does not allow.
    Null,
    /// Stands for the anomalies past [`MAX_ANOMALIES`].
    NotListed,
}

impl AnomalyKind {
    /// Whether only a review finds anomalies of this kind, which change nothing in the value.
    pub fn needs_review(self) -> bool {
        matches!(
            self,
            Self::UnknownField | Self::UnknownValue | Self::Missing | Self::Null
        )
    }
}

/// A departure of a body from Plaid's document.
///
/// `Debug` and `Display` show nothing of the body but names of documented fields.
#[derive(Clone)]
#[non_exhaustive]
pub struct Anomaly {
    /// What kind it is.
    pub kind: AnomalyKind,
    /// The bytes of the value as they came; empty where nothing came.
    pub raw: Bytes,
    /// What was expected, and what was done with the value. Never holds the value itself.
    pub reason: String,
    body: Bytes,
    path: Vec<Segment>,
    /// How many anomalies this one is.
    stands_for: usize,
}

impl Anomaly {
    /// Where it stands in the body: a JSON pointer, such as `/sessions/0/errors`.
    ///
    /// Names that the document does not have may be personal; `Display` leaves them out.
    pub fn path(&self) -> String {
        self.pointer(|name| name.replace('~', "~0").replace('/', "~1"))
    }

    /// The path as it may be logged.
    pub(crate) fn shown_path(&self) -> String {
        self.pointer(|name| {
            let names = crate::generated::FIELD_NAMES;
            match names.binary_search(&name) {
                Ok(_) => name.to_owned(),
                Err(_) => UNKNOWN.to_owned(),
            }
        })
    }

    fn pointer(&self, name: impl Fn(&str) -> String) -> String {
        let segment = |segment: &Segment| match segment {
            Segment::Key(range) => name(&self.key(range)),
            Segment::Index(index) => index.to_string(),
            Segment::Field(field) => name(field),
        };
        let segments = self.path.iter().rev();
        segments.map(|step| format!("/{}", segment(step))).collect()
    }

    fn key(&self, range: &Range<usize>) -> String {
        let raw = self.body.get(range.clone()).unwrap_or_default();
        match Scanner::new(raw).string() {
            Ok(name) => name.into_owned(),
            Err(_) => String::from_utf8_lossy(raw).trim_matches('"').to_owned(),
        }
    }
}

impl PartialEq for Anomaly {
    fn eq(&self, other: &Self) -> bool {
        self.kind == other.kind
            && self.raw == other.raw
            && self.reason == other.reason
            && self.path() == other.path()
    }
}

impl Eq for Anomaly {}

impl fmt::Debug for Anomaly {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Anomaly")
            .field("kind", &self.kind)
            .field("path", &self.shown_path())
            .field("reason", &self.reason)
            .finish_non_exhaustive()
    }
}

impl fmt::Display for Anomaly {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.shown_path(), self.reason)
    }
}

/// Makes anomalies of what was noted of a body.
pub(super) fn collect(notes: Notes, body: &Bytes) -> Vec<Anomaly> {
    let listed = notes.listed.into_iter().map(|note| anomaly(note, body));
    let not_listed = (notes.more > 0).then(|| Anomaly {
        kind: AnomalyKind::NotListed,
        raw: Bytes::new(),
        reason: format!("{} more anomalies are not listed", notes.more),
        body: Bytes::new(),
        path: Vec::new(),
        stands_for: notes.more,
    });
    listed.chain(not_listed).collect()
}

/// How many anomalies there are, with those that are not listed.
pub(crate) fn count_all(anomalies: &[Anomaly]) -> usize {
    anomalies.iter().map(|anomaly| anomaly.stands_for).sum()
}

pub(super) fn anomaly(note: Note, body: &Bytes) -> Anomaly {
    let Note {
        kind,
        reason,
        path,
        value,
    } = note;
    let raw = body.slice(value.unwrap_or_default());
    // What was refused says what was expected; what was found is plain to see.
    let reason = match reason.strip_prefix("expected ") {
        Some(expected) => format!("expected {expected}, found {}: set aside", found(&raw)),
        None => reason,
    };
    Anomaly {
        kind,
        raw,
        reason,
        body: body.clone(),
        path,
        stands_for: 1,
    }
}

/// What kind of value it is.
pub(super) fn found(raw: &[u8]) -> &'static str {
    match raw.first() {
        Some(b'{') => "an object",
        Some(b'[') => "a list",
        Some(b'"') => "a string",
        Some(b't' | b'f') => "a boolean",
        Some(b'n') => "null",
        _ => "a number",
    }
}
