//! The models: structs, open enums and named values.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::areas::{self, Areas};
use super::{constructors, docs, tokens};
use crate::api::{Api, Direction, Field, Newtype, Shape, Struct, Type, TypeRef, Variant};

/// All types, in the order of their names: first those that areas share, then the others in a
/// module for each area.
pub(crate) fn all(api: &Api, areas: &Areas) -> TokenStream {
    let users: Vec<_> = api.users().collect();
    let mut types = BTreeMap::<_, Vec<_>>::new();
    for ty in api.types.values() {
        let ident = format_ident!("{}", ty.name);
        let doc = docs::of_type(ty, &users);
        let item = match &ty.shape {
            Shape::Struct(object) => model(&ident, ty, object),
            Shape::Enum(variants) => open_enum(&ident, variants),
            Shape::Newtype(value) => newtype(&ident, value),
        };
        let area = types.entry(areas.get(&ty.name)).or_default();
        area.push(quote!(#doc #item));
    }
    let user = constructors::user_identifier(api);
    let types = types.iter().map(|(feature, types)| match feature {
        Some(feature) => areas::module(feature, types),
        None => quote!(#(#types)*),
    });
    quote! { #user #(#types)* }
}

fn model(ident: &syn::Ident, ty: &Type, object: &Struct) -> TokenStream {
    let is_received = ty.direction.is_received();
    let table = match is_received {
        true => quote!(object),
        false => quote!(request),
    };
    let fields = object.fields.iter();
    let rows = fields.clone().map(|field| row(field, ty.direction));
    let definitions = fields.map(|field| definition(field, ty.direction));
    let requires_nothing = object.new.as_ref().is_none_or(Vec::is_empty);
    let default = (is_received || requires_nothing).then(|| quote!(Default,));
    let extra = format_ident!("{}", object.extra);
    let extra_doc = docs::comment(&[match is_received {
        true => "Fields that this version does not know, as received.",
        false => "Fields that Plaid's document does not have, sent along with the others.",
    }]);
    let constructor = constructors::of(ident, object, ty.direction);
    quote! {
        #[derive(Clone, #default PartialEq)]
        #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
        #[non_exhaustive]
        pub struct #ident {
            #(#definitions)*
            #extra_doc
            #[cfg_attr(feature = "schemars", schemars(flatten))]
            pub #extra: ::serde_json::Map<::std::string::String, ::serde_json::Value>,
        }
        crate::wire::#table!(#ident, #extra { #(#rows)* });
        #constructor
    }
}

/// The field in the struct.
fn definition(field: &Field, direction: Direction) -> TokenStream {
    let visibility = (!field.names_user).then(|| quote!(pub));
    let (wire, ident) = (&field.wire, format_ident!("{}", field.name));
    let doc = docs::of_field(field, direction);
    let mut schemars = Vec::new();
    if field.name != *wire {
        schemars.push(quote!(rename = #wire));
    }
    if direction.is_received() && field.ty.is_collection() {
        schemars.push(quote!(default));
    }
    if field.is_money() {
        let with = tokens::with_money(&field.ty);
        schemars.push(quote!(with = #with));
    }
    let schemars = (!schemars.is_empty())
        .then(|| quote!(#[cfg_attr(feature = "schemars", schemars(#(#schemars),*))]));
    let ty = tokens::of(&field.ty);
    quote! { #doc #schemars #visibility #ident: #ty, }
}

/// The field's row in the table of the model, with what the document says of its presence.
fn row(field: &Field, direction: Direction) -> TokenStream {
    let (wire, ident) = (&field.wire, format_ident!("{}", field.name));
    let hidden = field.hidden.then(|| quote!(hidden));
    let presence = match (direction.is_received(), field.required, field.nullable) {
        (false, true, _) => quote!(required),
        (false, false, _) => quote!(optional),
        (true, true, false) => quote!(Required),
        (true, true, true) => quote!(RequiredNullable),
        (true, false, false) => quote!(Optional),
        (true, false, true) => quote!(OptionalNullable),
    };
    quote! { #wire => #presence #ident #hidden, }
}

fn open_enum(ident: &syn::Ident, variants: &[Variant]) -> TokenStream {
    let variants = variants.iter().map(|variant| {
        let (name, value) = (format_ident!("{}", variant.name), &variant.value);
        let doc = docs::comment(&[&format!("`{value}`")]);
        (quote!(#doc #name,), quote!(#name => #value,))
    });
    let (definitions, rows): (Vec<_>, Vec<_>) = variants.unzip();
    quote! {
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum #ident {
            #(#definitions)*
            /// A value that this version does not know.
            Unknown(crate::UnknownValue),
        }
        crate::wire::open_enum!(#ident { #(#rows)* });
    }
}

fn newtype(ident: &syn::Ident, value: &Newtype) -> TokenStream {
    let hidden = value.hidden.then(|| quote!(hidden));
    if value.inner == TypeRef::String {
        return quote! {
            #[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
            #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
            pub struct #ident(::std::string::String);
            crate::wire::string_newtype!(#ident #hidden);
        };
    }
    let inner = tokens::of(&value.inner);
    let with_money = tokens::with_money(&value.inner);
    quote! {
        #[derive(Clone, PartialEq)]
        #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
        pub struct #ident(#[cfg_attr(feature = "schemars", schemars(with = #with_money))] pub #inner);
        crate::wire::newtype!(#ident #hidden);
    }
}
