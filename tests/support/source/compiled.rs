//! What of the source is compiled with some of the cargo features.

use std::collections::BTreeSet;

use syn::punctuated::Punctuated;
use syn::{Attribute, ImplItem, Item as Node, ItemMod, Meta, Token};

use super::{nodes, text};

/// The types and methods that are compiled with these features, as `types::Report` and
/// `Client::report_get`.
pub fn compiled(file: &syn::File, features: &BTreeSet<&str>) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for node in &file.items {
        match node {
            Node::Mod(module) if module.ident == "types" => {
                types(module, features, &mut names);
            }
            Node::Impl(block) if text::of(&block.self_ty) == "crate::Client" => {
                let methods = block.items.iter().filter_map(|item| match item {
                    ImplItem::Fn(method) if is_on(&method.attrs, features) => Some(method),
                    _ => None,
                });
                if is_on(&block.attrs, features) {
                    names.extend(methods.map(|it| format!("Client::{}", it.sig.ident)));
                }
            }
            _ => {}
        }
    }
    names
}

fn types(module: &ItemMod, features: &BTreeSet<&str>, names: &mut BTreeSet<String>) {
    for node in nodes(module) {
        match node {
            Node::Mod(module) if is_on(&module.attrs, features) => {
                types(module, features, names);
            }
            Node::Struct(node) if is_on(&node.attrs, features) => {
                names.insert(format!("types::{}", node.ident));
            }
            Node::Enum(node) if is_on(&node.attrs, features) => {
                names.insert(format!("types::{}", node.ident));
            }
            _ => {}
        }
    }
}

fn is_on(attributes: &[Attribute], features: &BTreeSet<&str>) -> bool {
    let conditions = attributes.iter().filter(|it| it.path().is_ident("cfg"));
    let conditions = conditions.map(|it| it.parse_args().expect("a condition is one predicate"));
    conditions.into_iter().all(|it| holds(&it, features))
}

fn holds(condition: &Meta, features: &BTreeSet<&str>) -> bool {
    match condition {
        Meta::NameValue(pair) if pair.path.is_ident("feature") => {
            features.contains(text::of(&pair.value).trim_matches('"'))
        }
        Meta::List(list) if list.path.is_ident("any") => {
            let parser = Punctuated::<Meta, Token![,]>::parse_terminated;
            let some = list
                .parse_args_with(parser)
                .expect("predicates stand in `any`");
            some.iter().any(|it| holds(it, features))
        }
        other => panic!("an unknown condition: {}", text::of(other)),
    }
}
