//! Reads the types of progenitor's fields.

use quote::ToTokens;
use syn::{GenericArgument, PathArguments, Type};

const CONTAINERS: [&str; 4] = ["Option", "Vec", "BTreeMap", "Box"];

/// The name of a type without its path: `Option` of `::std::option::Option<..>`.
pub(crate) fn name(ty: &Type) -> String {
    match ty {
        Type::Path(path) => path
            .path
            .segments
            .last()
            .map(|segment| segment.ident.to_string())
            .unwrap_or_default(),
        _ => String::new(),
    }
}

/// The name of a type that is none of the models, which stand in no path of another crate.
pub(crate) fn builtin(ty: &Type) -> String {
    match ty {
        Type::Path(path)
            if path.path.leading_colon.is_none()
                && path
                    .path
                    .get_ident()
                    .is_some_and(|ident| ident.to_string().starts_with(char::is_uppercase)) =>
        {
            String::new()
        }
        _ => name(ty),
    }
}

/// The type inside an `Option`.
pub(crate) fn inside_option(ty: &Type) -> Option<&Type> {
    if builtin(ty) == "Option" {
        last_argument(ty)
    } else {
        None
    }
}

/// The type inside all containers.
pub(crate) fn leaf(ty: &Type) -> &Type {
    match last_argument(ty) {
        Some(inner) if CONTAINERS.contains(&builtin(ty).as_str()) => leaf(inner),
        _ => ty,
    }
}

/// Whether values of the type, unlike the models, have a `Debug` that shows them.
pub(crate) fn shows_itself(ty: &Type) -> bool {
    [
        "String",
        "f64",
        "Decimal",
        "NaiveDate",
        "DateTime",
        "Value",
        "Map",
    ]
    .contains(&builtin(leaf(ty)).as_str())
}

/// Whether a field of the type is read from null and absent as empty.
pub(crate) fn is_collection(ty: &Type) -> bool {
    ["Vec", "BTreeMap", "Map"].contains(&builtin(ty).as_str())
}

/// The type as the schema of an amount of money is told to schemars.
pub(crate) fn with_money(ty: &Type) -> String {
    ty.to_token_stream()
        .to_string()
        .replace(":: rust_decimal :: Decimal", "crate::wire::schema::Money")
        .replace(' ', "")
}

/// The last of the types between the angle brackets.
pub(crate) fn last_argument(ty: &Type) -> Option<&Type> {
    let Type::Path(path) = ty else { return None };
    let PathArguments::AngleBracketed(arguments) = &path.path.segments.last()?.arguments else {
        return None;
    };
    arguments
        .args
        .iter()
        .rev()
        .find_map(|argument| match argument {
            GenericArgument::Type(ty) => Some(ty),
            _ => None,
        })
}
