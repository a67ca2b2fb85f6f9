//! Waiting for what Plaid is still making.

use std::future::Future;
use std::time::Duration;

use super::Client;
use super::outcome::Outcome;
use crate::error::Error;

/// How long to wait for data that Plaid is still preparing, and how often to ask for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wait {
    timeout: Duration,
    first_delay: Duration,
    max_delay: Duration,
}

impl Wait {
    /// Waits at most this long. The first wait is 2 seconds, and each further one is twice as
    /// long as the one before, up to 30 seconds.
    pub fn up_to(timeout: Duration) -> Self {
        Self {
            timeout,
            first_delay: Duration::from_secs(2),
            max_delay: Duration::from_secs(30),
        }
    }

    /// Sets the first wait between two calls, and the limit of its growth.
    #[must_use]
    pub fn delays(mut self, first: Duration, max: Duration) -> Self {
        self.first_delay = first;
        self.max_delay = max;
        self
    }
}

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
    /// `attempts` of the result counts the requests of all calls. This is for scripts and short
    /// waits; a service should rely on Plaid's webhooks instead of polling.
    ///
    /// # Errors
    ///
    /// The first error other than [not being ready](Error::is_product_not_ready), or that error
    /// once the time is up.
    pub async fn wait_until_ready<T, F>(
        &self,
        wait: Wait,
        mut call: impl FnMut() -> F,
    ) -> Result<T, Error>
    where
        T: Outcome,
        F: Future<Output = Result<T, Error>>,
    {
        let clock = &self.inner.settings.clock;
        let start = clock.now();
        let (mut delay, mut attempts) = (wait.first_delay, 0);
        loop {
            let error = match call().await {
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
            let next = delay.max(error.retry_after().unwrap_or_default());
            let spent = clock.now().saturating_duration_since(start);
            if spent.saturating_add(next) > wait.timeout {
                return Err(error);
            }
            clock.sleep(next).await;
            delay = delay.saturating_mul(2).min(wait.max_delay);
        }
    }
}
