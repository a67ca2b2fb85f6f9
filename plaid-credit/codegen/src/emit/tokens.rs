//! Types as they stand in the source.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::api::{Parameter, TypeRef};

/// The type, as the module `types` names it.
pub(crate) fn of(ty: &TypeRef) -> TokenStream {
    render(ty, &quote!(), &quote!(::rust_decimal::Decimal))
}

/// The type by which schemars describes amounts of money.
pub(crate) fn with_money(ty: &TypeRef) -> String {
    let tokens = render(ty, &quote!(), &quote!(crate::wire::schema::Money));
    tokens.to_string().replace(' ', "")
}

fn render(ty: &TypeRef, types: &TokenStream, decimal: &TokenStream) -> TokenStream {
    let around = |outer: TokenStream, inner: &TypeRef| {
        let inner = render(inner, types, decimal);
        quote!(#outer<#inner>)
    };
    match ty {
        TypeRef::Bool => quote!(bool),
        TypeRef::I32 => quote!(i32),
        TypeRef::I64 => quote!(i64),
        TypeRef::F64 => quote!(f64),
        TypeRef::Decimal => decimal.clone(),
        TypeRef::String => quote!(::std::string::String),
        TypeRef::Date => quote!(::chrono::naive::NaiveDate),
        TypeRef::DateTime => quote!(::chrono::DateTime<::chrono::offset::Utc>),
        TypeRef::Bytes => quote!(::bytes::Bytes),
        TypeRef::Json => quote!(::serde_json::Value),
        TypeRef::JsonObject => {
            quote!(::serde_json::Map<::std::string::String, ::serde_json::Value>)
        }
        TypeRef::Named(name) => {
            let name = format_ident!("{name}");
            quote!(#types #name)
        }
        TypeRef::Option(inner) => around(quote!(::std::option::Option), inner),
        TypeRef::Vec(inner) => around(quote!(::std::vec::Vec), inner),
        TypeRef::Boxed(inner) => around(quote!(::std::boxed::Box), inner),
        TypeRef::Map(inner) => {
            let inner = render(inner, types, decimal);
            quote!(::std::collections::BTreeMap<::std::string::String, #inner>)
        }
    }
}

/// An argument as a method of the client takes it.
pub(crate) fn of_parameter(parameter: &Parameter) -> TokenStream {
    let name = format_ident!("{}", parameter.name);
    let inner = parameter.ty.without_option();
    let ty = match (parameter.by_reference, inner) {
        (true, TypeRef::String) => quote!(&str),
        (by_reference, inner) => {
            let lent = by_reference.then(|| quote!(&));
            let inner = render(inner, &quote!(types::), &quote!(::rust_decimal::Decimal));
            quote!(#lent #inner)
        }
    };
    match parameter.ty.inside_option() {
        Some(_) => quote!(#name: ::std::option::Option<#ty>),
        None => quote!(#name: #ty),
    }
}
