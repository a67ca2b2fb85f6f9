//! What can be wrong with a document, said in one line.

use crate::references::escape;

/// A fault at one place of the document. Displays as `#/pointer: cause` on one line.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("#{}: {}", visible(pointer), visible(&one_line(cause)))]
pub struct Fault {
    /// JSON pointer of the faulty node; empty for the whole document.
    pub pointer: String,
    /// What is wrong, and what to do.
    pub cause: String,
}

impl Fault {
    pub(crate) fn new(pointer: impl Into<String>, cause: impl Into<String>) -> Self {
        Self {
            pointer: pointer.into(),
            cause: cause.into(),
        }
    }

    /// A fault of the component schema of this name.
    pub(crate) fn in_schema(name: &str, cause: impl Into<String>) -> Self {
        Self::new(format!("/components/schemas/{}", escape(name)), cause)
    }

    /// The same fault, seen from where the node stands under this key.
    pub(crate) fn under(mut self, key: &str) -> Self {
        self.pointer = format!("/{}{}", escape(key), self.pointer);
        self
    }
}

/// Cargo shows the first line of a `cargo::error=` and drops the others.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Names may hold anything: what would move the cursor is escaped.
fn visible(text: &str) -> String {
    let mut visible = String::new();
    for letter in text.chars() {
        match letter.is_control() {
            true => visible.extend(letter.escape_default()),
            false => visible.push(letter),
        }
    }
    visible
}
