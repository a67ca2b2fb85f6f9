//! What shows of personal data, account data and credentials: nothing.

use std::any::type_name;
use std::collections::BTreeMap;
use std::fmt;

use serde_json::{Map, Value};

use crate::wire::Field;

/// Stands where something is not shown.
pub(crate) const HIDDEN: &str = "[hidden]";

/// Text that Plaid sent, shown only if it is a code, which cannot be personal: capital letters
/// with an underscore among them.
#[derive(Clone, Copy)]
pub(crate) struct Text<'a>(pub(crate) &'a str);

/// The length of Plaid's request IDs.
const REQUEST_ID_LENGTH: usize = 15;

/// Longer than any code.
const MAX_CODE_LENGTH: usize = 64;

impl Text<'_> {
    fn is_code(self) -> bool {
        let is_capital = |byte: u8| byte.is_ascii_uppercase() || byte == b'_';
        self.0.len() <= MAX_CODE_LENGTH && self.0.contains('_') && self.0.bytes().all(is_capital)
    }
}

/// A request ID that Plaid sent, shown only if it cannot be a name.
#[derive(Clone, Copy)]
pub(crate) struct Id<'a>(pub(crate) &'a str);

impl fmt::Display for Id<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        // One in fourteen has no digit, and is hidden.
        let shows = is_request_id(self.0) && self.0.bytes().any(|byte| byte.is_ascii_digit());
        formatter.write_str(if shows { self.0 } else { HIDDEN })
    }
}

impl fmt::Debug for Id<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

/// The text of the string type that has this name.
pub(crate) struct Named<'a>(pub(crate) &'static str, pub(crate) &'a str);

impl fmt::Display for Named<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(name, text) = *self;
        match name {
            "RequestId" => fmt::Display::fmt(&Id(text), formatter),
            _ => fmt::Display::fmt(&Text(text), formatter),
        }
    }
}

impl fmt::Debug for Named<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

/// Whether it has the form of Plaid's request IDs.
pub(crate) fn is_request_id(text: &str) -> bool {
    text.len() == REQUEST_ID_LENGTH
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && text.bytes().any(|byte| byte.is_ascii_alphabetic())
}

impl fmt::Display for Text<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(if self.is_code() { self.0 } else { HIDDEN })
    }
}

impl fmt::Debug for Text<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

/// A number that Plaid sent, shown only if it has too few digits to be one of a person, such as
/// a social security number.
pub(crate) struct Number<T>(pub(crate) T);

impl<T: From<i32> + PartialOrd + fmt::Debug> fmt::Debug for Number<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (T::from(-999_999)..=T::from(999_999)).contains(&self.0) {
            true => self.0.fmt(formatter),
            false => formatter.write_str(HIDDEN),
        }
    }
}

/// A decoded value: hidden where it is JSON that no model describes.
pub(crate) struct Whole<'a, T>(pub(crate) &'a T);

impl<T: fmt::Debug> fmt::Debug for Whole<'_, T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Also in a list or map.
        match type_name::<T>().contains("serde_json::") {
            true => formatter.write_str(HIDDEN),
            false => self.0.fmt(formatter),
        }
    }
}

/// Shows a field of a model, as far as it cannot be personal.
pub(crate) struct Shown<'a, T>(pub(crate) &'a T);

impl<T: Field> fmt::Debug for Shown<'_, T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.show(formatter)
    }
}

/// Shows whether a value is there, or how many there are, and nothing of the value.
pub(crate) struct Hidden<'a, T>(pub(crate) &'a T);

/// How much of a hidden value shows.
pub(crate) trait Presence {
    fn describe(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(HIDDEN)
    }
}

impl<T: Presence> fmt::Debug for Hidden<'_, T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.describe(formatter)
    }
}

impl<T: Presence> Presence for Option<T> {
    fn describe(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Some(value) => value.describe(formatter),
            None => formatter.write_str("None"),
        }
    }
}

impl<T> Presence for Vec<T> {
    fn describe(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "[{} hidden]", self.len())
    }
}

impl<T> Presence for BTreeMap<String, T> {
    fn describe(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "[{} hidden]", self.len())
    }
}

impl Presence for Map<String, Value> {
    fn describe(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "[{} hidden]", self.len())
    }
}

impl Presence for String {}
impl Presence for f64 {}
impl Presence for i32 {}
impl Presence for i64 {}
impl Presence for Value {}
impl Presence for chrono::NaiveDate {}
impl Presence for chrono::DateTime<chrono::Utc> {}
impl Presence for rust_decimal::Decimal {}

/// Adds a field to a `DebugStruct`, hidden or as it is.
macro_rules! show {
    ($shown:ident, $value:expr, $name:expr) => {
        $shown.field($name, &$crate::redact::Shown(&$value));
    };
    ($shown:ident, $value:expr, $name:expr, hidden) => {
        $shown.field($name, &$crate::redact::Hidden(&$value));
    };
}
pub(crate) use show;
