//! Pieces of Rust source.

use crate::api::{Parameter, TypeRef};

/// The type of an amount of money.
const DECIMAL: &str = "::rust_decimal::Decimal";

/// One doc comment of these paragraphs.
pub(crate) fn comment(paragraphs: &[&str]) -> String {
    let paragraphs = paragraphs.iter().map(|text| text.trim());
    let paragraphs: Vec<&str> = paragraphs.filter(|text| !text.is_empty()).collect();
    // A carriage return that ends no line is an error in a comment.
    let text = paragraphs
        .join("\n\n")
        .replace("\r\n", "\n")
        .replace('\r', " ");
    let text = visible(&text);
    let lines = text.lines().map(|line| format!("/// {line}"));
    lines
        .map(|line| line.trim_end().to_owned() + "\n")
        .collect()
}

/// The text with escapes for the characters that change its direction, which the compiler
/// refuses in a comment. String literals have all such characters escaped.
fn visible(text: &str) -> String {
    let mut visible = String::new();
    for letter in text.chars() {
        match letter {
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
                visible.extend(letter.escape_unicode());
            }
            _ => visible.push(letter),
        }
    }
    visible
}

/// Lines, as they stand inside braces. No string literal spans two of them.
pub(crate) fn indented(lines: &str) -> String {
    lines.lines().map(|line| format!("    {line}\n")).collect()
}

/// The type, as the module `types` names it.
pub(crate) fn rust_type(ty: &TypeRef) -> String {
    render(ty, "", DECIMAL)
}

/// The type by which schemars describes amounts of money.
pub(crate) fn with_money(ty: &TypeRef) -> String {
    render(ty, "", "crate::wire::schema::Money")
}

fn render(ty: &TypeRef, types: &str, decimal: &str) -> String {
    let inside = |inner: &TypeRef| render(inner, types, decimal);
    match ty {
        TypeRef::Bool => "bool".to_owned(),
        TypeRef::I32 => "i32".to_owned(),
        TypeRef::I64 => "i64".to_owned(),
        TypeRef::F64 => "f64".to_owned(),
        TypeRef::Decimal => decimal.to_owned(),
        TypeRef::String => "::std::string::String".to_owned(),
        TypeRef::Date => "::chrono::naive::NaiveDate".to_owned(),
        TypeRef::DateTime => "::chrono::DateTime<::chrono::offset::Utc>".to_owned(),
        TypeRef::Bytes => "::bytes::Bytes".to_owned(),
        TypeRef::Json => "::serde_json::Value".to_owned(),
        TypeRef::JsonObject => {
            "::serde_json::Map<::std::string::String, ::serde_json::Value>".to_owned()
        }
        TypeRef::Named(name) => format!("{types}{name}"),
        TypeRef::Option(inner) => format!("::std::option::Option<{}>", inside(inner)),
        TypeRef::Vec(inner) => format!("::std::vec::Vec<{}>", inside(inner)),
        TypeRef::Boxed(inner) => format!("::std::boxed::Box<{}>", inside(inner)),
        TypeRef::Map(inner) => format!(
            "::std::collections::BTreeMap<::std::string::String, {}>",
            inside(inner)
        ),
    }
}

/// An argument as a method of the client takes it.
pub(crate) fn parameter(parameter: &Parameter) -> String {
    parameter.signature("::std::option::Option", |ty| render(ty, "types::", DECIMAL))
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_comment_has_no_characters_that_the_compiler_refuses_there() {
        let written = super::comment(&["a\u{202e}b\u{2066}\rc", "d"]);
        assert_eq!(written, "/// a\\u{202e}b\\u{2066} c\n///\n/// d\n");
    }
}
