//! The methods of the crate's client, each around one of progenitor's.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::transport::{Method, Transport};
use super::{docs, tokens};
use crate::api::{Answer, Api, Operation, Parameter, SentIn, Shape, TypeRef};
use crate::error::Fault;

/// The methods of all operations.
pub(crate) fn all(api: &Api, transport: &Transport) -> Result<TokenStream, Fault> {
    let methods = api
        .operations
        .iter()
        .map(|operation| Ok(method(operation, transport.method(operation)?, api)))
        .collect::<Result<Vec<_>, Fault>>()?;
    let assertions = api.operations.iter().map(assert_send);
    Ok(quote! {
        #[allow(clippy::too_many_arguments)]
        impl crate::Client { #(#methods)* }

        #[cfg(test)]
        #[allow(dead_code, clippy::too_many_arguments)]
        mod futures_are_send {
            use super::types;
            #(#assertions)*
        }
    })
}

fn method(operation: &Operation, sender: &Method, api: &Api) -> TokenStream {
    let id = &operation.id;
    let ident = format_ident!("{}", operation.name);
    let doc = doc(operation);
    let deprecated = operation
        .deprecated
        .then(|| quote!(#[deprecated(note = "Plaid has deprecated this operation")]));
    let parameters = operation.arguments.iter().map(tokens::of_parameter);
    let [called, transport] = ["operation", "transport"].map(|name| local(name, operation));
    let send = send(operation, sender, &transport);
    let own_credentials = own_credentials(operation, api);
    let (answer, call, more) = match &operation.answer {
        Answer::Json(name) => {
            let request_id = request_id(name, api);
            let name = format_ident!("{name}");
            (
                quote!(crate::Response<types::#name>),
                quote!(call),
                quote!(#request_id,),
            )
        }
        Answer::File(media_type) => (
            quote!(crate::Download),
            quote!(download),
            quote!(#media_type,),
        ),
        Answer::Empty => (
            quote!(crate::Response<()>),
            quote!(call_without_answer),
            quote!(),
        ),
    };
    let reads = operation.reads;
    quote! {
        #doc
        #deprecated
        pub async fn #ident(&self, #(#parameters),*) -> ::std::result::Result<#answer, crate::Error> {
            let #called = crate::client::Operation { id: #id, reads: #reads };
            self.#call(#called, #own_credentials, #more move |#transport| #send)
            .await
        }
    }
}

fn doc(operation: &Operation) -> TokenStream {
    let Operation { verb, path, .. } = operation;
    let call = match &operation.answer {
        Answer::File(media_type) => format!("`{verb} {path}`, which answers with `{media_type}`."),
        Answer::Json(_) | Answer::Empty => format!("`{verb} {path}`"),
    };
    docs::comment(&[
        operation.summary.as_deref().unwrap_or_default(),
        operation.description.as_deref().unwrap_or_default(),
        &call,
    ])
}

/// One attempt. It takes what it sends, and there may be another.
fn send(operation: &Operation, sender: &Method, transport: &syn::Ident) -> TokenStream {
    let arguments = &operation.arguments;
    let names: Vec<syn::Ident> = arguments
        .iter()
        .map(|argument| format_ident!("{}", argument.name))
        .collect();
    let kept = arguments
        .iter()
        .zip(&names)
        .zip(&sender.by_value)
        .filter(|((argument, _), by_value)| **by_value && !is_copy(argument))
        .map(|((argument, name), _)| {
            let lent = (!argument.by_reference).then(|| quote!(&));
            quote!(let #name = ::std::clone::Clone::clone(#lent #name);)
        });
    let kept: TokenStream = kept.collect();
    let method = &sender.ident;
    let sent = sender.order.iter().filter_map(|index| names.get(*index));
    let send = quote!(async move { #transport.#method(#(#sent),*).await });
    match kept.is_empty() {
        true => send,
        false => quote!({ #kept #send }),
    }
}

fn is_copy(argument: &Parameter) -> bool {
    !matches!(
        argument.ty.innermost(),
        TypeRef::Named(_) | TypeRef::Bytes | TypeRef::String
    )
}

/// How the request ID is found in a response.
fn request_id(answer: &str, api: &Api) -> TokenStream {
    let field = api
        .object(answer)
        .and_then(|object| object.field("request_id"));
    match field.filter(|field| is_text(field.ty.without_option(), api)) {
        Some(field) => {
            let (answer, name) = (format_ident!("{answer}"), format_ident!("{}", field.name));
            quote!(|answer: &types::#answer| {
                answer.#name.as_ref().map(::std::convert::AsRef::as_ref)
            })
        }
        None => quote!(|_| ::std::option::Option::None),
    }
}

/// Whether it is text, by a name or as it is.
fn is_text(ty: &TypeRef, api: &Api) -> bool {
    match ty {
        TypeRef::String => true,
        TypeRef::Named(name) => match api.types.get(name).map(|ty| &ty.shape) {
            Some(Shape::Newtype(newtype)) => newtype.inner == TypeRef::String,
            _ => false,
        },
        _ => false,
    }
}

/// Which credentials the request brings along, so that the headers leave them out.
fn own_credentials(operation: &Operation, api: &Api) -> TokenStream {
    let body = operation.arguments.iter().find_map(|argument| {
        let SentIn::Body(_) = argument.sent_in else {
            return None;
        };
        let object = api.object(argument.ty.named()?)?;
        let field = |wire: &str| {
            let field = object.field(wire)?;
            let text = field.ty.inside_option()?;
            is_text(text, api).then(|| format_ident!("{}", field.name))
        };
        Some((
            format_ident!("{}", argument.name),
            field("client_id")?,
            field("secret")?,
        ))
    });
    match body {
        Some((body, client_id, secret)) => quote!(crate::client::OwnCredentials {
            client_id: #body.#client_id.is_some(),
            secret: #body.#secret.is_some(),
        }),
        None => quote!(crate::client::OwnCredentials::default()),
    }
}

/// Fails to compile, in this crate's tests, where the future of an operation is not `Send`.
fn assert_send(operation: &Operation) -> TokenStream {
    let ident = format_ident!("{}", operation.name);
    let deprecated = operation.deprecated.then(|| quote!(#[allow(deprecated)]));
    let arguments = &operation.arguments;
    let names = arguments
        .iter()
        .map(|argument| format_ident!("{}", argument.name));
    let parameters = arguments.iter().map(tokens::of_parameter);
    let client = local("client", operation);
    quote! {
        #deprecated
        fn #ident(#client: &crate::Client, #(#parameters),*) -> impl Send {
            #client.#ident(#(#names),*)
        }
    }
}

/// A name that is not an argument's: none of those starts with underscores.
fn local(name: &str, operation: &Operation) -> syn::Ident {
    let mut arguments = operation.arguments.iter();
    match arguments.any(|argument| argument.name == name) {
        true => format_ident!("__{name}"),
        false => format_ident!("{name}"),
    }
}
