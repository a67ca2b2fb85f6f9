//! Models of responses: every field optional, unknown fields kept.

use serde::de::{DeserializeSeed, Deserializer, MapAccess, Visitor};
use serde::ser::Error;
use serde_json::{Map, Value};

use super::request::DOCUMENTED;
use super::value::read_member;
use super::{Field, Name, Place, expecting};
use crate::decode::{
    AnomalyKind, ERROR_FIELDS, is_error, is_review, is_root, note, note_missing, take_null,
};

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
    pub(crate) fn is_required(self) -> bool {
        matches!(self, Self::Required | Self::RequiredNullable)
    }

    fn is_nullable(self) -> bool {
        matches!(self, Self::RequiredNullable | Self::OptionalNullable)
    }
}

/// Implements reading, writing and a `Debug` without personal data for a response model.
///
/// Each row is `"wire name" => Promise field`; `hidden` fields show in `Debug` only whether
/// they are there. `check_undocumented` is for a model that is also sent.
macro_rules! object {
    (
        $model:ident, $extra:ident { $($name:literal => $promise:ident $field:ident $($hidden:ident)?,)* }
        $($check:ident)?
    ) => {
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

            fn unknown_fields(&mut self) -> &mut ::serde_json::Map<::std::string::String, ::serde_json::Value> {
                &mut self.$extra
            }
        }

        impl $model {
            /// Returns the value after `change`: handy in tests, as in
            /// `default().with(|it| it.field = value)`.
            #[allow(dead_code, unreachable_pub, reason = "not every model is public")]
            #[must_use]
            pub fn with(mut self, change: impl ::std::ops::FnOnce(&mut Self)) -> Self {
                change(&mut self);
                self
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $model {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> ::std::result::Result<Self, D::Error> {
                $crate::wire::read_object(deserializer)
            }
        }

        $crate::wire::model! {
            $model, $extra { $($name => (false) $field $($hidden)?,)* }
            $(check { $crate::wire::$check::<$model, S::Error> })?
            more {
                fn read_to<'de, D: ::serde::Deserializer<'de>>(
                    place: &mut impl $crate::wire::Place<Value = Self>,
                    deserializer: D,
                ) -> ::std::result::Result<(), D::Error> {
                    $crate::wire::read_object_to(place, deserializer)
                }
            }
        }
    };
}
pub(crate) use object;

/// Refuses fields in `extra` that the model has a place for.
pub(crate) fn check_undocumented<T: Object, E: Error>(extra: &Map<String, Value>) -> Result<(), E> {
    let is_documented = |name: &&String| {
        let fields = T::FIELDS;
        fields
            .binary_search_by_key(&name.as_str(), |(name, _)| name)
            .is_ok()
    };
    match extra.keys().find(is_documented) {
        Some(name) => Err(E::custom(format_args!(
            "the extra field `{name}` {DOCUMENTED}"
        ))),
        None => Ok(()),
    }
}

/// Reads an object by the names of its fields.
pub(crate) fn read_object<'de, T: Object, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    let mut object = T::default();
    deserializer.deserialize_map(ObjectVisitor(&mut object))?;
    Ok(object)
}

/// Reads an object where it is kept.
#[inline]
pub(crate) fn read_object_to<'de, T: Object, D: Deserializer<'de>>(
    place: &mut impl Place<Value = T>,
    deserializer: D,
) -> Result<(), D::Error> {
    let result = deserializer.deserialize_map(ObjectVisitor(put_default(place)));
    result.inspect_err(|_| place.clear())
}

// In a frame of its own, which is gone when the object is read.
#[inline(never)]
fn put_default<T: Default>(place: &mut impl Place<Value = T>) -> &mut T {
    place.put(T::default())
}

struct ObjectVisitor<'a, T>(&'a mut T);

impl<'de, T: Object> Visitor<'de> for ObjectVisitor<'_, T> {
    type Value = ();

    expecting!("an object");

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Self(object) = self;
        let mut check = (is_review() || is_root()).then(|| Check::new(T::FIELDS));
        while let Some(name) = map.next_key_seed(Name)? {
            let is_repeated = check.as_mut().is_some_and(|check| check.see(&name));
            if !object.read_field(&name, is_repeated, &mut map)? {
                read_member(name, true, object.unknown_fields(), &mut map)?;
            }
        }
        if let Some(check) = check {
            check.finish();
        }
        Ok(())
    }
}

/// Checks which fields of an object are there: of the whole body, and of all in a review.
struct Check {
    is_root: bool,
    fields: &'static [(&'static str, Promise)],
    seen: Vec<bool>,
}

impl Check {
    #[cold]
    fn new(fields: &'static [(&'static str, Promise)]) -> Self {
        Self {
            is_root: is_root(),
            fields,
            seen: vec![false; fields.len()],
        }
    }

    /// Whether the field was there before, as far as a review asks.
    fn see(&mut self, name: &str) -> bool {
        let index = self.fields.binary_search_by_key(&name, |(field, _)| field);
        index.is_ok_and(|index| std::mem::replace(&mut self.seen[index], true) && is_review())
    }

    fn finish(self) {
        let is_any_promised = self.fields.iter().any(|(_, promise)| promise.is_required());
        let mut is_answer = self.fields.is_empty();
        for ((name, promise), seen) in self.fields.iter().zip(&self.seen) {
            if promise.is_required() && !seen && is_review() {
                note_missing(name);
            }
            is_answer |= *seen && (promise.is_required() || !is_any_promised);
        }
        // A part of a response may be about an error itself.
        let mut names = self.fields.iter().map(|(name, _)| name);
        let is_error = is_error() && !names.any(|name| ERROR_FIELDS.contains(name));
        let reason = match (is_error, is_answer, is_any_promised) {
            _ if !self.is_root => return,
            (true, ..) => "the body is Plaid's error object",
            (_, true, _) => return,
            (.., true) => "the body has none of the fields that are documented as always sent",
            (.., false) => "the body has none of the documented fields",
        };
        note(AnomalyKind::NotAnAnswer, reason);
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

    #[inline(always)]
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        let Self { field, promise, .. } = self;
        let is_repeated = self.is_repeated || !field.is_absent();
        field.read_over(deserializer)?;
        if take_null() && !promise.is_nullable() {
            note(AnomalyKind::Null, super::NULL);
        }
        if is_repeated {
            note(AnomalyKind::DuplicateKey, super::REPEATED);
        }
        Ok(())
    }
}
