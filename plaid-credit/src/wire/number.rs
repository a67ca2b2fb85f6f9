//! Numbers that are not amounts of money.

use std::fmt;

use serde::de::{Deserializer, Error, Unexpected, Visitor};
use serde::ser::{Error as _, Serializer};

use super::{Field, expecting, visit_into};
use crate::decode::{AnomalyKind, note};
use crate::redact;

/// Up to here every whole number has a place of its own in an `f64`.
const EXACT: u64 = 1 << 53;

/// What is said of a number that its type does not hold to the last digit.
pub(crate) const ROUNDED: &str = "has more digits than fit: rounded";

impl Field for f64 {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_f64(FloatVisitor)
    }

    /// Whole numbers are written without a fraction, as they are sent.
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.fract() == 0.0 && self.abs() < EXACT as f64 {
            serializer.serialize_i64(*self as i64)
        } else if self.is_finite() {
            serializer.serialize_f64(*self)
        } else {
            // It would be written as null.
            Err(S::Error::custom("a number must be finite"))
        }
    }

    fn show(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&redact::Number(*self), formatter)
    }
}

struct FloatVisitor;

impl Visitor<'_> for FloatVisitor {
    type Value = f64;

    expecting!("a number");

    visit_into!(visit_f64: f64);

    fn visit_i64<E: Error>(self, value: i64) -> Result<f64, E> {
        Ok(nearest(value.into()))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<f64, E> {
        Ok(nearest(value.into()))
    }
}

fn nearest(whole: i128) -> f64 {
    let value = whole as f64;
    if value as i128 != whole {
        note(AnomalyKind::InexactNumber, ROUNDED);
    }
    value
}

/// Reads whole numbers, also those written with a fraction of zero.
macro_rules! integer_field {
    ($($integer:ty),+) => {$(
        impl Field for $integer {
            fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let value = deserializer.deserialize_i64(IntegerVisitor)?;
                Self::try_from(value).map_err(|_| {
                    D::Error::invalid_value(Unexpected::Signed(value), &concat!("an integer in the range of ", stringify!($integer)))
                })
            }

            fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_i64(i64::from(*self))
            }

            fn show(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Debug::fmt(&redact::Number(*self), formatter)
            }
        }
    )+};
}

integer_field!(i32, i64);

struct IntegerVisitor;

impl Visitor<'_> for IntegerVisitor {
    type Value = i64;

    expecting!("an integer");

    visit_into!(visit_i64: i64);

    fn visit_u64<E: Error>(self, value: u64) -> Result<i64, E> {
        i64::try_from(value).map_err(|_| E::invalid_value(Unexpected::Unsigned(value), &self))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<i64, E> {
        if value.fract() == 0.0 && value.abs() < EXACT as f64 {
            Ok(value as i64)
        } else if value.abs() >= EXACT as f64 {
            Err(E::invalid_value(Unexpected::Float(value), &self))
        } else {
            Err(E::invalid_type(Unexpected::Float(value), &self))
        }
    }
}
