//! The models in a user's hands: making them, matching on them, and printing them.
#![allow(clippy::unwrap_used)]

mod models {
    mod constructing;
    mod debug;
    mod enums;
}
