//! The snapshot pages of the generated crate.

use plaid_credit_codegen::Api;

/// A page, which becomes one file in tests/snapshots.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// The name of the file, without `.snap`.
    pub name: String,
    /// The text of the page.
    pub text: String,
}

/// All pages of a crate.
pub fn all(api: &Api, source: &str) -> Vec<Page> {
    let types = api.types.values().map(|ty| Page {
        name: ty.schema().to_owned(),
        text: format!("{ty:#?}\n"),
    });
    let index = Page {
        name: "index".to_owned(),
        text: format!("{} bytes\n", source.len()),
    };
    types.chain([index]).collect()
}
