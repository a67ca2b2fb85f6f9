//! Waiting for what Plaid is still making.

use std::fmt;
use std::future::{Future, Pending};
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::{Either, select};

use super::outcome::Outcome;
use super::{Client, trace};
use crate::error::Error;

/// What a shorter wait grows to, so that one that begins at zero does not stay there.
const MIN_GROWTH: Duration = Duration::from_millis(100);

type Listener = dyn Fn(&WaitProgress) + Send + Sync;

/// How long to wait for data that Plaid is still preparing, and how often to ask for it.
#[derive(Clone)]
pub struct Wait<W = Pending<()>> {
    timeout: Duration,
    first_delay: Duration,
    max_delay: Duration,
    progress: Option<Arc<Listener>>,
    webhook: Option<W>,
}

/// The progress of a [`Wait`], reported before each wait.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct WaitProgress {
    /// The number of requests so far.
    pub attempts: u32,
    /// The time since the first call began.
    pub elapsed: Duration,
    /// The time until the next call, unless a webhook arrives first. If Plaid asks for a longer
    /// wait than is left, this is the time left, and only a webhook leads to another call.
    pub next: Duration,
}

impl Wait {
    /// Sets how long to keep asking. No call starts later than this, but one that has started may
    /// run to its own timeout.
    ///
    /// The first wait between two calls is 2 seconds, and each further one is twice as long as the
    /// one before, up to 30 seconds. Each is shortened by up to half at random, so that many waits
    /// that began together do not poll together.
    pub fn up_to(timeout: Duration) -> Self {
        Self {
            timeout,
            first_delay: Duration::from_secs(2),
            max_delay: Duration::from_secs(30),
            progress: None,
            webhook: None,
        }
    }
}

impl<W> Wait<W> {
    /// Sets the first wait between two calls, and the longest. Each further one is twice as long as
    /// the one before, and at least 100 milliseconds, up to `max`: with a `first` of zero, the second
    /// call is made at once. They are then shortened at random (see [`up_to`](Wait::up_to)), and
    /// lengthened if Plaid asks for it.
    #[must_use]
    pub fn delays(mut self, first: Duration, max: Duration) -> Self {
        self.first_delay = first;
        self.max_delay = max;
        self
    }

    /// Calls a function before each wait. It is not called after the last call.
    #[must_use]
    pub fn on_progress(mut self, listener: impl Fn(&WaitProgress) + Send + Sync + 'static) -> Self {
        self.progress = Some(Arc::new(listener));
        self
    }

    /// Polls again as soon as `webhook` completes, after which the delays start over. It may be the
    /// receiver of a `tokio::sync::oneshot` channel that your webhook handler sends to; a sender
    /// that is dropped completes it too. Polling goes on meanwhile, in case no webhook comes, and
    /// afterwards, in case the data is not ready yet; set long [`delays`](Self::delays) to rely on
    /// the webhook.
    #[must_use]
    pub fn or_webhook<F: Future>(self, webhook: F) -> Wait<F> {
        Wait {
            timeout: self.timeout,
            first_delay: self.first_delay,
            max_delay: self.max_delay,
            progress: self.progress,
            webhook: Some(webhook),
        }
    }
}

impl<W> fmt::Debug for Wait<W> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Wait")
            .field("timeout", &self.timeout)
            .field("first_delay", &self.first_delay)
            .field("max_delay", &self.max_delay)
            .field("webhook", &self.webhook.is_some())
            .finish_non_exhaustive()
    }
}

/// # Waiting for reports
impl Client {
    /// Repeats a call until Plaid has prepared the data that it asks for.
    ///
    /// ```no_run
    /// # #[cfg(feature = "bank-income")]
    /// # async fn income(client: plaid_credit::Client) -> Result<(), plaid_credit::Error> {
    /// use std::time::Duration;
    /// use plaid_credit::Wait;
    /// use plaid_credit::types::{CreditBankIncomeGetRequest, UserToken};
    ///
    /// let request = CreditBankIncomeGetRequest::new(UserToken::from("user-sandbox-1"));
    /// let income = client
    ///     .wait_until_ready(Wait::up_to(Duration::from_secs(120)), || {
    ///         client.credit_bank_income_get(&request)
    ///     })
    ///     .await?;
    /// # let _ = income;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// A service can wait for Plaid's webhook as well. The call is then repeated when the webhook
    /// arrives or the next poll is due, whichever is first.
    ///
    /// ```no_run
    /// # #[cfg(feature = "bank-income")]
    /// # async fn income(
    /// #     client: plaid_credit::Client,
    /// #     arrived: tokio::sync::oneshot::Receiver<()>,
    /// # ) -> Result<(), plaid_credit::Error> {
    /// # use std::time::Duration;
    /// # use plaid_credit::Wait;
    /// # use plaid_credit::types::{CreditBankIncomeGetRequest, UserToken};
    /// # let request = CreditBankIncomeGetRequest::new(UserToken::from("user-sandbox-1"));
    /// // `arrived` is the receiver of a channel that your webhook handler sends to.
    /// let wait = Wait::up_to(Duration::from_secs(600))
    ///     .or_webhook(arrived)
    ///     .on_progress(|progress| println!("not ready after {:?}", progress.elapsed));
    /// let income = client
    ///     .wait_until_ready(wait, || client.credit_bank_income_get(&request))
    ///     .await?;
    /// # let _ = income;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// `attempts` of the result counts the requests of all calls. A check report is available for
    /// 24 hours after it is ready, so a longer wait may miss it.
    ///
    /// # Errors
    ///
    /// The first error other than [not being ready](Error::is_product_not_ready), or the not-ready
    /// error once the time is up. If Plaid asks for a longer wait than is left, the not-ready error
    /// is returned at once or, with [`or_webhook`](Wait::or_webhook), once the time is up without a
    /// webhook. A rate limit ends the wait too, unless
    /// [`on_rate_limit`](crate::RetryPolicy::on_rate_limit) is set.
    pub async fn wait_until_ready<T, F, W>(
        &self,
        wait: Wait<W>,
        mut call: impl FnMut() -> F,
    ) -> Result<T, Error>
    where
        T: Outcome,
        F: Future<Output = Result<T, Error>>,
        W: Future,
    {
        let clock = &self.inner.settings.clock;
        let start = clock.now();
        let first_delay = wait.first_delay.min(wait.max_delay);
        let (mut delay, mut attempts) = (first_delay, 0);
        let mut webhook = pin!(wait.webhook);
        loop {
            let error = match trace::poll(call()).await {
                Ok(done) => {
                    let all = attempts + done.attempts();
                    return Ok(done.after(all));
                }
                Err(error) => {
                    attempts += error.attempts();
                    error.after(attempts)
                }
            };
            if !error.is_product_not_ready() {
                return Err(error);
            }
            let elapsed = clock.now().saturating_duration_since(start);
            let left = wait.timeout.saturating_sub(elapsed);
            let half = delay / 2;
            let requested = error.retry_after().unwrap_or_default();
            let is_last = requested > left;
            if left.is_zero() || is_last && webhook.is_none() {
                trace::not_ready_in_time(&error);
                return Err(error);
            }
            let next = (half + clock.jitter(half)).max(requested).min(left);
            if let Some(listener) = &wait.progress {
                listener(&WaitProgress {
                    attempts,
                    elapsed,
                    next,
                });
            }
            let sleep = clock.sleep(next);
            let has_arrived = match webhook.as_mut().as_pin_mut() {
                Some(webhook) => matches!(select(webhook, sleep).await, Either::Left(_)),
                None => {
                    sleep.await;
                    false
                }
            };
            if has_arrived {
                webhook.set(None);
                delay = first_delay;
            } else if is_last {
                trace::not_ready_in_time(&error);
                return Err(error);
            } else {
                let grown = delay.saturating_mul(2).max(MIN_GROWTH);
                delay = grown.min(wait.max_delay);
            }
        }
    }
}
