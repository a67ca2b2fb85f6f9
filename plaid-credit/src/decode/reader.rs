//! Reads a body through serde, past every value that does not fit.
//!
//! A container that sets a value aside leaves the reader wherever the value was given up; the
//! reader then goes on behind the value. So each byte is read at most twice, and once more for
//! each container around it that is itself given up.

use std::borrow::Cow;

use serde::de::value::MapAccessDeserializer;
use serde::de::{DeserializeSeed, Deserializer, Error as _, IntoDeserializer, Unexpected, Visitor};
use serde::forward_to_deserialize_any;

use super::access::{Items, Members};
use super::exact::{has_digits_of, is_exact};
use super::fault::{Error, Fatal};
use super::notes::{self, Segment};
use super::scanner::Scanner;
use super::{AnomalyKind, NUMBER};

/// The most containers that may be open at once.
const MAX_DEPTH: usize = 128;

/// The fields by which Plaid's error object is known, unless they are empty.
pub(crate) const ERROR_FIELDS: [&str; 3] = ["error_code", "error_message", "error_type"];

pub(super) struct Reader<'de> {
    pub(super) scanner: Scanner<'de>,
    pub(super) depth: usize,
    /// What comes behind the key `request_id` of the body.
    pub(super) request_id: Option<usize>,
}

impl<'de> Reader<'de> {
    pub(super) fn new(body: &'de [u8]) -> Self {
        Self {
            scanner: Scanner::new(body),
            depth: 0,
            request_id: None,
        }
    }

    /// Reads the whole body.
    pub(super) fn read<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Error> {
        self.scanner.peek();
        let start = self.scanner.position;
        let result = self.value(|| None, seed);
        self.finish(start, result.is_err() || self.scanner.is_broken)?;
        result
    }

    /// Moves past the whole body, which starts here.
    fn finish(&mut self, start: usize, has_failed: bool) -> Result<(), Error> {
        if has_failed {
            // That the body is not JSON matters more than anything else.
            self.skip_from(start)?;
        }
        match self.scanner.peek() {
            None => Ok(()),
            Some(_) => Err(self.scanner.syntax()),
        }
    }

    /// Keeps what the client has to know of a key of the body.
    pub(super) fn note_top_level(&mut self, key: &str) {
        match key {
            "request_id" => self.request_id = Some(self.scanner.position),
            key if ERROR_FIELDS.contains(&key) && self.scanner.is_at_text() => notes::note_error(),
            _ => {}
        }
    }

    /// Goes back to where a value starts, and moves past it.
    #[cold]
    #[inline(never)]
    fn skip_from(&mut self, start: usize) -> Result<(), Error> {
        self.scanner.position = start;
        self.scanner.skip()
    }

    /// Reads the value that comes next, and moves past it.
    #[inline(always)]
    pub(super) fn value<S: DeserializeSeed<'de>>(
        &mut self,
        segment: impl FnOnce() -> Option<Segment>,
        seed: S,
    ) -> Result<S::Value, Error> {
        self.scanner.peek();
        let (start, depth, mark) = (self.scanner.position, self.depth, notes::count());
        if notes::is_out_of_memory() {
            return Err(Error::fatal(Fatal::Memory));
        }
        // It is handed on as it is: a copy would be a part of the frame.
        let result = seed.deserialize(&mut *self);
        if let Err(error) = result {
            return Err(error.within(segment(), start));
        }
        if self.scanner.position == start || self.depth != depth {
            // It was given up.
            self.depth = depth;
            self.skip_from(start)?;
        }
        if notes::count() != mark {
            notes::place(mark, segment().as_ref(), &(start..self.scanner.position));
        }
        result
    }

    /// Reads a container with this end.
    #[inline]
    fn container<V>(
        &mut self,
        end: u8,
        visit: impl FnOnce(&mut Self) -> Result<V, Error>,
    ) -> Result<V, Error> {
        let outside = self.depth;
        if outside == MAX_DEPTH {
            return Err(too_deep());
        }
        self.scanner.position += 1;
        self.depth += 1;
        notes::enter(self.depth);
        let mut result = visit(self);
        if result.is_ok() {
            if self.depth == outside + 1 && self.scanner.take(end) {
                self.depth = outside;
            } else {
                result = Err(too_many_elements());
            }
        }
        result
    }

    #[inline(never)]
    fn object<V: Visitor<'de>>(&mut self, visitor: V) -> Result<V::Value, Error> {
        self.container(b'}', |reader| visitor.visit_map(Members::new(reader)))
    }

    #[inline(never)]
    fn list<V: Visitor<'de>>(&mut self, visitor: V, is_uniform: bool) -> Result<V::Value, Error> {
        self.container(b']', |reader| {
            visitor.visit_seq(Items::new(reader, is_uniform))
        })
    }

    fn tuple<V: Visitor<'de>>(&mut self, visitor: V) -> Result<V::Value, Error> {
        self.list(visitor, false)
    }

    #[inline]
    fn string<V: Visitor<'de>>(&mut self, visitor: V) -> Result<V::Value, Error> {
        let text = self.text()?;
        notes::allocate(text.len());
        visit_text(text, visitor)
    }

    #[inline(always)]
    fn text(&mut self) -> Result<Cow<'de, str>, Error> {
        self.scanner.string()?.ok_or_else(not_unicode)
    }

    // Not part of the frame that each level of nesting takes of the stack.
    #[inline(never)]
    fn number<V: Visitor<'de>>(&mut self, visitor: V) -> Result<V::Value, Error> {
        let text = self.scanner.number()?;
        if let Ok(value) = text.parse() {
            return visitor.visit_u64(value);
        }
        match text.parse() {
            // Zero has a sign in a floating-point number alone.
            Err(_) | Ok(0) => visit_float(text, visitor),
            Ok(value) => visitor.visit_i64(value),
        }
    }

    /// A number that is to be held as an `f64`, also where it is whole.
    fn double<V: Visitor<'de>>(&mut self, visitor: V) -> Result<V::Value, Error> {
        visit_float(self.scanner.number()?, visitor)
    }

    fn single<V: Visitor<'de>>(&mut self, visitor: V) -> Result<V::Value, Error> {
        let text = self.scanner.number()?;
        let value = text.parse().unwrap_or(f32::INFINITY);
        if value.is_infinite() {
            return Err(Error::out_of_range(&"a number within the range of `f32`"));
        }
        if !has_digits_of(text, &value) {
            notes::note(AnomalyKind::InexactNumber, crate::wire::ROUNDED);
        }
        visitor.visit_f32(value)
    }

    /// A whole number of up to 128 bits.
    fn wide<V: Visitor<'de>>(&mut self, visitor: V) -> Result<V::Value, Error> {
        let text = self.scanner.number()?;
        match (text.parse(), text.parse()) {
            (Ok(value), _) => visitor.visit_i128(value),
            (_, Ok(value)) => visitor.visit_u128(value),
            _ => visit_float(text, visitor),
        }
    }
}

fn visit_float<'de, V: Visitor<'de>>(text: &str, visitor: V) -> Result<V::Value, Error> {
    let value = text.parse().unwrap_or(f64::INFINITY);
    let result = visitor.visit_f64(value)?;
    if value.is_infinite() {
        return Err(Error::out_of_range(&"a number within the range of `f64`"));
    }
    if !is_exact(text, value) {
        notes::note(AnomalyKind::InexactNumber, crate::wire::ROUNDED);
    }
    Ok(result)
}

// These are not part of the frame that each level of nesting takes of the stack.
#[cold]
#[inline(never)]
fn too_deep() -> Error {
    let reason = format_args!("nested more than {MAX_DEPTH} levels deep");
    Error::value(AnomalyKind::TooDeep, reason)
}

#[cold]
#[inline(never)]
fn too_many_elements() -> Error {
    Error::invalid_length(0, &"fewer elements")
}

#[cold]
#[inline(never)]
fn not_unicode() -> Error {
    Error::value(AnomalyKind::InvalidUnicode, "the text is not valid Unicode")
}

/// Gives out a text, which is borrowed from the body unless it has escapes.
#[inline]
pub(super) fn visit_text<'de, V: Visitor<'de>>(
    text: Cow<'de, str>,
    visitor: V,
) -> Result<V::Value, Error> {
    match text {
        Cow::Borrowed(text) => visitor.visit_borrowed_str(text),
        Cow::Owned(text) => visitor.visit_string(text),
    }
}

/// Reads the kind of value that this crate's types ask for with less ado, and all others alike.
macro_rules! if_expected {
    ($($method:ident$(($($argument:ty),+))?: $first:pat => $read:ident,)*) => {$(
        #[inline]
        fn $method<V: Visitor<'de>>(
            self,
            $($(_: $argument,)+)?
            visitor: V,
        ) -> Result<V::Value, Error> {
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
            Some(b'[') => self.list(visitor, true),
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
            Some(b'-' | b'0'..=b'9') => visitor.visit_borrowed_str(self.scanner.number()?),
            _ => Err(Error::invalid_type(Unexpected::Other("value"), &visitor)),
        }
    }

    /// Passes over what the type ignores, whatever is in it. A whole body that is ignored still
    /// has its request ID.
    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        if self.depth == 0 {
            return self.deserialize_any(visitor);
        }
        self.scanner.skip()?;
        visitor.visit_unit()
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        match self.scanner.peek() {
            Some(b'"') => visitor.visit_enum(self.text()?.into_deserializer()),
            Some(b'{') => self.container(b'}', |reader| {
                visitor.visit_enum(MapAccessDeserializer::new(Members::new(reader)))
            }),
            _ => Err(Error::invalid_type(Unexpected::Other("value"), &visitor)),
        }
    }

    if_expected! {
        deserialize_str: b'"' => string,
        deserialize_string: b'"' => string,
        deserialize_map: b'{' => object,
        deserialize_struct(&'static str, &'static [&'static str]): b'[' => tuple,
        deserialize_tuple(usize): b'[' => tuple,
        deserialize_tuple_struct(&'static str, usize): b'[' => tuple,
        deserialize_f32: b'-' | b'0'..=b'9' => single,
        deserialize_f64: b'-' | b'0'..=b'9' => double,
        deserialize_i128: b'-' | b'0'..=b'9' => wide,
        deserialize_u128: b'-' | b'0'..=b'9' => wide,
        deserialize_i64: b'-' | b'0'..=b'9' => number,
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 u8 u16 u32 u64 char bytes byte_buf unit unit_struct seq
        identifier
    }
}
