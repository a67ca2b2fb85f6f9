//! What the tests share: the document, the generated source, and the pages of the snapshots.

pub mod document;
mod generated;
mod pages;

pub use pages::{Page, all as pages};
