//! Progenitor's client, in a module of its own that only the crate sees.
//!
//! This is the only code that works on progenitor's tokens. It relies on this, and fails
//! with one line where progenitor writes something else:
//! - an `async fn` for each operation, named by its `operationId`, that begins with the `url`
//!   and ends by matching the status of `response`;
//! - its arguments are named like the parameters of the document, or `body`;
//! - the name of a query parameter or a header stands in it once, as a string literal, and
//!   so does the media type of a body, which is sent as bytes;
//! - the version of the API is sent in a header whose name is the literal `api-version`.

use std::collections::BTreeMap;

use proc_macro2::{TokenStream, TokenTree};
use quote::{ToTokens, format_ident};
use syn::visit_mut::{VisitMut, visit_expr_method_call_mut};
use syn::{Expr, FnArg, ImplItem, ImplItemFn, Item, Pat, Stmt, parse_quote};

use super::text::indented;
use crate::api::{Api, Operation, SentIn};
use crate::error::Fault;
use crate::progenitor;
use crate::references::escape;

/// Progenitor's client.
pub(crate) struct Transport {
    /// All but the methods of operations.
    items: Vec<Item>,
    /// In the order of the operations.
    pub(crate) methods: Vec<Method>,
}

/// The method of progenitor's client for an operation.
pub(crate) struct Method {
    /// Whether it takes each argument by value, in the operation's order.
    pub(crate) by_value: Vec<bool>,
    /// In progenitor's order: which argument of the operation it takes there.
    pub(crate) order: Vec<usize>,
    pub(crate) code: ImplItemFn,
}

impl Transport {
    /// Takes progenitor's code apart. `api` is what all of it was made for.
    pub(crate) fn parse(code: TokenStream, api: &Api) -> Result<Self, Fault> {
        let mut file: syn::File = syn::parse2(code)
            .map_err(|error| Fault::new("", format!("progenitor's code is not Rust: {error}")))?;
        WithoutDocs.visit_file_mut(&mut file);
        let mut found = BTreeMap::new();
        let mut items = Vec::new();
        for mut item in file.items {
            match &mut item {
                // The crate's own types take the place of progenitor's.
                Item::Mod(_) => continue,
                Item::Impl(block) if block.trait_.is_none() => {
                    for item in std::mem::take(&mut block.items) {
                        match item {
                            ImplItem::Fn(method) if method.sig.asyncness.is_some() => {
                                found.insert(method.sig.ident.to_string(), method);
                            }
                            ImplItem::Fn(method) if method.sig.ident == "new" => {}
                            other => block.items.push(other),
                        }
                    }
                }
                _ => {}
            }
            items.push(item);
        }
        let operations = api.operations.iter().enumerate();
        let methods = operations.map(|(index, operation)| {
            let method = found.remove(&progenitor::method(index));
            let method = method.ok_or_else(|| unexpected(operation, "has no method"))?;
            Method::of(method, operation)
        });
        let methods = methods.collect::<Result<_, Fault>>()?;
        Ok(Self { items, methods })
    }

    /// The module.
    pub(crate) fn module(&self) -> String {
        let methods = self.methods.iter().map(|method| &method.code);
        let items = &self.items;
        let code = prettyplease::unparse(&parse_quote!(#(#items)* impl Client { #(#methods)* }));
        let code = indented(&code);
        format!(
            r#"#[allow(missing_docs, unused_imports, unreachable_pub, dead_code, clippy::all)]
pub(crate) mod transport {{
    use super::types;
{code}}}
"#
        )
    }
}

impl Method {
    fn of(mut code: ImplItemFn, operation: &Operation) -> Result<Self, Fault> {
        replace_ends(&mut code, operation)?;
        restore_literals(&mut code, operation)?;
        if let Some(feature) = &operation.feature {
            code.attrs.push(parse_quote!(#[cfg(feature = #feature)]));
        }
        let taken: Vec<(String, bool)> = code.sig.inputs.iter().filter_map(taken).collect();
        let place = |name: &str| taken.iter().position(|(taken, _)| taken == name);
        let arguments = operation.arguments.iter().enumerate();
        let places = arguments.map(|(index, argument)| {
            let name = match argument.sent_in {
                SentIn::Body(_) => "body".to_owned(),
                _ => progenitor::parameter(index),
            };
            let place = place(&name);
            place.ok_or_else(|| unexpected(operation, &format!("has no argument `{name}`")))
        });
        let places = places.collect::<Result<Vec<usize>, Fault>>()?;
        if places.len() != taken.len() {
            return Err(unexpected(operation, "has arguments of its own"));
        }
        let mut order: Vec<usize> = (0..places.len()).collect();
        order.sort_by_key(|index| places[*index]);
        Ok(Self {
            by_value: places.iter().map(|place| taken[*place].1).collect(),
            order,
            code,
        })
    }
}

/// The name of an argument, and whether it is taken by value.
fn taken(argument: &FnArg) -> Option<(String, bool)> {
    let FnArg::Typed(argument) = argument else {
        return None;
    };
    let Pat::Ident(name) = argument.pat.as_ref() else {
        return None;
    };
    let mut tokens = argument.ty.to_token_stream().into_iter();
    let is_lent = tokens.any(|it| matches!(it, TokenTree::Punct(mark) if mark.as_char() == '&'));
    Some((name.ident.to_string(), !is_lent))
}

/// Progenitor begins a method with the text of the URL, which is a path here, since the crate's
/// client parses the base once. It ends by turning statuses into results, each in a wrapper of
/// its own with a copy of the headers. The crate's client judges the response as it is.
fn replace_ends(method: &mut ImplItemFn, operation: &Operation) -> Result<(), Fault> {
    let statements = &mut method.block.stmts;
    let [Stmt::Local(_), .., Stmt::Expr(end @ Expr::Match(_), None)] = &mut statements[..] else {
        let what = "does not begin with the URL and end by matching the status";
        return Err(unexpected(operation, what));
    };
    *end = parse_quote!(Ok(response));
    statements.insert(1, parse_quote!(let url = self.inner.url(&url);));
    method.sig.output = parse_quote!(-> Result<::reqwest::Response, Error<()>>);
    Ok(())
}

/// Puts names on the wire back that progenitor was given others for.
fn restore_literals(method: &mut ImplItemFn, operation: &Operation) -> Result<(), Fault> {
    let mut literals = BTreeMap::from([("api-version".to_owned(), "plaid-version".to_owned())]);
    for (index, argument) in operation.arguments.iter().enumerate() {
        match &argument.sent_in {
            SentIn::Query(wire) | SentIn::Header(wire) => {
                literals.insert(progenitor::parameter(index), wire.clone());
            }
            SentIn::Body(media_type) => {
                literals.insert(progenitor::BYTES.to_owned(), media_type.clone());
            }
            SentIn::Path(_) => {}
        }
    }
    let mut restore = Restore {
        literals: &literals,
        found: BTreeMap::new(),
    };
    restore.visit_block_mut(&mut method.block);
    let mut names = literals.keys();
    match names.find(|name| restore.found.get(*name) != Some(&1)) {
        None => Ok(()),
        Some(name) => {
            let what = format!("does not have the literal `{name}` once");
            Err(unexpected(operation, &what))
        }
    }
}

struct Restore<'a> {
    literals: &'a BTreeMap<String, String>,
    found: BTreeMap<String, usize>,
}

impl VisitMut for Restore<'_> {
    /// Reqwest has no function for two of the methods.
    fn visit_expr_method_call_mut(&mut self, call: &mut syn::ExprMethodCall) {
        visit_expr_method_call_mut(self, call);
        let name = call.method.to_string();
        if call.args.len() == 1 && ["options", "trace"].contains(&name.as_str()) {
            let method = format_ident!("{}", name.to_uppercase());
            call.method = format_ident!("request");
            call.args
                .insert(0, parse_quote!(::reqwest::Method::#method));
        }
    }

    fn visit_lit_str_mut(&mut self, literal: &mut syn::LitStr) {
        let text = literal.value();
        if let Some(wire) = self.literals.get(&text) {
            *literal = syn::LitStr::new(wire, literal.span());
            *self.found.entry(text).or_default() += 1;
        }
    }
}

/// Docs stand on the methods of the crate's client.
struct WithoutDocs;

impl VisitMut for WithoutDocs {
    fn visit_attributes_mut(&mut self, attributes: &mut Vec<syn::Attribute>) {
        attributes.retain(|attribute| !attribute.path().is_ident("doc"));
    }
}

fn unexpected(operation: &Operation, what: &str) -> Fault {
    Fault::new(
        format!("/paths/{}", escape(&operation.path)),
        format!(
            "progenitor's code for `{}` {what}: look at plaid-credit/codegen/src/emit/transport.rs",
            operation.id
        ),
    )
}
