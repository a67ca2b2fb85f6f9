//! The models: structs, open enums and named values.

use std::collections::BTreeMap;

use super::areas;
use super::text::{comment, indented, rust_type, with_money};
use super::{constructors, docs};
use crate::api::{Api, Direction, Field, Newtype, Shape, Struct, Type, TypeRef, Variant};
use crate::naming::USER_IDENTIFIER;

/// The module of all types, in the order of their names: first those that are always there, then
/// a module for those of each set of features.
pub(crate) fn module(api: &Api) -> String {
    let users: Vec<_> = api.users().collect();
    let mut areas = areas::of(api);
    let mut features = |name: &str| areas.remove(name).unwrap_or_default();
    let mut types = BTreeMap::from([(
        features(USER_IDENTIFIER),
        constructors::user_identifier(api),
    )]);
    for ty in api.types.values() {
        let area = types.entry(features(&ty.name)).or_default();
        area.push_str(&docs::of_type(ty, &users));
        area.push_str(&match &ty.shape {
            Shape::Struct(object) => model(ty, object),
            Shape::Enum(variants) => open_enum(&ty.name, variants),
            Shape::Newtype(value) => newtype(&ty.name, value),
        });
    }
    let mut all = String::new();
    for (index, (features, types)) in types.iter().enumerate() {
        all.push_str(&areas::module(index, features, types));
    }
    let types = indented(&all);
    format!(
        r#"/// All of them can be imported from here. This page lists those that several features
/// use; each module documents those that only one feature uses.
pub mod types {{
{types}}}
"#
    )
}

fn model(ty: &Type, object: &Struct) -> String {
    let (name, extra) = (&ty.name, &object.extra);
    let is_received = ty.direction.is_received();
    let (table, about_extra) = match is_received {
        true => (
            "object",
            "Fields that this version does not know, as received.",
        ),
        false => (
            "request",
            "Fields that Plaid's document does not have, sent along with the others.",
        ),
    };
    let check = match ty.direction {
        Direction::Both => " check_undocumented",
        Direction::Request | Direction::Response => "",
    };
    let requires_nothing = object.new.as_ref().is_none_or(Vec::is_empty);
    let default = match is_received || requires_nothing {
        true => "Default, ",
        false => "",
    };
    let (mut definitions, mut rows) = (String::new(), String::new());
    for field in &object.fields {
        definitions.push_str(&definition(field, ty.direction));
        rows.push_str(&row(field, ty.direction));
    }
    let definitions = indented(&definitions);
    let constructor = constructors::of(ty, object);
    format!(
        r#"#[derive(Clone, {default}PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct {name} {{
{definitions}    /// {about_extra}
    #[cfg_attr(feature = "schemars", schemars(flatten))]
    pub {extra}: ::serde_json::Map<::std::string::String, ::serde_json::Value>,
}}
crate::wire::{table}!({name}, {extra} {{
{rows}}}{check});
{constructor}"#
    )
}

/// The field in the struct.
fn definition(field: &Field, direction: Direction) -> String {
    let Field { wire, name, .. } = field;
    let mut schemars = Vec::new();
    if name != wire {
        schemars.push(format!("rename = {wire:?}"));
    }
    if direction.is_received() && field.ty.is_collection() {
        schemars.push("default".to_owned());
    }
    if field.is_money() {
        schemars.push(format!("with = {:?}", with_money(&field.ty)));
    }
    let schemars = match schemars.join(", ") {
        nothing if nothing.is_empty() => nothing,
        some => format!("#[cfg_attr(feature = \"schemars\", schemars({some}))]\n"),
    };
    let doc = docs::of_field(field, direction);
    let visibility = if field.names_user { "" } else { "pub " };
    let ty = rust_type(&field.ty);
    format!("{doc}{schemars}{visibility}{name}: {ty},\n")
}

/// The field's row in the table of the model, with what the document says of its presence.
fn row(field: &Field, direction: Direction) -> String {
    let Field { wire, name, .. } = field;
    let presence = match (direction.is_received(), field.required, field.nullable) {
        (false, true, _) => "required",
        (false, false, _) => "optional",
        (true, true, false) => "Required",
        (true, true, true) => "RequiredNullable",
        (true, false, false) => "Optional",
        (true, false, true) => "OptionalNullable",
    };
    let hidden = hidden(field.hidden);
    format!("    {wire:?} => {presence} {name}{hidden},\n")
}

fn hidden(is_hidden: bool) -> &'static str {
    if is_hidden { " hidden" } else { "" }
}

fn open_enum(name: &str, variants: &[Variant]) -> String {
    let (mut definitions, mut rows) = (String::new(), String::new());
    for Variant { name, value } in variants {
        definitions.push_str(&format!("{}{name},\n", comment(&[&format!("`{value}`")])));
        rows.push_str(&format!("    {name} => {value:?},\n"));
    }
    let definitions = indented(&definitions);
    format!(
        r#"#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum {name} {{
{definitions}    /// A value that this version does not know.
    Unknown(crate::UnknownValue),
}}
crate::wire::open_enum!({name} {{
{rows}}});
"#
    )
}

fn newtype(name: &str, value: &Newtype) -> String {
    let (inner, hidden) = (rust_type(&value.inner), hidden(value.hidden));
    let (derives, field, table) = match value.inner {
        TypeRef::String => (
            "PartialEq, Eq, Hash, PartialOrd, Ord",
            inner,
            "string_newtype",
        ),
        _ => {
            let schema = with_money(&value.inner);
            let with = format!("#[cfg_attr(feature = \"schemars\", schemars(with = {schema:?}))]");
            ("PartialEq", format!("{with} pub {inner}"), "newtype")
        }
    };
    format!(
        r#"#[derive(Clone, {derives})]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
pub struct {name}({field});
crate::wire::{table}!({name}{hidden});
"#
    )
}
