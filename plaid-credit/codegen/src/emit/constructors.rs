//! What users make requests with: `new` takes what Plaid requires, setters the rest.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::{docs, tokens};
use crate::api::{Api, Argument, Direction, Field, Struct, TypeRef};

/// `new`, a setter for each field that it leaves out and for extra ones, and getters of private
/// fields; nothing for a type that users never make.
pub(crate) fn of(ident: &syn::Ident, object: &Struct, direction: Direction) -> TokenStream {
    let Some(arguments) = &object.new else {
        return quote!();
    };
    let user_split = arguments
        .contains(&Argument::User)
        .then(|| quote!(let (user_id, user_token) = user.into().split();));
    let parameters = arguments.iter().filter_map(|argument| match argument {
        Argument::User => Some(quote!(user: impl ::std::convert::Into<UserIdentifier>,)),
        Argument::Field(wire) => object.field(wire).map(|field| {
            let name = format_ident!("{}", field.name);
            let ty = accepted(field.argument_type(direction));
            quote!(#name: #ty,)
        }),
    });
    let fields = object.fields.iter();
    let values = fields.map(|field| value(field, direction, object));
    let extra = format_ident!("{}", object.extra);
    let setters = object.setters().map(setter);
    let private = object.fields.iter().filter(|field| field.names_user);
    let getters = private.map(getter);
    quote! {
        impl #ident {
            /// Creates a value with what Plaid requires. Other fields are left out unless set.
            #[allow(clippy::too_many_arguments, clippy::redundant_field_names)]
            pub fn new(#(#parameters)*) -> Self {
                #user_split
                Self { #(#values)* #extra: ::std::default::Default::default() }
            }
            #(#setters)*
            #(#getters)*
        }
        crate::wire::extra_setter!(#ident, #extra);
    }
}

/// The value of a field in `new`.
fn value(field: &Field, direction: Direction, object: &Struct) -> TokenStream {
    let name = format_ident!("{}", field.name);
    if field.names_user {
        return quote!(#name,);
    }
    if !object.new_takes(field) {
        return quote!(#name: ::std::default::Default::default(),);
    }
    let value = given(field, field.argument_type(direction));
    quote!(#name: #value,)
}

/// The argument named like the field and of type `ty`, as the field holds it.
fn given(field: &Field, ty: &TypeRef) -> TokenStream {
    let name = format_ident!("{}", field.name);
    let value = match ty.is_converted() {
        true => quote!(#name.into()),
        false => quote!(#name),
    };
    match *ty == field.ty {
        true => value,
        false => quote!(::std::option::Option::Some(#value)),
    }
}

fn accepted(ty: &TypeRef) -> TokenStream {
    let tokens = tokens::of(ty);
    match ty.is_converted() {
        true => quote!(impl ::std::convert::Into<#tokens>),
        false => tokens,
    }
}

fn setter(field: &Field) -> TokenStream {
    let name = format_ident!("{}", field.name);
    let description = field.description.as_deref().unwrap_or_default();
    let doc = docs::comment(&[&format!("Sets `{}`.", field.wire), description]);
    let inner = field.ty.without_option();
    let accepted = accepted(inner);
    let value = given(field, inner);
    quote! {
        #doc
        #[must_use]
        pub fn #name(mut self, #name: #accepted) -> Self {
            self.#name = #value;
            self
        }
    }
}

fn getter(field: &Field) -> TokenStream {
    let (name, wire) = (format_ident!("{}", field.name), &field.wire);
    let inner = tokens::of(field.ty.without_option());
    let doc = docs::comment(&[&format!(
        "The user's `{wire}`, if the user is identified by one."
    )]);
    quote! {
        #doc
        pub fn #name(&self) -> ::std::option::Option<&#inner> {
            self.#name.as_ref()
        }
    }
}

/// The argument by which requests take a user, where one does.
pub(crate) fn user_identifier(api: &Api) -> TokenStream {
    let Some(fields) = api.user_identifier() else {
        return quote!();
    };
    let [(id_wire, id), (token_wire, token)] =
        fields.map(|field| (&field.wire, tokens::of(field.ty.without_option())));
    quote! {
        crate::wire::user_identifier!(UserIdentifier {
            #id_wire => Id #id,
            #token_wire => Token #token,
        });
    }
}
