//! What one read of a body notes about it.
//!
//! The notes are kept per thread for the time of one read, because serde hands nothing down
//! to the fields of a model: they could not be reached otherwise.

use std::cell::{Cell, RefCell};
use std::ops::Range;

use serde::de::Error;

use super::fault::Fault;
use super::{AnomalyKind, MAX_ANOMALIES};

/// What every value looks at: plain data, so that looking is a load from memory. What is looked at
/// most is read through `with`, since `get` copies the whole.
#[derive(Clone, Copy)]
struct State {
    is_active: bool,
    is_review: bool,
    /// Whether the value that was read last is a null, in a review.
    is_null: bool,
    /// How deep the container is that was entered last.
    depth: usize,
    /// Whether the body is Plaid's error object.
    is_error: bool,
    /// How many notes there are.
    listed: usize,
    /// How many bytes the values take that were read.
    allocated: u64,
    /// The most bytes that they may take.
    memory: u64,
}

const IDLE: State = State {
    is_active: false,
    is_review: false,
    is_null: false,
    depth: 0,
    is_error: false,
    listed: 0,
    allocated: 0,
    memory: u64::MAX,
};

thread_local! {
    static STATE: Cell<State> = const { Cell::new(IDLE) };
    static NOTES: RefCell<Notes> = const { RefCell::new(Notes { listed: Vec::new(), more: 0 }) };
}

/// The notes of one read.
#[derive(Default)]
pub(super) struct Notes {
    pub(super) listed: Vec<Note>,
    /// How many found no room in the list.
    pub(super) more: usize,
}

/// A departure from the document.
pub(super) struct Note {
    pub(super) kind: AnomalyKind,
    /// What was expected, and what was done.
    pub(super) reason: String,
    pub(super) is_set_aside: bool,
    /// From the inside out.
    pub(super) path: Vec<Segment>,
    /// Where the value stands; none until it has been passed.
    pub(super) value: Option<Range<usize>>,
}

/// One step of a path.
#[derive(Clone, Debug)]
pub(crate) enum Segment {
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
    pub(super) fn start(is_review: bool, memory: u64) -> Self {
        Self {
            state: STATE.replace(State {
                is_active: true,
                is_review,
                memory,
                ..IDLE
            }),
            notes: NOTES.take(),
        }
    }

    pub(super) fn finish(self) -> Notes {
        NOTES.take()
    }
}

impl Drop for Recording {
    fn drop(&mut self) {
        STATE.set(self.state);
        NOTES.set(std::mem::take(&mut self.notes));
    }
}

#[inline]
fn update(change: impl FnOnce(&mut State)) {
    STATE.with(|state| {
        let mut changed = state.get();
        change(&mut changed);
        state.set(changed);
    });
}

/// Whether departures are asked for that change nothing.
pub(crate) fn is_review() -> bool {
    STATE.get().is_review
}

/// Notes the depth of the container that is entered.
#[inline]
pub(super) fn enter(depth: usize) {
    update(|state| {
        state.depth = depth;
        state.is_null = false;
    });
}

/// Counts what a value takes that is about to be read.
#[inline]
pub(crate) fn allocate(bytes: usize) {
    update(|state| state.allocated = state.allocated.saturating_add(bytes as u64));
}

/// Counts no longer what was given back. Once too much was allocated, it stays too much: the value
/// for which there was no room was given up.
pub(super) fn release(bytes: usize) {
    update(|state| {
        if state.allocated <= state.memory {
            state.allocated = state.allocated.saturating_sub(bytes as u64);
        }
    });
}

/// Whether more bytes were counted than may be allocated.
#[inline]
pub(crate) fn is_out_of_memory() -> bool {
    STATE.with(|state| state.get().allocated > state.get().memory)
}

/// Notes that the body is Plaid's error object.
pub(super) fn note_error() {
    update(|state| state.is_error = true);
}

/// Whether the body is Plaid's error object, as far as it was read.
pub(crate) fn is_error() -> bool {
    STATE.get().is_error
}

/// Whether this crate's reader is at work.
pub(crate) fn is_active() -> bool {
    STATE.get().is_active
}

/// Whether further notes of this kind are only counted.
pub(super) fn is_full(kind: AnomalyKind) -> bool {
    let is_listed = |notes: &Notes| notes.listed.iter().any(|note| note.kind == kind);
    count() >= MAX_ANOMALIES && NOTES.with_borrow(is_listed)
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
pub(crate) fn note(kind: AnomalyKind, reason: &str) {
    add(kind, reason, false);
}

/// Notes a departure of the value at hand, if they are asked for.
pub(crate) fn note_in_review(kind: AnomalyKind, reason: &str) {
    if is_review() {
        note(kind, reason);
    }
}

/// Notes that the object at hand lacks a field.
pub(crate) fn note_missing(name: &'static str) {
    let mark = count();
    let reason = "documented as always sent, but missing";
    note(AnomalyKind::Missing, reason);
    place(mark, Some(&Segment::Field(name)), &(0..0));
}

#[cold]
#[inline(never)]
fn add(kind: AnomalyKind, reason: &str, is_set_aside: bool) {
    if !is_active() {
        return;
    }
    let is_full = is_full(kind);
    change(|notes| match is_full {
        false => notes.listed.push(Note {
            kind,
            reason: reason.to_owned(),
            is_set_aside,
            path: Vec::new(),
            value: None,
        }),
        true => notes.more += 1,
    });
}

/// Notes that the value at hand is null.
#[inline]
pub(crate) fn note_null() {
    if is_review() {
        update(|state| state.is_null = true);
    }
}

/// Whether the value that was just read is a null, in a review. Whoever knows whether one is
/// documented there asks, once.
#[inline]
pub(crate) fn take_null() -> bool {
    let is_null = STATE.with(|state| state.get().is_null);
    if is_null {
        update(|state| state.is_null = false);
    }
    is_null
}

/// What was read; none if the value at hand has to be set aside, with what was noted inside it
/// since there were `mark` notes. An error that is not one of this crate's reader stays one,
/// and so does a fatal one.
#[inline]
pub(crate) fn or_set_aside<T, E: Error>(mark: usize, result: Result<T, E>) -> Result<Option<T>, E> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(error) => set_aside(mark, error).map(|()| None),
    }
}

#[cold]
#[inline(never)]
fn set_aside<E: Error>(mark: usize, error: E) -> Result<(), E> {
    let Some(Fault::Value(unfit)) = Fault::of(&error) else {
        return Err(error);
    };
    change(|notes| {
        notes.listed.truncate(mark);
        // What was only counted was noted after the list was full.
        if mark < MAX_ANOMALIES {
            notes.more = 0;
        }
    });
    match unfit.start {
        None => add(unfit.kind, &unfit.reason, true),
        // A type of another crate did not set it aside where it stands.
        Some(_) => add(
            unfit.kind,
            &format!("a value inside it: {}", unfit.reason),
            true,
        ),
    }
    Ok(())
}

/// Adds where it is to what was noted of the value that was just passed, since there were
/// `mark` notes.
#[cold]
#[inline(never)]
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
    update(|state| state.listed = listed);
}
