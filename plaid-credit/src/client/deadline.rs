//! How long a call may take, and how long Plaid may be silent.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::{Duration, Instant};

use super::Clock;
use super::runtime::require_runtime;
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

    /// How much of the call's time is left.
    pub(super) fn left(&self) -> Duration {
        self.total.saturating_sub(self.spent())
    }

    /// Fails if no time is left to send the request.
    pub(super) fn check(&self) -> Result<(), Error> {
        match self.left().is_zero() {
            true => Err(Error::timeout(self.total, None)),
            false => Ok(()),
        }
    }

    /// How long the call has taken so far.
    pub(super) fn spent(&self) -> Duration {
        self.clock.now().saturating_duration_since(self.start)
    }

    /// Waits for `future`, for which Plaid may be silent.
    pub(super) fn bound_silence<F: Future>(
        &self,
        status: Option<u16>,
        future: F,
    ) -> impl Future<Output = Result<F::Output, Error>> + use<F> {
        let left = self.left();
        let (left, limit) = match self.silence < left {
            true => (self.silence, self.silence),
            false => (left, self.total),
        };
        bound(left, limit, status, future)
    }

    /// Waits for `future`, within the time of the call.
    pub(super) fn bound_total<F: Future>(
        &self,
        status: Option<u16>,
        future: F,
    ) -> impl Future<Output = Result<F::Output, Error>> + use<F> {
        bound(self.left(), self.total, status, future)
    }
}

async fn bound<F: Future>(
    left: Duration,
    limit: Duration,
    status: Option<u16>,
    future: F,
) -> Result<F::Output, Error> {
    let mut future = pin!(future);
    let mut timer = pin!(None);
    let too_late = || Error::timeout(limit, status);
    poll_fn(|context| {
        // A body whose parts are always ready could go on past its time.
        if left.is_zero() {
            return Poll::Ready(Err(too_late()));
        }
        if let Poll::Ready(output) = future.as_mut().poll(context) {
            return Poll::Ready(Ok(output));
        }
        // Most parts of a body are there already, and need none.
        if timer.is_none() {
            // Only a download gets here without a runtime: a call has checked.
            require_runtime("reading a download")
                .map_err(|error| Error::interrupted(error, status))?;
            timer.set(Some(tokio::time::sleep(left)));
        }
        let timer = timer.as_mut().as_pin_mut();
        timer.map_or(Poll::Pending, |timer| {
            timer.poll(context).map(|()| Err(too_late()))
        })
    })
    .await
}
