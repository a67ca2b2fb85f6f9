//! Models of requests: what Plaid requires is there, and extra fields are sent along.

use std::marker::PhantomData;

use serde::de::{DeserializeSeed, Deserializer, MapAccess};
use serde::ser::{Error, SerializeMap};
use serde_json::{Map, Value};

use super::Field;

/// Implements reading, writing and a `Debug` without personal data for a request model.
///
/// Each row is `"wire name" => required field` or `optional field`. Required fields are
/// always sent; `hidden` ones show in `Debug` only whether they are there.
macro_rules! request {
    ($model:ident, $extra:ident { $($name:literal => $presence:ident $field:ident $($hidden:ident)?,)* }) => {
        impl<'de> ::serde::Deserialize<'de> for $model {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> ::std::result::Result<Self, D::Error> {
                struct ModelVisitor;

                impl<'de> ::serde::de::Visitor<'de> for ModelVisitor {
                    type Value = $model;

                    fn expecting(&self, formatter: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                        formatter.write_str("an object")
                    }

                    fn visit_map<A: ::serde::de::MapAccess<'de>>(
                        self,
                        mut map: A,
                    ) -> ::std::result::Result<$model, A::Error> {
                        $(let mut $field = ::std::option::Option::None;)*
                        let mut $extra = ::serde_json::Map::new();
                        while let ::std::option::Option::Some(name) = map.next_key_seed($crate::wire::Name)? {
                            match name.as_ref() {
                                $($name => $field = ::std::option::Option::Some($crate::wire::read_next(&mut map)?),)*
                                _ => $crate::wire::read_member(name, true, &mut $extra, &mut map)?,
                            }
                        }
                        ::std::result::Result::Ok($model {
                            $($field: match $field {
                                ::std::option::Option::Some(value) => value,
                                ::std::option::Option::None => $crate::wire::Field::missing($name)?,
                            },)*
                            $extra,
                        })
                    }
                }

                deserializer.deserialize_map(ModelVisitor)
            }
        }

        impl ::serde::Serialize for $model {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> ::std::result::Result<S::Ok, S::Error> {
                let mut map = serializer.serialize_map(::std::option::Option::None)?;
                $(if stringify!($presence) == "required" || !$crate::wire::Field::is_absent(&self.$field) {
                    ::serde::ser::SerializeMap::serialize_entry(&mut map, $name, &$crate::wire::AsSerde(&self.$field))?;
                })*
                $crate::wire::write_extra(&mut map, &self.$extra, &[$($name),*])?;
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
pub(crate) use request;

/// Adds the function that adds extra fields to what users make.
macro_rules! extra_setter {
    ($model:ident, $extra:ident) => {
        impl $model {
            /// Adds a field that Plaid's document does not have. Sending the request fails if
            /// the document does have it, or if it is `client_id` or `secret`.
            #[must_use]
            pub fn $extra(
                mut self,
                name: impl ::std::convert::Into<::std::string::String>,
                value: impl ::std::convert::Into<::serde_json::Value>,
            ) -> Self {
                self.$extra.insert(name.into(), value.into());
                self
            }
        }
    };
}
pub(crate) use extra_setter;

/// Writes the fields that the document does not name.
pub(crate) fn write_extra<M: SerializeMap>(
    map: &mut M,
    extra: &Map<String, Value>,
    documented: &[&str],
) -> Result<(), M::Error> {
    for (name, value) in extra {
        if ["client_id", "secret"].contains(&name.as_str()) {
            let error = format_args!(
                "the extra field `{name}` is a credential: set it on the client or with its setter"
            );
            return Err(M::Error::custom(error));
        }
        if documented.contains(&name.as_str()) {
            let error = format_args!(
                "the extra field `{name}` is documented: set it with `new` or its setter"
            );
            return Err(M::Error::custom(error));
        }
        map.serialize_entry(name, value)?;
    }
    Ok(())
}

/// Reads the value that comes next.
pub(crate) fn read_next<'de, T: Field, A: MapAccess<'de>>(map: &mut A) -> Result<T, A::Error> {
    map.next_value_seed(ReadNew(PhantomData))
}

struct ReadNew<T>(PhantomData<T>);

impl<'de, T: Field> DeserializeSeed<'de> for ReadNew<T> {
    type Value = T;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        T::read(deserializer)
    }
}
