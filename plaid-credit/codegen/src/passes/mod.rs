//! Passes over the document: each turns one thing that Plaid's document may hold into
//! a form that progenitor takes, or that makes better Rust. What is left is plain:
//! components that are objects, enums of strings, or scalars, lists and maps of them.

mod aliases;
mod all_of;
mod annotations;
pub(crate) mod bodies;
mod defaults;
pub(crate) mod enums;
mod formats;
mod forms;
mod inline;
mod limits;
mod literals;
pub(crate) mod names;
mod nullable;
mod objects;
pub(crate) mod operations;
pub(crate) mod parameters;
pub(crate) mod required;
mod types;
mod unions;

use std::collections::BTreeMap;

use serde_json::Value;

use super::error::Fault;

/// The names that the whole document gives, whichever features are on.
pub(crate) struct Names {
    components: BTreeMap<String, String>,
    methods: operations::Methods,
}

impl Names {
    /// Those of the whole document.
    pub(crate) fn of(document: &mut Value) -> Result<Self, Fault> {
        Ok(Self {
            components: names::of_components(document),
            methods: operations::methods(document)?,
        })
    }
}

/// Runs every pass that does not depend on the direction in which a model travels. Gives
/// the Rust name of each schema, by its own.
pub(crate) fn run(document: &mut Value, names: &Names) -> Result<BTreeMap<String, String>, Fault> {
    annotations::drop(document)?;
    forms::plain(document)?;
    literals::normalise(document)?;
    defaults::describe(document)?;
    limits::drop(document)?;
    formats::drop_unknown(document)?;
    all_of::merge(document)?;
    unions::merge(document)?;
    aliases::break_rings(document)?;
    types::infer(document)?;
    objects::plain(document)?;
    parameters::gather(document)?;
    bodies::one_of_each(document)?;
    nullable::move_to_uses(document)?;
    operations::name(document, &names.methods)?;
    parameters::name(document)?;
    names::to_rust(document, &names.components)?;
    let inline = inline::hoist(document)?;
    nullable::wrap_elements(document)?;
    let mut rust = names.components.clone();
    rust.extend(inline.into_iter().map(|name| (name.clone(), name)));
    Ok(rust)
}
