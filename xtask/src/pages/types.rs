//! The page of a type.

use plaid_credit_codegen::Api;
use plaid_credit_codegen::api::{Direction, Field, Newtype, Shape, Struct, Type, TypeRef};

use super::{below, paragraph, signatures};

pub(super) fn page(api: &Api, ty: &Type) -> String {
    let mut page = format!("{}\n{}, `types::{}`\n", ty.schema(), kind(ty), ty.name);
    page.push_str(&paragraph(ty.description.as_deref()));
    match &ty.shape {
        Shape::Struct(object) => {
            page.push_str(&fields(api, ty.direction, object));
            let functions = signatures::functions(object, ty.direction);
            if !functions.is_empty() {
                page.push_str(&format!("\nFUNCTIONS\n{}\n", functions.join("\n")));
            }
        }
        Shape::Enum(variants) => {
            page.push_str("\nVALUES\n");
            for variant in variants {
                page.push_str(&format!("{} = {:?}\n", variant.name, variant.value));
            }
            page.push_str("Unknown(UnknownValue) = any other text, kept as it came\n");
        }
        Shape::Newtype(_) => {}
    }
    page
}

/// What kind of type it is.
fn kind(ty: &Type) -> String {
    match &ty.shape {
        Shape::Struct(_) => match ty.direction {
            Direction::Request => "request model".to_owned(),
            Direction::Response => "response model".to_owned(),
            Direction::Both => "request and response model".to_owned(),
        },
        Shape::Enum(_) => "open enum".to_owned(),
        Shape::Newtype(Newtype { inner, hidden }) => {
            let hidden = if *hidden { ", hidden in Debug" } else { "" };
            match inner {
                TypeRef::String => format!("named string{hidden}"),
                inner => format!("named `{inner}`{hidden}"),
            }
        }
    }
}

/// A row for each field, its description below it.
fn fields(api: &Api, direction: Direction, object: &Struct) -> String {
    let fields = object.fields.iter();
    let rows: String = fields.map(|field| row(api, direction, field)).collect();
    let extra = &object.extra;
    let kept = match direction.is_received() {
        true => "kept as it came",
        false => "sent along",
    };
    let rest = format!("{extra} | Map<String, Value> | any other field, {kept} | hidden\n");
    format!("\nFIELDS\n{rows}{rest}")
}

fn row(api: &Api, direction: Direction, field: &Field) -> String {
    let name = match field.name == field.wire {
        true => field.wire.clone(),
        false => format!("{} (in Rust `{}`)", field.wire, field.name),
    };
    let presence = match (direction.is_received(), field.required) {
        (true, true) => "always sent",
        (true, false) => "may be absent",
        (false, true) => "required",
        (false, false) => "optional",
    };
    let null = if field.nullable { ", may be null" } else { "" };
    let mut facts = vec![name, field.ty.to_string(), format!("{presence}{null}")];
    facts.extend(marks(api, field).map(str::to_owned));
    let row = facts.join(" | ");
    format!("{row}\n{}", below(field.description.as_deref()))
}

/// What a reviewer must not miss.
fn marks(api: &Api, field: &Field) -> impl Iterator<Item = &'static str> {
    let named = field.ty.named().and_then(|name| api.types.get(name));
    let (is_open, hides_itself) = match named.map(|ty| &ty.shape) {
        Some(Shape::Enum(_)) => (true, false),
        Some(Shape::Newtype(newtype)) => (false, newtype.hidden),
        _ => (false, false),
    };
    [
        (field.hidden || hides_itself, "hidden"),
        (field.is_money(), "money"),
        (is_open, "open"),
        (field.names_user, "set by `new` only"),
        (field.deprecated, "deprecated"),
    ]
    .into_iter()
    .filter_map(|(holds, mark)| holds.then_some(mark))
}
