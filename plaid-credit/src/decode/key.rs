//! Keys of objects.

use std::borrow::Cow;

use serde::de::value::CowStrDeserializer;
use serde::de::{Deserializer, Error as _, Unexpected, Visitor};
use serde::forward_to_deserialize_any;

use super::KEY;
use super::fault::{Error, Fatal};
use super::reader::visit_text;

/// By keys that start so serde_json's own types hand each other numbers and whole bodies.
const RESERVED: &str = "$serde_json::private::";

/// A key, for this crate's types or those of others.
pub(super) struct Key<'de>(pub(super) Cow<'de, str>);

impl<'de> Key<'de> {
    /// The key, unless serde_json's types would take it for one of their own. It is the first
    /// of an object to them, wherever it stands, where other types have taken those before it.
    fn checked(self) -> Result<Self, Error> {
        match self.0.starts_with(RESERVED) {
            true => Err(Error::fatal(Fatal::ReservedKey)),
            false => Ok(self),
        }
    }
}

macro_rules! parsed_key {
    ($($method:ident $visit:ident)*) => {$(
        /// Keys of all maps are text in JSON.
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
            match self.0.parse() {
                // Of `5` and `05`, one is the key.
                Ok(key) if ToString::to_string(&key) == self.0 => visitor.$visit(key),
                _ => Err(Error::invalid_type(Unexpected::Other("key"), &visitor)),
            }
        }
    )*};
}

impl<'de> Deserializer<'de> for Key<'de> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visit_text(self.checked()?.0, visitor)
    }

    #[inline]
    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        if name == KEY {
            visit_text(self.0, visitor)
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
        CowStrDeserializer::new(self.checked()?.0).deserialize_enum(name, variants, visitor)
    }

    parsed_key! {
        deserialize_bool visit_bool deserialize_i8 visit_i8 deserialize_i16 visit_i16 deserialize_i32 visit_i32
        deserialize_i64 visit_i64 deserialize_u8 visit_u8 deserialize_u16 visit_u16
        deserialize_u32 visit_u32 deserialize_u64 visit_u64 deserialize_i128 visit_i128
        deserialize_u128 visit_u128
    }

    forward_to_deserialize_any! {
        f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map struct identifier ignored_any
    }
}
