//! Doc comments, and the table of operations.

use std::collections::BTreeSet;

use super::text::comment;
use crate::api::{Answer, Api, Argument, Direction, Field, Operation, Shape, Struct, Type, User};

const OPEN: &str = "\
    A value that this version does not know is kept as [`Unknown`](Self::Unknown), and \
    [`as_str`](Self::as_str) returns it as sent. In a `match`, handle such values with a \
    wildcard arm.";

const HIDDEN: &str = "Hidden in `Debug`.";

/// The most operations and webhooks that are named; of more, only the number is given.
const MOST_USERS: usize = 6;

/// What a type is about, what users have to know of it, and what uses it.
pub(crate) fn of_type(ty: &Type, users: &[User<'_>]) -> String {
    let reaches = |user: &&User| user.types.contains(ty.name.as_str());
    let users: Vec<&User> = users.iter().filter(reaches).collect();
    let description = ty.description.clone();
    let description = description.unwrap_or_else(|| format!("Plaid's `{}`.", ty.schema()));
    let remark = match &ty.shape {
        Shape::Struct(object) => requirements(object),
        Shape::Enum(_) => OPEN.to_owned(),
        Shape::Newtype(newtype) if newtype.hidden => HIDDEN.to_owned(),
        Shape::Newtype(_) => String::new(),
    };
    comment(&[&description, &remark, &used_by(&users)])
}

/// What Plaid requires of an object that users make.
fn requirements(object: &Struct) -> String {
    let Some(arguments) = &object.new else {
        return String::new();
    };
    let arguments = arguments.iter().map(|argument| match argument {
        Argument::User => "a [`UserIdentifier`]".to_owned(),
        Argument::Field(wire) => format!("`{wire}`"),
    });
    let mut text = match joined(&arguments.collect::<Vec<_>>()) {
        nothing if nothing.is_empty() => "Plaid requires no fields.".to_owned(),
        required => format!("Plaid requires {required}."),
    };
    if object.field("client_id").is_some() && object.field("secret").is_some() {
        text.push_str(
            " The client sends its own credentials: set `client_id` and `secret` only to use others.",
        );
    }
    text
}

fn used_by(users: &[&User<'_>]) -> String {
    let links = users.iter().map(|user| link(&user.name));
    let methods = match users.len() {
        0 => return String::new(),
        1..=MOST_USERS => joined(&links.collect::<Vec<_>>()),
        many => format!("{many} operations or webhooks"),
    };
    let features = users.iter().filter_map(|user| user.feature);
    let features: BTreeSet<String> = features.map(|name| format!("`{name}`")).collect();
    let features = Vec::from_iter(features);
    let features = match features.len() {
        0 => return format!("Used by {methods}."),
        1 => format!("feature {}", joined(&features)),
        _ => format!("features {}", joined(&features)),
    };
    format!("Used by {methods} ({features}).")
}

/// A link to a method of the client, or to a variant of `Event`.
fn link(name: &str) -> String {
    let owner = match name.contains("::") {
        true => "webhook",
        false => "Client",
    };
    format!("[`{name}`](crate::{owner}::{name})")
}

/// `a`, `a and b`, `a, b and c`.
pub fn joined(words: &[String]) -> String {
    match words {
        [first @ .., last] if !first.is_empty() => format!("{} and {last}", first.join(", ")),
        none_or_one => none_or_one.concat(),
    }
}

/// The operations as a section in Markdown, for the page of the crate.
pub(crate) fn operations_table(api: &Api) -> String {
    if api.operations.is_empty() {
        return String::new();
    }
    let mut text = "# Operations\n\n\
        | Method | What it is for | Only reads | Feature | Types |\n|---|---|---|---|---|\n"
        .to_owned();
    for operation in &api.operations {
        let Operation { verb, path, .. } = operation;
        let summary = operation.summary.as_deref().unwrap_or_default();
        let summary = summary.replace('|', "\\|").replace('\n', " ");
        let reads = if operation.reads { "yes" } else { "" };
        let feature = operation.feature.as_deref();
        let feature = feature.map_or_else(String::new, |name| format!("`{name}`"));
        let request = operation.body().and_then(|body| body.ty.named());
        let request = request.map(|name| format!("[request](crate::types::{name})"));
        let response = match &operation.answer {
            Answer::Json(name) => Some(format!("[response](crate::types::{name})")),
            Answer::File(_) => Some("[file](crate::Download)".to_owned()),
            Answer::Empty => None,
        };
        let types: Vec<String> = request.into_iter().chain(response).collect();
        text.push_str(&format!(
            "| {}<br>`{verb} {path}` | {summary} | {reads} | {feature} | {} |\n",
            link(&operation.name),
            types.join("<br>")
        ));
    }
    text
}

/// A field: its description, then what a user has to know of it.
pub(crate) fn of_field(field: &Field, direction: Direction) -> String {
    let remarks = remarks(field, direction);
    let description = field.description.as_deref().unwrap_or_default();
    if description.is_empty() && remarks.is_empty() {
        return comment(&[&format!("`{}`.", field.wire)]);
    }
    comment(&[description, &remarks])
}

fn remarks(field: &Field, direction: Direction) -> String {
    let mut remarks = Vec::new();
    if field.deprecated {
        remarks.push("**Deprecated.**");
    }
    if direction.is_received() && field.required {
        remarks.push(match field.nullable {
            true => "Always sent, may be null.",
            false => "Always sent.",
        });
    }
    if field.is_money() {
        remarks.push("An amount of money.");
    }
    if field.hidden {
        remarks.push(HIDDEN);
    }
    remarks.join(" ")
}
