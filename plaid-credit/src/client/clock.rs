//! Time and chance, so that tests need neither.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::time::{Duration, Instant};

/// Where the client takes the time and the chance from when it waits before another attempt.
///
/// Only tests need one of their own: one whose `sleep` returns at once and whose `jitter` is
/// not random. The limits on Plaid's silence and on connecting always run on tokio's timer.
pub trait Clock: fmt::Debug + Send + Sync + 'static {
    /// The time now.
    fn now(&self) -> Instant {
        Instant::now()
    }

    /// Waits.
    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>>;

    /// A random duration of at most `max`.
    fn jitter(&self, max: Duration) -> Duration {
        max.mul_f64(fastrand::f64())
    }
}

/// The clock of the machine.
#[derive(Debug)]
pub(crate) struct SystemClock;

impl Clock for SystemClock {
    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(tokio::time::sleep(duration))
    }
}
