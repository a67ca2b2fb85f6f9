//! Work on both processors.

use std::panic::resume_unwind;
use std::thread;

/// Does one thing in a thread of its own, and the other here.
pub(crate) fn both<A: Send, B>(
    there: impl FnOnce() -> A + Send,
    here: impl FnOnce() -> B,
) -> (A, B) {
    thread::scope(|scope| {
        let there = scope.spawn(there);
        let here = here();
        let there = there.join().unwrap_or_else(|panic| resume_unwind(panic));
        (there, here)
    })
}
