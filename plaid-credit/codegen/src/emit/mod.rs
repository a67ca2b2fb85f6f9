//! Writes the Rust source of an [`Api`] around progenitor's client.

mod areas;
mod constructors;
mod docs;
mod models;
mod operations;
mod text;
mod transport;
mod webhooks;

use std::collections::BTreeSet;

use super::api::Api;

pub use docs::joined;
pub(crate) use docs::operations_table;
pub(crate) use text::rust_type;
pub(crate) use transport::Transport;

/// The whole generated file.
pub(crate) fn source(api: &Api, transport: &Transport) -> String {
    let fields = api.structs().flat_map(|object| &object.fields);
    let names: BTreeSet<&String> = fields.map(|field| &field.wire).collect();
    let rows = names.iter().map(|name| format!("    {name:?},\n"));
    let names: String = rows.collect();
    let names = format!(
        r#"/// The names of all fields in JSON, in their order.
pub(crate) const FIELD_NAMES: &[&str] = &[
{names}];
"#
    );
    [
        models::module(api),
        operations::all(api, &transport.methods),
        transport.module(),
        webhooks::module(api),
        names,
    ]
    .concat()
}
