//! How long a call may take, and how long Plaid may be silent.

use std::future::Future;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::Clock;
use crate::error::Error;

/// The limits of one call. They bound all its attempts, and the reading of its answer.
#[derive(Clone, Debug)]
pub(crate) struct Deadline {
    clock: Arc<dyn Clock>,
    total: Duration,
    silence: Duration,
    start: Instant,
}

impl Deadline {
    pub(super) fn start(clock: &Arc<dyn Clock>, total: Duration, silence: Duration) -> Self {
        Self {
            clock: Arc::clone(clock),
            total,
            silence,
            start: clock.now(),
        }
    }

    pub(super) fn clock(&self) -> &dyn Clock {
        self.clock.as_ref()
    }

    pub(super) fn total(&self) -> Duration {
        self.total
    }

    /// How much of the call's time is left.
    pub(super) fn left(&self) -> Duration {
        self.total.saturating_sub(self.spent())
    }

    /// How long the call has taken so far.
    pub(super) fn spent(&self) -> Duration {
        self.clock.now().saturating_duration_since(self.start)
    }

    /// Waits for `future`, for which Plaid may be silent.
    pub(super) async fn bound_silence<F: Future>(
        &self,
        status: Option<u16>,
        future: F,
    ) -> Result<F::Output, Error> {
        let left = self.left();
        if self.silence < left {
            bound(self.silence, self.silence, status, future).await
        } else {
            bound(left, self.total, status, future).await
        }
    }

    /// Waits for `future`, within the time of the call.
    pub(super) async fn bound_total<F: Future>(
        &self,
        status: Option<u16>,
        future: F,
    ) -> Result<F::Output, Error> {
        bound(self.left(), self.total, status, future).await
    }
}

async fn bound<F: Future>(
    left: Duration,
    limit: Duration,
    status: Option<u16>,
    future: F,
) -> Result<F::Output, Error> {
    let timeout = Error::Timeout {
        limit,
        status,
        request_id: None,
        attempts: 1,
    };
    // Tokio would still take what is ready at once, so that a fast answer would never end.
    if left.is_zero() {
        return Err(timeout);
    }
    let result = tokio::time::timeout(left, future).await;
    result.map_err(|_| timeout)
}
