//! The index: a line for each type and operation, and the hashes by which no change of a
//! generated file goes unseen.

use plaid_credit_codegen::api::{Operation, Type, Webhook};
use plaid_credit_codegen::{Api, Generated};
use sha2::{Digest, Sha256};

/// What a line with a hash begins with. `sha256sum --check` reads such lines.
pub(crate) const HASH: &str = "SHA256 (";

pub(super) fn page(generated: &Generated) -> String {
    let mut page = String::new();
    for (name, text) in generated.files() {
        page.push_str(&format!("{HASH}{name}) = {:x}\n", Sha256::digest(text)));
    }
    let api = &generated.api;
    page.push_str("\nTYPES\n");
    for ty in types(api) {
        page.push_str(&format!("{} = types::{}\n", ty.schema(), ty.name));
    }
    if api.user_identifier().is_some() {
        page.push_str("\nOTHER TYPES\ntypes::UserIdentifier\n");
    }
    page.push_str("\nOPERATIONS\n");
    for operation in operations(api) {
        page.push_str(&format!("{} = Client::{}\n", operation.id, operation.name));
    }
    page.push_str("\nWEBHOOKS\n");
    for (ty, Webhook { kind, code, .. }) in api.webhooks() {
        let variant = api.variant(ty);
        page.push_str(&format!("{kind} {code} = webhook::Event::{variant}\n"));
    }
    page
}

/// The types, in the order of the names of their schemas.
pub(super) fn types(api: &Api) -> Vec<&Type> {
    let mut types: Vec<&Type> = api.types.values().collect();
    types.sort_by_key(|ty| ty.schema());
    types
}

/// The operations, in the order of their IDs.
pub(super) fn operations(api: &Api) -> Vec<&Operation> {
    let mut operations: Vec<&Operation> = api.operations.iter().collect();
    operations.sort_by_key(|operation| &operation.id);
    operations
}
