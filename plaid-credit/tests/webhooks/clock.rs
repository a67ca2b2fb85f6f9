//! Time for verifiers, which passes when a test says so.

use std::error::Error;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use plaid_credit::sandbox::Sandbox;
use plaid_credit::testing::Clock;
use plaid_credit::webhook::Verifier;

pub(crate) const DAY: u64 = 24 * 60 * 60;

/// A clock that stands still until a test moves it forward.
#[derive(Clone, Debug)]
pub(crate) struct Moved {
    start: Instant,
    seconds: Arc<AtomicU64>,
}

impl Moved {
    pub(crate) fn new() -> Self {
        Self {
            start: Instant::now(),
            seconds: Arc::default(),
        }
    }

    pub(crate) fn forward(&self, seconds: u64) {
        self.seconds.fetch_add(seconds, Ordering::Relaxed);
    }
}

impl Clock for Moved {
    fn now(&self) -> Instant {
        self.start + Duration::from_secs(self.seconds.load(Ordering::Relaxed))
    }

    fn sleep(&self, _: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(std::future::ready(()))
    }
}

/// A verifier, and the clock by which it counts its lookups.
pub(crate) fn with_clock(sandbox: &Sandbox) -> Result<(Moved, Verifier), Box<dyn Error>> {
    let clock = Moved::new();
    let client = sandbox.client_builder().clock(clock.clone()).build()?;
    Ok((clock, Verifier::new(client)))
}
