//! A client for Plaid's credit API.

mod client;
mod decode;
mod error;
mod redact;
#[cfg(feature = "sandbox-server")]
pub mod sandbox;
mod wire;

mod generated {
    include!(concat!(env!("OUT_DIR"), "/generated.rs"));
}

pub use client::{
    Client, ClientBuilder, Clock, Credentials, Download, Environment, Response, RetryPolicy, Wait,
};
pub use decode::{Anomaly, Decoded, MAX_ANOMALIES, decode};
pub use error::{ApiError, Body, DecodeError, Error, HttpError};
pub use generated::types;
/// The version of reqwest that stands in this crate's interface.
pub use reqwest;
pub use wire::UnknownValue;

/// What this crate was generated as, for the tests that guard it.
#[doc(hidden)]
pub mod generation {
    pub use crate::generated::SCHEMAS;

    /// The generated source.
    pub const SOURCE: &str = include_str!(concat!(env!("OUT_DIR"), "/generated.rs"));
}
