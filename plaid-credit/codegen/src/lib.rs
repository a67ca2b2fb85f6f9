//! Turns an OpenAPI fragment into the source of the generated part of `plaid-credit`.
//!
//! Nothing else in the workspace knows progenitor, or what a document means in Rust.
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod api;
mod emit;
mod error;
mod fragment;
mod model;
pub mod naming;
mod outline;
mod passes;
mod progenitor;
mod recursion;
pub mod references;
mod rust_type;
mod sensitive;
mod walk;

use serde_json::Value;

pub use api::Api;
pub use error::Fault;

/// What to generate.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The cargo features that are on: the others' operations, and the types that only
    /// these reach, are left out. `None` for everything.
    pub features: Option<Vec<String>>,
}

/// What a document becomes.
#[derive(Clone, Debug)]
pub struct Generated {
    /// The types and operations.
    pub api: Api,
    /// The Rust source.
    pub source: String,
}

/// Generates the types and operations of an OpenAPI 3.0 document.
///
/// # Errors
///
/// A [`Fault`] says what is wrong with the document, and where.
pub fn generate(mut document: Value, options: &Options) -> Result<Generated, Fault> {
    fragment::check_version(&document)?;
    fragment::check_references(&document)?;
    let names = passes::Names::of(&mut document)?;
    fragment::select(&mut document, options)?;
    let names = passes::run(&mut document, &names)?;
    let directions = passes::required::directions(&mut document)?;
    let model = model::read(&mut document, &names, &directions)?;
    passes::required::by_direction(&mut document, &directions);
    passes::bodies::respond_with_bytes(&mut document)?;
    passes::enums::stand_in(&mut document)?;
    let mut code = progenitor::generate(&document)?;
    let mut outlines = outline::take_types(&mut code)?;
    recursion::box_rings(&mut outlines);
    let source = emit::source(&model, &outlines, &code)?;
    Ok(Generated {
        api: Api::default(),
        source,
    })
}
