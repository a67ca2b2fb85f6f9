//! A client for Plaid's credit API.

mod client;
mod decode;
mod error;
mod redact;
mod wire;

mod generated {
    include!(concat!(env!("OUT_DIR"), "/generated.rs"));
}

pub use client::{Client, ClientBuilder, Credentials, Download, Environment, Response};
pub use decode::{Anomaly, Decoded, MAX_ANOMALIES, decode};
pub use error::{Body, DecodeError, Error};
pub use generated::types;
pub use wire::UnknownValue;

/// What this crate was generated as, for the tests that guard it.
#[doc(hidden)]
pub mod generation {
    pub use crate::generated::SCHEMAS;

    /// The generated source.
    pub const SOURCE: &str = include_str!(concat!(env!("OUT_DIR"), "/generated.rs"));
}
