//! Runs the tests that stand beside the generator's passes: a build script has none of its own.
#![allow(clippy::unwrap_used)]

#[path = "../codegen/mod.rs"]
#[allow(dead_code)]
mod codegen;
