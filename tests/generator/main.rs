//! Holds the generator to documents that the project has not seen.
#![allow(clippy::unwrap_used)]

#[path = "../../plaid-credit/codegen/mod.rs"]
#[allow(dead_code)]
mod codegen;
mod documents;
mod growth;
mod mutations;
mod stability;
mod values;
