//! Departures of a body from the document.

use std::fmt;
use std::ops::Range;

use bytes::Bytes;

use super::fault::{EXPECTED, Unfit};
use super::notes::{Note, Notes, Segment};
use super::scanner::Scanner;

/// How many anomalies are listed in full. Past this number, only the first of each further kind is
/// listed, and one more anomaly counts the rest.
pub const MAX_ANOMALIES: usize = 100;

/// What stands in a path that is shown where the document has no such name.
const UNKNOWN: &str = "(unknown)";

/// The kind of a departure from Plaid's document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum AnomalyKind {
    /// A value whose type is not the documented one. It was set aside, unless the reason says
    /// how it was read.
    WrongType,
    /// A key that occurs more than once in an object. The last value is used. If the first one was
    /// null or empty, so that nothing was lost, only a review finds it. If the first one was set
    /// aside, that may be all that is listed.
    DuplicateKey,
    /// A number that its type cannot hold exactly. It was set aside, unless the reason says that
    /// it was rounded.
    InexactNumber,
    /// Text that is not valid Unicode. It was set aside.
    InvalidUnicode,
    /// A value nested more than 128 levels deep. It was set aside.
    TooDeep,
    /// The body is not a response of the operation: it is Plaid's error object, or it has none
    /// of the fields that are documented as always sent (or none of the documented fields, if
    /// none is always sent). Or the body is a webhook without any field of its type and code.
    NotAnAnswer,
    /// A field that is not documented. It was kept in `extra`.
    UnknownField,
    /// An enum value that is not documented. It was kept.
    UnknownValue,
    /// A field that is documented as always sent is missing.
    Missing,
    /// A null that is not documented.
    Null,
    /// Stands for the anomalies past [`MAX_ANOMALIES`].
    NotListed,
}

impl AnomalyKind {
    /// Whether anomalies of this kind change nothing in the value, so that only a review finds
    /// them.
    pub fn needs_review(self) -> bool {
        matches!(
            self,
            Self::UnknownField | Self::UnknownValue | Self::Missing | Self::Null
        )
    }
}

/// A departure of a body from Plaid's document.
///
/// `Debug` and `Display` show nothing from the body except the names of documented fields.
#[derive(Clone)]
#[non_exhaustive]
pub struct Anomaly {
    /// The kind of departure.
    pub kind: AnomalyKind,
    /// The bytes of the value as received; empty if there was none.
    pub raw: Bytes,
    /// What was expected, and what was done with the value. Never contains the value itself.
    pub reason: String,
    body: Bytes,
    path: Vec<Segment>,
    /// How many anomalies this one stands for.
    stands_for: usize,
}

impl Anomaly {
    /// An anomaly of a body as a whole.
    pub(crate) fn of_body(kind: AnomalyKind, reason: impl Into<String>, body: Bytes) -> Self {
        Self {
            kind,
            raw: Bytes::new(),
            reason: reason.into(),
            body,
            path: Vec::new(),
            stands_for: 1,
        }
    }

    /// Where the value is in the body: a JSON pointer, such as `/sessions/0/errors`.
    ///
    /// Names of undocumented fields may be personal data; `Display` leaves them out.
    pub fn path(&self) -> String {
        self.pointer(|key| self.name(key))
    }

    /// The path as it may be logged.
    pub(crate) fn shown_path(&self) -> String {
        self.pointer(|key| {
            let (names, key) = (crate::generated::FIELD_NAMES, self.within_quotes(key));
            let found = names.binary_search_by(|name| name.as_bytes().cmp(key));
            found.map_or(UNKNOWN, |index| names[index]).to_owned()
        })
    }

    /// The body that it is of.
    pub(crate) fn body(&self) -> &Bytes {
        &self.body
    }

    fn pointer(&self, name: impl Fn(&Range<usize>) -> String) -> String {
        let segment = |segment: &Segment| match segment {
            Segment::Key(key) => name(key),
            Segment::Index(index) => index.to_string(),
            Segment::Field(field) => (*field).to_owned(),
        };
        let escaped = |step| segment(step).replace('~', "~0").replace('/', "~1");
        let segments = self.path.iter().rev();
        segments.map(|step| format!("/{}", escaped(step))).collect()
    }

    fn name(&self, key: &Range<usize>) -> String {
        let quoted = self.body.get(key.clone()).unwrap_or_default();
        match Scanner::new(quoted).string() {
            Ok(Some(name)) => name.into_owned(),
            _ => String::from_utf8_lossy(self.within_quotes(key)).into_owned(),
        }
    }

    fn within_quotes(&self, key: &Range<usize>) -> &[u8] {
        let range = key.start + 1..key.end.saturating_sub(1);
        self.body.get(range).unwrap_or_default()
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
        match self.shown_path().as_str() {
            "" => formatter.write_str(&self.reason),
            path => write!(formatter, "{path}: {}", self.reason),
        }
    }
}

/// Makes anomalies of what was noted of a body.
pub(super) fn collect(notes: Notes, keep: impl FnOnce() -> Bytes) -> Vec<Anomaly> {
    if notes.listed.is_empty() {
        return Vec::new();
    }
    let body = keep();
    let listed = notes.listed.into_iter().map(|note| anomaly(note, &body));
    let not_listed = (notes.more > 0).then(|| Anomaly {
        stands_for: notes.more,
        ..Anomaly::of_body(
            AnomalyKind::NotListed,
            format!("{} more anomalies are not listed", notes.more),
            body.clone(),
        )
    });
    listed.chain(not_listed).collect()
}

/// How many anomalies there are, with those that are not listed.
pub(crate) fn count_all(anomalies: &[Anomaly]) -> usize {
    anomalies.iter().map(|anomaly| anomaly.stands_for).sum()
}

fn anomaly(note: Note, body: &Bytes) -> Anomaly {
    let raw = body.slice(note.value.unwrap_or_default());
    let reason = with_found(note.reason, raw.first().copied());
    let reason = match note.is_set_aside {
        true => reason + ": set aside",
        false => reason,
    };
    Anomaly {
        raw,
        path: note.path,
        ..Anomaly::of_body(note.kind, reason, body.clone())
    }
}

/// The anomaly of a value without which the body could not be read.
pub(super) fn of_unfit(unfit: Unfit, body: Bytes) -> Anomaly {
    let mut scanner = Scanner::new(&body);
    let start = unfit.start.unwrap_or_default();
    scanner.position = start;
    let end = scanner.skip().map_or(start, |()| scanner.position);
    let note = Note {
        kind: unfit.kind,
        reason: unfit.reason.into_owned(),
        is_set_aside: false,
        path: unfit.path,
        value: Some(start..end),
    };
    anomaly(note, &body)
}

/// What was expected, and what kind of value was found, by its first byte.
fn with_found(reason: String, first: Option<u8>) -> String {
    let found = match first {
        _ if !reason.starts_with(EXPECTED) => return reason,
        Some(b'{') => "an object",
        Some(b'[') => "a list",
        Some(b'"') => "a string",
        Some(b't' | b'f') => "a boolean",
        Some(b'n') => "null",
        _ => "a number",
    };
    format!("{reason}, found {found}")
}
