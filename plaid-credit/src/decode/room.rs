//! The memory of lists and maps, which grow while they are read.

use serde::de::Error;

use super::notes::{allocate, is_out_of_memory, release};

/// For how many elements a `Vec` has room at first.
pub(super) const OF_VEC: usize = 4;

/// Above this size of an element, in bytes, a list of this crate has room for just one at first:
/// many hold no more.
const LARGE: usize = 24;

/// For how many entries a node of a map has room. A list of entries, which serde_json's feature
/// `preserve_order` keeps, has room for more while it grows.
const OF_NODE: usize = match size_of::<serde_json::Value>() {
    0..=40 => 11,
    _ => 22,
};

/// For how many elements a list of this crate has room at first.
pub(crate) const fn first_room<T>() -> usize {
    if size_of::<T>() > LARGE { 1 } else { OF_VEC }
}

/// A `Vec` that grows has room for no fewer elements.
const fn least_growth<T>() -> usize {
    if size_of::<T>() <= 1024 { OF_VEC } else { 1 }
}

/// The room of a list, counted before it is made. In elements.
pub(crate) struct Room {
    /// What the list has room for at first.
    first: usize,
    capacity: usize,
    counted: usize,
}

impl Room {
    /// Of a list that has room for so many elements at first.
    pub(crate) fn new(first: usize) -> Self {
        Self {
            first,
            capacity: 0,
            counted: 0,
        }
    }

    /// Counts the room that a list of this length needs for one more element. What it had counts
    /// until it grows again, since both are there while the elements move. An error if that is
    /// more than may be allocated.
    #[inline]
    pub(crate) fn prepare<T, E: Error>(&mut self, len: usize) -> Result<(), E> {
        if len >= self.capacity && size_of::<T>() > 0 {
            return self.grow::<T, E>();
        }
        Ok(())
    }

    #[cold]
    fn grow<T, E: Error>(&mut self) -> Result<(), E> {
        let old = self.capacity;
        self.capacity = match old {
            0 => self.first,
            _ => (2 * old).max(least_growth::<T>()),
        };
        release((self.counted - old) * size_of::<T>());
        allocate(self.capacity * size_of::<T>());
        self.counted = old + self.capacity;
        match is_out_of_memory() {
            true => Err(E::custom("out of memory")),
            false => Ok(()),
        }
    }

    /// Counts only what the list has, which grows no more.
    pub(crate) fn finish<T>(self, list: &Vec<T>) {
        release(self.counted.saturating_sub(list.capacity()) * size_of::<T>());
    }
}

/// Counts one more entry of a map that has so many, before it is made. Nodes are half full at least.
#[inline]
pub(crate) fn allocate_entry<T>(entries: usize, name_len: usize) {
    if entries.is_multiple_of(OF_NODE / 2 + 1) {
        allocate(OF_NODE * (size_of::<T>() + size_of::<String>()));
    }
    allocate(name_len);
}
