//! Reads a body through serde, past every value that does not fit.
//!
//! A container that sets a value aside leaves the reader wherever the value was given up; the
//! reader then goes on behind the value. So each byte is read at most twice for each
//! container that gives up a value around another one that did, and otherwise once.

use std::borrow::Cow;
use std::ops::Range;

use serde::de::value::{CowStrDeserializer, MapAccessDeserializer};
use serde::de::{
    DeserializeSeed, Deserializer, Error as _, IntoDeserializer, MapAccess, SeqAccess, Unexpected,
    Visitor,
};
use serde::forward_to_deserialize_any;

use super::exact::is_exact;
use super::fault::{Error, Fatal};
use super::notes::{self, Segment};
use super::scanner::{Number, Scanner};
use super::{AnomalyKind, KEY, NUMBER};

/// The most containers that may be open at once.
const MAX_DEPTH: usize = 128;

/// The number of entries in a node of the maps that keep unknown fields.
const MAP_NODE: usize = 11;

/// By keys that start so serde_json's own types hand each other numbers and whole bodies.
const RESERVED: &str = "$serde_json::private::";

pub(super) struct Reader<'de> {
    scanner: Scanner<'de>,
    depth: usize,
    /// The most bytes that may be allocated.
    memory: u64,
    /// What comes behind the key `request_id` of the body.
    pub(super) request_id: Option<usize>,
}

impl<'de> Reader<'de> {
    pub(super) fn new(body: &'de [u8], memory: u64) -> Self {
        Self {
            scanner: Scanner::new(body),
            depth: 0,
            memory,
            request_id: None,
        }
    }

    /// Reads the whole body.
    pub(super) fn read<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Error> {
        let value = self.value(|| None, seed)?;
        match self.scanner.peek() {
            None => Ok(value),
            Some(_) => Err(self.scanner.syntax()),
        }
    }

    /// Makes sure that nothing but the one value is in the body.
    pub(super) fn check_syntax(body: &[u8]) -> Result<(), Error> {
        let mut scanner = Scanner::new(body);
        scanner.skip()?;
        match scanner.peek() {
            None => Ok(()),
            Some(_) => Err(scanner.syntax()),
        }
    }

    /// Where the value of the body starts.
    pub(super) fn start(body: &[u8]) -> usize {
        let mut scanner = Scanner::new(body);
        scanner.peek();
        scanner.position
    }

    /// Reads the value that comes next, and is behind it then.
    #[inline(always)]
    fn value<S: DeserializeSeed<'de>>(
        &mut self,
        segment: impl FnOnce() -> Option<Segment>,
        seed: S,
    ) -> Result<S::Value, Error> {
        self.scanner.peek();
        let (start, depth, mark) = (self.scanner.position, self.depth, notes::count());
        let value = seed.deserialize(&mut *self)?;
        if notes::allocated() > self.memory {
            return Err(Error::fatal(Fatal::Memory));
        }
        if self.scanner.position == start || self.depth != depth {
            // It was given up.
            self.scanner.position = start;
            self.depth = depth;
            self.scanner.skip()?;
        }
        if notes::count() != mark {
            notes::place(mark, segment().as_ref(), &(start..self.scanner.position));
        }
        Ok(value)
    }

    #[inline]
    fn enter(&mut self) -> Result<(), Error> {
        if self.depth == MAX_DEPTH {
            let expected = format_args!("expected at most {MAX_DEPTH} levels");
            return Err(Error::value(AnomalyKind::TooDeep, expected));
        }
        self.scanner.position += 1;
        self.depth += 1;
        notes::enter(self.depth);
        Ok(())
    }

    /// Leaves a container that its visitor has read to the end.
    #[inline]
    fn leave<V>(&mut self, value: V, is_done: bool, end: u8) -> Result<V, Error> {
        if !is_done {
            if !self.scanner.take(end) {
                return Err(Error::invalid_length(0, &"fewer elements"));
            }
            self.depth -= 1;
        }
        Ok(value)
    }

    fn object<V: Visitor<'de>>(&mut self, visitor: V) -> Result<V::Value, Error> {
        self.enter()?;
        let depth = self.depth;
        let value = visitor.visit_map(Members::new(self))?;
        self.leave(value, self.depth < depth, b'}')
    }

    fn list<V: Visitor<'de>>(&mut self, visitor: V) -> Result<V::Value, Error> {
        self.enter()?;
        let depth = self.depth;
        let access = Items {
            reader: &mut *self,
            read: 0,
            is_done: false,
        };
        let value = visitor.visit_seq(access)?;
        self.leave(value, self.depth < depth, b']')
    }

    #[inline]
    fn string<V: Visitor<'de>>(&mut self, visitor: V) -> Result<V::Value, Error> {
        let text = self.scanner.string()?;
        notes::allocate(text.len());
        match text {
            Cow::Borrowed(text) => visitor.visit_borrowed_str(text),
            Cow::Owned(text) => visitor.visit_string(text),
        }
    }

    fn number<V: Visitor<'de>>(&mut self, visitor: V) -> Result<V::Value, Error> {
        let Number { text, is_integer } = self.scanner.number()?;
        if is_integer && text.starts_with('-') {
            if let Ok(value) = text.parse() {
                return visitor.visit_i64(value);
            }
        } else if is_integer && let Ok(value) = text.parse() {
            return visitor.visit_u64(value);
        }
        let value = text.parse().unwrap_or(f64::INFINITY);
        let result = visitor.visit_f64(value)?;
        if value.is_infinite() {
            let expected = "expected a number within the range of `f64`";
            return Err(Error::value(AnomalyKind::InexactNumber, expected));
        }
        if !is_exact(text, value) {
            notes::note(AnomalyKind::InexactNumber, crate::wire::ROUNDED);
        }
        Ok(result)
    }
}

/// Reads the kind of value that this crate's types ask for with less ado, and all others alike.
macro_rules! if_expected {
    ($($method:ident: $first:pat => $read:ident,)*) => {$(
        #[inline]
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
            match self.scanner.peek() {
                Some($first) => self.$read(visitor),
                _ => self.deserialize_any(visitor),
            }
        }
    )*};
}

impl<'de> Deserializer<'de> for &mut Reader<'de> {
    type Error = Error;

    #[inline]
    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.scanner.peek() {
            Some(b'"') => self.string(visitor),
            Some(b'{') => self.object(visitor),
            Some(b'[') => self.list(visitor),
            Some(b't') => {
                self.scanner.literal("true")?;
                visitor.visit_bool(true)
            }
            Some(b'f') => {
                self.scanner.literal("false")?;
                visitor.visit_bool(false)
            }
            Some(b'n') => {
                self.scanner.literal("null")?;
                visitor.visit_unit()
            }
            Some(b'-' | b'0'..=b'9') => self.number(visitor),
            _ => Err(self.scanner.syntax()),
        }
    }

    #[inline]
    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        if self.scanner.peek() == Some(b'n') {
            self.scanner.literal("null")?;
            visitor.visit_none()
        } else {
            visitor.visit_some(self)
        }
    }

    #[inline]
    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        if name != NUMBER {
            return visitor.visit_newtype_struct(self);
        }
        match self.scanner.peek() {
            Some(b'-' | b'0'..=b'9') => visitor.visit_borrowed_str(self.scanner.number()?.text),
            _ => Err(Error::invalid_type(Unexpected::Other("value"), &visitor)),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        match self.scanner.peek() {
            Some(b'"') => {
                let text = self.scanner.string()?;
                visitor.visit_enum(text.into_deserializer())
            }
            Some(b'{') => {
                self.enter()?;
                let members = MapAccessDeserializer::new(Members::new(self));
                let value = visitor.visit_enum(members)?;
                self.leave(value, false, b'}')
            }
            _ => Err(Error::invalid_type(Unexpected::Other("value"), &visitor)),
        }
    }

    if_expected! {
        deserialize_str: b'"' => string,
        deserialize_string: b'"' => string,
        deserialize_map: b'{' => object,
        deserialize_f64: b'-' | b'0'..=b'9' => number,
        deserialize_i64: b'-' | b'0'..=b'9' => number,
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i128 u8 u16 u32 u64 u128 f32 char bytes byte_buf unit unit_struct
        seq tuple tuple_struct struct identifier ignored_any
    }
}

/// The elements of a list.
struct Items<'a, 'de> {
    reader: &'a mut Reader<'de>,
    read: usize,
    is_done: bool,
}

impl<'de> SeqAccess<'de> for Items<'_, 'de> {
    type Error = Error;

    #[inline]
    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Error> {
        if self.is_done || self.reader.scanner.take(b']') {
            self.reader.depth -= usize::from(!self.is_done);
            self.is_done = true;
            return Ok(None);
        }
        if self.read > 0 {
            self.reader.scanner.expect(b',')?;
        }
        notes::allocate(size_of::<S::Value>());
        let index = self.read;
        self.read += 1;
        self.reader
            .value(|| Some(Segment::Index(index)), seed)
            .map(Some)
    }
}

/// The members of an object.
struct Members<'a, 'de> {
    reader: &'a mut Reader<'de>,
    /// Where the key that was read last stands.
    key: Range<usize>,
    read: usize,
    /// How many values were kept in a map.
    entries: usize,
    is_done: bool,
}

impl<'a, 'de> Members<'a, 'de> {
    fn new(reader: &'a mut Reader<'de>) -> Self {
        Self {
            reader,
            key: 0..0,
            read: 0,
            entries: 0,
            is_done: false,
        }
    }

    /// The next key; none at the end. Members whose name is not valid Unicode are passed.
    #[inline]
    fn next_key(&mut self) -> Result<Option<Cow<'de, str>>, Error> {
        loop {
            let scanner = &mut self.reader.scanner;
            if self.is_done {
                return Ok(None);
            }
            match scanner.peek() {
                Some(b'}') => {
                    scanner.position += 1;
                    self.reader.depth -= 1;
                    self.is_done = true;
                    return Ok(None);
                }
                Some(b',') if self.read > 0 => scanner.position += 1,
                Some(b'"') if self.read == 0 => {}
                _ => return Err(scanner.syntax()),
            }
            self.read += 1;
            if scanner.peek() != Some(b'"') {
                return Err(scanner.syntax());
            }
            let start = scanner.position;
            let key = scanner.string();
            self.key = start..scanner.position;
            match key {
                Err(error) if error.is_fatal() => return Err(error),
                Err(_) => {
                    scanner.expect(b':')?;
                    let key = &self.key;
                    self.reader
                        .value(|| Some(Segment::Key(key.clone())), Unnamed)?;
                }
                Ok(key) => {
                    scanner.expect(b':')?;
                    if self.reader.depth == 1 && key == "request_id" {
                        self.reader.request_id = Some(scanner.position);
                    }
                    return Ok(Some(key));
                }
            }
        }
    }
}

impl<'de> MapAccess<'de> for Members<'_, 'de> {
    type Error = Error;

    #[inline]
    fn next_key_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Error> {
        let is_first = self.read == 0;
        match self.next_key()? {
            Some(text) => seed.deserialize(Key { text, is_first }).map(Some),
            None => Ok(None),
        }
    }

    #[inline]
    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Error> {
        // The fields of a model are part of it; what is given back goes to a map.
        if size_of::<S::Value>() > 0 {
            if self.entries.is_multiple_of(MAP_NODE / 2 + 1) {
                let entry = size_of::<S::Value>() + size_of::<String>();
                notes::allocate(MAP_NODE * entry);
            }
            self.entries += 1;
            notes::allocate(self.key.len());
        }
        let key = &self.key;
        self.reader.value(|| Some(Segment::Key(key.clone())), seed)
    }
}

/// The value of a member whose name cannot be read.
struct Unnamed;

impl<'de> DeserializeSeed<'de> for Unnamed {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, _: D) -> Result<(), D::Error> {
        let reason = "the field's name is not valid Unicode: set aside";
        notes::note(AnomalyKind::InvalidUnicode, reason);
        Ok(())
    }
}

/// A key, for this crate's types or those of others.
struct Key<'de> {
    text: Cow<'de, str>,
    is_first: bool,
}

impl<'de> Key<'de> {
    #[inline]
    fn visit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.text {
            Cow::Borrowed(text) => visitor.visit_borrowed_str(text),
            Cow::Owned(text) => visitor.visit_string(text),
        }
    }

    /// The key, unless serde_json's types would take it for one of their own.
    fn checked(self) -> Result<Self, Error> {
        if self.is_first && self.text.starts_with(RESERVED) {
            return Err(Error::fatal(Fatal::ReservedKey));
        }
        Ok(self)
    }
}

macro_rules! number_key {
    ($($method:ident $visit:ident)*) => {$(
        /// Keys of maps by number are text in JSON.
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
            match self.text.parse() {
                Ok(number) => visitor.$visit(number),
                Err(_) => Err(Error::invalid_type(Unexpected::Other("key"), &visitor)),
            }
        }
    )*};
}

impl<'de> Deserializer<'de> for Key<'de> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.checked()?.visit(visitor)
    }

    #[inline]
    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        if name == KEY {
            self.visit(visitor)
        } else {
            visitor.visit_newtype_struct(self)
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_some(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        CowStrDeserializer::new(self.checked()?.text).deserialize_enum(name, variants, visitor)
    }

    number_key! {
        deserialize_i8 visit_i8 deserialize_i16 visit_i16 deserialize_i32 visit_i32
        deserialize_i64 visit_i64 deserialize_u8 visit_u8 deserialize_u16 visit_u16
        deserialize_u32 visit_u32 deserialize_u64 visit_u64
    }

    forward_to_deserialize_any! {
        bool i128 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map struct identifier ignored_any
    }
}
