//! The macro calls that name the fields or values of each model.

use proc_macro2::Ident;
use syn::parse::{Parse, ParseStream, Parser};
use syn::{ItemStruct, LitStr, Macro, Token, braced};

use super::{Field, Shape, leaf, named_fields, short};

/// One call, such as `object!(Model, extra { "wire" => field hidden, })`.
pub(super) struct Table {
    pub(super) name: String,
    kind: String,
    /// The word after the name: the field for unknown fields, or `hidden`.
    word: Option<String>,
    rows: Vec<Row>,
}

/// `"wire" => words` or `Variant => "wire"`.
struct Row {
    wire: String,
    words: Vec<String>,
}

impl Table {
    pub(super) fn of(call: &Macro) -> Self {
        let kind = call
            .path
            .segments
            .last()
            .map(|segment| segment.ident.to_string())
            .unwrap_or_default();
        let parser = |input: ParseStream| parse(input, kind.clone());
        parser
            .parse2(call.tokens.clone())
            .unwrap_or_else(|error| panic!("`{kind}!` is called in an unknown way: {error}"))
    }

    /// What the table and the struct say of a model.
    pub(super) fn shape(self, item: Option<&ItemStruct>) -> Shape {
        let is_hidden = self.word.as_deref() == Some("hidden");
        match self.kind.as_str() {
            "object" => Shape::Response {
                fields: self.fields(item),
                extra: self.word.unwrap_or_default(),
            },
            "request" => Shape::Request {
                fields: self.fields(item),
            },
            "open_enum" => Shape::OpenEnum(
                self.rows
                    .into_iter()
                    .map(|row| (row.words.concat(), row.wire))
                    .collect(),
            ),
            "string_newtype" => Shape::Text { is_hidden },
            "newtype" => Shape::Value {
                ty: item
                    .and_then(|item| item.fields.iter().next())
                    .map(|field| short(&field.ty))
                    .unwrap_or_default(),
                is_hidden,
            },
            other => panic!("`{other}!` makes a kind of model that the snapshots do not know"),
        }
    }

    fn fields(&self, item: Option<&ItemStruct>) -> Vec<Field> {
        let types = item.map(named_fields).unwrap_or_default();
        let fields = self.rows.iter().map(|row| {
            let Some(place) = row.words.iter().position(|word| types.contains_key(word)) else {
                panic!("`{}` of `{}` is no field", row.wire, self.name);
            };
            let name = row.words[place].clone();
            let (ty, is_public) = types[&name];
            Field {
                wire: row.wire.clone(),
                name,
                ty: short(ty),
                leaf: leaf(ty),
                is_public,
                is_hidden: row
                    .words
                    .get(place + 1)
                    .is_some_and(|word| word == "hidden"),
            }
        });
        fields.collect()
    }
}

fn parse(input: ParseStream, kind: String) -> syn::Result<Table> {
    let name = input.parse::<Ident>()?.to_string();
    input.parse::<Option<Token![,]>>()?;
    let word = input.parse::<Option<Ident>>()?.map(|word| word.to_string());
    let mut rows = Vec::new();
    if input.peek(syn::token::Brace) {
        let content;
        braced!(content in input);
        while !content.is_empty() {
            rows.push(content.parse()?);
            content.parse::<Option<Token![,]>>()?;
        }
    }
    Ok(Table {
        name,
        kind,
        word,
        rows,
    })
}

impl Parse for Row {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        let mut wire = None;
        let mut words = Vec::new();
        while !input.is_empty() && !input.peek(Token![,]) {
            if input.peek(LitStr) {
                wire = Some(input.parse::<LitStr>()?.value());
            } else if input.peek(Token![=>]) {
                input.parse::<Token![=>]>()?;
            } else {
                words.push(
                    input
                        .call(<Ident as syn::ext::IdentExt>::parse_any)?
                        .to_string(),
                );
            }
        }
        let wire = wire.ok_or_else(|| input.error("no text in JSON"))?;
        Ok(Self { wire, words })
    }
}
