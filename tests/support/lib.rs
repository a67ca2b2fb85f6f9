//! What the tests share: documents, what generated source offers, the models, and bodies made
//! from the document.

pub mod bodies;
pub mod documents;
pub mod edits;
pub mod expected;
pub mod models;
mod normal;
pub mod program;
pub mod source;
pub mod threads;

pub use normal::normal;
