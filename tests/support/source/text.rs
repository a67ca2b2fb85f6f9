//! Types and signatures in the short form in which documentation shows them.

use std::collections::BTreeSet;

use quote::ToTokens;
use syn::{
    Attribute, Expr, ExprLit, FieldValue, FnArg, GenericArgument, Item, Lit, Pat, Path,
    PathArguments, ReturnType, Signature, Type, TypeParamBound, UseTree,
};

/// The names that stand for generated types without a path: `Option` may be one of them.
#[derive(Default)]
pub(super) struct Names(BTreeSet<String>);

impl Names {
    pub(super) fn defined_in(nodes: &[&Item]) -> Self {
        Self(nodes.iter().copied().filter_map(defined).collect())
    }

    /// `Option<types::Report>`: generated types with their module, others without a path.
    pub(super) fn ty(&self, ty: &Type) -> String {
        match ty {
            Type::Path(ty) => self.path(&ty.path),
            Type::Reference(ty) => format!("&{}", self.ty(&ty.elem)),
            Type::ImplTrait(ty) => {
                let bounds = ty.bounds.iter().filter_map(|bound| match bound {
                    TypeParamBound::Trait(bound) => Some(self.path(&bound.path)),
                    _ => None,
                });
                format!("impl {}", bounds.collect::<Vec<_>>().join(" + "))
            }
            other => of(other),
        }
    }

    pub(super) fn path(&self, path: &Path) -> String {
        let names: Vec<String> = path
            .segments
            .iter()
            .map(|segment| segment.ident.to_string())
            .collect();
        let (module, name) = match names.as_slice() {
            [name] if path.leading_colon.is_none() && self.0.contains(name) => ("types::", name),
            [module, name] if module == "types" => ("types::", name),
            [.., name] => ("", name),
            [] => return String::new(),
        };
        let arguments = path.segments.last().map(|segment| &segment.arguments);
        let arguments = match arguments {
            Some(PathArguments::AngleBracketed(arguments)) => {
                let types = arguments.args.iter().filter_map(|argument| match argument {
                    GenericArgument::Type(ty) => Some(self.ty(ty)),
                    _ => None,
                });
                format!("<{}>", types.collect::<Vec<_>>().join(", "))
            }
            _ => String::new(),
        };
        format!("{module}{name}{arguments}")
    }

    /// `fn new(count: i64) -> Self`, in the form of the snapshot pages.
    pub(super) fn signature(&self, signature: &Signature) -> String {
        let inputs = signature.inputs.iter().map(|input| match input {
            FnArg::Receiver(receiver) if of(receiver).starts_with('&') => "&self".to_owned(),
            FnArg::Receiver(_) => "self".to_owned(),
            FnArg::Typed(input) => match input.pat.as_ref() {
                Pat::Ident(name) => format!("{}: {}", name.ident, self.ty(&input.ty)),
                _ => self.ty(&input.ty),
            },
        });
        let answer = match &signature.output {
            ReturnType::Default => String::new(),
            ReturnType::Type(_, ty) => format!(" -> {}", self.ty(ty)),
        };
        let keyword = match signature.asyncness {
            Some(_) => "async fn",
            None => "fn",
        };
        let inputs = inputs.collect::<Vec<_>>().join(", ");
        format!("{keyword} {}({inputs}){answer}", signature.ident).replace("types::", "")
    }
}

/// The name of the type that a node defines.
pub(super) fn defined(node: &Item) -> Option<String> {
    match node {
        Item::Struct(node) => Some(node.ident.to_string()),
        Item::Enum(node) => Some(node.ident.to_string()),
        _ => None,
    }
}

/// `name` in `use name::*`.
pub(super) fn all_of(tree: &UseTree) -> Option<String> {
    match tree {
        UseTree::Path(path) if matches!(*path.tree, UseTree::Glob(_)) => {
            Some(path.ident.to_string())
        }
        _ => None,
    }
}

/// The tokens of a node, close together.
pub(super) fn of(node: &impl ToTokens) -> String {
    node.to_token_stream().to_string().replace(' ', "")
}

/// `id: "reportGet"`
pub(super) fn of_field(field: &FieldValue) -> String {
    format!("{}: {}", of(&field.member), of_value(&field.expr))
}

/// `"reportGet"`, `true`, `Json`, `File("application/pdf")`
fn of_value(value: &Expr) -> String {
    match value {
        Expr::Lit(ExprLit {
            lit: Lit::Str(text),
            ..
        }) => format!("{:?}", text.value()),
        Expr::Path(path) => path.path.segments.last().map(of).unwrap_or_default(),
        Expr::Call(call) => {
            let inner: String = call.args.iter().map(of_value).collect();
            match of_value(&call.func).as_str() {
                "Borrowed" => inner,
                function => format!("{function}({inner})"),
            }
        }
        other => of(other),
    }
}

/// A line of a doc comment.
pub(super) fn doc_line(attribute: &Attribute) -> Option<String> {
    match &attribute.meta {
        syn::Meta::NameValue(meta) if meta.path.is_ident("doc") => match &meta.value {
            Expr::Lit(ExprLit {
                lit: Lit::Str(text),
                ..
            }) => {
                let line = text.value();
                Some(line.strip_prefix(' ').unwrap_or(&line).to_owned())
            }
            _ => None,
        },
        _ => None,
    }
}
