//! Writes the Rust source: the models in this crate's own shape, and the operations.

mod docs;
mod operations;
mod rust_type;
mod types;

use std::collections::BTreeMap;

use quote::quote;

use super::error::Fault;
use super::model::Model;
use super::outline::Outline;

/// The whole generated file. `transport` is progenitor's client without its types.
pub fn source(
    model: &Model,
    outlines: &BTreeMap<String, Outline>,
    transport: &syn::File,
) -> Result<String, Fault> {
    let types = types::all(model, outlines);
    let operations = operations::all(model, transport)?;
    let transport = operations::transport(transport);
    let schemas = model.schemas.iter().map(|(rust, schema)| {
        let name = &schema.name;
        quote!((#name, #rust))
    });
    let tokens = quote! {
        /// The models of the operations.
        pub mod types { #types }

        #operations

        #transport

        /// By name in the document, the type made of each schema.
        #[doc(hidden)]
        pub const SCHEMAS: &[(&str, &str)] = &[#(#schemas),*];
    };
    let file = syn::parse2(tokens)
        .map_err(|error| Fault::new("", format!("the code made of it is no Rust: {error}")))?;
    Ok(prettyplease::unparse(&file))
}
