//! The macro calls that name the fields or values of each type.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use syn::{LitStr, Macro};

use super::text;

/// One call, such as `object!(Report, extra { "wire" => field hidden, })`.
pub(super) struct Table {
    pub(super) kind: String,
    pub(super) name: String,
    /// `object! extra`
    pub(super) head: String,
    /// `"wire" => field hidden`
    pub(super) rows: Vec<String>,
}

pub(super) fn read(call: &Macro) -> Table {
    let path = text::of(&call.path);
    let kind = path.rsplit("::").next().unwrap_or_default().to_owned();
    let mut table = Table {
        head: format!("{kind}!"),
        kind,
        name: String::new(),
        rows: Vec::new(),
    };
    for token in call.tokens.clone() {
        match token {
            TokenTree::Ident(ident) if table.name.is_empty() => table.name = ident.to_string(),
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                table.rows.extend(rows(group.stream()));
            }
            TokenTree::Punct(_) => {}
            word => table.head.push_str(&format!(" {word}")),
        }
    }
    table
}

fn rows(tokens: TokenStream) -> Vec<String> {
    let mut rows = vec![Vec::new()];
    for token in tokens {
        let word = match &token {
            TokenTree::Punct(punct) => match punct.as_char() {
                ',' => {
                    rows.push(Vec::new());
                    continue;
                }
                '>' => continue,
                _ => "=>".to_owned(),
            },
            TokenTree::Literal(_) => match syn::parse2::<LitStr>(token.clone().into()) {
                Ok(text) => format!("{:?}", text.value()),
                Err(_) => token.to_string(),
            },
            other => other.to_string(),
        };
        rows.last_mut()
            .into_iter()
            .for_each(|row| row.push(word.clone()));
    }
    let rows = rows.iter().filter(|row| !row.is_empty());
    rows.map(|row| row.join(" ")).collect()
}
