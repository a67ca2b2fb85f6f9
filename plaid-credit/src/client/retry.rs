//! When a call is tried again, and how long the client waits before.

use std::time::Duration;

use super::deadline::Deadline;
use super::operation::Operation;
use crate::error::Error;

/// The longest wait that an answer may ask for. A caller without a timeout could wait for hours.
const MAX_RETRY_AFTER: Duration = Duration::from_secs(60);

/// When a failed call is retried.
///
/// Operations that only read are retried when the connection fails, when the response does not
/// arrive completely or in time, and when its status is 408 or at least 500. Operations that
/// write are retried only if connecting failed, since Plaid cannot have seen the request, or, with
/// [`on_rate_limit`](Self::on_rate_limit), if Plaid rejected the request because of a rate limit.
///
/// The waits between attempts are random, with a growing upper bound ("full jitter"), but never
/// shorter than a `Retry-After` header asks for. A call is not retried if its timeout would
/// expire during the wait, or if the header asks for more than a minute: its error then says
/// [how long](Error::retry_after).
///
/// ```
/// use std::time::Duration;
/// use plaid_credit::RetryPolicy;
///
/// let patient = RetryPolicy::default().max_attempts(5).on_rate_limit(true);
/// # let _ = patient;
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RetryPolicy {
    max_attempts: u32,
    first_delay: Duration,
    max_delay: Duration,
    on_rate_limit: bool,
}

impl Default for RetryPolicy {
    /// Three attempts, with a wait of up to 250 ms before the second and up to 500 ms before
    /// the third. Rate-limited calls are not retried.
    fn default() -> Self {
        Self {
            max_attempts: 3,
            first_delay: Duration::from_millis(250),
            max_delay: Duration::from_secs(5),
            on_rate_limit: false,
        }
    }
}

impl RetryPolicy {
    /// Makes a single attempt for each call.
    pub fn never() -> Self {
        Self::default().max_attempts(1)
    }

    /// Limits the number of attempts, including the first. One attempt is always made.
    #[must_use]
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = attempts.max(1);
        self
    }

    /// Sets the longest wait before the second attempt. It doubles before each further attempt,
    /// up to `max`. Defaults to 250 ms and 5 s.
    #[must_use]
    pub fn delays(mut self, first: Duration, max: Duration) -> Self {
        self.first_delay = first;
        self.max_delay = max;
        self
    }

    /// Sets whether a rate-limited call (status 429, or the error type `RATE_LIMIT_EXCEEDED` with
    /// any other status below 500) is retried, after the time that Plaid asks for. This includes
    /// operations that write, since a rejected request has no effect. Defaults to false: it is
    /// better to send fewer requests.
    #[must_use]
    pub fn on_rate_limit(mut self, repeat: bool) -> Self {
        self.on_rate_limit = repeat;
        self
    }

    fn applies(&self, operation: &Operation, error: &Error) -> bool {
        match error {
            Error::Connect { .. } => true,
            // Plaid has refused it, so that even a write was not carried out: but not where the
            // status says that Plaid failed.
            error
                if error.is_rate_limited() && error.status().is_some_and(|status| status < 500) =>
            {
                self.on_rate_limit
            }
            error => operation.reads && error.is_retryable(),
        }
    }

    /// The longest random wait after so many attempts.
    fn longest_delay(&self, attempts: u32) -> Duration {
        let doubled = 2u32.saturating_pow(attempts.saturating_sub(1));
        self.first_delay.saturating_mul(doubled).min(self.max_delay)
    }
}

/// Waits before the next attempt, or gives the error back if there is to be none.
///
/// `attempts` is how many there have been.
pub(super) async fn wait_to_repeat(
    policy: &RetryPolicy,
    operation: &Operation,
    deadline: &Deadline,
    attempts: u32,
    error: Error,
) -> Result<(), Error> {
    if attempts >= policy.max_attempts || !policy.applies(operation, &error) {
        return Err(error.after(attempts));
    }
    let clock = deadline.clock();
    let asked = error.retry_after().unwrap_or_default();
    let delay = clock.jitter(policy.longest_delay(attempts)).max(asked);
    if asked > MAX_RETRY_AFTER || delay >= deadline.left() {
        return Err(error.after(attempts));
    }
    super::trace::will_repeat(operation, attempts, &error, delay);
    clock.sleep(delay).await;
    Ok(())
}
