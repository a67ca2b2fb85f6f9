//! Passes over the document: each turns one thing that Plaid's document may hold into
//! a form that progenitor takes, or that makes better Rust. The result is plain: components
//! that are objects, enums of strings, or scalars, lists and maps of them, and operations
//! with one body and one response.

mod aliases;
mod all_of;
mod annotations;
mod bodies;
mod defaults;
mod formats;
mod forms;
mod inline;
mod limits;
mod literals;
mod nullable;
mod objects;
mod parameters;
mod types;
mod unions;

use std::collections::BTreeMap;

use serde_json::Value;

use super::api::Place;
use super::error::Fault;
use super::walk::Keywords;

/// Runs every pass. Gives the place of each component that was written inside another
/// schema or in an operation.
pub(crate) fn run(document: &mut Value) -> Result<BTreeMap<String, Place>, Fault> {
    annotations::drop(document)?;
    limits::describe(document)?;
    forms::plain(document)?;
    literals::normalise(document)?;
    defaults::describe(document)?;
    formats::drop_unknown(document)?;
    all_of::merge(document)?;
    unions::merge(document)?;
    aliases::break_rings(document)?;
    types::infer(document)?;
    objects::plain(document)?;
    parameters::gather(document)?;
    bodies::one_of_each(document)?;
    nullable::move_to_uses(document)?;
    let inline = inline::hoist(document)?;
    nullable::wrap_elements(document)?;
    Ok(inline)
}

/// Adds a sentence to the description of a schema.
fn append_to_description(schema: &mut Keywords, sentence: &str) {
    let description = match schema.get("description").and_then(Value::as_str) {
        Some(text) => format!("{text} {sentence}"),
        None => sentence.to_owned(),
    };
    schema.insert("description".into(), description.into());
}
