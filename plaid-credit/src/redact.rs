//! What `Debug` shows in place of personal data, account data and credentials.

use std::collections::BTreeMap;
use std::fmt;

use serde_json::{Map, Value};

/// Shows whether a value is there, or how many there are, and nothing of the value.
pub(crate) struct Hidden<'a, T>(pub(crate) &'a T);

/// How much of a hidden value shows.
pub(crate) trait Presence {
    fn describe(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("[hidden]")
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
impl Presence for Value {}
impl Presence for chrono::NaiveDate {}
impl Presence for chrono::DateTime<chrono::Utc> {}
impl Presence for rust_decimal::Decimal {}

/// Adds a field to a `DebugStruct`, hidden or as it is.
macro_rules! show {
    ($shown:ident, $value:expr, $name:expr) => {
        $shown.field($name, &$value);
    };
    ($shown:ident, $value:expr, $name:expr, hidden) => {
        $shown.field($name, &$crate::redact::Hidden(&$value));
    };
}
pub(crate) use show;
