//! Amounts of money, exact to the last digit that was sent.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde::de::{Deserializer, Error, MapAccess, Unexpected, Visitor};
use serde::ser::{Error as _, Serializer};

use super::value::{is_number, read_number};
use super::{Field, Name, expecting, visit_into};
use crate::decode::NUMBER;

/// Numbers of fewer digits survive being held as an `f64`.
const SHORT: u64 = 10_u64.pow(15);

impl Field for Decimal {
    /// This crate's reader gives out a number as its text. Other readers give the number
    /// itself, which is exact to 15 digits.
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_newtype_struct(NUMBER, DecimalVisitor { is_text: true })
    }

    /// Writes a number of the same value, or nothing: not a rounded one.
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if let Some(whole) = self.to_i64().filter(|_| self.is_integer()) {
            return serializer.serialize_i64(whole);
        }
        if let Some(number) = short(self) {
            return serializer.serialize_f64(number);
        }
        let number = self.to_string().parse::<f64>().map_err(S::Error::custom)?;
        if parse(&number.to_string()) == Some(*self) {
            serializer.serialize_f64(number)
        } else {
            Err(S::Error::custom(
                "an amount has more digits than an `f64` can hold: send or store the body instead",
            ))
        }
    }
}

struct DecimalVisitor {
    /// Whether text is the text of a number.
    is_text: bool,
}

impl<'de> Visitor<'de> for DecimalVisitor {
    type Value = Decimal;

    expecting!("a decimal number of at most 28 digits");

    fn visit_newtype_struct<D: Deserializer<'de>>(
        self,
        deserializer: D,
    ) -> Result<Decimal, D::Error> {
        deserializer.deserialize_any(Self { is_text: false })
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Decimal, E> {
        if self.is_text {
            parse(text).ok_or_else(|| E::invalid_value(Unexpected::Float(0.0), &self))
        } else {
            // Other readers show what they are given.
            Err(E::invalid_type(Unexpected::Str(""), &self))
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Decimal, A::Error> {
        let key = map.next_key_seed(Name)?;
        if key.is_some_and(|key| is_number(&key)) {
            Self { is_text: true }.visit_str(&read_number(&mut map)?.to_string())
        } else {
            Err(A::Error::invalid_type(Unexpected::Map, &self))
        }
    }

    visit_into!(visit_i64: i64, visit_u64: u64);

    fn visit_f64<E: Error>(self, value: f64) -> Result<Decimal, E> {
        parse(&value.to_string()).ok_or_else(|| E::invalid_value(Unexpected::Float(value), &self))
    }
}

/// The number of an amount of up to 15 digits, which is written with the same ones.
fn short(amount: &Decimal) -> Option<f64> {
    let mantissa = i64::try_from(amount.mantissa()).ok()?;
    // An `f64` holds the powers of ten that a `u64` does, so that only the division rounds.
    let power = 10_u64.checked_pow(amount.scale())?;
    (mantissa.unsigned_abs() < SHORT).then(|| mantissa as f64 / power as f64)
}

/// Reads a JSON number; none where it does not fit without rounding.
fn parse(text: &str) -> Option<Decimal> {
    if let Some(short) = parse_short(text) {
        return Some(short);
    }
    let exact = Decimal::from_str_exact(text).ok();
    exact.or_else(|| parse_scientific(text))
}

/// Reads a number with an exponent, or with more zeros than digits that count.
// Not part of the frame that each level of nesting takes of the stack.
#[cold]
#[inline(never)]
fn parse_scientific(text: &str) -> Option<Decimal> {
    let (number, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    if !number.contains(|digit| matches!(digit, '1'..='9')) {
        return number.contains('0').then_some(Decimal::ZERO);
    }
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let all = format!("{whole}{fraction}");
    let digits = all.trim_end_matches('0');
    let (fraction, zeros) = (fraction.len() as i64, (all.len() - digits.len()) as i64);
    let scale = (fraction - zeros).checked_sub(exponent.parse().ok()?)?;
    let digits: i128 = digits.parse().ok()?;
    match u32::try_from(scale) {
        Ok(scale) => Decimal::try_from_i128_with_scale(digits, scale).ok(),
        Err(_) => {
            let power = 10_i128.checked_pow(u32::try_from(scale.checked_neg()?).ok()?)?;
            Decimal::try_from_i128_with_scale(digits.checked_mul(power)?, 0).ok()
        }
    }
}

/// Reads a number of the usual form and length without the library's parser: there is one in
/// each transaction.
fn parse_short(text: &str) -> Option<Decimal> {
    if text.len() > 18 {
        return None;
    }
    let (mut digits, mut scale, mut is_fraction) = (0, 0, false);
    for byte in text.strip_prefix('-').unwrap_or(text).bytes() {
        match byte {
            b'0'..=b'9' => {
                digits = digits * 10 + i64::from(byte - b'0');
                scale += u32::from(is_fraction);
            }
            b'.' => is_fraction = true,
            _ => return None,
        }
    }
    let is_negative = text.starts_with('-');
    Decimal::try_new(if is_negative { -digits } else { digits }, scale).ok()
}
