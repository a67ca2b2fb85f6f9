//! The enum of webhooks: its variants, by type and code.

use super::text::{comment, indented};
use crate::api::{Api, Shape, Type, TypeRef, Webhook};

/// What a webhook may be about: each has a method of `Event`, of the property's name.
const IDS: [&str; 3] = ["item_id", "link_session_id", "user_id"];

/// The table that `crate::webhook::events!` makes `Event` of; nothing without webhooks.
pub(crate) fn module(api: &Api) -> String {
    let rows = api.webhooks().map(|(ty, webhook)| row(api, ty, webhook));
    let rows: String = rows.collect();
    if rows.is_empty() {
        return rows;
    }
    let rows = indented(&indented(&rows));
    format!(
        r#"#[cfg(feature = "webhooks")]
pub(crate) mod webhooks {{
    use super::types::*;
    crate::webhook::events! {{
{rows}    }}
}}
"#
    )
}

fn row(api: &Api, ty: &Type, webhook: &Webhook) -> String {
    let Webhook { kind, code, .. } = webhook;
    let (variant, body) = (api.variant(ty), &ty.name);
    let call = format!("Type `{kind}`, code `{code}`.");
    let doc = comment(&[ty.description.as_deref().unwrap_or_default(), &call]);
    let ids = IDS.iter().filter_map(|id| {
        let field = api.object(&ty.name)?.field(id)?;
        is_text(api, &field.ty).then(|| format!("{id}: {}", field.name))
    });
    let ids = ids.collect::<Vec<_>>().join(", ");
    format!("{doc}{variant}({body}) = {kind:?} {code:?} {{ {ids} }}\n")
}

fn is_text(api: &Api, ty: &TypeRef) -> bool {
    match ty.without_option() {
        TypeRef::Named(name) => match api.types.get(name).map(|ty| &ty.shape) {
            Some(Shape::Newtype(newtype)) => newtype.inner == TypeRef::String,
            _ => false,
        },
        ty => *ty == TypeRef::String,
    }
}
