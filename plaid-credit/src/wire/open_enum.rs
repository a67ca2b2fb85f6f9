//! Enums that stay open: a value that this version does not know is kept, not refused.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserializer, Error, Unexpected, Visitor};

use super::expecting;
use crate::decode::{AnomalyKind, note, note_in_review};
use crate::redact;

/// The text of an enum value that this version of the crate does not know.
///
/// It is made by converting a string to an enum that does not know the value.
/// It may be personal data, so `Debug` and `Display` hide it; use [`as_str`](Self::as_str).
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct UnknownValue(pub(crate) String);

impl UnknownValue {
    /// The value as it was sent.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

redact::debug_as_display!(UnknownValue);

impl fmt::Display for UnknownValue {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(redact::HIDDEN)
    }
}

/// An enum of strings.
pub(crate) trait OpenEnum: for<'a> From<&'a str> {
    /// The variant for a text that the document lists.
    fn known(text: &str) -> Option<Self>;
}

/// Implements conversions, reading and writing for a generated enum.
macro_rules! open_enum {
    ($name:ident { $($variant:ident => $text:literal,)* }) => {
        impl $name {
            /// The values that the document lists, as they are sent.
            pub const VALUES: &'static [&'static str] = &[$($text),*];

            /// The value as it is sent.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $text,)*
                    Self::Unknown(value) => value.as_str(),
                }
            }
        }

        impl $crate::wire::OpenEnum for $name {
            fn known(text: &str) -> ::std::option::Option<Self> {
                match text {
                    $($text => ::std::option::Option::Some(Self::$variant),)*
                    _ => ::std::option::Option::None,
                }
            }
        }

        impl ::std::convert::From<&str> for $name {
            fn from(text: &str) -> Self {
                <Self as $crate::wire::OpenEnum>::known(text)
                    .unwrap_or_else(|| Self::Unknown($crate::UnknownValue(text.to_owned())))
            }
        }

        impl ::std::convert::From<::std::string::String> for $name {
            fn from(text: ::std::string::String) -> Self {
                <Self as $crate::wire::OpenEnum>::known(&text)
                    .unwrap_or_else(|| Self::Unknown($crate::UnknownValue(text)))
            }
        }

        impl ::std::str::FromStr for $name {
            type Err = ::std::convert::Infallible;

            // A variant may be called `Err`.
            fn from_str(text: &str) -> ::std::result::Result<Self, ::std::convert::Infallible> {
                ::std::result::Result::Ok(Self::from(text))
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, formatter: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                match self {
                    Self::Unknown(value) => ::std::fmt::Display::fmt(value, formatter),
                    known => formatter.write_str(known.as_str()),
                }
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> ::std::result::Result<Self, D::Error> {
                $crate::wire::read_open_enum(deserializer)
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> ::std::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        $crate::wire::serde_fields!($name);

        #[cfg(feature = "schemars")]
        impl ::schemars::JsonSchema for $name {
            fn schema_name() -> ::std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut ::schemars::SchemaGenerator) -> ::schemars::Schema {
                ::schemars::json_schema!({"type": "string", "enum": Self::VALUES})
            }
        }
    };
}
pub(crate) use open_enum;

/// Reads a string of any value; a boolean or whole number only where the document lists its text.
pub(crate) fn read_open_enum<'de, T: OpenEnum, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    deserializer.deserialize_any(OpenEnumVisitor(PhantomData))
}

struct OpenEnumVisitor<T>(PhantomData<T>);

impl<T: OpenEnum> Visitor<'_> for OpenEnumVisitor<T> {
    type Value = T;

    expecting!("a string");

    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        Ok(T::known(text).unwrap_or_else(|| {
            note_in_review(AnomalyKind::UnknownValue, "a value that is not documented");
            T::from(text)
        }))
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<T, E> {
        T::known(if value { "true" } else { "false" })
            .ok_or_else(|| E::invalid_type(Unexpected::Bool(value), &self))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<T, E> {
        let known = known_number(value);
        known.ok_or_else(|| E::invalid_type(Unexpected::Unsigned(value), &self))
    }
}

// Not part of the frame that each level of nesting takes of the stack.
#[cold]
#[inline(never)]
fn known_number<T: OpenEnum>(value: u64) -> Option<T> {
    let known = T::known(&value.to_string())?;
    let reason = "a number instead of its text: read as the text";
    note(AnomalyKind::WrongType, reason);
    Some(known)
}
