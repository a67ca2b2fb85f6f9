//! Models of requests: what Plaid requires is there, and extra fields are sent along.

use serde::de::{DeserializeSeed, Deserializer};
use serde::ser::Error;
use serde_json::{Map, Value};

use super::Field;
use crate::decode::{AnomalyKind, note, take_null};

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

                    $crate::wire::expecting!("an object");

                    fn visit_map<A: ::serde::de::MapAccess<'de>>(
                        self,
                        mut map: A,
                    ) -> ::std::result::Result<$model, A::Error> {
                        $(let mut $field = ::std::option::Option::None;)*
                        let mut $extra = ::serde_json::Map::new();
                        while let ::std::option::Option::Some(name) = map.next_key_seed($crate::wire::Name)? {
                            match name.as_ref() {
                                $($name => map.next_value_seed($crate::wire::Sent(&mut $field))?,)*
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

        $crate::wire::model! {
            $model, $extra { $($name => (stringify!($presence) == "required") $field $($hidden)?,)* }
            check { |extra| $crate::wire::check_extra(extra, &[$($name),*]) }
        }
    };
}
pub(crate) use request;

/// Reads a field of a request.
pub(crate) struct Sent<'a, T>(pub(crate) &'a mut Option<T>);

impl<'de, T: Field> DeserializeSeed<'de> for Sent<'_, T> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        let is_repeated = self.0.replace(T::read(deserializer)?).is_some();
        // Which nulls are documented, the table of a request does not say.
        take_null();
        if is_repeated {
            note(AnomalyKind::DuplicateKey, super::REPEATED);
        }
        Ok(())
    }
}

/// Adds the function that adds extra fields to what users make.
macro_rules! extra_setter {
    ($model:ident, $extra:ident) => {
        impl $model {
            /// Adds a field that Plaid's document does not have. Sending the request fails if
            /// the document does have it. It also fails for `client_id` and `secret`, except in types
            /// that are also received.
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

/// What is wrong with an extra field that the document has.
pub(super) const DOCUMENTED: &str = "is documented: set it with `new` or its setter";

/// Refuses fields in `extra` that have a place of their own.
pub(crate) fn check_extra<E: Error>(
    extra: &Map<String, Value>,
    documented: &[&str],
) -> Result<(), E> {
    for name in extra.keys().map(String::as_str) {
        let place = if ["client_id", "secret"].contains(&name) {
            "is a credential: set it on the client or with its setter"
        } else if documented.contains(&name) {
            DOCUMENTED
        } else {
            continue;
        };
        return Err(E::custom(format_args!("the extra field `{name}` {place}")));
    }
    Ok(())
}
