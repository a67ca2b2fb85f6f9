//! Passes over the document: each turns one thing that Plaid's document may hold into
//! a form that progenitor takes, or that makes better Rust. What is left is plain:
//! components that are objects, enums of strings, or scalars, lists and maps of them.

mod all_of;
mod annotations;
pub mod bodies;
mod defaults;
mod formats;
mod inline;
mod limits;
mod literals;
pub mod names;
mod nullable;
mod objects;
pub mod required;
mod types;
mod unions;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::error::Fault;

/// Runs every pass that does not depend on the direction in which a model travels.
///
/// `taken` holds the names of all components of the whole document, so that the names
/// given to inline schemas do not depend on the features that are on. Gives the Rust name of each schema.
pub fn run(
    document: &mut Value,
    taken: &BTreeSet<String>,
) -> Result<BTreeMap<String, String>, Fault> {
    annotations::drop(document)?;
    literals::normalise(document)?;
    defaults::describe(document)?;
    limits::drop(document)?;
    formats::drop_unknown(document)?;
    all_of::merge(document)?;
    unions::merge(document)?;
    types::infer(document)?;
    objects::plain(document)?;
    bodies::one_of_each(document)?;
    nullable::move_to_uses(document)?;
    inline::hoist(document, taken)?;
    names::to_rust(document)
}
