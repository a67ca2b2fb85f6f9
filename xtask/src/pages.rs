//! The pages that a reviewer reads: one for each type, one for each operation, an index.
//!
//! They are made from the `Api` alone, but for the hashes in the index. A page holds one line for
//! each fact, so that a line moves only where its fact does.

mod index;
mod operation;
mod signatures;
#[cfg(test)]
mod tests;
mod types;

use std::collections::BTreeSet;

use plaid_credit_codegen::Generated;

pub(crate) use index::HASH;
pub(crate) use signatures::{answer, parameter};
pub use signatures::{functions, method};

/// A page of the reference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// The name of its file without the extension: the schema's name, the operation's ID, or
    /// `index`.
    pub name: String,
    /// What it says.
    pub text: String,
}

impl Page {
    /// The snapshot file of this page, byte for byte as insta writes it.
    pub fn file(&self) -> String {
        let text = self.text.trim_end().replace("\r\n", "\n");
        format!("---\nsource: tests/snapshots.rs\n---\n{text}\n")
    }
}

/// All pages of a generated crate.
pub fn all(generated: &Generated) -> Vec<Page> {
    let api = &generated.api;
    let mut names = Names::default();
    let mut pages = vec![names.page("index", index::page(generated))];
    for ty in index::types(api) {
        pages.push(names.page(ty.schema(), types::page(api, ty)));
    }
    for operation in index::operations(api) {
        pages.push(names.page(&operation.id, operation::page(operation)));
    }
    pages
}

/// Keeps two pages from sharing a file where the file system ignores case.
#[derive(Default)]
struct Names(BTreeSet<String>);

impl Names {
    fn page(&mut self, name: &str, text: String) -> Page {
        let in_file_names = |letter: char| letter.is_ascii_alphanumeric() || "-_.".contains(letter);
        let mut name = name.replace(|letter| !in_file_names(letter), "-");
        while !self.0.insert(name.to_lowercase()) {
            name.push_str("-2");
        }
        Page { name, text }
    }
}

/// A description as a paragraph of its own; nothing if there is none.
fn paragraph(text: Option<&str>) -> String {
    match text.map(str::trim) {
        Some(text) if !text.is_empty() => format!("\n{text}\n"),
        _ => String::new(),
    }
}

/// The lines of a description below a row.
fn below(description: Option<&str>) -> String {
    let lines = description.into_iter().flat_map(str::lines);
    let indented = lines.map(|line| format!("    {line}"));
    indented
        .map(|line| format!("{}\n", line.trim_end()))
        .collect()
}
