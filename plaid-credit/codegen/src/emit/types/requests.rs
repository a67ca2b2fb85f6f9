//! Request models: a constructor that takes what Plaid requires, and setters for the rest.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::{definition, docs, row};
use crate::model::Schema;
use crate::outline::{Field, Outline};
use crate::rust_type;

/// The two ways to name a user, of which a request takes just one.
const USER_ID: (&str, &str) = ("user_id", "NewUserId");
const USER_TOKEN: (&str, &str) = ("user_token", "UserToken");

pub(super) fn model(ident: &syn::Ident, schema: &Schema, fields: &[Field]) -> TokenStream {
    let doc = docs::comment(&[&docs::of_schema(schema)]);
    let rows = fields.iter().map(|field| {
        row(
            field,
            if is_required(field, schema) {
                "required"
            } else {
                "optional"
            },
        )
    });
    let by_user = names_user(fields);
    let definitions = fields.iter().map(|field| {
        let visibility = if by_user && is_user_field(field) {
            quote!()
        } else {
            quote!(pub)
        };
        definition(field, schema, &visibility)
    });
    let constructor = constructor(ident, schema, fields);
    quote! {
        #doc
        #[derive(Clone, PartialEq)]
        #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
        #[non_exhaustive]
        pub struct #ident { #(#definitions)* }
        crate::wire::request!(#ident { #(#rows)* });
        #constructor
    }
}

fn is_required(field: &Field, schema: &Schema) -> bool {
    schema
        .properties
        .get(&field.wire)
        .is_some_and(|property| property.required)
}

fn is_user_field(field: &Field) -> bool {
    [USER_ID, USER_TOKEN].iter().any(|(wire, ty)| {
        field.wire == *wire
            && rust_type::inside_option(&field.ty)
                .is_some_and(|inner| rust_type::name(inner) == *ty)
    })
}

/// Whether the request takes a user by ID or by token.
fn names_user(fields: &[Field]) -> bool {
    fields.iter().filter(|field| is_user_field(field)).count() == 2
}

/// `new` with what is required, and a setter for each other field.
pub(super) fn constructor(ident: &syn::Ident, schema: &Schema, fields: &[Field]) -> TokenStream {
    let by_user = names_user(fields);
    let is_set_by_user = |field: &Field| by_user && is_user_field(field);
    let (required, optional): (Vec<&Field>, Vec<&Field>) = fields
        .iter()
        .filter(|field| !is_set_by_user(field))
        .partition(|field| is_required(field, schema));
    let is_received = schema.direction.is_received();
    let user_argument = by_user.then(|| quote!(user: impl ::std::convert::Into<UserIdentifier>,));
    let user_split = by_user.then(|| quote!(let (user_id, user_token) = user.into().split();));
    let arguments = required.iter().map(|field| {
        let ident = &field.ident;
        let ty = rust_type::inside_option(&field.ty)
            .filter(|_| is_received)
            .unwrap_or(&field.ty);
        let ty = accepted(ty);
        quote!(#ident: #ty,)
    });
    let values = fields.iter().map(|field| {
        let ident = &field.ident;
        if is_set_by_user(field) {
            quote!(#ident,)
        } else if is_required(field, schema) {
            let wrapped = is_received && rust_type::inside_option(&field.ty).is_some();
            let converts = converts(
                rust_type::inside_option(&field.ty)
                    .filter(|_| is_received)
                    .unwrap_or(&field.ty),
            );
            match (wrapped, converts) {
                (true, true) => quote!(#ident: ::std::option::Option::Some(#ident.into()),),
                (true, false) => quote!(#ident: ::std::option::Option::Some(#ident),),
                (false, true) => quote!(#ident: #ident.into(),),
                (false, false) => quote!(#ident,),
            }
        } else {
            quote!(#ident: ::std::default::Default::default(),)
        }
    });
    let extra = is_received.then(|| {
        let extra = format_ident!("{}", super::extra_name(fields));
        quote!(#extra: ::std::default::Default::default(),)
    });
    let setters = optional.iter().map(|field| setter(field, schema));
    let getters = fields
        .iter()
        .filter(|field| is_set_by_user(field))
        .map(getter);
    quote! {
        impl #ident {
            /// Makes one of what Plaid requires; the rest is left out until it is set.
            #[allow(clippy::too_many_arguments, clippy::new_without_default)]
            pub fn new(#user_argument #(#arguments)*) -> Self {
                #user_split
                Self { #(#values)* #extra }
            }
            #(#setters)*
            #(#getters)*
        }
    }
}

fn setter(field: &Field, schema: &Schema) -> TokenStream {
    let Field { ident, ty, wire } = field;
    let property = schema.properties.get(wire);
    let description = property.and_then(|property| property.description.as_deref());
    let doc = docs::comment(&[&format!("Sets `{wire}`."), description.unwrap_or_default()]);
    let inner = rust_type::inside_option(ty).unwrap_or(ty);
    let accepted = accepted(inner);
    let value = if converts(inner) {
        quote!(#ident.into())
    } else {
        quote!(#ident)
    };
    let value = if rust_type::inside_option(ty).is_some() {
        quote!(::std::option::Option::Some(#value))
    } else {
        value
    };
    quote! {
        #doc
        #[must_use]
        pub fn #ident(mut self, #ident: #accepted) -> Self {
            self.#ident = #value;
            self
        }
    }
}

fn getter(field: &Field) -> TokenStream {
    let Field { ident, ty, wire } = field;
    let inner = rust_type::inside_option(ty).unwrap_or(ty);
    let doc = docs::comment(&[&format!(
        "The user's `{wire}`, where the user is named by it."
    )]);
    quote! {
        #doc
        pub fn #ident(&self) -> ::std::option::Option<&#inner> {
            self.#ident.as_ref()
        }
    }
}

/// Whether an argument of the type is taken as `impl Into`, so that a `&str` will do.
fn converts(ty: &syn::Type) -> bool {
    ![
        "bool",
        "i32",
        "i64",
        "f64",
        "Vec",
        "BTreeMap",
        "Option",
        "Map",
        "Decimal",
        "NaiveDate",
        "DateTime",
    ]
    .contains(&rust_type::builtin(ty).as_str())
}

fn accepted(ty: &syn::Type) -> TokenStream {
    if converts(ty) {
        quote!(impl ::std::convert::Into<#ty>)
    } else {
        quote!(#ty)
    }
}

/// The argument by which requests take a user, where the document has both kinds.
pub(super) fn user_identifier(outlines: &BTreeMap<String, Outline>) -> TokenStream {
    if !outlines.contains_key(USER_ID.1) || !outlines.contains_key(USER_TOKEN.1) {
        return quote!();
    }
    quote! {
        /// Names the user that a request is about, in one of the two ways that Plaid takes.
        #[derive(Clone, Debug, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum UserIdentifier {
            /// By the `user_id` of newer integrations.
            Id(NewUserId),
            /// By the `user_token` of older integrations.
            Token(UserToken),
        }

        impl UserIdentifier {
            fn split(self) -> (::std::option::Option<NewUserId>, ::std::option::Option<UserToken>) {
                match self {
                    Self::Id(id) => (::std::option::Option::Some(id), ::std::option::Option::None),
                    Self::Token(token) => (::std::option::Option::None, ::std::option::Option::Some(token)),
                }
            }
        }

        impl ::std::convert::From<NewUserId> for UserIdentifier {
            fn from(id: NewUserId) -> Self {
                Self::Id(id)
            }
        }

        impl ::std::convert::From<UserToken> for UserIdentifier {
            fn from(token: UserToken) -> Self {
                Self::Token(token)
            }
        }
    }
}
