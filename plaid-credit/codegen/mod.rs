//! Turns an OpenAPI fragment into the source of the generated part of this crate.
#![allow(missing_docs, unreachable_pub)]

mod emit;
mod error;
mod fragment;
mod model;
pub mod naming;
mod outline;
mod passes;
mod progenitor;
mod recursion;
mod references;
mod rust_type;
mod sensitive;
mod walk;

use std::path::Path;

pub use error::Error;
pub use fragment::Operations;

/// Generates the Rust source for `operations` of the fragment in `file`.
pub fn generate(file: &Path, operations: &Operations) -> Result<String, Error> {
    let run = || {
        let mut document = fragment::read(file)?;
        fragment::check_references(&document)?;
        let names = passes::Names::of(&mut document)?;
        fragment::select(&mut document, operations)?;
        let names = passes::run(&mut document, &names)?;
        let directions = passes::required::directions(&mut document)?;
        let model = model::read(&mut document, &names, &directions)?;
        passes::required::by_direction(&mut document, &directions);
        passes::bodies::respond_with_bytes(&mut document)?;
        passes::enums::stand_in(&mut document)?;
        let mut code = progenitor::generate(&document)?;
        let mut outlines = outline::take_types(&mut code)?;
        recursion::box_rings(&mut outlines);
        emit::source(&model, &outlines, &code)
    };
    run().map_err(|fault| Error::new(file, fault))
}
