//! Holds the generator to documents that the project has not seen.
#![allow(clippy::unwrap_used)]

mod alone;
mod mutations;
mod stability;
mod values;
