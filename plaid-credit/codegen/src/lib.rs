//! Turns an OpenAPI fragment into the source of the generated part of `plaid-credit`.
//!
//! Nothing else in the workspace knows progenitor, or what a document means in Rust: whoever
//! wants to know asks [`api()`] or [`generate`] and reads the [`Api`].
//!
//! ```text
//! document --passes--> normal form --progenitor, typify--> Api + transport --emit--> source
//! ```
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod api;
mod caught;
mod check;
mod directions;
mod emit;
mod error;
pub mod extensions;
mod names;
pub mod naming;
mod operations;
mod passes;
mod progenitor;
mod recursion;
pub mod references;
mod template;
mod types;
mod walk;

use std::path::Path;
use std::{fs, io};

use proc_macro2::TokenStream;
use serde_json::{Map, Value};

pub use api::Api;
pub use emit::joined;
pub use error::Fault;
pub use operations::id_or_place;
pub use passes::bodies::{preferred_media_type, successes};
pub use serde_json;
pub use walk::METHODS;

/// What a document becomes.
#[derive(Clone, Debug)]
pub struct Generated {
    /// The types and operations.
    pub api: Api,
    /// The Rust source.
    pub source: String,
    /// The operations, as a section in Markdown for the page of the crate.
    pub operations: String,
}

impl Generated {
    /// The files that `plaid-credit` includes: their names, and what they hold.
    pub fn files(&self) -> [(&'static str, &str); 2] {
        [
            ("generated.rs", &self.source),
            ("operations.md", &self.operations),
        ]
    }

    /// Writes the [files](Self::files).
    ///
    /// # Errors
    ///
    /// The folder is not there, or a file cannot be written.
    pub fn write(&self, folder: &Path) -> io::Result<()> {
        let mut files = self.files().into_iter();
        files.try_for_each(|(name, text)| fs::write(folder.join(name), text))
    }
}

/// Generates the types and operations of an OpenAPI 3.0 document. In the source, what only some
/// cargo features use is compiled where one of them is on.
///
/// # Errors
///
/// A [`Fault`] says what is wrong with the document, and where.
pub fn generate(document: Value) -> Result<Generated, Fault> {
    let (api, transport) = read(document)?;
    let transport = emit::Transport::parse(transport, &api)?;
    Ok(Generated {
        source: emit::source(&api, &transport),
        operations: emit::operations_table(&api),
        api,
    })
}

/// The types and operations of an OpenAPI 3.0 document, without their source.
///
/// # Errors
///
/// A [`Fault`] says what is wrong with the document, and where.
pub fn api(document: Value) -> Result<Api, Fault> {
    Ok(read(document)?.0)
}

/// Reads the document, and hands out progenitor's code beside what it means.
fn read(mut document: Value) -> Result<(Api, TokenStream), Fault> {
    check::check(&document)?;
    let inline = passes::run(&mut document)?;
    let places = names::to_rust(&mut document, &inline)?;
    let drafts = operations::read(&document)?;
    let directions = directions::of(&document["components"], &drafts);
    let none = Map::new();
    let components = walk::schemas(&document).unwrap_or(&none);
    let version = document.pointer("/info/version").and_then(Value::as_str);
    let version = version.ok_or_else(|| Fault::new("/info/version", "missing or not text"))?;
    let output = progenitor::run(version, components, &directions, &drafts)?;
    let schemas = types::Schemas {
        components,
        places: &places,
        directions: &directions,
    };
    let mut types = schemas.types(output.types)?;
    recursion::box_cycles(&mut types);
    let operations = drafts
        .into_iter()
        .zip(output.arguments)
        .map(|(draft, arguments)| draft.with_types(arguments, &types))
        .collect();
    Ok((Api { types, operations }, output.code))
}

#[cfg(test)]
mod tests;
