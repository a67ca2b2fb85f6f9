//! The maintainers' commands of this workspace, as a library for `main.rs` and the tests.
//!
//! The generator alone knows what a document means in Rust: these commands ask it.

#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod changelog;
pub mod changes;
mod checks;
pub mod codegen;
pub mod files;
pub mod fragment;
pub mod layout;
pub mod openapi;
pub mod output;
pub mod pages;
mod parallel;
pub mod release;
