//! What the tests share: the document, the generated source, the pages of the snapshots,
//! and bodies made from the document.

pub mod bodies;
pub mod document;
mod generated;
mod normal;
mod pages;

pub use normal::normal;
pub use pages::{Page, all as pages};
