//! Whether there is a tokio runtime, without which tokio panics.

use tokio::runtime::Handle;

use crate::error::Error;

/// Fails unless this runs in a tokio runtime, which `what` needs.
pub(crate) fn require_runtime(what: &str) -> Result<(), Error> {
    match Handle::try_current() {
        Ok(_) => Ok(()),
        Err(_) => Err(Error::config(format!(
            "{what} needs a tokio runtime: await it inside one, as in `#[tokio::main]`"
        ))),
    }
}
