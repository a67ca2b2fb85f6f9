//! The methods of the crate's client, and the table of operations that they call.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::transport::{Method, Transport};
use super::{areas, docs, tokens};
use crate::api::{Answer, Api, Operation, SentIn, TypeRef};
use crate::error::Fault;

/// The table and the methods of all operations.
pub(crate) fn all(api: &Api, transport: &Transport) -> Result<TokenStream, Fault> {
    let rows = api.operations.iter().map(row);
    let mut methods = BTreeMap::<_, Vec<_>>::new();
    for (index, operation) in api.operations.iter().enumerate() {
        let area = methods.entry(operation.feature.as_deref()).or_default();
        area.push(method(index, operation, transport.method(operation)?));
    }
    let blocks = methods.iter().map(|(feature, methods)| {
        let heading = feature.map(|feature| {
            let about = format!("The operations of the feature `{feature}`.");
            areas::heading(feature, &about)
        });
        quote! {
            #heading
            #[allow(clippy::too_many_arguments)]
            impl crate::Client { #(#methods)* }
        }
    });
    Ok(quote! {
        /// The operations, in the order of the document.
        pub(crate) static OPERATIONS: &[crate::client::Operation] = &[#(#rows,)*];

        #(#blocks)*
    })
}

/// What the client knows of an operation.
fn row(operation: &Operation) -> TokenStream {
    let Operation {
        id,
        verb,
        path,
        reads,
        ..
    } = operation;
    let answer = match &operation.answer {
        Answer::Json(_) => quote!(Json),
        Answer::File(media_type) => quote!(File(#media_type)),
        Answer::Empty => quote!(Empty),
    };
    quote!(crate::client::Operation {
        id: ::std::borrow::Cow::Borrowed(#id),
        method: #verb,
        path: ::std::borrow::Cow::Borrowed(#path),
        reads: #reads,
        answer: crate::client::Answer::#answer,
    })
}

fn method(index: usize, operation: &Operation, sender: &Method) -> TokenStream {
    let ident = format_ident!("{}", operation.name);
    let doc = doc(operation);
    let deprecated = operation
        .deprecated
        .then(|| quote!(#[deprecated(note = "Plaid has deprecated this operation")]));
    let parameters = operation.arguments.iter().map(tokens::of_parameter);
    let body = body(operation);
    let (owned, send) = send(operation, sender);
    let answer = match &operation.answer {
        Answer::Json(name) => {
            let name = format_ident!("{name}");
            quote!(crate::Response<types::#name>)
        }
        Answer::File(_) => quote!(crate::Download),
        Answer::Empty => quote!(crate::Response<()>),
    };
    quote! {
        #doc
        #deprecated
        pub fn #ident(&self, #(#parameters),*) -> crate::Call<#answer> {
            #owned
            crate::Call::new(self, &OPERATIONS[#index], #body, #send)
        }
    }
}

fn doc(operation: &Operation) -> TokenStream {
    let Operation { verb, path, .. } = operation;
    let call = match &operation.answer {
        Answer::File(media_type) => format!("`{verb} {path}`, which responds with `{media_type}`."),
        Answer::Json(_) | Answer::Empty => format!("`{verb} {path}`"),
    };
    docs::comment(&[
        operation.summary.as_deref().unwrap_or_default(),
        operation.description.as_deref().unwrap_or_default(),
        &call,
    ])
}

/// The bytes that are sent as the body.
fn body(operation: &Operation) -> TokenStream {
    let Some(body) = operation.body() else {
        return quote!(::std::result::Result::Ok(::bytes::Bytes::new()));
    };
    let name = format_ident!("{}", body.name);
    match body.ty == TypeRef::Bytes {
        true => quote!(::std::result::Result::Ok(#name)),
        false => quote!(crate::client::json(#name)),
    }
}

/// What the call keeps of the arguments, and how it sends them once.
fn send(operation: &Operation, sender: &Method) -> (TokenStream, TokenStream) {
    let method = &sender.code.sig.ident;
    let mut owned = Vec::new();
    let mut cloned = Vec::new();
    let mut values = Vec::new();
    for (argument, by_value) in operation.arguments.iter().zip(&sender.by_value) {
        if let SentIn::Body(_) = argument.sent_in {
            values.push(quote!(bytes));
            continue;
        }
        let name = format_ident!("{}", argument.name);
        let is_optional = argument.ty.inside_option().is_some();
        if argument.by_reference {
            owned.push(match is_optional {
                true => quote!(let #name = #name.map(::std::borrow::ToOwned::to_owned);),
                false => quote!(let #name = ::std::borrow::ToOwned::to_owned(#name);),
            });
        }
        cloned.push(quote!(let #name = ::std::clone::Clone::clone(&#name);));
        let is_text = *argument.ty.without_option() == TypeRef::String;
        values.push(match (by_value, is_optional) {
            (true, _) => quote!(#name),
            (false, true) if is_text => quote!(#name.as_deref()),
            (false, true) => quote!(#name.as_ref()),
            (false, false) => quote!(&#name),
        });
    }
    let sent = sender.order.iter().filter_map(|index| values.get(*index));
    let attempt = quote!(async move { transport.#method(#(#sent),*).await });
    let bytes = match operation.body() {
        Some(_) => quote!(bytes),
        None => quote!(_),
    };
    (
        quote!(#(#owned)*),
        quote!(move |transport, _, #bytes| { #(#cloned)* #attempt }),
    )
}
