//! What can be wrong with a fragment, said in one line.

use std::path::{Path, PathBuf};

/// A fault at one place of the document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// JSON pointer of the faulty node; empty for the whole document.
    pub pointer: String,
    /// What is wrong, and what to do.
    pub cause: String,
}

impl Fault {
    pub fn new(pointer: impl Into<String>, cause: impl Into<String>) -> Self {
        Self {
            pointer: pointer.into(),
            cause: cause.into(),
        }
    }
}

/// A fault and the file in which it stands.
#[derive(Debug, thiserror::Error)]
#[error("{}{}: {}", file.display(), fragment(&fault.pointer), one_line(&fault.cause))]
pub struct Error {
    file: PathBuf,
    fault: Fault,
}

impl Error {
    pub fn new(file: &Path, fault: Fault) -> Self {
        Self {
            file: file.to_owned(),
            fault,
        }
    }
}

/// As at the end of a URI; nothing for the whole document.
fn fragment(pointer: &str) -> String {
    match pointer {
        "" => String::new(),
        pointer => format!("#{pointer}"),
    }
}

/// Cargo shows the first line of a `cargo::error=` and drops the others.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Escapes one segment of a JSON pointer.
pub fn escape(segment: &str) -> String {
    segment.replace('~', "~0").replace('/', "~1")
}
