//! The methods of the crate's client, and the table of operations that they call.

use std::collections::BTreeMap;

use super::areas;
use super::text::{comment, indented, parameter};
use super::transport::Method;
use crate::api::{Answer, Api, Operation, SentIn, TypeRef};

const HEADERS: &str =
    "# Optional headers\n\nTo set one, use [`Call::header`](crate::Call::header).";

/// The table of all operations, and the methods, which send by `senders`.
pub(crate) fn all(api: &Api, senders: &[Method]) -> String {
    let rows: String = api.operations.iter().map(row).collect();
    let mut source = format!(
        r#"/// The operations, whichever features are on.
pub(crate) static OPERATIONS: &[crate::client::Operation] = &[
{rows}];
"#
    );
    let mut methods = BTreeMap::<_, String>::new();
    for (index, (operation, sender)) in api.operations.iter().zip(senders).enumerate() {
        let area = methods.entry(operation.feature.as_deref()).or_default();
        area.push_str(&method(index, operation, sender));
    }
    for (feature, methods) in methods {
        let about = feature.map_or_else(String::new, |feature| {
            let about = format!("The operations of the feature `{feature}`.");
            comment(&[&format!("# `{feature}`"), &about])
        });
        let condition = areas::condition(&feature.into_iter().collect());
        let methods = indented(&methods);
        source.push_str(&format!(
            r#"{about}{condition}#[allow(clippy::too_many_arguments)]
impl crate::Client {{
{methods}}}
"#
        ));
    }
    source
}

/// What the client knows of an operation.
fn row(operation: &Operation) -> String {
    let Operation { id, verb, .. } = operation;
    let Operation { path, reads, .. } = operation;
    let answer = match &operation.answer {
        Answer::Json(_) => "Json".to_owned(),
        Answer::File(media_type) => format!("File({media_type:?})"),
        Answer::Empty => "Empty".to_owned(),
    };
    format!(
        r#"    crate::client::Operation {{
        id: ::std::borrow::Cow::Borrowed({id:?}),
        method: {verb:?},
        path: ::std::borrow::Cow::Borrowed({path:?}),
        reads: {reads},
        answer: crate::client::Answer::{answer},
    }},
"#
    )
}

fn method(index: usize, operation: &Operation, sender: &Method) -> String {
    let name = &operation.name;
    let doc = doc(operation);
    let deprecated = match operation.deprecated {
        true => "#[deprecated(note = \"Plaid has deprecated this operation\")]\n",
        false => "",
    };
    let parameters = operation.arguments.iter().map(parameter);
    let parameters: String = parameters.map(|it| format!(", {it}")).collect();
    let answer = match &operation.answer {
        Answer::Json(name) => format!("crate::Response<types::{name}>"),
        Answer::File(_) => "crate::Download".to_owned(),
        Answer::Empty => "crate::Response<()>".to_owned(),
    };
    let body = body(operation);
    let (owned, bytes, send) = sending(operation, sender);
    format!(
        r#"{doc}{deprecated}pub fn {name}(&self{parameters}) -> crate::Call<{answer}> {{
{owned}    crate::Call::new(self, &OPERATIONS[{index}], {body}, move |transport, _, {bytes}| {{
{send}    }})
}}
"#
    )
}

fn doc(operation: &Operation) -> String {
    let Operation { verb, path, .. } = operation;
    let call = match &operation.answer {
        Answer::File(media_type) => format!("`{verb} {path}`, which responds with `{media_type}`."),
        Answer::Json(_) | Answer::Empty => format!("`{verb} {path}`"),
    };
    let arguments = operation.arguments.iter();
    let arguments =
        arguments.filter_map(|it| Some(format!("`{}`: {}", it.name, it.description.as_ref()?)));
    comment(&[
        operation.summary.as_deref().unwrap_or_default(),
        operation.description.as_deref().unwrap_or_default(),
        &arguments.collect::<Vec<_>>().join("\n\n"),
        &call,
        &headers(operation),
    ])
}

/// The section on optional headers.
fn headers(operation: &Operation) -> String {
    let headers = operation.headers.iter();
    let headers = headers.map(|header| match &header.description {
        Some(description) => format!("`{}`: {description}", header.name),
        None => format!("`{}`", header.name),
    });
    let headers: Vec<String> = headers.collect();
    match headers.is_empty() {
        true => String::new(),
        false => format!("{HEADERS}\n\n{}", headers.join("\n\n")),
    }
}

/// The bytes that are sent as the body.
fn body(operation: &Operation) -> String {
    let Some(body) = operation.body() else {
        return "::std::result::Result::Ok(::bytes::Bytes::new())".to_owned();
    };
    match body.ty == TypeRef::Bytes {
        true => format!("::std::result::Result::Ok({})", body.name),
        false => format!("crate::client::json({})", body.name),
    }
}

/// What a call makes of its arguments to keep, what it names the bytes of the body, and how it
/// sends them once.
fn sending(operation: &Operation, sender: &Method) -> (String, &'static str, String) {
    let (mut owned, mut send) = (String::new(), String::new());
    let mut values = Vec::new();
    for (argument, by_value) in operation.arguments.iter().zip(&sender.by_value) {
        if let SentIn::Body(_) = argument.sent_in {
            values.push("bytes".to_owned());
            continue;
        }
        let name = &argument.name;
        let is_optional = argument.ty.inside_option().is_some();
        if argument.by_reference {
            let value = match is_optional {
                true => format!("{name}.map(::std::borrow::ToOwned::to_owned)"),
                false => format!("::std::borrow::ToOwned::to_owned({name})"),
            };
            owned.push_str(&format!("    let {name} = {value};\n"));
        }
        send.push_str(&format!(
            "        let {name} = ::std::clone::Clone::clone(&{name});\n"
        ));
        let is_text = *argument.ty.without_option() == TypeRef::String;
        values.push(match (by_value, is_optional) {
            (true, _) => name.clone(),
            (false, true) if is_text => format!("{name}.as_deref()"),
            (false, true) => format!("{name}.as_ref()"),
            (false, false) => format!("&{name}"),
        });
    }
    let sent = sender.order.iter().filter_map(|index| values.get(*index));
    let sent: Vec<&str> = sent.map(String::as_str).collect();
    let (method, sent) = (&sender.code.sig.ident, sent.join(", "));
    send.push_str(&format!(
        "        async move {{ transport.{method}({sent}).await }}\n"
    ));
    let bytes = operation.body().map_or("_", |_| "bytes");
    (owned, bytes, send)
}
