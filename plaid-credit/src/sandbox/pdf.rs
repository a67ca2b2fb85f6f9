//! A small PDF document.

use std::fmt::Write;

use serde_json::Value;

const PAGES: usize = 24;
const LINES: usize = 40;

/// A valid PDF with a title, these lines and pages of filling text; the same makes the same
/// bytes.
pub(super) fn document(title: &str, lines: &[String]) -> Vec<u8> {
    let title: String = title
        .chars()
        .filter(|letter| letter.is_ascii_alphanumeric() || matches!(letter, ' ' | '/' | '_'))
        .collect();
    let pages = PAGES.max(lines.len().div_ceil(LINES));
    let kids: Vec<String> = (0..pages)
        .map(|page| format!("{} 0 R", 4 + 2 * page))
        .collect();
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        format!(
            "<< /Type /Pages /Kids [{}] /Count {pages} >>",
            kids.join(" ")
        ),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned(),
    ];
    for page in 0..pages {
        let text = text(
            &title,
            page + 1,
            lines.chunks(LINES).nth(page).unwrap_or_default(),
        );
        objects.push(format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] \
             /Resources << /Font << /F1 3 0 R >> >> /Contents {} 0 R >>",
            5 + 2 * page
        ));
        objects.push(format!(
            "<< /Length {} >>\nstream\n{text}endstream",
            text.len()
        ));
    }
    assemble(&objects)
}

fn text(title: &str, page: usize, lines: &[String]) -> String {
    let mut text = format!("BT /F1 11 Tf 16 TL 56 736 Td ({title}, page {page}) Tj T*\n");
    for line in lines {
        let _ = writeln!(text, "({}) Tj T*", escaped(line));
    }
    for line in lines.len() + 1..=LINES {
        let line =
            format!("({line}: made up by the sandbox of plaid-credit, about nobody) Tj T*\n");
        text.push_str(&line);
    }
    text.push_str("ET\n");
    text
}

/// One line for each value in a body of JSON that is not empty.
pub(super) fn lines(body: &Value) -> Vec<String> {
    let mut lines = Vec::new();
    collect("", body, &mut lines);
    lines
}

fn collect(path: &str, value: &Value, lines: &mut Vec<String>) {
    let path_of = |part: &str| match path {
        "" => part.to_owned(),
        path => format!("{path} {part}"),
    };
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                collect(&path_of(name), member, lines);
            }
        }
        Value::Array(elements) => {
            for (index, element) in elements.iter().enumerate() {
                collect(&path_of(&(index + 1).to_string()), element, lines);
            }
        }
        Value::Null => {}
        Value::String(text) => lines.push(format!("{path}: {text}")),
        other => lines.push(format!("{path}: {other}")),
    }
}

/// As a PDF writes text between parentheses.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for letter in text.chars() {
        if matches!(letter, '(' | ')' | '\\') {
            escaped.push('\\');
        }
        escaped.push(if letter.is_ascii() { letter } else { '?' });
    }
    escaped
}

/// Objects, and the table that says at which byte each starts.
fn assemble(objects: &[String]) -> Vec<u8> {
    let mut document = "%PDF-1.4\n".to_owned();
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for (index, object) in objects.iter().enumerate() {
        // Writing to a string cannot fail.
        let _ = writeln!(table, "{:010} 00000 n ", document.len());
        let _ = write!(document, "{} 0 obj\n{object}\nendobj\n", index + 1);
    }
    let start = document.len();
    let size = objects.len() + 1;
    let _ = write!(
        document,
        "{table}trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n"
    );
    document.into_bytes()
}
