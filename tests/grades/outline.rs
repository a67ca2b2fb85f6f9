//! What a user of generated code can name: one line for each public item.

use std::collections::BTreeSet;

use quote::ToTokens;
use syn::{FnArg, ImplItem, Item, Visibility};

/// A line for each public item.
pub(crate) type Outline = BTreeSet<String>;

/// The public items of `source`, each with all that its users rely on.
pub(crate) fn of(source: &str) -> Outline {
    let file = syn::parse_file(source).unwrap();
    let mut outline = Outline::new();
    add(&file.items, &mut outline);
    outline
}

fn add(items: &[Item], outline: &mut Outline) {
    for item in items {
        match item {
            Item::Mod(module) if is_public(&module.vis) => {
                let items = module.content.as_ref().map(|(_, items)| items.as_slice());
                add(items.unwrap_or_default(), outline);
            }
            Item::Struct(item) if is_public(&item.vis) => {
                let name = &item.ident;
                outline.insert(format!("struct {name}"));
                for field in item.fields.iter().filter(|field| is_public(&field.vis)) {
                    let field_name = field.ident.to_token_stream();
                    outline.insert(format!("{name}.{field_name}: {}", text(&field.ty)));
                }
            }
            Item::Enum(item) if is_public(&item.vis) => {
                outline.insert(format!("enum {}", item.ident));
                for variant in &item.variants {
                    let fields = text(&variant.fields);
                    outline.insert(format!("{}::{}{fields}", item.ident, variant.ident));
                }
            }
            Item::Impl(block) if block.trait_.is_none() => {
                let name = text(&block.self_ty);
                for item in &block.items {
                    if let ImplItem::Fn(function) = item
                        && is_public(&function.vis)
                    {
                        outline.insert(format!("{name}::{}", signature(&function.sig)));
                    }
                }
            }
            // The traits of a model are those of the macro that is called for it.
            Item::Macro(call) => {
                let name = call.mac.tokens.clone().into_iter().next();
                let name = name.map(|name| name.to_string()).unwrap_or_default();
                outline.insert(format!("{}!({name})", text(&call.mac.path)));
            }
            _ => {}
        }
    }
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

/// A signature without the names of its arguments, which callers do not write.
fn signature(signature: &syn::Signature) -> String {
    let arguments = signature.inputs.iter().map(|argument| match argument {
        FnArg::Receiver(receiver) => text(receiver),
        FnArg::Typed(argument) => text(&argument.ty),
    });
    let arguments: Vec<_> = arguments.collect();
    format!(
        "{}({}) {}",
        signature.ident,
        arguments.join(", "),
        text(&signature.output)
    )
}

fn text(node: &impl ToTokens) -> String {
    node.to_token_stream().to_string().replace(' ', "")
}
