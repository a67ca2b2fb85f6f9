//! How models are read from and written to JSON.
//!
//! The generated models name their fields in one table each (see [`object!`] and
//! [`request!`]); everything else about the wire form is here. What a type cannot hold is an
//! error, unless [`crate::decode()`] is at work, which sets such values aside at the nearest
//! field, list element or map entry, and reports what is changed: other readers round numbers
//! before they get here, and hear of nothing.

mod containers;
mod date;
mod model;
mod money;
mod name;
mod newtype;
mod number;
mod object;
mod open_enum;
mod request;
mod user;
mod value;

#[allow(unused_imports, reason = "a fragment may have no schema of a kind")]
pub(crate) use {
    model::model,
    newtype::{newtype, string_newtype},
    object::{Object, Promise, Read, check_undocumented, object, read_object, read_object_to},
    open_enum::{OpenEnum, open_enum, read_open_enum},
    request::{Sent, check_extra, extra_setter, request},
    user::user_identifier,
    value::read_member,
};

pub(crate) use name::Name;
pub(crate) use number::ROUNDED;
pub use open_enum::UnknownValue;

#[cfg(feature = "schemars")]
pub(crate) mod schema;

use std::fmt;

use serde::de::{Deserializer, Error};
use serde::ser::{Serialize, Serializer};

/// A value that can stand in a field of a model.
pub(crate) trait Field: Sized + fmt::Debug {
    /// Reads the value, and sets aside what does not fit where the decoder allows it.
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error>;

    /// Reads the value over this one.
    #[inline]
    fn read_over<'de, D: Deserializer<'de>>(&mut self, deserializer: D) -> Result<(), D::Error> {
        *self = Self::read(deserializer)?;
        Ok(())
    }

    /// Reads the value where it is kept.
    #[inline]
    fn read_to<'de, D: Deserializer<'de>>(
        place: &mut impl Place<Value = Self>,
        deserializer: D,
    ) -> Result<(), D::Error> {
        place.put(Self::read(deserializer)?);
        Ok(())
    }

    /// Whether a null is read as such, where the document says that one may come.
    const IS_OPTION: bool = false;

    /// Writes the value in the form in which Plaid sends it.
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error>;

    /// Shows the value as far as it cannot be personal.
    fn show(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, formatter)
    }

    /// Shows whether there is a value, or how many, and nothing of it.
    fn hide(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(crate::redact::HIDDEN)
    }

    /// Whether the field is left out when written.
    fn is_absent(&self) -> bool {
        false
    }

    /// What an object without this field has.
    fn missing<E: Error>(name: &'static str) -> Result<Self, E> {
        Err(E::missing_field(name))
    }
}

/// Makes a type with serde implementations of its own usable as a field, with `more` of what a
/// field can do.
macro_rules! serde_fields {
    ($type:ty $({ $($more:tt)* })?) => {
        impl $crate::wire::Field for $type {
            fn read<'de, D: ::serde::de::Deserializer<'de>>(deserializer: D) -> ::std::result::Result<Self, D::Error> {
                ::serde::de::Deserialize::deserialize(deserializer)
            }

            fn write<S: ::serde::ser::Serializer>(&self, serializer: S) -> ::std::result::Result<S::Ok, S::Error> {
                ::serde::ser::Serialize::serialize(self, serializer)
            }

            $($($more)*)?
        }
    };
}
pub(crate) use serde_fields;

/// The function of a visitor that says what it expects.
macro_rules! expecting {
    ($what:literal) => {
        fn expecting(&self, formatter: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
            formatter.write_str($what)
        }
    };
}
pub(crate) use expecting;

/// Functions of a visitor that take each value as it is.
macro_rules! visit_into {
    ($($visit:ident: $value:ty),+) => {$(
        fn $visit<E: Error>(self, value: $value) -> Result<Self::Value, E> {
            Ok(value.into())
        }
    )+};
}
use visit_into;

serde_fields!(bool);

serde_fields!(String {
    fn show(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&crate::redact::Text(self), formatter)
    }
});

/// What is said of a null.
const NULL: &str = "null, which is not documented";

/// What is said of a key that came a second time.
const REPEATED: &str = "duplicate key: the last value counts";

/// Where a value is kept. A model is read there: it can be large, and each move of it takes time
/// and stack.
pub(crate) trait Place {
    type Value;

    /// Puts the value there.
    fn put(&mut self, value: Self::Value) -> &mut Self::Value;

    /// Takes away what was put there.
    fn clear(&mut self);
}

impl<T> Place for Option<T> {
    type Value = T;

    #[inline]
    fn put(&mut self, value: T) -> &mut T {
        self.insert(value)
    }

    fn clear(&mut self) {
        *self = None;
    }
}

/// As the last element.
impl<T> Place for Vec<T> {
    type Value = T;

    #[inline]
    fn put(&mut self, value: T) -> &mut T {
        if self.capacity() == 0 {
            self.reserve_exact(crate::decode::first_room::<T>());
        }
        let at = self.len();
        self.push(value);
        &mut self[at]
    }

    fn clear(&mut self) {
        // Not `pop`, which would move the value out.
        self.truncate(self.len().saturating_sub(1));
    }
}

/// A field as serde sees it, for containers that serde writes.
pub(crate) struct AsSerde<T>(pub(crate) T);

impl<T: Field> Serialize for AsSerde<&T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.write(serializer)
    }
}
