//! The clients generated from the fixture documents, around the crate's own `wire` code.
#![allow(missing_docs, dead_code, unused_imports, unreachable_pub)]

#[path = "../../plaid-credit/src/redact.rs"]
mod redact;
#[path = "../../plaid-credit/src/wire/mod.rs"]
mod wire;

pub use plaid_credit::{Download, Error, Response};
pub use wire::UnknownValue;

mod client {
    #[derive(Clone, Debug)]
    pub struct Context;

    pub struct Operation {
        pub id: &'static str,
        pub path: &'static str,
    }

    #[derive(Default)]
    pub struct OwnCredentials {
        pub client_id: bool,
        pub secret: bool,
    }
}

/// Stands in for the crate's: nothing is set aside, a value that does not fit is an error.
mod decode {
    pub(crate) use plaid_credit::AnomalyKind;

    pub(crate) const KEY: &str = "key";
    pub(crate) const NUMBER: &str = "number";

    pub(crate) fn is_active() -> bool {
        false
    }

    pub(crate) fn is_review() -> bool {
        false
    }

    pub(crate) fn is_root() -> bool {
        false
    }

    pub(crate) fn count() -> usize {
        0
    }

    pub(crate) fn note(_: AnomalyKind, _: impl Into<String>) {}

    pub(crate) fn note_in_review(_: AnomalyKind, _: &str) {}

    pub(crate) fn note_missing(_: &'static str) {}

    pub(crate) fn allow_null(_: usize) {}

    pub(crate) fn set_aside<E>(error: E, _: usize) -> Result<(), E> {
        Err(error)
    }
}

macro_rules! fixture {
    ($name:ident, $file:literal) => {
        pub mod $name {
            /// Stands in for the crate's: holds the generated methods to their types.
            pub struct Client;

            impl Client {
                async fn call<
                    T: serde::de::DeserializeOwned,
                    R,
                    S: Future<Output = Result<R, progenitor_client::Error<()>>>,
                >(
                    &self,
                    _: crate::client::Operation,
                    _: crate::client::OwnCredentials,
                    _: fn(&T) -> Option<&str>,
                    _: impl Fn(std::sync::Arc<transport::Client>) -> S,
                ) -> Result<crate::Response<T>, crate::Error> {
                    std::future::pending().await
                }

                async fn call_without_answer<
                    R,
                    S: Future<Output = Result<R, progenitor_client::Error<()>>>,
                >(
                    &self,
                    _: crate::client::Operation,
                    _: crate::client::OwnCredentials,
                    _: impl Fn(std::sync::Arc<transport::Client>) -> S,
                ) -> Result<crate::Response<()>, crate::Error> {
                    std::future::pending().await
                }

                async fn download<
                    R,
                    S: Future<Output = Result<R, progenitor_client::Error<()>>>,
                >(
                    &self,
                    _: crate::client::Operation,
                    _: crate::client::OwnCredentials,
                    _: &'static str,
                    _: impl Fn(std::sync::Arc<transport::Client>) -> S,
                ) -> Result<crate::Download, crate::Error> {
                    std::future::pending().await
                }
            }

            impl progenitor_client::ClientHooks<crate::client::Context> for transport::Client {}

            include!(concat!(env!("OUT_DIR"), "/", $file));
        }
    };
}

include!(concat!(env!("OUT_DIR"), "/fixtures.rs"));
