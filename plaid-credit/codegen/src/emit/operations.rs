//! The operations: progenitor's methods, surfaced one by one on this crate's client.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::visit_mut::{VisitMut, visit_file_mut, visit_lit_str_mut, visit_type_reference_mut};
use syn::{Expr, FnArg, ImplItem, ImplItemFn, Item, Pat, Stmt, parse_quote};

use super::{as_on_the_wire, docs};
use crate::error::Fault;
use crate::model::{Answer, Model, Operation};
use crate::rust_type;

/// Progenitor's client, in a module of its own that only this crate sees.
pub(crate) fn transport(file: &syn::File, model: &Model) -> Result<TokenStream, Fault> {
    let mut file = file.clone();
    file.items
        .retain(|item| !matches!(item, Item::Mod(module) if module.ident == "prelude"));
    for item in &mut file.items {
        if let Item::Impl(implementation) = item {
            implementation
                .items
                .retain(|item| !matches!(item, ImplItem::Fn(method) if method.sig.ident == "new"));
            for item in &mut implementation.items {
                match item {
                    ImplItem::Fn(method) if method.sig.asyncness.is_some() => {
                        answer_with_any_response(method)?;
                        as_on_the_wire::restore(method, model);
                    }
                    _ => {}
                }
            }
        }
    }
    visit_file_mut(&mut PlaidVersion, &mut file);
    let items = &file.items;
    Ok(quote! {
        #[allow(missing_docs, unused_imports, unreachable_pub, dead_code, clippy::all)]
        pub(crate) mod transport {
            use super::types;
            #(#items)*
        }
    })
}

/// Progenitor ends a method by turning statuses into results, each in a wrapper of its own
/// with a copy of the headers. This crate's client judges the response as it is.
fn answer_with_any_response(method: &mut ImplItemFn) -> Result<(), Fault> {
    let statements = &mut method.block.stmts;
    if !matches!(statements.last(), Some(Stmt::Expr(Expr::Match(_), None))) {
        let id = &method.sig.ident;
        let cause = format!("progenitor's `{id}` does not end by matching the status");
        return Err(Fault::new("", cause));
    }
    statements.pop();
    statements.push(Stmt::Expr(parse_quote!(Ok(response)), None));
    method.sig.output = parse_quote!(-> Result<::reqwest::Response, Error<()>>);
    Ok(())
}

/// Plaid reads the API version from a header of its own. Docs stand on the surfaced methods.
struct PlaidVersion;

impl VisitMut for PlaidVersion {
    fn visit_attributes_mut(&mut self, attributes: &mut Vec<syn::Attribute>) {
        attributes.retain(|attribute| !attribute.path().is_ident("doc"));
    }

    fn visit_lit_str_mut(&mut self, literal: &mut syn::LitStr) {
        if literal.value() == "api-version" {
            *literal = syn::LitStr::new("plaid-version", literal.span());
        }
        visit_lit_str_mut(self, literal);
    }
}

/// The methods of this crate's client.
pub(crate) fn all(model: &Model, transport: &syn::File) -> Result<TokenStream, Fault> {
    let generated = methods(transport);
    let mut surfaced = Vec::new();
    let mut assertions = Vec::new();
    for operation in &model.operations {
        let method = generated.get(&operation.name).ok_or_else(|| {
            Fault::new(
                format!("/paths/{}", crate::error::escape(&operation.path)),
                format!("progenitor made no method of `{}`", operation.id),
            )
        })?;
        surfaced.push(surface(operation, method, model));
        assertions.push(assert_send(operation, method));
    }
    Ok(quote! {
        #[allow(clippy::too_many_arguments)]
        impl crate::Client { #(#surfaced)* }

        #[cfg(test)]
        #[allow(dead_code, clippy::too_many_arguments)]
        mod futures_are_send {
            use super::types;
            #(#assertions)*
        }
    })
}

/// Progenitor's methods, by the operation that each calls.
fn methods(file: &syn::File) -> BTreeMap<String, ImplItemFn> {
    let implementations = file.items.iter().filter_map(|item| match item {
        Item::Impl(item) if item.trait_.is_none() => Some(&item.items),
        _ => None,
    });
    implementations
        .flatten()
        .filter_map(|item| match item {
            ImplItem::Fn(method) if method.sig.asyncness.is_some() => {
                Some((method.sig.ident.to_string(), method.clone()))
            }
            _ => None,
        })
        .collect()
}

fn surface(operation: &Operation, method: &ImplItemFn, model: &Model) -> TokenStream {
    let Operation {
        id,
        method: verb,
        path,
        ..
    } = operation;
    let ident = &method.sig.ident;
    let call = match &operation.answer {
        Answer::File(media_type) => format!("`{verb} {path}`, which answers with `{media_type}`."),
        Answer::Json(_) | Answer::Empty => format!("`{verb} {path}`"),
    };
    let doc = docs::comment(&[
        operation.summary.as_deref().unwrap_or_default(),
        operation.description.as_deref().unwrap_or_default(),
        &call,
    ]);
    let deprecated = operation
        .deprecated
        .then(|| quote!(#[deprecated(note = "Plaid has deprecated this operation")]));
    let arguments: Vec<(syn::Ident, syn::Type)> =
        method.sig.inputs.iter().filter_map(argument).collect();
    let names = arguments.iter().map(|(name, _)| name);
    let parameters = arguments.iter().map(parameter);
    let (called, transport) = (
        local("operation", &arguments),
        local("transport", &arguments),
    );
    // An attempt takes what it sends; there may be another.
    let taken = arguments.iter().filter(|(_, ty)| is_taken(ty));
    let kept = taken.map(|taken| {
        let name = &taken.0;
        let own = if is_lent(taken) {
            quote!(#name)
        } else {
            quote!(&#name)
        };
        quote!(let #name = ::std::clone::Clone::clone(#own);)
    });
    let kept: TokenStream = kept.collect();
    let send = quote!(async move { #transport.#ident(#(#names),*).await });
    let send = if kept.is_empty() {
        send
    } else {
        quote!({ #kept #send })
    };
    let own_credentials = own_credentials(&arguments, model);
    let (answer, call, more) = match &operation.answer {
        Answer::Json(name) => {
            let request_id = request_id(name, model);
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
    quote! {
        #doc
        #deprecated
        pub async fn #ident(&self, #(#parameters),*) -> ::std::result::Result<#answer, crate::Error> {
            let #called = crate::client::Operation { id: #id, path: #path };
            self.#call(#called, #own_credentials, #more move |#transport| #send)
            .await
        }
    }
}

/// How the request ID is found in a response.
fn request_id(answer: &str, model: &Model) -> TokenStream {
    let schema = model.schemas.get(answer);
    let property = schema.and_then(|schema| schema.properties.get("request_id"));
    if property.is_some_and(|property| property.is_text) {
        let answer = format_ident!("{answer}");
        quote!(|answer: &types::#answer| {
            answer.request_id.as_ref().map(::std::convert::AsRef::as_ref)
        })
    } else {
        quote!(|_| ::std::option::Option::None)
    }
}

/// Fails to compile, in this crate's tests, where the future of an operation is not `Send`.
fn assert_send(operation: &Operation, method: &ImplItemFn) -> TokenStream {
    let ident = &method.sig.ident;
    let deprecated = operation.deprecated.then(|| quote!(#[allow(deprecated)]));
    let arguments: Vec<(syn::Ident, syn::Type)> =
        method.sig.inputs.iter().filter_map(argument).collect();
    let names: Vec<&syn::Ident> = arguments.iter().map(|(name, _)| name).collect();
    let parameters = arguments.iter().map(parameter);
    let client = local("client", &arguments);
    quote! {
        #deprecated
        fn #ident(#client: &crate::Client, #(#parameters),*) -> impl Send {
            #client.#ident(#(#names),*)
        }
    }
}

fn argument(argument: &FnArg) -> Option<(syn::Ident, syn::Type)> {
    let FnArg::Typed(argument) = argument else {
        return None;
    };
    let Pat::Ident(name) = argument.pat.as_ref() else {
        return None;
    };
    let mut ty = (*argument.ty).clone();
    WithoutLifetimes.visit_type_mut(&mut ty);
    // Progenitor's `B: Into<Body>`.
    if rust_type::name(&ty) == "B" {
        ty = syn::parse_quote!(::bytes::Bytes);
    }
    Some((name.ident.clone(), ty))
}

fn parameter(argument: &(syn::Ident, syn::Type)) -> TokenStream {
    let (name, ty) = argument;
    let lent = is_lent(argument).then(|| quote!(&));
    quote!(#name: #lent #ty)
}

/// Whether the method takes by reference what progenitor's takes by value: whatever the
/// type of a body becomes, calls stay as they are.
fn is_lent((name, ty): &(syn::Ident, syn::Type)) -> bool {
    name == "body" && is_taken(ty) && rust_type::name(ty) != "Bytes"
}

/// Whether a call moves the argument: bytes, and enums, which progenitor takes to be `Copy`.
fn is_taken(ty: &syn::Type) -> bool {
    let inside = rust_type::last_argument(ty).unwrap_or(ty);
    matches!(inside, syn::Type::Path(path) if path.path.segments.first().is_some_and(
        |segment| segment.ident == "types" || segment.ident == "bytes",
    ))
}

/// A name that is not an argument's: none of those starts with underscores.
fn local(name: &str, arguments: &[(syn::Ident, syn::Type)]) -> syn::Ident {
    match arguments.iter().any(|(argument, _)| argument == name) {
        true => format_ident!("__{name}"),
        false => format_ident!("{name}"),
    }
}

struct WithoutLifetimes;

impl VisitMut for WithoutLifetimes {
    fn visit_type_reference_mut(&mut self, reference: &mut syn::TypeReference) {
        reference.lifetime = None;
        visit_type_reference_mut(self, reference);
    }
}

/// Which credentials the request brings along, so that the headers leave them out.
fn own_credentials(arguments: &[(syn::Ident, syn::Type)], model: &Model) -> TokenStream {
    let body = arguments.iter().find_map(|(name, ty)| {
        let syn::Type::Reference(reference) = ty else {
            return None;
        };
        let schema = model.schemas.get(&rust_type::name(&reference.elem))?;
        let has = |property: &str| {
            schema
                .properties
                .get(property)
                .is_some_and(|property| !property.required && property.is_text)
        };
        (has("client_id") && has("secret")).then_some(name)
    });
    match body {
        Some(body) => quote!(crate::client::OwnCredentials {
            client_id: #body.client_id.is_some(),
            secret: #body.secret.is_some(),
        }),
        None => quote!(crate::client::OwnCredentials::default()),
    }
}
