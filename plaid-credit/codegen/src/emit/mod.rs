//! Writes the Rust source: the models in this crate's own shape, and the operations.

mod as_on_the_wire;
mod docs;
mod operations;
mod types;

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::error::Fault;
use super::model::Model;
use super::outline::Outline;
use super::passes::required::Direction;

/// The whole generated file. `transport` is progenitor's client without its types.
pub(crate) fn source(
    model: &Model,
    outlines: &BTreeMap<String, Outline>,
    transport: &syn::File,
) -> Result<String, Fault> {
    let types = types::all(model, outlines);
    let operations = operations::all(model, transport)?;
    let transport = operations::transport(transport, model)?;
    let models = for_each_model(model);
    let schemas = model.schemas.iter().map(|(rust, schema)| {
        let name = &schema.name;
        quote!((#name, #rust))
    });
    let properties = model
        .schemas
        .values()
        .flat_map(|schema| schema.properties.keys());
    let field_names: BTreeSet<&String> = properties.collect();
    let field_names = field_names.into_iter();
    let tokens = quote! {
        /// The models of the operations.
        pub mod types { #types }

        #operations

        #transport

        /// By name in the document, the type made of each schema.
        #[doc(hidden)]
        pub const SCHEMAS: &[(&str, &str)] = &[#(#schemas),*];

        /// The names of all fields in JSON, in their order.
        pub(crate) const FIELD_NAMES: &[&str] = &[#(#field_names),*];

        #models
    };
    let file = syn::parse2(tokens)
        .map_err(|error| Fault::new("", format!("the code made of it is no Rust: {error}")))?;
    Ok(prettyplease::unparse(&file))
}

/// A macro that hands every model to another one, so that tests can hold each to a rule
/// without any cost to those who only use the crate.
fn for_each_model(model: &Model) -> TokenStream {
    let rows = model.schemas.iter().map(|(rust, schema)| {
        let (name, rust) = (&schema.name, format_ident!("{rust}"));
        let direction = match schema.direction {
            Direction::Request => quote!(request),
            Direction::Response => quote!(response),
            Direction::Both => quote!(both),
        };
        quote!(#direction #name #rust,)
    });
    quote! {
        /// Calls `$callback!` with a row `request|response|both "SchemaName" RustType,` for each model.
        #[doc(hidden)]
        #[macro_export]
        macro_rules! for_each_model {
            ($callback:ident) => { $callback! { #(#rows)* } };
        }
    }
}
