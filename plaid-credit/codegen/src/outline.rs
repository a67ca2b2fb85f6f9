//! What progenitor made of each schema: the names and types of its Rust code.

use std::collections::BTreeMap;

use super::error::Fault;
use super::naming;

/// The Rust type that progenitor made of a component schema.
pub(crate) enum Outline {
    /// A struct with named fields.
    Struct(Vec<Field>),
    /// An enum of strings.
    Enum,
    /// A struct around one value.
    Newtype(Box<syn::Type>),
}

/// A field of a struct.
pub(crate) struct Field {
    /// Its name in JSON.
    pub(crate) wire: String,
    pub(crate) ident: syn::Ident,
    pub(crate) ty: syn::Type,
}

/// Takes the types from progenitor's code, by name, and leaves the client in it.
pub(crate) fn take_types(file: &mut syn::File) -> Result<BTreeMap<String, Outline>, Fault> {
    let mut outlines = BTreeMap::new();
    for item in &mut file.items {
        let syn::Item::Mod(module) = item else {
            continue;
        };
        if module.ident != "types" {
            continue;
        }
        let Some((_, items)) = module.content.take() else {
            continue;
        };
        for item in items {
            match item {
                syn::Item::Struct(item) => {
                    outlines.insert(item.ident.to_string(), of_struct(item)?);
                }
                syn::Item::Enum(item) => {
                    outlines.insert(item.ident.to_string(), of_enum(&item)?);
                }
                _ => {}
            }
        }
    }
    file.items
        .retain(|item| !matches!(item, syn::Item::Mod(module) if module.ident == "types"));
    Ok(outlines)
}

fn of_struct(item: syn::ItemStruct) -> Result<Outline, Fault> {
    match item.fields {
        syn::Fields::Named(fields) => {
            let mut outline = Vec::new();
            for field in fields.named {
                let Some(ident) = field.ident else { continue };
                let wire = renamed(&field.attrs)?.unwrap_or_else(|| bare(&ident));
                outline.push(Field {
                    wire,
                    ident,
                    ty: field.ty,
                });
            }
            Ok(Outline::Struct(named(outline)))
        }
        syn::Fields::Unnamed(fields) => match fields.unnamed.into_iter().next() {
            Some(field) => Ok(Outline::Newtype(Box::new(field.ty))),
            None => Err(unexpected(&item.ident)),
        },
        syn::Fields::Unit => Ok(Outline::Struct(Vec::new())),
    }
}

fn of_enum(item: &syn::ItemEnum) -> Result<Outline, Fault> {
    let are_plain = item
        .variants
        .iter()
        .all(|variant| matches!(variant.fields, syn::Fields::Unit));
    if are_plain {
        Ok(Outline::Enum)
    } else {
        Err(unexpected(&item.ident))
    }
}

/// The fields, each with a name of its own.
fn named(mut fields: Vec<Field>) -> Vec<Field> {
    let names = naming::fields(fields.iter().map(|field| field.wire.as_str()));
    for field in &mut fields {
        if let Some(name) = names.get(&field.wire) {
            field.ident = syn::Ident::new(name, field.ident.span());
        }
    }
    fields
}

fn bare(ident: &syn::Ident) -> String {
    let text = ident.to_string();
    text.strip_prefix("r#").unwrap_or(&text).to_owned()
}

/// The name that `#[serde(rename = "..")]` gives.
fn renamed(attributes: &[syn::Attribute]) -> Result<Option<String>, Fault> {
    let mut name = None;
    for attribute in attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident("serde"))
    {
        attribute
            .parse_nested_meta(|meta| {
                if meta.path.is_ident("rename") {
                    name = Some(meta.value()?.parse::<syn::LitStr>()?.value());
                } else if meta.input.peek(syn::Token![=]) {
                    meta.value()?.parse::<syn::Expr>()?;
                }
                Ok(())
            })
            .map_err(|error| {
                Fault::new(
                    "",
                    format!("progenitor wrote `#[serde]` in a new form: {error}"),
                )
            })?;
    }
    Ok(name)
}

fn unexpected(ident: &syn::Ident) -> Fault {
    Fault::new(
        format!("/components/schemas/{ident}"),
        "progenitor made a type of it that the passes should have left no room for",
    )
}
