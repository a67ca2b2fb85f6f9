//! A small PDF document.

use std::fmt::Write;

const PAGES: usize = 24;
const LINES: usize = 40;

/// A valid PDF with a title and pages of text; the same title makes the same bytes.
pub(super) fn document(title: &str) -> Vec<u8> {
    let title: String = title
        .chars()
        .filter(|letter| letter.is_ascii_alphanumeric() || matches!(letter, ' ' | '/' | '_'))
        .collect();
    let kids: Vec<String> = (0..PAGES)
        .map(|page| format!("{} 0 R", 4 + 2 * page))
        .collect();
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        format!(
            "<< /Type /Pages /Kids [{}] /Count {PAGES} >>",
            kids.join(" ")
        ),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned(),
    ];
    for page in 0..PAGES {
        let text = text(&title, page + 1);
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

fn text(title: &str, page: usize) -> String {
    let mut text =
        format!("BT /F1 11 Tf 16 TL 56 736 Td ({title}, page {page} of {PAGES}) Tj T*\n");
    for line in 1..=LINES {
        let line =
            format!("({line}: made up by the sandbox of plaid-credit, about nobody) Tj T*\n");
        text.push_str(&line);
    }
    text.push_str("ET\n");
    text
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
