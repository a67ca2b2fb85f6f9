//! Options, lists and maps of fields: the places where a value that does not fit is set aside.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde::ser::Serializer;

use super::{AsSerde, Field, Name};
use crate::decode::{AnomalyKind, allocate, allow_null, count, note, note_in_review, set_aside};
use crate::redact::Shown;

impl<T: Field> Field for Option<T> {
    #[inline]
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        read_or_null(deserializer).map(|value| value.map(|AsSerde(value)| value))
    }

    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Some(value) => value.write(serializer),
            None => serializer.serialize_none(),
        }
    }

    fn is_absent(&self) -> bool {
        self.is_none()
    }

    fn missing<E: Error>(_name: &'static str) -> Result<Self, E> {
        Ok(None)
    }

    fn show(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Some(value) => formatter.debug_tuple("Some").field(&Shown(value)).finish(),
            None => formatter.write_str("None"),
        }
    }
}

/// Reads a value; none for null, and for what had to be set aside.
#[inline]
fn read_or_null<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    let mark = count();
    deserializer.deserialize_option(ValueOrNull {
        mark,
        value: PhantomData,
    })
}

struct ValueOrNull<T> {
    mark: usize,
    value: PhantomData<T>,
}

impl<'de, T: Deserialize<'de>> Visitor<'de> for ValueOrNull<T> {
    type Value = Option<T>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a value or null")
    }

    fn visit_none<E: Error>(self) -> Result<Option<T>, E> {
        note_in_review(AnomalyKind::Null, "null, which is not documented");
        Ok(None)
    }

    fn visit_unit<E: Error>(self) -> Result<Option<T>, E> {
        self.visit_none()
    }

    #[inline]
    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<T>, D::Error> {
        match T::deserialize(deserializer) {
            Ok(value) => Ok(Some(value)),
            Err(error) => set_aside(error, self.mark).map(|()| None),
        }
    }
}

impl<T: Field> Field for Box<T> {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::read(deserializer).map(Box::new)
    }

    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        T::write(self, serializer)
    }

    fn is_absent(&self) -> bool {
        T::is_absent(self)
    }

    fn show(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        T::show(self, formatter)
    }
}

/// Null and absent lists are empty.
impl<T: Field> Field for Vec<T> {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        read_or_null(deserializer).map(|items| items.map_or_else(Self::new, |Items(items)| items))
    }

    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter().map(AsSerde))
    }

    fn is_absent(&self) -> bool {
        self.is_empty()
    }

    fn show(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_list()
            .entries(self.iter().map(Shown))
            .finish()
    }
}

/// Null and absent maps are empty.
impl<T: Field> Field for BTreeMap<String, T> {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let entries = read_or_null(deserializer)?;
        Ok(entries.map_or_else(Self::new, |Entries(entries)| entries))
    }

    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter().map(|(name, value)| (name, AsSerde(value))))
    }

    fn is_absent(&self) -> bool {
        self.is_empty()
    }

    fn show(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "[{} hidden]", self.len())
    }
}

/// A list that is not null.
struct Items<T>(Vec<T>);

impl<'de, T: Field> Deserialize<'de> for Items<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer
            .deserialize_seq(ListVisitor(PhantomData))
            .map(Self)
    }
}

/// A map that is not null.
struct Entries<T>(BTreeMap<String, T>);

impl<'de, T: Field> Deserialize<'de> for Entries<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer
            .deserialize_map(EntriesVisitor(PhantomData))
            .map(Self)
    }
}

struct ListVisitor<T>(PhantomData<T>);

impl<'de, T: Field> Visitor<'de> for ListVisitor<T> {
    type Value = Vec<T>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Vec<T>, A::Error> {
        let mut items = Vec::new();
        while seq.next_element_seed(Last(&mut items))?.is_some() {
            allocate(size_of::<T>());
        }
        Ok(items)
    }
}

/// Reads the last element of a list, which is not added if it has to be set aside.
struct Last<'a, T>(&'a mut Vec<T>);

impl<'de, T: Field> DeserializeSeed<'de> for Last<'_, T> {
    type Value = ();

    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        let mark = count();
        if let Err(error) = T::read_last(self.0, deserializer) {
            set_aside(error, mark)?;
        }
        // An element that may be null has an `Option` of its own.
        allow_null(mark);
        Ok(())
    }
}

struct EntriesVisitor<T>(PhantomData<T>);

impl<'de, T: Field> Visitor<'de> for EntriesVisitor<T> {
    type Value = BTreeMap<String, T>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut entries = BTreeMap::new();
        while let Some(name) = map.next_key_seed(Name)? {
            let is_repeated = entries.contains_key(&*name);
            let entry = Entry {
                is_repeated,
                value: PhantomData,
            };
            if let Some(value) = map.next_value_seed(entry)? {
                entries.insert(name.into_owned(), value);
            }
        }
        Ok(entries)
    }
}

/// Reads one value of a map; none if it had to be set aside.
struct Entry<T> {
    is_repeated: bool,
    value: PhantomData<T>,
}

impl<'de, T: Field> DeserializeSeed<'de> for Entry<T> {
    type Value = Option<T>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<T>, D::Error> {
        let mark = count();
        let value = match T::read(deserializer) {
            Ok(value) => Some(value),
            Err(error) => set_aside(error, mark).map(|()| None)?,
        };
        allow_null(mark);
        if self.is_repeated {
            note(AnomalyKind::DuplicateKey, super::REPEATED);
        }
        Ok(value)
    }
}
