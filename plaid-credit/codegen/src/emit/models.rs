//! The models: structs, open enums and named values.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::{constructors, docs, tokens};
use crate::api::{Api, Direction, Field, Newtype, Shape, Struct, Type, TypeRef, Variant};

/// All types, in the order of their names.
pub(crate) fn all(api: &Api) -> TokenStream {
    let users = docs::users(api);
    let types = api.types.values().map(|ty| {
        let ident = format_ident!("{}", ty.name);
        let operations = users.get(ty.name.as_str());
        let doc = docs::of_type(ty, operations.map_or(&[], Vec::as_slice));
        let model = match &ty.shape {
            Shape::Struct(object) => match ty.direction {
                Direction::Request => request(&ident, ty, object),
                Direction::Response | Direction::Both => response(&ident, ty, object),
            },
            Shape::Enum(variants) => open_enum(&ident, variants),
            Shape::Newtype(value) => newtype(&ident, value),
        };
        quote!(#doc #model)
    });
    let user = constructors::user_identifier(api);
    quote! { #(#types)* #user }
}

fn request(ident: &syn::Ident, ty: &Type, object: &Struct) -> TokenStream {
    let rows = object.fields.iter().map(|field| {
        let presence = match field.required {
            true => quote!(required),
            false => quote!(optional),
        };
        row(field, &presence)
    });
    let definitions = object.fields.iter().map(|field| {
        let visibility = (!field.names_user).then(|| quote!(pub));
        definition(field, ty.direction, visibility)
    });
    let requires_nothing = object.new.as_ref().is_none_or(Vec::is_empty);
    let default = requires_nothing.then(|| quote!(Default,));
    let extra = format_ident!("{}", object.extra);
    let constructor = constructors::of(ident, object, ty.direction);
    quote! {
        #[derive(Clone, #default PartialEq)]
        #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
        #[non_exhaustive]
        pub struct #ident {
            #(#definitions)*
            /// Fields that Plaid's document does not have, sent along with the others.
            #[cfg_attr(feature = "schemars", schemars(flatten))]
            pub #extra: ::serde_json::Map<::std::string::String, ::serde_json::Value>,
        }
        crate::wire::request!(#ident, #extra { #(#rows)* });
        #constructor
    }
}

fn response(ident: &syn::Ident, ty: &Type, object: &Struct) -> TokenStream {
    let rows = object
        .fields
        .iter()
        .map(|field| row(field, &promise(field)));
    let extra = format_ident!("{}", object.extra);
    let constructor = constructors::of(ident, object, ty.direction);
    let definitions = object
        .fields
        .iter()
        .map(|field| definition(field, ty.direction, Some(quote!(pub))));
    quote! {
        #[derive(Clone, Default, PartialEq)]
        #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
        #[non_exhaustive]
        pub struct #ident {
            #(#definitions)*
            /// Fields that this version does not know, as received.
            #[cfg_attr(feature = "schemars", schemars(flatten))]
            pub #extra: ::serde_json::Map<::std::string::String, ::serde_json::Value>,
        }
        crate::wire::object!(#ident, #extra { #(#rows)* });
        #constructor
    }
}

/// The field in the struct.
fn definition(field: &Field, direction: Direction, visibility: Option<TokenStream>) -> TokenStream {
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

/// The field's row in the table of the model.
fn row(field: &Field, presence: &TokenStream) -> TokenStream {
    let (wire, ident) = (&field.wire, format_ident!("{}", field.name));
    let hidden = field.hidden.then(|| quote!(hidden));
    quote! { #wire => #presence #ident #hidden, }
}

/// What the document promises of a field of a response.
fn promise(field: &Field) -> TokenStream {
    match (field.required, field.nullable) {
        (true, false) => quote!(Required),
        (true, true) => quote!(RequiredNullable),
        (false, false) => quote!(Optional),
        (false, true) => quote!(OptionalNullable),
    }
}

fn open_enum(ident: &syn::Ident, variants: &[Variant]) -> TokenStream {
    let definitions = variants.iter().map(|variant| {
        let doc = docs::comment(&[&format!("`{}`", variant.value)]);
        let name = format_ident!("{}", variant.name);
        quote!(#doc #name,)
    });
    let rows = variants.iter().map(|variant| {
        let (name, value) = (format_ident!("{}", variant.name), &variant.value);
        quote!(#name => #value,)
    });
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
