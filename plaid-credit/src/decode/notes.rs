//! What one read of a body notes about it.
//!
//! The notes are kept per thread for the time of one read, because serde hands nothing down
//! to the fields of a model: they could not be reached otherwise.

use std::cell::{Cell, RefCell};
use std::ops::Range;

use serde::de::Error;

use super::fault::Fault;
use super::{AnomalyKind, MAX_ANOMALIES};

/// What every value looks at; plain data, so that looking is a load from memory: of one field
/// through `with`, where `get` would check the whole.
#[derive(Clone, Copy)]
struct State {
    is_active: bool,
    is_review: bool,
    /// How deep the container is that was entered last.
    depth: usize,
    /// How many notes there are.
    listed: usize,
    /// How many bytes the values take that were read.
    allocated: u64,
}

const IDLE: State = State {
    is_active: false,
    is_review: false,
    depth: 0,
    listed: 0,
    allocated: 0,
};

thread_local! {
    static STATE: Cell<State> = const { Cell::new(IDLE) };
    static NOTES: RefCell<Notes> = const { RefCell::new(Notes::EMPTY) };
}

/// The notes of one read.
pub(super) struct Notes {
    pub(super) listed: Vec<Note>,
    /// How many found no room in the list.
    pub(super) more: usize,
}

impl Notes {
    const EMPTY: Self = Self {
        listed: Vec::new(),
        more: 0,
    };
}

/// A departure from the document.
pub(super) struct Note {
    pub(super) kind: AnomalyKind,
    /// What was expected, and what was done.
    pub(super) reason: String,
    /// From the inside out.
    pub(super) path: Vec<Segment>,
    /// Where the value stands; none until it has been passed.
    pub(super) value: Option<Range<usize>>,
}

/// One step of a path.
#[derive(Clone)]
pub(super) enum Segment {
    /// A key, with its quotes.
    Key(Range<usize>),
    Index(usize),
    /// A field that is not in the body.
    Field(&'static str),
}

/// Keeps notes until it is finished or dropped, and then puts an outer read's notes back.
pub(super) struct Recording {
    state: State,
    notes: Notes,
}

impl Recording {
    pub(super) fn start(is_review: bool) -> Self {
        Self {
            state: STATE.replace(State {
                is_active: true,
                is_review,
                ..IDLE
            }),
            notes: NOTES.replace(Notes::EMPTY),
        }
    }

    pub(super) fn finish(self) -> Notes {
        NOTES.replace(Notes::EMPTY)
    }
}

impl Drop for Recording {
    fn drop(&mut self) {
        STATE.set(self.state);
        NOTES.replace(std::mem::replace(&mut self.notes, Notes::EMPTY));
    }
}

/// Whether departures are asked for that change nothing.
pub(crate) fn is_review() -> bool {
    STATE.get().is_review
}

/// Notes the depth of the container that is entered.
#[inline]
pub(super) fn enter(depth: usize) {
    STATE.with(|state| {
        state.set(State {
            depth,
            ..state.get()
        });
    });
}

/// Counts what a value takes that is about to be read.
#[inline]
pub(crate) fn allocate(bytes: usize) {
    STATE.with(|state| {
        let before = state.get();
        state.set(State {
            allocated: before.allocated.saturating_add(bytes as u64),
            ..before
        });
    });
}

/// How many bytes were counted.
#[inline]
pub(super) fn allocated() -> u64 {
    STATE.with(|state| state.get().allocated)
}

/// Whether this crate's reader is at work.
pub(crate) fn is_active() -> bool {
    STATE.get().is_active
}

/// Whether further notes are only counted.
pub(super) fn is_full() -> bool {
    count() == MAX_ANOMALIES
}

/// Whether the container that was entered last is the whole body.
pub(crate) fn is_root() -> bool {
    STATE.get().depth == 1
}

/// How many notes there are.
#[inline]
pub(crate) fn count() -> usize {
    STATE.with(|state| state.get().listed)
}

/// Notes a departure of the value at hand.
pub(crate) fn note(kind: AnomalyKind, reason: impl Into<String>) {
    add(|| Note {
        kind,
        reason: reason.into(),
        path: Vec::new(),
        value: None,
    });
}

/// Notes a departure of the value at hand, if they are asked for.
pub(crate) fn note_in_review(kind: AnomalyKind, reason: &str) {
    if is_review() {
        note(kind, reason);
    }
}

/// Notes that the object at hand lacks a field.
pub(crate) fn note_missing(name: &'static str) {
    add(|| Note {
        kind: AnomalyKind::Missing,
        reason: "documented as always sent, but missing".to_owned(),
        path: vec![Segment::Field(name)],
        value: Some(0..0),
    });
}

fn add(note: impl FnOnce() -> Note) {
    if !is_active() {
        return;
    }
    change(|notes| match is_full() {
        false => notes.listed.push(note()),
        true => notes.more += 1,
    });
}

/// Takes the last note back, if there is one behind `mark`: a null is documented here.
#[inline]
pub(crate) fn allow_null(mark: usize) {
    if count() == mark {
        return;
    }
    change(|notes| {
        let is_null = |note: &Note| note.kind == AnomalyKind::Null && note.value.is_none();
        if notes.listed.get(mark).is_some_and(is_null) {
            notes.listed.remove(mark);
        }
    });
}

/// Sets the value at hand aside, with what was noted inside it since there were `mark`
/// notes. Gives the error back where it is not one of this crate's reader, or fatal.
pub(crate) fn set_aside<E: Error>(error: E, mark: usize) -> Result<(), E> {
    let Some(Fault::Value { kind, expected }) = Fault::of(&error) else {
        return Err(error);
    };
    if mark == MAX_ANOMALIES {
        change(|notes| notes.more += 1);
        return Ok(());
    }
    change(|notes| notes.listed.truncate(mark));
    // What was found is added once the value has been passed.
    let is_open = expected.starts_with("expected ");
    let end = if is_open { "" } else { ": set aside" };
    note(*kind, format!("{expected}{end}"));
    Ok(())
}

/// Adds where it is to what was noted of the value that was just passed, since there were
/// `mark` notes.
#[cold]
pub(super) fn place(mark: usize, segment: Option<&Segment>, value: &Range<usize>) {
    NOTES.with_borrow_mut(|notes| {
        for note in notes.listed.iter_mut().skip(mark) {
            note.path.extend(segment.cloned());
            note.value.get_or_insert_with(|| value.clone());
        }
    });
}

fn change(change: impl FnOnce(&mut Notes)) {
    let listed = NOTES.with_borrow_mut(|notes| {
        change(notes);
        notes.listed.len()
    });
    STATE.set(State {
        listed,
        ..STATE.get()
    });
}
