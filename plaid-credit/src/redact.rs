//! What shows of personal data, account data and credentials: nothing.

use std::any::type_name;
use std::fmt;

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

/// Whether it has the form of Plaid's request IDs.
fn is_request_id(text: &str) -> bool {
    text.len() == REQUEST_ID_LENGTH
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && text.bytes().any(|byte| byte.is_ascii_alphabetic())
}

impl fmt::Display for Text<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(if self.is_code() { self.0 } else { HIDDEN })
    }
}

/// `Debug` of types that show the same as with `Display`.
macro_rules! debug_as_display {
    ($($shown:ty),+) => {$(
        impl ::std::fmt::Debug for $shown {
            fn fmt(&self, formatter: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                ::std::fmt::Display::fmt(self, formatter)
            }
        }
    )+};
}
pub(crate) use debug_as_display;

debug_as_display!(Id<'_>, Named<'_>, Text<'_>);

/// A number that Plaid sent, shown only if it has too few digits to be one of a person, such as
/// a social security number.
pub(crate) struct Number<T>(pub(crate) T);

/// The most digits of a number that shows.
const MAX_DIGITS: usize = 6;

impl<T: fmt::Debug> fmt::Debug for Number<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = format!("{:?}", self.0);
        let digits = text.trim_end_matches(".0").bytes();
        match digits.filter(u8::is_ascii_digit).count() <= MAX_DIGITS {
            true => formatter.write_str(&text),
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

impl<T: Field> fmt::Debug for Hidden<'_, T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.hide(formatter)
    }
}

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
