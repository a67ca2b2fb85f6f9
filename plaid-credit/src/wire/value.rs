//! JSON of any shape, without meaning in any key.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserializer, Error, MapAccess, SeqAccess, Unexpected, Visitor};
use serde::ser::{Serialize, Serializer};
use serde_json::map::Entry;
use serde_json::{Map, Number, Value};

use super::containers::{Part, read_list, read_or_empty};
use super::{Field, Name, Place, expecting};
use crate::decode::{allocate_entry, is_active};

/// Whether serde_json's own readers give out a number by this key, as they do if another crate of
/// the build turns on its feature `arbitrary_precision`. A number then holds its text.
pub(super) fn is_number(key: &str) -> bool {
    size_of::<Number>() >= size_of::<String>() && key == "$serde_json::private::Number"
}

/// Reads the number that such a key stands for.
pub(super) fn read_number<'de, A: MapAccess<'de>>(map: &mut A) -> Result<Number, A::Error> {
    map.next_value::<String>()?
        .parse()
        .map_err(A::Error::custom)
}

// What reads values is inlined into two functions, and each value is read where it is kept: their
// frames are what a level of nesting takes of the stack.
impl Field for Value {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut value = Value::Null;
        Self::read_to(&mut value, deserializer)?;
        Ok(value)
    }

    #[inline(always)]
    fn read_to<'de, D: Deserializer<'de>>(
        place: &mut impl Place<Value = Self>,
        deserializer: D,
    ) -> Result<(), D::Error> {
        let result = deserializer.deserialize_any(ValueVisitor(place.put(Value::Null)));
        result.inspect_err(|_| place.clear())
    }

    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.serialize(serializer)
    }

    fn show(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.hide(formatter)
    }
}

impl Place for Value {
    type Value = Self;

    #[inline]
    fn put(&mut self, value: Value) -> &mut Value {
        *self = value;
        self
    }

    fn clear(&mut self) {
        *self = Value::Null;
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
        self.hide(formatter)
    }

    fn hide(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
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
    let (len, name_len) = (members.len(), name.len());
    let entry = members.entry(name);
    let is_repeated = matches!(entry, Entry::Occupied(_));
    if !is_repeated {
        allocate_entry::<Value>(len, name_len);
    }
    map.next_value_seed(Part {
        is_unknown,
        is_repeated,
        place: entry.or_insert(Value::Null),
    })
}

/// Reads a value over the null that is there.
struct ValueVisitor<'a>(&'a mut Value);

/// Functions of the visitor that take each value as it is.
macro_rules! visit_scalars {
    ($($visit:ident: $value:ty),+) => {$(
        fn $visit<E: Error>(self, value: $value) -> Result<(), E> {
            *self.0 = value.into();
            Ok(())
        }
    )+};
}

impl<'de> Visitor<'de> for ValueVisitor<'_> {
    type Value = ();

    expecting!("a value");

    visit_scalars!(visit_bool: bool, visit_i64: i64, visit_u64: u64);
    visit_scalars!(visit_str: &str, visit_string: String);

    fn visit_f64<E: Error>(self, value: f64) -> Result<(), E> {
        let number = Number::from_f64(value);
        let unfit = || E::invalid_value(Unexpected::Float(value), &"a number that fits in 64 bits");
        *self.0 = Value::Number(number.ok_or_else(unfit)?);
        Ok(())
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_none<E: Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }

    #[inline(always)]
    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<(), A::Error> {
        *self.0 = Value::Array(read_list(seq, || Some(Value::Null))?);
        Ok(())
    }

    #[inline(always)]
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let mut members = Map::new();
        while let Some(name) = map.next_key_seed(Name)? {
            if is_number(&name) && members.is_empty() && !is_active() {
                *self.0 = Value::Number(read_number(&mut map)?);
                return Ok(());
            }
            read_member(name, false, &mut members, &mut map)?;
        }
        *self.0 = Value::Object(members);
        Ok(())
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
