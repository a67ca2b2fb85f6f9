//! The elements of lists and the members of objects, as serde asks for them.

use std::marker::PhantomData;
use std::ops::Range;

use serde::de::value::UnitDeserializer;
use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, Error as SerdeError, IntoDeserializer, MapAccess,
    SeqAccess,
};

use super::AnomalyKind;
use super::fault::{Error, Fault};
use super::key::Key;
use super::notes::{self, Segment, allocate};
use super::reader::Reader;
use super::room::{OF_VEC, Room, allocate_entry};

/// The elements of a list.
pub(super) struct Items<'a, 'de> {
    reader: &'a mut Reader<'de>,
    /// Whether one can be left out: they do not differ by their places.
    is_uniform: bool,
    read: usize,
    room: Room,
}

impl<'a, 'de> Items<'a, 'de> {
    pub(super) fn new(reader: &'a mut Reader<'de>, is_uniform: bool) -> Self {
        Self {
            reader,
            is_uniform,
            read: 0,
            room: Room::new(OF_VEC),
        }
    }
}

impl<'de> SeqAccess<'de> for Items<'_, 'de> {
    type Error = Error;

    #[inline]
    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Error> {
        if !self.reader.scanner.has_next(b']', self.read == 0)? {
            return Ok(None);
        }
        let index = self.read;
        self.room.prepare::<S::Value, Error>(index)?;
        self.read += 1;
        self.reader
            .value(|| Some(Segment::Index(index)), seed)
            .map(Some)
    }

    /// That there is no other element, where that can be seen at once.
    #[inline]
    fn size_hint(&self) -> Option<usize> {
        (self.reader.scanner.byte() == Some(b']')).then_some(0)
    }

    /// For types of other crates; the models' lists leave out elements by themselves.
    fn next_element<T: Deserialize<'de>>(&mut self) -> Result<Option<T>, Error> {
        if !self.is_uniform {
            return self.next_element_seed(PhantomData);
        }
        while let Some(element) = self.next_element_seed(OrSetAside(PhantomData))? {
            if element.is_some() {
                return Ok(element);
            }
        }
        Ok(None)
    }
}

/// The members of an object.
pub(super) struct Members<'a, 'de> {
    reader: &'a mut Reader<'de>,
    /// Where the key that was read last stands.
    key: Range<usize>,
    read: usize,
}

impl<'a, 'de> Members<'a, 'de> {
    pub(super) fn new(reader: &'a mut Reader<'de>) -> Self {
        Self {
            reader,
            key: 0..0,
            read: 0,
        }
    }

    /// The value behind the key that was read last.
    // A frame of its own would be one more for each level of nesting.
    #[inline(always)]
    fn value<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Error> {
        let key = &self.key;
        self.reader.value(|| Some(Segment::Key(key.clone())), seed)
    }

    /// The next key that a map of another crate may have.
    // Not part of the frame that each level of nesting takes of the stack.
    #[inline(never)]
    fn fitting_key<K: Deserialize<'de>>(&mut self) -> Result<Option<K>, Error> {
        loop {
            match self.next_key_seed(PhantomData) {
                Err(error) if !matches!(*error.0, Fault::Fatal(_)) => self.skip(
                    AnomalyKind::WrongType,
                    "the field's name does not fit: set aside",
                )?,
                read => return read,
            }
        }
    }

    /// Sets aside the value behind the key that was read last, and says what is wrong with the key.
    // Not part of the frame that each level of nesting takes of the stack.
    #[cold]
    #[inline(never)]
    fn skip(&mut self, kind: AnomalyKind, reason: &str) -> Result<(), Error> {
        let scanner = &mut self.reader.scanner;
        scanner.peek();
        let start = scanner.position;
        scanner.skip()?;
        let mark = notes::count();
        notes::note(kind, reason);
        let key = Segment::Key(self.key.clone());
        notes::place(mark, Some(&key), &(start..scanner.position));
        Ok(())
    }
}

impl<'de> MapAccess<'de> for Members<'_, 'de> {
    type Error = Error;

    #[inline]
    fn next_key_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Error> {
        loop {
            let scanner = &mut self.reader.scanner;
            if !scanner.has_next(b'}', self.read == 0)? {
                return Ok(None);
            }
            self.read += 1;
            let (place, key) = scanner.key()?;
            self.key = place;
            match key {
                Some(key) => {
                    if self.reader.depth == 1 {
                        self.reader.note_top_level(&key);
                    }
                    return seed.deserialize(Key(key)).map(Some);
                }
                None => self.skip(
                    AnomalyKind::InvalidUnicode,
                    "the field's name is not valid Unicode: set aside",
                )?,
            }
        }
    }

    #[inline]
    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Error> {
        // This crate's types read a value where it is kept; what is given back is taken to go to a map.
        if size_of::<S::Value>() > 0 {
            allocate_entry::<S::Value>(self.read - 1, self.key.len());
        }
        self.value(seed)
    }

    /// For types of other crates, whose fields that may be null are null if they have to be set
    /// aside. So is the first entry of a `serde_json::Value`.
    #[inline]
    fn next_value<V: Deserialize<'de>>(&mut self) -> Result<V, Error> {
        // What is larger than any JSON goes to no map.
        if size_of::<V>() > size_of::<serde_json::Value>() {
            allocate(size_of::<V>());
            return self.value(OrNull(PhantomData));
        }
        self.next_value_seed(OrNull(PhantomData))
    }

    /// For maps of other crates, as with the elements of lists.
    fn next_entry<K: Deserialize<'de>, V: Deserialize<'de>>(
        &mut self,
    ) -> Result<Option<(K, V)>, Error> {
        while let Some(key) = self.fitting_key()? {
            if let Some(value) = self.next_value_seed(OrSetAside(PhantomData))? {
                return Ok(Some((key, value)));
            }
        }
        Ok(None)
    }
}

/// An element or entry; none if it has to be set aside.
struct OrSetAside<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> DeserializeSeed<'de> for OrSetAside<T> {
    type Value = Option<T>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<T>, D::Error> {
        let mark = notes::count();
        notes::or_set_aside(mark, T::deserialize(deserializer))
    }
}

/// A field; null if it has to be set aside and may be null.
struct OrNull<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> DeserializeSeed<'de> for OrNull<T> {
    type Value = T;

    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        let mark = notes::count();
        match T::deserialize(deserializer) {
            Err(error) => null(mark, error),
            read => read,
        }
    }
}

// Not part of the frame that each level of nesting takes of the stack.
#[cold]
#[inline(never)]
fn null<'de, T: Deserialize<'de>, E: SerdeError>(mark: usize, error: E) -> Result<T, E> {
    let unit: UnitDeserializer<E> = ().into_deserializer();
    match T::deserialize(unit) {
        Ok(null) => notes::or_set_aside(mark, Err::<T, _>(error)).map(|_| null),
        Err(_) => Err(error),
    }
}
