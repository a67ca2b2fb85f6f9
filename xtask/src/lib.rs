//! The maintainers' commands of this workspace, as a library for `main.rs` and the tests.
//!
//! Works on JSON values and drives cargo: it links neither the generator nor the crate.

#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod atomic;
pub mod changelog;
pub mod changes;
pub mod checks;
pub mod codegen;
pub mod fragment;
pub mod layout;
pub mod openapi;
pub mod output;
