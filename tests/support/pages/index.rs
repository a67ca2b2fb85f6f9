//! The index: a line for each model and operation, and a hash by which no change of the
//! generated source goes unseen.

use sha2::{Digest, Sha256};

use super::reference::Reference;

pub(super) fn page(reference: &Reference) -> String {
    let hash = Sha256::digest(reference.source);
    let mut page = format!("generated source: sha256 {hash:x}\n");
    page.push_str("\nMODELS\n");
    for (name, sides) in reference.schemas() {
        match sides.rust {
            Some(rust) => page.push_str(&format!("{name} = types::{rust}\n")),
            None => page.push_str(&format!("{name} = no model\n")),
        }
    }
    page.push_str("\nOTHER TYPES\n");
    for helper in &reference.generated.helpers {
        page.push_str(&format!("types::{helper}\n"));
    }
    page.push_str("\nOPERATIONS\n");
    for operation in reference.document.operations() {
        match reference.generated.method(operation.id) {
            Some((method, _)) => {
                page.push_str(&format!("{} = Client::{method}\n", operation.id));
            }
            None => page.push_str(&format!("{} = no method\n", operation.id)),
        }
    }
    page
}
