//! Models of requests: what Plaid requires is there, unknown fields are passed over.

use std::marker::PhantomData;

use serde::de::{DeserializeSeed, Deserializer, MapAccess};

use super::Field;

/// Implements reading, writing and a `Debug` without personal data for a request model.
///
/// Each row is `"wire name" => required field` or `optional field`. Required fields are
/// always sent; `hidden` ones show in `Debug` only whether they are there.
macro_rules! request {
    ($model:ident { $($name:literal => $presence:ident $field:ident $($hidden:ident)?,)* }) => {
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
                        while let ::std::option::Option::Some(name) = map.next_key_seed($crate::wire::Name)? {
                            match name.as_ref() {
                                $($name => $field = ::std::option::Option::Some($crate::wire::read_next(&mut map)?),)*
                                _ => {
                                    map.next_value::<::serde::de::IgnoredAny>()?;
                                }
                            }
                        }
                        ::std::result::Result::Ok($model {
                            $($field: match $field {
                                ::std::option::Option::Some(value) => value,
                                ::std::option::Option::None => $crate::wire::Field::missing($name)?,
                            },)*
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
                ::serde::ser::SerializeMap::end(map)
            }
        }

        $crate::wire::serde_fields!($model);

        impl ::std::fmt::Debug for $model {
            fn fmt(&self, formatter: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                let mut shown = formatter.debug_struct(stringify!($model));
                $($crate::redact::show!(shown, self.$field, stringify!($field) $(, $hidden)?);)*
                shown.finish()
            }
        }
    };
}
pub(crate) use request;

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
