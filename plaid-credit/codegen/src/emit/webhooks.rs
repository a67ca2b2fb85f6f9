//! The enum of webhooks: its variants, by type and code.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::docs;
use crate::api::{Api, Type, Webhook};

/// What a webhook may be about: each has a method of `Event`, of the property's name.
const IDS: [&str; 3] = ["item_id", "link_session_id", "user_id"];

/// The table that `crate::webhook::events!` makes `Event` of; nothing without webhooks.
pub(crate) fn all(api: &Api) -> TokenStream {
    if api.webhooks().next().is_none() {
        return quote!();
    }
    let rows = api.webhooks().map(|(ty, webhook)| row(api, ty, webhook));
    quote! {
        #[cfg(feature = "webhooks")]
        pub(crate) mod webhooks {
            use super::types::*;
            crate::webhook::events! { #(#rows)* }
        }
    }
}

fn row(api: &Api, ty: &Type, webhook: &Webhook) -> TokenStream {
    let Webhook { kind, code, .. } = webhook;
    let [variant, body] = [ty.variant(), &ty.name].map(|name| format_ident!("{name}"));
    let call = format!("`{kind}`, `{code}`");
    let doc = docs::comment(&[ty.description.as_deref().unwrap_or_default(), &call]);
    let ids = IDS.iter().filter_map(|id| {
        let field = api.object(&ty.name)?.field(id)?;
        let [id, field] = [id, field.name.as_str()].map(|name| format_ident!("{name}"));
        Some(quote!(#id: #field))
    });
    quote!(#doc #variant(#body) = #kind #code { #(#ids),* })
}
