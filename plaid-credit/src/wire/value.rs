//! JSON of any shape, without meaning in any key.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserializer, Error, MapAccess, SeqAccess, Unexpected, Visitor};
use serde::ser::{Serialize, Serializer};
use serde_json::{Map, Number, Value};

use super::containers::{Part, read_list, read_or_empty};
use super::{Field, Name, expecting, visit_into};
use crate::decode::is_active;
use crate::redact;

/// By this key serde_json's own readers give out numbers, if another crate of the build turns
/// on its feature `arbitrary_precision`.
pub(super) const NUMBER_OF_SERDE_JSON: &str = "$serde_json::private::Number";

// What reads values is inlined into two functions: their frames are what a level of nesting takes
// of the stack.
impl Field for Value {
    #[inline(always)]
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ValueVisitor)
    }

    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.serialize(serializer)
    }

    fn show(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(redact::HIDDEN)
    }
}

impl Field for Map<String, Value> {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(MapVisitor)
    }

    /// A field of this type, without an `Option`, is empty for null and for what had to be set aside.
    fn read_over<'de, D: Deserializer<'de>>(&mut self, deserializer: D) -> Result<(), D::Error> {
        *self = read_or_empty(MapVisitor, deserializer)?;
        Ok(())
    }

    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.serialize(serializer)
    }

    fn is_absent(&self) -> bool {
        self.is_empty()
    }

    fn show(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "[{} hidden]", self.len())
    }
}

/// Reads the value that comes next into a map: null if it has to be set aside.
#[inline(always)]
pub(crate) fn read_member<'de, A: MapAccess<'de>>(
    name: Cow<'de, str>,
    is_unknown: bool,
    members: &mut Map<String, Value>,
    map: &mut A,
) -> Result<(), A::Error> {
    let part = Part {
        is_unknown,
        is_repeated: members.contains_key(&*name),
        value: PhantomData,
    };
    let value = map.next_value_seed(part)?.unwrap_or_default();
    members.insert(name.into_owned(), value);
    Ok(())
}

struct ValueVisitor;

impl<'de> Visitor<'de> for ValueVisitor {
    type Value = Value;

    expecting!("a value");

    visit_into!(visit_bool: bool, visit_i64: i64, visit_u64: u64);
    visit_into!(visit_str: &str, visit_string: String);

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        let number = Number::from_f64(value);
        let unfit = || E::invalid_value(Unexpected::Float(value), &"a number that fits in 64 bits");
        number.map(Value::Number).ok_or_else(unfit)
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_none<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }

    #[inline(always)]
    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<Value, A::Error> {
        read_list(seq, || Some(Value::Null)).map(Value::Array)
    }

    #[inline(always)]
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut members = Map::new();
        while let Some(name) = map.next_key_seed(Name)? {
            if name == NUMBER_OF_SERDE_JSON && members.is_empty() && !is_active() {
                let number = map
                    .next_value::<String>()?
                    .parse()
                    .map_err(A::Error::custom)?;
                return Ok(Value::Number(number));
            }
            read_member(name, false, &mut members, &mut map)?;
        }
        Ok(Value::Object(members))
    }
}

struct MapVisitor;

impl<'de> Visitor<'de> for MapVisitor {
    type Value = Map<String, Value>;

    expecting!("an object");

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut members = Map::new();
        while let Some(name) = map.next_key_seed(Name)? {
            read_member(name, false, &mut members, &mut map)?;
        }
        Ok(members)
    }
}
