//! Why a value could not be read.

use std::borrow::Cow;
use std::error::Error as StdError;
use std::fmt::Display;

use serde::de::{self, Expected, Unexpected};

use super::AnomalyKind;
use super::notes::{self, Segment};

/// So starts a reason that ends with what was found, once the value has been passed.
pub(super) const EXPECTED: &str = "expected ";

/// What is said where nothing more is known, or has to be.
const UNSPECIFIC: &str = "cannot be read as its type";

/// The error of this crate's reader.
///
/// Its [`source`](StdError::source) is the [`Fault`], by which the models, which see no more
/// of it than that it is an error of some reader, recognize it. Boxed, so that results are small.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct Error(#[source] pub(super) Box<Fault>);

/// What is wrong.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Fault {
    /// A value that does not fit. The reader goes on behind it.
    #[error("{}", .0.reason)]
    Value(Unfit),
    /// The body cannot be read any further.
    #[error("the body cannot be read")]
    Fatal(Fatal),
}

/// A value that does not fit.
#[derive(Debug)]
pub(crate) struct Unfit {
    pub(super) kind: AnomalyKind,
    /// What was expected, in words of the type. Never holds the value.
    pub(super) reason: Cow<'static, str>,
    /// Where it stands, from the inside out, as far as it was not set aside.
    pub(super) path: Vec<Segment>,
    pub(super) start: Option<usize>,
}

/// Why a body cannot be read any further.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Fatal {
    /// It ends within a value.
    EndsEarly,
    /// It is not valid JSON at this offset.
    Syntax(usize),
    /// It would take more memory than is allowed.
    Memory,
    /// A key that means something to serde_json stands where a type of another crate reads.
    ReservedKey,
}

// Errors are made outside the frames that each level of nesting takes of the stack.
impl Error {
    #[cold]
    #[inline(never)]
    pub(super) fn fatal(fatal: Fatal) -> Self {
        Self(Box::new(Fault::Fatal(fatal)))
    }

    /// The error for a value that is not what was expected.
    fn expected(expected: impl Display) -> Self {
        Self::value(AnomalyKind::WrongType, format_args!("{EXPECTED}{expected}"))
    }

    /// The error for a number that does not fit into what was expected.
    pub(super) fn out_of_range(expected: &dyn Expected) -> Self {
        let reason = format_args!("the number does not fit: expected {expected}");
        Self::value(AnomalyKind::InexactNumber, reason)
    }

    /// The error for a value that does not fit. Why is spelled out only for the list.
    pub(super) fn value(kind: AnomalyKind, reason: impl Display) -> Self {
        let reason = match notes::is_full(kind) {
            true => UNSPECIFIC.into(),
            false => reason.to_string().into(),
        };
        Self(Box::new(Fault::Value(Unfit {
            kind,
            reason,
            path: Vec::new(),
            start: None,
        })))
    }

    /// The same, of a value that starts here within another.
    #[cold]
    #[inline(never)]
    pub(super) fn within(mut self, segment: Option<Segment>, start: usize) -> Self {
        if let Fault::Value(unfit) = &mut *self.0 {
            unfit.path.extend(segment);
            unfit.start.get_or_insert(start);
        }
        self
    }
}

impl Fault {
    /// The fault behind an error, if this crate's reader made it.
    pub(crate) fn of(error: &dyn StdError) -> Option<&Self> {
        let fault = error.source()?.downcast_ref::<Box<Self>>()?;
        Some(fault)
    }
}

/// Takes over what the type wrote and nothing of the value, which may be personal.
impl de::Error for Error {
    fn custom<T: Display>(_: T) -> Self {
        Self::value(AnomalyKind::WrongType, UNSPECIFIC)
    }

    fn invalid_type(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::expected(expected)
    }

    fn invalid_value(unexpected: Unexpected<'_>, expected: &dyn Expected) -> Self {
        match unexpected {
            Unexpected::Unsigned(_) | Unexpected::Signed(_) | Unexpected::Float(_) => {
                Self::out_of_range(expected)
            }
            _ => Self::expected(expected),
        }
    }

    fn invalid_length(_: usize, expected: &dyn Expected) -> Self {
        Self::expected(expected)
    }

    fn unknown_variant(_: &str, variants: &'static [&'static str]) -> Self {
        let expected = format_args!("one of {}", variants.join(", "));
        Self::expected(expected)
    }

    fn unknown_field(_: &str, _: &'static [&'static str]) -> Self {
        Self::value(
            AnomalyKind::WrongType,
            "a field that the type does not know",
        )
    }

    fn missing_field(name: &'static str) -> Self {
        Self::value(
            AnomalyKind::WrongType,
            format_args!("missing field `{name}`"),
        )
    }

    fn duplicate_field(name: &'static str) -> Self {
        let reason = format_args!("duplicate field `{name}`");
        Self::value(AnomalyKind::DuplicateKey, reason)
    }
}
