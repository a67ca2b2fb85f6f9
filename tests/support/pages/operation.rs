//! The page of an operation.

use crate::document::{Operation, flag, text};
use crate::generated::Method;

use super::reference::Reference;
use super::wire_type;

pub(super) fn page(reference: &Reference, operation: &Operation<'_>) -> String {
    let Operation {
        id,
        method: verb,
        path,
        keywords,
    } = operation;
    let mut page = format!("{id}\n{verb} {path}\n");
    if let Some(feature) = text(keywords, "x-cargo-feature") {
        page.push_str(&format!("cargo feature `{feature}`\n"));
    }
    let method = reference.generated.method(id);
    if flag(keywords, "deprecated") || method.is_some_and(|(_, method)| method.is_deprecated) {
        page.push_str("deprecated\n");
    }
    for prose in ["summary", "description"] {
        if let Some(prose) = text(keywords, prose) {
            page.push_str(&format!("\n{}\n", prose.trim()));
        }
    }
    page.push_str("\nIN RUST\n");
    match method {
        Some((_, method)) => page.push_str(&format!("{}\n", method.signature)),
        None => page.push_str("no method\n"),
    }
    page.push_str("\nBODIES\n");
    for body in operation.bodies() {
        let wire = wire_type::of(&reference.document, body.schema);
        page.push_str(&format!("{} | {} | {wire}\n", body.of, body.media_type));
    }
    page
}

/// The model that a method answers with: `T` of `Response<T>`.
pub(super) fn answer_model(method: &Method) -> Option<String> {
    let answer = method.answer.strip_prefix("Response<")?;
    answer.strip_suffix('>').map(str::to_owned)
}
