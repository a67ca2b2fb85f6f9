//! Doc comments, and the table of operations.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::TokenStream;
use quote::quote;

use crate::api::{Answer, Api, Argument, Direction, Field, Operation, Shape, Struct, Type};

const OPEN: &str = "\
    A value that this version does not know is kept as [`Unknown`](Self::Unknown), and \
    [`as_str`](Self::as_str) returns it as sent. In a `match`, handle such values with a \
    wildcard arm.";

const HIDDEN: &str = "Hidden in `Debug`.";

/// The most operations that are named; if there are more, only their number is given.
const MOST_OPERATIONS: usize = 6;

/// One doc comment of these paragraphs.
pub(crate) fn comment(paragraphs: &[&str]) -> TokenStream {
    let mut lines = Vec::new();
    for paragraph in paragraphs {
        if !lines.is_empty() && !paragraph.trim().is_empty() {
            lines.push(String::new());
        }
        let trimmed = paragraph.trim().lines();
        lines.extend(trimmed.map(|line| format!(" {}", line.trim_end())));
    }
    quote!(#(#[doc = #lines])*)
}

/// By type, the operations that use it.
pub(crate) fn users(api: &Api) -> BTreeMap<&str, Vec<&Operation>> {
    let mut users = BTreeMap::<_, Vec<_>>::new();
    for operation in &api.operations {
        for name in api.reached_by(operation) {
            users.entry(name).or_default().push(operation);
        }
    }
    users
}

/// What a type is about, what users have to know of it, and which operations use it.
pub(crate) fn of_type(ty: &Type, users: &[&Operation]) -> TokenStream {
    let description = ty.description.clone();
    let description = description.unwrap_or_else(|| format!("Plaid's `{}`.", ty.schema()));
    let remark = match &ty.shape {
        Shape::Struct(object) => requirements(object),
        Shape::Enum(_) => OPEN.to_owned(),
        Shape::Newtype(newtype) if newtype.hidden => HIDDEN.to_owned(),
        Shape::Newtype(_) => String::new(),
    };
    comment(&[&description, &remark, &used_by(users)])
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
    let mut text = match joined(arguments) {
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

fn used_by(users: &[&Operation]) -> String {
    let methods = match users.len() {
        0 => return String::new(),
        1..=MOST_OPERATIONS => joined(users.iter().map(|operation| link(operation))),
        many => format!("{many} operations"),
    };
    let features = users.iter().filter_map(|user| user.feature.as_deref());
    let features: BTreeSet<String> = features.map(|name| format!("`{name}`")).collect();
    let features = match features.len() {
        0 => return format!("Used by {methods}."),
        1 => format!("feature {}", joined(features)),
        _ => format!("features {}", joined(features)),
    };
    format!("Used by {methods} ({features}).")
}

fn link(operation: &Operation) -> String {
    let name = &operation.name;
    format!("[`{name}`](crate::Client::{name})")
}

/// `a, b and c`
fn joined(words: impl IntoIterator<Item = String>) -> String {
    let mut words: Vec<String> = words.into_iter().collect();
    match (words.pop(), words.is_empty()) {
        (None, _) => String::new(),
        (Some(last), true) => last,
        (Some(last), false) => format!("{} and {last}", words.join(", ")),
    }
}

/// The operations as a section in Markdown, for the page of the crate.
pub(crate) fn operations_table(api: &Api) -> String {
    if api.operations.is_empty() {
        return String::new();
    }
    let mut text = "# Operations\n\n\
        | Method | What it is for | Feature | Types |\n|---|---|---|---|\n"
        .to_owned();
    for operation in &api.operations {
        let Operation { verb, path, .. } = operation;
        let summary = operation.summary.as_deref().unwrap_or_default();
        let summary = summary.replace('|', "\\|").replace('\n', " ");
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
            "| {}<br>`{verb} {path}` | {summary} | {feature} | {} |\n",
            link(operation),
            types.join("<br>")
        ));
    }
    text
}

/// A field: its description, then what a user has to know of it.
pub(crate) fn of_field(field: &Field, direction: Direction) -> TokenStream {
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
