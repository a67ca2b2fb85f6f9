//! The models: structs, open enums and named values.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::docs;
use crate::model::{Model, Schema};
use crate::naming;
use crate::outline::{Field, Outline};
use crate::passes::required::Direction;
use crate::rust_type;
use crate::sensitive::{is_hidden_field, is_hidden_type};

mod requests;

/// All types, in the order of their names.
pub(crate) fn all(model: &Model, outlines: &BTreeMap<String, Outline>) -> TokenStream {
    let types = model.schemas.iter().filter_map(|(name, schema)| {
        let ident = format_ident!("{name}");
        Some(match outlines.get(name)? {
            Outline::Struct(fields) => match schema.direction {
                Direction::Request => requests::model(&ident, schema, fields),
                _ => response(&ident, schema, fields),
            },
            Outline::Enum => open_enum(&ident, schema),
            Outline::Newtype(inner) => newtype(&ident, schema, inner),
        })
    });
    let user = requests::user_identifier(outlines);
    quote! { #(#types)* #user }
}

fn response(ident: &syn::Ident, schema: &Schema, fields: &[Field]) -> TokenStream {
    let doc = docs::comment(&[&docs::of_schema(schema)]);
    let rows = fields
        .iter()
        .map(|field| row(field, promise(field, schema)));
    let extra = format_ident!("{}", extra_name(fields));
    let constructor = if schema.direction == Direction::Both {
        requests::constructor(ident, schema, fields)
    } else {
        quote!()
    };
    let fields = fields
        .iter()
        .map(|field| definition(field, schema, &quote!(pub)));
    quote! {
        #doc
        #[derive(Clone, Default, PartialEq)]
        #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
        #[non_exhaustive]
        pub struct #ident {
            #(#fields)*
            /// Fields that this version does not know, as they came.
            #[cfg_attr(feature = "schemars", schemars(flatten))]
            pub #extra: ::serde_json::Map<::std::string::String, ::serde_json::Value>,
        }
        crate::wire::object!(#ident, #extra { #(#rows)* });
        #constructor
    }
}

fn extra_name(fields: &[Field]) -> &'static str {
    // No field ends in `_`, but for keywords and the names of functions.
    let names = ["extra", "extra_fields"];
    names
        .into_iter()
        .find(|name| fields.iter().all(|field| field.ident != name))
        .unwrap_or("extra_fields_")
}

/// The field in the struct.
fn definition(field: &Field, schema: &Schema, visibility: &TokenStream) -> TokenStream {
    let Field { wire, ident, ty } = field;
    let property = schema.properties.get(wire);
    let is_money = rust_type::builtin(rust_type::leaf(ty)) == "Decimal";
    let remarks = docs::remarks(property, schema.direction, is_money, is_hidden(field));
    let description = property
        .and_then(|property| property.description.as_deref())
        .unwrap_or_default();
    let doc = if description.is_empty() && remarks.is_empty() {
        docs::comment(&[&format!("`{wire}`.")])
    } else {
        docs::comment(&[description, &remarks])
    };
    let mut schemars = Vec::new();
    if ident != wire.as_str() {
        schemars.push(quote!(rename = #wire));
    }
    if schema.direction.is_received() && rust_type::is_collection(ty) {
        schemars.push(quote!(default));
    }
    if is_money {
        let with = rust_type::with_money(ty);
        schemars.push(quote!(with = #with));
    }
    let schemars = (!schemars.is_empty())
        .then(|| quote!(#[cfg_attr(feature = "schemars", schemars(#(#schemars),*))]));
    quote! { #doc #schemars #visibility #ident: #ty, }
}

/// The field's row in the table of the model.
fn row(field: &Field, presence: &str) -> TokenStream {
    let Field { wire, ident, .. } = field;
    let presence = format_ident!("{presence}");
    let hidden = is_hidden(field).then(|| quote!(hidden));
    quote! { #wire => #presence #ident #hidden, }
}

/// What the document promises of a field of a response.
fn promise(field: &Field, schema: &Schema) -> &'static str {
    let property = schema.properties.get(&field.wire);
    match property.map(|property| (property.required, property.nullable)) {
        Some((true, false)) => "Required",
        Some((true, true)) => "RequiredNullable",
        Some((false, false)) => "Optional",
        Some((false, true)) | None => "OptionalNullable",
    }
}

fn is_hidden(field: &Field) -> bool {
    rust_type::shows_itself(&field.ty) && is_hidden_field(&field.wire)
}

fn open_enum(ident: &syn::Ident, schema: &Schema) -> TokenStream {
    let doc = docs::comment(&[
        &docs::of_schema(schema),
        "Open: match on the variants you know and on [`as_str`](Self::as_str) for others. \
         A value that this version does not know is kept as [`Unknown`](Self::Unknown).",
    ]);
    let names = naming::variants(schema.values.iter().map(String::as_str));
    let variants: Vec<(syn::Ident, &String)> = schema
        .values
        .iter()
        .filter_map(|value| Some((format_ident!("{}", names.get(value)?), value)))
        .collect();
    let definitions = variants.iter().map(|(name, value)| {
        let doc = docs::comment(&[&format!("`{value}`")]);
        quote!(#doc #name,)
    });
    let rows = variants
        .iter()
        .map(|(name, value)| quote!(#name => #value,));
    quote! {
        #doc
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

fn newtype(ident: &syn::Ident, schema: &Schema, inner: &syn::Type) -> TokenStream {
    let doc = docs::comment(&[
        &docs::of_schema(schema),
        if is_hidden_type(&ident.to_string()) {
            "Hidden in `Debug`."
        } else {
            ""
        },
    ]);
    let hidden = is_hidden_type(&ident.to_string()).then(|| quote!(hidden));
    if rust_type::builtin(inner) == "String" {
        return quote! {
            #doc
            #[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
            #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
            pub struct #ident(::std::string::String);
            crate::wire::string_newtype!(#ident #hidden);
        };
    }
    let hidden = if rust_type::shows_itself(inner) {
        hidden
    } else {
        None
    };
    let with_money = rust_type::with_money(inner);
    quote! {
        #doc
        #[derive(Clone, PartialEq)]
        #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
        pub struct #ident(#[cfg_attr(feature = "schemars", schemars(with = #with_money))] pub #inner);
        crate::wire::newtype!(#ident #hidden);
    }
}
