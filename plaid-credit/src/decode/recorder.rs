//! What one read of a body notes: the place it has reached, and the values set aside.
//!
//! The notes are kept per thread for the time of one read, because serde hands nothing
//! down to the fields of a model: they could not be told otherwise where they stand.

use std::cell::RefCell;
use std::fmt::{self, Display};
use std::ops::Range;
use std::sync::Arc;

thread_local! {
    static CURRENT: RefCell<Option<Records>> = const { RefCell::new(None) };
}

/// The notes of one read.
#[derive(Default)]
pub(super) struct Records {
    /// Where the body starts in memory, in a read value by value; none in a fast read.
    body: Option<Range<usize>>,
    path: Vec<Step>,
    incomplete: bool,
    pub(super) set_aside: Vec<Record>,
}

/// A step into the body.
struct Step {
    segment: Segment,
    raw: Range<usize>,
}

/// What a step names.
#[derive(Clone, PartialEq)]
pub(super) enum Segment {
    /// Shared by all records below it, which can be many below a long name.
    Name(Arc<str>),
    Index(usize),
}

impl Display for Segment {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name(name) => formatter.write_str(&name.replace('~', "~0").replace('/', "~1")),
            Self::Index(index) => index.fmt(formatter),
        }
    }
}

/// A value that the type does not hold as it was sent.
pub(super) struct Record {
    pub(super) path: Vec<Segment>,
    /// Where the value stands in the body.
    pub(super) raw: Range<usize>,
    pub(super) kind: Kind,
}

/// What became of a recorded value.
pub(super) enum Kind {
    /// The type does not have it, for this reason.
    SetAside(String, Gap),
    /// The type has a reading of it, which this explains.
    Read(&'static str),
    /// The type has it, and would write it in another way.
    Spelling,
}

/// What stands in a list or map in the place of a value that was set aside.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Gap {
    /// Nothing: the list is shorter.
    Closed,
    /// A null, or an empty list or map.
    Filled,
}

impl Records {
    /// Whether the fast read met a value that has to be noted with its place.
    pub(super) fn is_incomplete(&self) -> bool {
        self.incomplete
    }

    fn note(&mut self, kind: Kind) {
        let Some(body) = &self.body else {
            self.incomplete = true;
            return;
        };
        let path = self.path.iter().map(|step| step.segment.clone()).collect();
        let raw = self
            .path
            .last()
            .map_or(0..body.len(), |step| step.raw.clone());
        if matches!(kind, Kind::SetAside(..)) {
            // What was noted inside a value goes with the value.
            let inside =
                |record: &Record| record.raw.start >= raw.start && record.raw.end <= raw.end;
            while self.set_aside.last().is_some_and(inside) {
                self.set_aside.pop();
            }
        }
        self.set_aside.push(Record { path, raw, kind });
    }
}

/// Keeps notes until it is finished or dropped, and then puts an outer read's notes back.
pub(super) struct Recording {
    outer: Option<Records>,
}

impl Recording {
    /// Of a read straight into a type: notes only that something is to be noted.
    pub(super) fn of_fast_read() -> Self {
        Self::start(Records::default())
    }

    /// Of a read value by value.
    pub(super) fn of_values(body: &str) -> Self {
        let start = body.as_ptr() as usize;
        Self::start(Records {
            body: Some(start..start + body.len()),
            ..Records::default()
        })
    }

    fn start(records: Records) -> Self {
        Self {
            outer: CURRENT.replace(Some(records)),
        }
    }

    pub(super) fn finish(mut self) -> Records {
        CURRENT.replace(self.outer.take()).unwrap_or_default()
    }
}

impl Drop for Recording {
    fn drop(&mut self) {
        // `finish` has put it back already, unless the read panicked.
        if std::thread::panicking() {
            CURRENT.replace(self.outer.take());
        }
    }
}

fn with_records<R>(with: impl FnOnce(&mut Records) -> R) -> Option<R> {
    CURRENT.with_borrow_mut(|current| current.as_mut().map(with))
}

/// Notes that the value at hand is set aside, or gives the error back where nothing may be.
pub(crate) fn recover<E: Display>(error: E, gap: Gap) -> Result<(), E> {
    let recovered = with_records(|records| {
        let by_value = records.body.is_some();
        if by_value {
            records.note(Kind::SetAside(error.to_string(), gap));
        }
        by_value
    });
    if recovered == Some(true) {
        Ok(())
    } else {
        Err(error)
    }
}

/// Notes that the value at hand is held, but would be written in another way.
pub(crate) fn note_spelling() {
    with_records(|records| records.note(Kind::Spelling));
}

/// Notes that the value at hand was not what is due, and how it was read.
pub(crate) fn note_reading(explanation: &'static str) {
    with_records(|records| records.note(Kind::Read(explanation)));
}

/// Reads below the current place: at `segment`, whose text is `raw`.
pub(super) fn within<R>(segment: Segment, raw: &str, read: impl FnOnce() -> R) -> R {
    with_records(|records| {
        let base = records.body.as_ref().map_or(0, |body| body.start);
        let start = (raw.as_ptr() as usize).saturating_sub(base);
        records.path.push(Step {
            segment,
            raw: start..start + raw.len(),
        });
    });
    let result = read();
    with_records(|records| records.path.pop());
    result
}

/// How deep the read is in the body.
pub(super) fn depth() -> usize {
    with_records(|records| records.path.len()).unwrap_or_default()
}
