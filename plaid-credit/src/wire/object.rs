//! Models of responses: every field optional, unknown fields kept.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde_json::{Map, Value};

use super::value::read_member;
use super::{AsSerde, Field, Name};
use crate::decode::{AnomalyKind, allow_null, count, is_review, is_root, note, note_missing};

/// A model of a response, by its wire names.
pub(crate) trait Object: Default {
    /// The fields, in the order of their names.
    const FIELDS: &'static [(&'static str, Promise)];

    /// Reads the value that comes next into the field called `name`; says whether there is one.
    fn read_field<'de, A: MapAccess<'de>>(
        &mut self,
        name: &str,
        is_repeated: bool,
        map: &mut A,
    ) -> Result<bool, A::Error>;

    /// Writes the fields that are there.
    fn write_fields<M: SerializeMap>(&self, map: &mut M) -> Result<(), M::Error>;

    /// The fields that the document does not name.
    fn unknown_fields(&mut self) -> &mut Map<String, Value>;
}

/// What the document promises of a field.
#[derive(Clone, Copy, Debug, PartialEq)]
#[allow(dead_code, reason = "the features that are on may have no such field")]
pub(crate) enum Promise {
    /// It is always sent, and never null.
    Required,
    /// It is always sent, and may be null.
    RequiredNullable,
    /// It may be missing, and is never null.
    Optional,
    /// It may be missing, and may be null.
    OptionalNullable,
}

impl Promise {
    fn is_required(self) -> bool {
        matches!(self, Self::Required | Self::RequiredNullable)
    }

    fn is_nullable(self) -> bool {
        matches!(self, Self::RequiredNullable | Self::OptionalNullable)
    }
}

/// Implements reading, writing and a `Debug` without personal data for a response model.
///
/// Each row is `"wire name" => Promise field`; `hidden` fields show in `Debug` only whether
/// they are there.
macro_rules! object {
    ($model:ident, $extra:ident { $($name:literal => $promise:ident $field:ident $($hidden:ident)?,)* }) => {
        impl $crate::wire::Object for $model {
            const FIELDS: &'static [(&'static str, $crate::wire::Promise)] =
                &[$(($name, $crate::wire::Promise::$promise)),*];

            fn read_field<'de, A: ::serde::de::MapAccess<'de>>(
                &mut self,
                name: &str,
                is_repeated: bool,
                map: &mut A,
            ) -> ::std::result::Result<bool, A::Error> {
                match name {
                    $($name => map
                        .next_value_seed($crate::wire::Read {
                            field: &mut self.$field,
                            promise: $crate::wire::Promise::$promise,
                            is_repeated,
                        })?,)*
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

/// Reads an object by the names of its fields.
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
        let mut review = is_review().then(|| Review::new(T::FIELDS));
        let is_root = is_root();
        let (mut has_documented, mut is_error) = (false, false);
        while let Some(name) = map.next_key_seed(Name)? {
            let is_repeated = review.as_mut().is_some_and(|review| review.see(&name));
            if object.read_field(&name, is_repeated, &mut map)? {
                has_documented = true;
            } else {
                is_error |= is_root && ["error_code", "error_type"].contains(&&*name);
                read_member(name, true, object.unknown_fields(), &mut map)?;
            }
        }
        if let Some(review) = review {
            review.finish();
        }
        if is_root && is_error {
            note(AnomalyKind::NotAnAnswer, "this is Plaid's error object");
        } else if is_root && !has_documented && !T::FIELDS.is_empty() {
            note(
                AnomalyKind::NotAnAnswer,
                "has none of the documented fields",
            );
        }
        Ok(object)
    }
}

/// Which fields were there.
struct Review {
    fields: &'static [(&'static str, Promise)],
    seen: Vec<bool>,
}

impl Review {
    #[cold]
    fn new(fields: &'static [(&'static str, Promise)]) -> Self {
        Self {
            fields,
            seen: vec![false; fields.len()],
        }
    }

    /// Whether the field was there before.
    fn see(&mut self, name: &str) -> bool {
        let index = self.fields.iter().position(|(field, _)| *field == name);
        let seen = index.and_then(|index| self.seen.get_mut(index));
        seen.is_some_and(|seen| std::mem::replace(seen, true))
    }

    fn finish(self) {
        for ((name, promise), seen) in self.fields.iter().zip(self.seen) {
            if promise.is_required() && !seen {
                note_missing(name);
            }
        }
    }
}

/// Reads into a field of a model.
pub(crate) struct Read<'a, T> {
    pub(crate) field: &'a mut T,
    pub(crate) promise: Promise,
    /// Whether it is known to have been there before.
    pub(crate) is_repeated: bool,
}

impl<'de, T: Field> DeserializeSeed<'de> for Read<'_, T> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        let Self { field, promise, .. } = self;
        let (mark, is_repeated) = (count(), self.is_repeated || !field.is_absent());
        *field = T::read(deserializer)?;
        if is_repeated {
            note(AnomalyKind::DuplicateKey, super::REPEATED);
        }
        if promise.is_nullable() {
            allow_null(mark);
        }
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
