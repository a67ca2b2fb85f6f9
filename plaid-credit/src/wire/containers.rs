//! Options, lists and maps of fields: the places where a value that does not fit is set aside.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde::ser::Serializer;

use super::{AsSerde, Field, Name, Place, expecting};
use crate::decode::{
    AnomalyKind, Room, allocate, allocate_entry, count, first_room, note, note_in_review,
    note_null, or_set_aside, take_null,
};
use crate::redact::Shown;

impl<T: Field> Field for Option<T> {
    const IS_OPTION: bool = true;

    #[inline]
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut value = None;
        value.read_over(deserializer)?;
        Ok(value)
    }

    #[inline]
    fn read_over<'de, D: Deserializer<'de>>(&mut self, deserializer: D) -> Result<(), D::Error> {
        *self = None;
        deserializer.deserialize_option(ValueOrNull(To(self)))?;
        Ok(())
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

    fn hide(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Some(value) => value.hide(formatter),
            None => formatter.write_str("None"),
        }
    }
}

/// Reads a value; none for null, and for what had to be set aside.
struct ValueOrNull<S>(S);

impl<'de, S: DeserializeSeed<'de>> Visitor<'de> for ValueOrNull<S> {
    type Value = Option<S::Value>;

    expecting!("a value or null");

    fn visit_none<E: Error>(self) -> Result<Self::Value, E> {
        note_null();
        Ok(None)
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        self.visit_none()
    }

    #[inline]
    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        let mark = count();
        or_set_aside(mark, self.0.deserialize(deserializer))
    }
}

/// Reads a value where it is kept.
struct To<'a, T>(&'a mut Option<T>);

impl<'de, T: Field> DeserializeSeed<'de> for To<'_, T> {
    type Value = ();

    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        T::read_to(self.0, deserializer)
    }
}

/// Breaks a cycle of named types, which show themselves and are never absent.
impl<T: Field> Field for Box<T> {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        allocate(size_of::<T>());
        T::read(deserializer).map(Box::new)
    }

    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        T::write(self, serializer)
    }
}

/// Reads a collection; an empty one for null, and for what had to be set aside.
pub(super) fn read_or_empty<'de, V: Visitor<'de, Value: Default>, D: Deserializer<'de>>(
    visitor: V,
    deserializer: D,
) -> Result<V::Value, D::Error> {
    let collection = deserializer.deserialize_option(ValueOrNull(Collection(visitor)))?;
    Ok(collection.unwrap_or_default())
}

/// Reads a collection that is not null.
struct Collection<V>(V);

impl<'de, V: Visitor<'de>> DeserializeSeed<'de> for Collection<V> {
    type Value = V::Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<V::Value, D::Error> {
        deserializer.deserialize_any(self.0)
    }
}

/// Null and absent lists are empty.
impl<T: Field> Field for Vec<T> {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        read_or_empty(List(PhantomData), deserializer)
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

    fn hide(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "[{} hidden]", self.len())
    }
}

/// Null and absent maps are empty.
impl<T: Field> Field for BTreeMap<String, T> {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        read_or_empty(Entries(PhantomData), deserializer)
    }

    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter().map(|(name, value)| (name, AsSerde(value))))
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

/// Reads a list that is not null.
struct List<T>(PhantomData<T>);

impl<'de, T: Field> Visitor<'de> for List<T> {
    type Value = Vec<T>;

    expecting!("a list");

    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<Vec<T>, A::Error> {
        read_list(seq, || None)
    }
}

/// Reads the elements of a list, with `in_place` of each that has to be set aside.
#[inline(always)]
pub(super) fn read_list<'de, T: Field, A: SeqAccess<'de>>(
    mut seq: A,
    in_place: impl Fn() -> Option<T>,
) -> Result<Vec<T>, A::Error> {
    let (mut items, mut room) = (Vec::new(), Room::new(first_room::<T>()));
    loop {
        let len = items.len();
        if seq.size_hint() != Some(0) {
            room.prepare::<T, A::Error>(len)?;
        }
        let last = Part {
            is_unknown: false,
            is_repeated: false,
            place: &mut items,
        };
        if seq.next_element_seed(last)?.is_none() {
            room.finish(&items);
            return Ok(items);
        }
        if items.len() == len
            && let Some(value) = in_place()
        {
            items.put(value);
        }
    }
}

/// Reads a map that is not null.
struct Entries<T>(PhantomData<T>);

impl<'de, T: Field> Visitor<'de> for Entries<T> {
    type Value = BTreeMap<String, T>;

    expecting!("an object");

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut entries = BTreeMap::new();
        while let Some(name) = map.next_key_seed(Name)? {
            let is_repeated = entries.contains_key(&*name);
            if !is_repeated {
                allocate_entry::<T>(entries.len(), name.len());
            }
            let mut value = None;
            map.next_value_seed(Part {
                is_unknown: false,
                is_repeated,
                place: &mut value,
            })?;
            match value {
                Some(value) => entries.insert(name.into_owned(), value),
                None => entries.remove(&*name),
            };
        }
        Ok(entries)
    }
}

/// Reads a part of a container, which is left out if it has to be set aside: null in JSON of any
/// shape.
pub(super) struct Part<'a, P> {
    /// Whether it is a field that the document does not name.
    pub(super) is_unknown: bool,
    /// Whether its key was there before.
    pub(super) is_repeated: bool,
    pub(super) place: &'a mut P,
}

impl<'de, P: Place<Value: Field>> DeserializeSeed<'de> for Part<'_, P> {
    type Value = ();

    #[inline(never)]
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        let mark = count();
        or_set_aside(mark, P::Value::read_to(self.place, deserializer))?;
        if take_null() && !P::Value::IS_OPTION {
            note(AnomalyKind::Null, super::NULL);
        }
        if self.is_unknown {
            note_in_review(AnomalyKind::UnknownField, "a field that is not documented");
        }
        if self.is_repeated {
            note(AnomalyKind::DuplicateKey, super::REPEATED);
        }
        Ok(())
    }
}
