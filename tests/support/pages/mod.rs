//! The pages that a reviewer reads: one for each schema, one for each operation, an index.
//!
//! A page holds one line for each fact, so that a line moves only where its fact does.

mod fields;
mod index;
mod model;
mod operation;
mod reference;
#[cfg(test)]
mod tests;
mod wire_type;

use std::collections::BTreeSet;

use self::reference::Reference;

/// A page of the reference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// The schema's name, the operation's ID, or `index`.
    pub name: String,
    /// What it says.
    pub text: String,
}

/// All pages for this build of plaid-credit.
pub fn all() -> Vec<Page> {
    of(&Reference::of_this_build())
}

fn of(reference: &Reference) -> Vec<Page> {
    let mut names = Names::default();
    let mut pages = vec![names.page("index", index::page(reference))];
    for (name, schema) in &reference.schemas() {
        pages.push(names.page(name, model::page(reference, name, schema)));
    }
    for operation in reference.document.operations() {
        pages.push(names.page(operation.id, operation::page(reference, &operation)));
    }
    pages
}

/// Keeps two pages from sharing a file where the file system ignores case.
#[derive(Default)]
struct Names(BTreeSet<String>);

impl Names {
    fn page(&mut self, name: &str, text: String) -> Page {
        let mut name = name.to_owned();
        while !self.0.insert(name.to_lowercase()) {
            name.push_str("-2");
        }
        Page { name, text }
    }
}
