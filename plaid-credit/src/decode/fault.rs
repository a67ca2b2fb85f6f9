//! Why a value could not be read.

use std::borrow::Cow;
use std::error::Error as StdError;
use std::fmt::{self, Display};

use serde::de::{self, Expected, Unexpected};

use super::{AnomalyKind, notes};

/// What is expected where nothing more is known, or has to be.
const UNSPECIFIC: &str = "cannot be read as its type";

/// The error of this crate's reader.
///
/// Its [`source`](StdError::source) is the [`Fault`], by which the models, which see no more
/// of it than that it is an error of some reader, recognize it. Boxed, so that results are small.
#[derive(Debug)]
pub(crate) struct Error(Box<Fault>);

/// What is wrong.
#[derive(Debug)]
pub(crate) enum Fault {
    /// A value that does not fit. The reader goes on behind it.
    Value {
        kind: AnomalyKind,
        /// What was expected, in words of the type. Never holds the value.
        expected: Cow<'static, str>,
    },
    /// The body cannot be read any further.
    Fatal(Fatal),
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

impl Error {
    pub(super) fn fatal(fatal: Fatal) -> Self {
        Self(Box::new(Fault::Fatal(fatal)))
    }

    /// That the value does not fit. What was expected is spelled out only for the list.
    pub(super) fn value(kind: AnomalyKind, expected: impl Display) -> Self {
        let expected = match notes::is_full() {
            true => UNSPECIFIC.into(),
            false => expected.to_string().into(),
        };
        Self(Box::new(Fault::Value { kind, expected }))
    }

    pub(super) fn into_fault(self) -> Fault {
        *self.0
    }

    pub(super) fn is_fatal(&self) -> bool {
        matches!(*self.0, Fault::Fatal(_))
    }
}

impl Fault {
    /// The fault behind an error, if this crate's reader made it.
    pub(crate) fn of(error: &dyn StdError) -> Option<&Self> {
        error.source()?.downcast_ref()
    }
}

impl Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Value { expected, .. } => formatter.write_str(expected),
            Self::Fatal(_) => formatter.write_str("the body cannot be read"),
        }
    }
}

impl StdError for Fault {}

impl Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&*self.0)
    }
}

/// Takes over what the type wrote and nothing of the value, which may be personal.
impl de::Error for Error {
    fn custom<T: Display>(_: T) -> Self {
        Self::value(AnomalyKind::WrongType, UNSPECIFIC)
    }

    fn invalid_type(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::value(AnomalyKind::WrongType, format_args!("expected {expected}"))
    }

    fn invalid_value(unexpected: Unexpected<'_>, expected: &dyn Expected) -> Self {
        let kind = match unexpected {
            Unexpected::Unsigned(_) | Unexpected::Signed(_) | Unexpected::Float(_) => {
                AnomalyKind::InexactNumber
            }
            _ => AnomalyKind::WrongType,
        };
        Self::value(kind, format_args!("expected {expected}"))
    }

    fn invalid_length(_: usize, expected: &dyn Expected) -> Self {
        Self::value(AnomalyKind::WrongType, format_args!("expected {expected}"))
    }

    fn unknown_variant(_: &str, expected: &'static [&'static str]) -> Self {
        Self::value(
            AnomalyKind::UnknownValue,
            format_args!("expected one of {}", expected.join(", ")),
        )
    }

    fn unknown_field(_: &str, _: &'static [&'static str]) -> Self {
        Self::value(AnomalyKind::UnknownField, "expected no other field")
    }

    fn missing_field(name: &'static str) -> Self {
        Self::value(AnomalyKind::Missing, format_args!("missing field `{name}`"))
    }

    fn duplicate_field(name: &'static str) -> Self {
        Self::value(
            AnomalyKind::DuplicateKey,
            format_args!("duplicate field `{name}`"),
        )
    }
}
