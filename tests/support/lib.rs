//! What the tests share: documents, what generated source offers, and bodies made from the
//! document.

pub mod bodies;
pub mod documents;
pub mod edits;
pub mod expected;
pub mod hostile;
mod normal;
pub mod program;
pub mod source;

pub use normal::normal;

include!(concat!(env!("OUT_DIR"), "/models.rs"));
