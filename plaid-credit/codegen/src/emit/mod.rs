//! Writes the Rust source of an [`Api`] around progenitor's client.

pub(crate) mod areas;
mod constructors;
mod docs;
mod models;
mod operations;
mod tokens;
mod transport;
mod webhooks;

use std::collections::BTreeSet;

use quote::quote;

use super::api::Api;
use super::error::Fault;

pub(crate) use docs::operations_table;
pub(crate) use transport::Transport;

/// The whole generated file.
pub(crate) fn source(
    api: &Api,
    areas: &areas::Areas,
    transport: Transport,
) -> Result<String, Fault> {
    let models = models::all(api, areas);
    let operations = operations::all(api, &transport)?;
    let transport = transport.module(api)?;
    let webhooks = webhooks::all(api);
    let fields = api.structs().flat_map(|object| &object.fields);
    let field_names: BTreeSet<&String> = fields.map(|field| &field.wire).collect();

    let tokens = quote! {
        /// The models.
        ///
        /// All of them can be imported from here. This page lists those that several features
        /// use; each module documents those that only one feature uses.
        pub mod types { #models }

        #operations

        #transport

        #webhooks

        /// The names of all fields in JSON, in their order.
        pub(crate) const FIELD_NAMES: &[&str] = &[#(#field_names),*];
    };
    let file = syn::parse2(tokens)
        .map_err(|error| Fault::new("", format!("the code made of it is not Rust: {error}")))?;
    Ok(prettyplease::unparse(&file))
}
