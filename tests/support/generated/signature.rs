//! Types and signatures in the short form in which documentation shows them.

use quote::ToTokens;
use syn::{
    FnArg, GenericArgument, Pat, PathArguments, ReturnType, Signature, Type, TypeParamBound,
};

/// A type without the paths of its names: `Option<String>`.
pub(crate) fn short(ty: &Type) -> String {
    match ty {
        Type::Path(path) => path
            .path
            .segments
            .last()
            .map(|segment| {
                format!(
                    "{}{}",
                    segment.ident,
                    arguments(&segment.arguments, "<", ">")
                )
            })
            .unwrap_or_default(),
        Type::Reference(reference) => format!("&{}", short(&reference.elem)),
        Type::ImplTrait(bounds) => {
            let bounds = bounds.bounds.iter().filter_map(|bound| match bound {
                TypeParamBound::Trait(bound) => bound.path.segments.last().map(|segment| {
                    format!(
                        "{}{}",
                        segment.ident,
                        arguments(&segment.arguments, "<", ">")
                    )
                }),
                _ => None,
            });
            format!("impl {}", bounds.collect::<Vec<_>>().join(" + "))
        }
        other => other.to_token_stream().to_string().replace(' ', ""),
    }
}

fn arguments(arguments: &PathArguments, open: &str, close: &str) -> String {
    let PathArguments::AngleBracketed(arguments) = arguments else {
        return String::new();
    };
    let types = arguments.args.iter().filter_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(short(ty)),
        _ => None,
    });
    format!("{open}{}{close}", types.collect::<Vec<_>>().join(", "))
}

/// The name of the type inside all references, options, lists and maps.
pub(crate) fn leaf(ty: &Type) -> String {
    match ty {
        Type::Reference(reference) => leaf(&reference.elem),
        Type::Path(path) => {
            let Some(segment) = path.path.segments.last() else {
                return String::new();
            };
            let inner =
                match &segment.arguments {
                    PathArguments::AngleBracketed(arguments) => arguments
                        .args
                        .iter()
                        .rev()
                        .find_map(|argument| match argument {
                            GenericArgument::Type(ty) => Some(ty),
                            _ => None,
                        }),
                    _ => None,
                };
            match inner {
                Some(inner)
                    if ["Option", "Vec", "BTreeMap", "Box"]
                        .iter()
                        .any(|container| segment.ident == container) =>
                {
                    leaf(inner)
                }
                _ => segment.ident.to_string(),
            }
        }
        other => short(other),
    }
}

/// A function without its visibility and body: `fn new(count: i64) -> Self`.
pub(super) fn of(signature: &Signature) -> String {
    let inputs = signature.inputs.iter().map(|input| match input {
        FnArg::Receiver(receiver) if receiver.to_token_stream().to_string().starts_with('&') => {
            "&self".to_owned()
        }
        FnArg::Receiver(_) => "self".to_owned(),
        FnArg::Typed(input) => match input.pat.as_ref() {
            Pat::Ident(name) => format!("{}: {}", name.ident, short(&input.ty)),
            _ => short(&input.ty),
        },
    });
    let answer = match &signature.output {
        ReturnType::Default => String::new(),
        ReturnType::Type(_, ty) => format!(" -> {}", short(ty)),
    };
    let asynchronous = if signature.asyncness.is_some() {
        "async "
    } else {
        ""
    };
    format!(
        "{asynchronous}fn {}({}){answer}",
        signature.ident,
        inputs.collect::<Vec<_>>().join(", ")
    )
}

/// What a call gives when it goes well: `Download` of `Result<Download, Error>`.
pub(super) fn answer(signature: &Signature) -> String {
    let ReturnType::Type(_, ty) = &signature.output else {
        return "()".to_owned();
    };
    let whole = short(ty);
    whole
        .strip_prefix("Result<")
        .and_then(|inner| inner.strip_suffix(", Error>"))
        .map_or(whole.clone(), str::to_owned)
}
