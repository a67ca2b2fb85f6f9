//! The page of an operation.

use plaid_credit_codegen::api::{Answer, Header, Operation, SentIn};

use super::{below, paragraph, signatures};

pub(super) fn page(operation: &Operation) -> String {
    let Operation { id, verb, path, .. } = operation;
    let mut page = format!("{id}\n{verb} {path}\n");
    if let Some(feature) = &operation.feature {
        page.push_str(&format!("cargo feature `{feature}`\n"));
    }
    page.push_str(match operation.reads {
        true => "only reads: a failed call is repeated\n",
        false => "writes: a call is repeated only if Plaid cannot have seen it\n",
    });
    if operation.deprecated {
        page.push_str("deprecated\n");
    }
    page.push_str(&paragraph(operation.summary.as_deref()));
    page.push_str(&paragraph(operation.description.as_deref()));
    page.push_str(&format!("\nIN RUST\n{}\n", signatures::method(operation)));
    if !operation.arguments.is_empty() {
        page.push_str("\nARGUMENTS\n");
    }
    for argument in &operation.arguments {
        let place = match &argument.sent_in {
            SentIn::Path(name) => format!("path `{name}`"),
            SentIn::Query(name) => format!("query `{name}`"),
            SentIn::Header(name) => format!("header `{name}`"),
            SentIn::Body(media_type) => format!("body, {media_type}"),
        };
        page.push_str(&format!("{} | {} | {place}\n", argument.name, argument.ty));
        page.push_str(&below(argument.description.as_deref()));
    }
    if !operation.headers.is_empty() {
        page.push_str("\nHEADERS\n");
    }
    for Header { name, description } in &operation.headers {
        page.push_str(&format!("{name} | optional, set with `Call::header`\n"));
        page.push_str(&below(description.as_deref()));
    }
    page.push_str("\nANSWER\n");
    page.push_str(&match &operation.answer {
        Answer::Json(name) => format!("{name} | JSON\n"),
        Answer::File(media_type) => format!("Download | {media_type}\n"),
        Answer::Empty => "nothing to read\n".to_owned(),
    });
    page
}
