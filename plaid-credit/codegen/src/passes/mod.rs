//! Passes over the document: each turns one thing that Plaid's document may hold into
//! a form that progenitor takes, or that makes better Rust. The result is plain: components
//! that are objects, enums of strings, or scalars, lists and maps of them, and operations
//! with one body and one response.

mod all_of;
pub(crate) mod bodies;
mod formats;
mod forms;
mod inline;
mod limits;
mod literals;
mod nullable;
mod objects;
mod parameters;
mod settle;
mod types;
mod unions;

use std::collections::BTreeMap;

use serde_json::Value;

use super::api::Place;
use super::error::Fault;
use super::extensions;
use super::operations;
use super::references::LONGEST_CHAIN;
use super::walk::{Keywords, for_each_schema, reference};

/// Runs every pass. Gives the place of each component that was written inside another
/// schema or in an operation.
pub(crate) fn run(document: &mut Value) -> Result<BTreeMap<String, Place>, Fault> {
    operations::identify(document);
    for_each_schema(document, &mut |schema| {
        limits::describe(schema);
        forms::plain(schema);
        literals::normalise(schema);
        formats::drop_unknown(schema);
        Ok(())
    })?;
    all_of::merge(document)?;
    unions::merge(document)?;
    for_each_schema(document, &mut |schema| {
        types::infer(schema)?;
        objects::plain(schema);
        Ok(())
    })?;
    parameters::gather(document)?;
    bodies::one_of_each(document)?;
    nullable::move_to_uses(document)?;
    let inline = inline::hoist(document)?;
    nullable::wrap_elements(document)?;
    Ok(inline)
}

fn chain_is_too_long(name: &str) -> Fault {
    let cause = format!(
        "`{name}` is the first of more than {LONGEST_CHAIN} schemas, each of which refers to the \
         next to be made of it; write out some of these references"
    );
    Fault::in_schema(name, cause)
}

/// Whether a keyword says nothing of the shape.
fn is_annotation(keyword: &str) -> bool {
    ["description", "nullable", "deprecated"].contains(&keyword)
}

/// The reference that is the part of a schema under the keyword, with what is said of the schema;
/// `None` where the part is no reference or the schema has a shape of its own.
fn as_part(schema: &Keywords, keyword: &str, part: &Keywords) -> Option<Keywords> {
    reference(part)?;
    let is_shapeless =
        |it: &str| is_annotation(it) || [keyword, "type", "additionalProperties"].contains(&it);
    if !schema.keys().all(|it| is_shapeless(it)) {
        return None;
    }
    let remarks = schema.clone().into_iter();
    let mut alias = part.clone();
    alias.extend(remarks.filter(|(keyword, _)| is_annotation(keyword)));
    Some(alias)
}

/// The schema without what is said of its place alone, for another that takes it in.
fn without_place(mut schema: Keywords) -> Keywords {
    schema.retain(|keyword, _| !extensions::OF_PLACE.contains(&keyword.as_str()));
    schema.values_mut().for_each(forget_names);
    schema
}

/// Drops the names of the types that are written inside: they belong to the original.
fn forget_names(value: &mut Value) {
    match value {
        Value::Object(map) => {
            map.retain(|key, value| key != extensions::RUST_NAME || !value.is_string());
            map.values_mut().for_each(forget_names);
        }
        Value::Array(items) => items.iter_mut().for_each(forget_names),
        _ => {}
    }
}

/// The values in their order, each once.
fn unique<T: PartialEq>(values: impl IntoIterator<Item = T>) -> Vec<T> {
    let mut unique = Vec::new();
    for value in values {
        if !unique.contains(&value) {
            unique.push(value);
        }
    }
    unique
}
