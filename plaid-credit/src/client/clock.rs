//! Time and chance, so that tests need neither.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// The source of time and randomness for the waits between attempts.
///
/// Implement it for tests only: with a `sleep` that returns at once and a `jitter` that is not
/// random. The read and connect timeouts always use tokio's timer.
pub trait Clock: fmt::Debug + Send + Sync + 'static {
    /// The current time.
    fn now(&self) -> Instant {
        Instant::now()
    }

    /// Waits for `duration`.
    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>>;

    /// A random duration of at most `max`.
    fn jitter(&self, max: Duration) -> Duration {
        max.mul_f64(fastrand::f64())
    }
}

impl<C: Clock + ?Sized> Clock for Arc<C> {
    fn now(&self) -> Instant {
        (**self).now()
    }

    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        (**self).sleep(duration)
    }

    fn jitter(&self, max: Duration) -> Duration {
        (**self).jitter(max)
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
