//! Doc comments.

use proc_macro2::TokenStream;
use quote::quote;

use crate::api::{Direction, Field, Type};

/// One doc comment of these paragraphs.
pub(crate) fn comment(paragraphs: &[&str]) -> TokenStream {
    let mut lines = Vec::new();
    for paragraph in paragraphs
        .iter()
        .filter(|paragraph| !paragraph.trim().is_empty())
    {
        if !lines.is_empty() {
            lines.push(String::new());
        }
        lines.extend(
            paragraph
                .lines()
                .map(|line| format!(" {}", line.trim_end())),
        );
    }
    quote!(#(#[doc = #lines])*)
}

/// What a type is about: its description, or else its name in the document.
pub(crate) fn of_type(ty: &Type) -> String {
    let description = ty.description.clone();
    description.unwrap_or_else(|| format!("Plaid's `{}`.", ty.schema()))
}

/// A field: its description, then what a user has to know of it.
pub(crate) fn of_field(field: &Field, direction: Direction) -> TokenStream {
    let remarks = remarks(field, direction);
    let description = field.description.as_deref().unwrap_or_default();
    if description.is_empty() && remarks.is_empty() {
        return comment(&[&format!("`{}`.", field.wire)]);
    }
    comment(&[description, &remarks])
}

fn remarks(field: &Field, direction: Direction) -> String {
    let mut remarks = Vec::new();
    if field.deprecated {
        remarks.push("**Deprecated.**");
    }
    if direction.is_received() && field.required {
        remarks.push(match field.nullable {
            true => "Always sent, may be null.",
            false => "Always sent.",
        });
    }
    if field.is_money() {
        remarks.push("An amount of money.");
    }
    if field.hidden {
        remarks.push("Hidden in `Debug`.");
    }
    remarks.join(" ")
}
