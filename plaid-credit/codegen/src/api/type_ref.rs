//! The Rust type of a field, a value or an argument.

use std::fmt;

/// A Rust type. Displays in the short form of documentation, `Option<Vec<Address>>`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TypeRef {
    /// `bool`
    Bool,
    /// `i32`
    I32,
    /// `i64`
    I64,
    /// `f64`
    F64,
    /// `rust_decimal::Decimal`, an amount of money.
    Decimal,
    /// `String`
    String,
    /// `chrono::NaiveDate`
    Date,
    /// `chrono::DateTime<Utc>`
    DateTime,
    /// `bytes::Bytes`, the body of a request that is not JSON.
    Bytes,
    /// `serde_json::Value`
    Json,
    /// `serde_json::Map<String, Value>`
    JsonObject,
    /// A type of this Rust name in `plaid_credit::types`.
    Named(String),
    /// `Option<_>`
    Option(Box<TypeRef>),
    /// `Vec<_>`
    Vec(Box<TypeRef>),
    /// `BTreeMap<String, _>`
    Map(Box<TypeRef>),
    /// `Box<_>`, on the way from a type to itself.
    Boxed(Box<TypeRef>),
}

impl TypeRef {
    /// The type inside an `Option`.
    pub fn inside_option(&self) -> Option<&Self> {
        match self {
            Self::Option(inner) => Some(inner),
            _ => None,
        }
    }

    /// The type without an `Option` around it.
    pub fn without_option(&self) -> &Self {
        self.inside_option().unwrap_or(self)
    }

    /// The type inside all options, lists, maps and boxes.
    pub fn innermost(&self) -> &Self {
        match self {
            Self::Option(inner) | Self::Vec(inner) | Self::Map(inner) | Self::Boxed(inner) => {
                inner.innermost()
            }
            other => other,
        }
    }

    /// The name of the type in `plaid_credit::types` that stands inside all containers.
    pub fn named(&self) -> Option<&str> {
        match self.innermost() {
            Self::Named(name) => Some(name),
            _ => None,
        }
    }

    /// Whether `new` and setters take it as `impl Into<_>`: free text, so that a `&str` will
    /// do. What has a type of its own is taken as that type, so that two cannot be swapped.
    pub fn is_converted(&self) -> bool {
        matches!(self, Self::String | Self::Json | Self::Boxed(_))
    }

    /// Whether a field of the type is read from null and absent as empty.
    pub fn is_collection(&self) -> bool {
        matches!(self, Self::Vec(_) | Self::Map(_) | Self::JsonObject)
    }
}

impl fmt::Display for TypeRef {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bool => out.write_str("bool"),
            Self::I32 => out.write_str("i32"),
            Self::I64 => out.write_str("i64"),
            Self::F64 => out.write_str("f64"),
            Self::Decimal => out.write_str("Decimal"),
            Self::String => out.write_str("String"),
            Self::Date => out.write_str("NaiveDate"),
            Self::DateTime => out.write_str("DateTime<Utc>"),
            Self::Bytes => out.write_str("Bytes"),
            Self::Json => out.write_str("Value"),
            Self::JsonObject => out.write_str("Map<String, Value>"),
            Self::Named(name) => out.write_str(name),
            Self::Option(inner) => write!(out, "Option<{inner}>"),
            Self::Vec(inner) => write!(out, "Vec<{inner}>"),
            Self::Map(inner) => write!(out, "BTreeMap<String, {inner}>"),
            Self::Boxed(inner) => write!(out, "Box<{inner}>"),
        }
    }
}
