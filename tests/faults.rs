//! Drives the client through everything that goes wrong between it and Plaid.
#![allow(clippy::unwrap_used)]

mod faults {
    mod answers;
    mod building;
    mod calls;
    mod ends;
    mod errors;
    mod files;
    mod load;
    mod reports;
    mod secrets;
    mod server;
    mod setup;
    mod table;
    mod untyped;
    mod waiting;
}
