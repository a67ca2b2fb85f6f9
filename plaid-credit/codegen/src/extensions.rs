//! What the fragment says beyond OpenAPI: reviewed facts that `cargo xtask codegen` writes
//! into it from the other files in `openapi/`.

/// Of an operation: the cargo feature that turns it on.
pub const FEATURE: &str = "x-cargo-feature";

/// Of an operation: `true` where it changes nothing at Plaid, so that it may be repeated.
pub const READS_ONLY: &str = "x-reads-only";

/// Of an operation or a schema: its Rust name, where the rules would give another one.
pub const RUST_NAME: &str = "x-rust-name";

/// Of an object or an enum: the Rust names of properties or values, where the rules would
/// give other ones.
pub const RUST_NAMES: &str = "x-rust-names";

/// Of an object: properties in the order in which `new` takes them.
pub const ARGUMENTS: &str = "x-arguments";

/// Of a property or a scalar: `true` where its value may show in `Debug`.
pub const SHOWN: &str = "x-shown";

/// Of an object: `type`, `code` and cargo `feature` of the webhook whose body it is.
pub const WEBHOOK: &str = "x-webhook";

/// Those of a schema that belong to its place and not to its shape: what takes the schema
/// in does not take them over.
pub(crate) const OF_PLACE: [&str; 4] = [RUST_NAME, RUST_NAMES, ARGUMENTS, WEBHOOK];
