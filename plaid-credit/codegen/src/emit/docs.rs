//! Doc comments.

use proc_macro2::TokenStream;
use quote::quote;

use crate::model::{Property, Schema};
use crate::passes::required::Direction;

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
pub(crate) fn of_schema(schema: &Schema) -> String {
    schema
        .description
        .clone()
        .unwrap_or_else(|| format!("Plaid's `{}`.", schema.name))
}

/// What is to be known of a field, after its description.
pub(crate) fn remarks(
    property: Option<&Property>,
    direction: Direction,
    is_money: bool,
    is_hidden: bool,
) -> String {
    let mut remarks = Vec::new();
    if let Some(property) = property {
        if property.deprecated {
            remarks.push("**Deprecated.**");
        }
        if direction.is_received() && property.required {
            remarks.push(if property.nullable {
                "Always sent, may be null."
            } else {
                "Always sent."
            });
        }
    }
    if is_money {
        remarks.push("An amount of money.");
    }
    if is_hidden {
        remarks.push("Hidden in `Debug`.");
    }
    remarks.join(" ")
}
