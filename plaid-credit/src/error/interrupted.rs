//! Why a response did not arrive.

use std::error::Error;
use std::io::{self, ErrorKind};

const CLOSED: &str = "the connection closed before the full response arrived";
const UNREADABLE: &str = "the response could not be read";

/// The body is compressed in a way that the client did not ask for.
#[derive(Debug, thiserror::Error)]
#[error("the body is compressed in another way than gzip")]
pub(crate) struct StillCompressed;

/// Says whether the response ended early or makes no sense.
pub(super) fn message(source: &(dyn Error + Send + Sync + 'static)) -> &'static str {
    match source.downcast_ref() {
        Some(error) if is_closed(error) => CLOSED,
        Some(error) if error.is_timeout() => "a timeout of the HTTP client expired",
        Some(_) => UNREADABLE,
        None if source.is::<crate::Error>() || source.is::<StillCompressed>() => UNREADABLE,
        None => CLOSED,
    }
}

fn is_closed(error: &reqwest::Error) -> bool {
    let mut cause = error.source();
    // What decompresses has errors of its own, all others come by way of the connection.
    if error.is_decode() && cause.is_some_and(|cause| cause.is::<io::Error>()) {
        return false;
    }
    while let Some(error) = cause {
        cause = error.source();
        let is_end = match error.downcast_ref::<io::Error>() {
            Some(error) => {
                error.raw_os_error().is_some() || error.kind() == ErrorKind::UnexpectedEof
            }
            // The type is one of a crate below `reqwest`.
            None => error.to_string().starts_with("connection closed"),
        };
        if is_end {
            return true;
        }
    }
    false
}
