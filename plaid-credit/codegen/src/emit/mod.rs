//! Writes the Rust source of an [`Api`] around progenitor's client.

mod constructors;
mod docs;
mod models;
mod operations;
mod tokens;
mod transport;
mod webhooks;

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::api::{Api, Direction};
use super::error::Fault;

pub(crate) use docs::operations_table;
pub(crate) use transport::Transport;

/// The whole generated file.
pub(crate) fn source(api: &Api, transport: Transport) -> Result<String, Fault> {
    let models = models::all(api);
    let operations = operations::all(api, &transport)?;
    let transport = transport.module(api)?;
    let webhooks = webhooks::all(api);
    let fields = api.structs().flat_map(|object| &object.fields);
    let field_names: BTreeSet<&String> = fields.map(|field| &field.wire).collect();
    let field_names = field_names.into_iter();
    let for_each_model = for_each_model(api);
    let tokens = quote! {
        /// The models of the operations. Each lists the operations that use it, and is compiled
        /// if the feature of one of them is enabled. The page of the crate has a
        /// [table of the operations](crate#operations).
        ///
        /// In a response, *always sent* marks a field that Plaid's document requires. Even so,
        /// the type of every field is an `Option`, or a collection that is empty if the field is
        /// missing or null, because Plaid does not always follow its document.
        ///
        /// In a request, `new` takes what is required. All other fields have setters and may be
        /// left out; `extra` adds fields that Plaid's document does not have.
        pub mod types { #models }

        #operations

        #transport

        #webhooks

        /// The names of all fields in JSON, in their order.
        pub(crate) const FIELD_NAMES: &[&str] = &[#(#field_names),*];

        #for_each_model
    };
    let file = syn::parse2(tokens)
        .map_err(|error| Fault::new("", format!("the code made of it is not Rust: {error}")))?;
    Ok(prettyplease::unparse(&file))
}

/// A macro that hands every model to another one, so that tests can hold each to a rule
/// without any cost to those who only use the crate.
fn for_each_model(api: &Api) -> TokenStream {
    let rows = api.types.values().map(|ty| {
        let (name, rust) = (ty.schema(), format_ident!("{}", ty.name));
        let direction = match ty.direction {
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
