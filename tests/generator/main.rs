//! Holds the generator to documents that the project has not seen.
#![allow(clippy::unwrap_used)]

mod values;
