//! Models of responses: every field optional, unknown fields kept.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde_json::{Map, Value};

use super::containers::Element;
use super::{AsSerde, Field};

/// A model of a response, by its wire names.
pub(crate) trait Object: Default {
    /// Reads the value that comes next into the field called `name`; says whether there is one.
    fn read_field<'de, A: MapAccess<'de>>(
        &mut self,
        name: &str,
        map: &mut A,
    ) -> Result<bool, A::Error>;

    /// Writes the fields that are there.
    fn write_fields<M: SerializeMap>(&self, map: &mut M) -> Result<(), M::Error>;

    /// The fields that the document does not name.
    fn unknown_fields(&mut self) -> &mut Map<String, Value>;
}

/// Implements reading, writing and a `Debug` without personal data for a response model.
///
/// Each row is `"wire name" => field`; `hidden` fields show in `Debug` only whether they are there.
macro_rules! object {
    ($model:ident, $extra:ident { $($name:literal => $field:ident $($hidden:ident)?,)* }) => {
        impl $crate::wire::Object for $model {
            fn read_field<'de, A: ::serde::de::MapAccess<'de>>(
                &mut self,
                name: &str,
                map: &mut A,
            ) -> ::std::result::Result<bool, A::Error> {
                match name {
                    $($name => map.next_value_seed($crate::wire::Read(&mut self.$field))?,)*
                    _ => return ::std::result::Result::Ok(false),
                }
                ::std::result::Result::Ok(true)
            }

            fn write_fields<M: ::serde::ser::SerializeMap>(
                &self,
                map: &mut M,
            ) -> ::std::result::Result<(), M::Error> {
                $($crate::wire::write_field(map, $name, &self.$field)?;)*
                for (name, value) in &self.$extra {
                    map.serialize_entry(name, value)?;
                }
                ::std::result::Result::Ok(())
            }

            fn unknown_fields(&mut self) -> &mut ::serde_json::Map<::std::string::String, ::serde_json::Value> {
                &mut self.$extra
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $model {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> ::std::result::Result<Self, D::Error> {
                $crate::wire::read_object(deserializer)
            }
        }

        impl ::serde::Serialize for $model {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> ::std::result::Result<S::Ok, S::Error> {
                let mut map = serializer.serialize_map(::std::option::Option::None)?;
                $crate::wire::Object::write_fields(self, &mut map)?;
                ::serde::ser::SerializeMap::end(map)
            }
        }

        $crate::wire::serde_fields!($model);

        impl ::std::fmt::Debug for $model {
            fn fmt(&self, formatter: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                let mut shown = formatter.debug_struct(stringify!($model));
                $($crate::redact::show!(shown, self.$field, stringify!($field) $(, $hidden)?);)*
                if !self.$extra.is_empty() {
                    shown.field(stringify!($extra), &$crate::redact::Hidden(&self.$extra));
                }
                shown.finish()
            }
        }
    };
}
pub(crate) use object;

/// Reads a response model from a JSON object.
pub(crate) fn read_object<'de, T: Object, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    deserializer.deserialize_map(ObjectVisitor(PhantomData))
}

struct ObjectVisitor<T>(PhantomData<T>);

impl<'de, T: Object> Visitor<'de> for ObjectVisitor<T> {
    type Value = T;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<T, A::Error> {
        let mut object = T::default();
        while let Some(name) = map.next_key_seed(Name)? {
            if !object.read_field(&name, &mut map)?
                && let Some(value) = map.next_value_seed(Element::new())?
            {
                object.unknown_fields().insert(name.into_owned(), value);
            }
        }
        Ok(object)
    }
}

/// The name of a field, borrowed from the body where it has no escapes.
pub(crate) struct Name;

impl<'de> DeserializeSeed<'de> for Name {
    type Value = Cow<'de, str>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for Name {
    type Value = Cow<'de, str>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a field name")
    }

    fn visit_borrowed_str<E: Error>(self, name: &'de str) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(name))
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Self::Value, E> {
        Ok(Cow::Owned(name.to_owned()))
    }
}

/// Reads into a field of a model.
pub(crate) struct Read<'a, T>(pub(crate) &'a mut T);

impl<'de, T: Field> DeserializeSeed<'de> for Read<'_, T> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        *self.0 = T::read(deserializer)?;
        Ok(())
    }
}

/// Writes one field of a model, unless it is absent.
pub(crate) fn write_field<M: SerializeMap, T: Field>(
    map: &mut M,
    name: &'static str,
    value: &T,
) -> Result<(), M::Error> {
    if value.is_absent() {
        Ok(())
    } else {
        map.serialize_entry(name, &AsSerde(value))
    }
}
