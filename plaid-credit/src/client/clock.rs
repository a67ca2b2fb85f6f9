//! Time and chance, so that tests need neither.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// The source of time and randomness for the waits between attempts.
///
/// Implement it for tests only, so that retries and waits take no time. `now` has to advance by
/// what `sleep` skips: otherwise, a wait would not end. The connect and read timeouts always use
/// tokio's timer. So does the timeout of the call once a request is under way: it allows what was
/// left by this clock when the request began.
///
/// ```
/// # #[cfg(all(feature = "sandbox-server", feature = "sessions"))]
/// # mod test {
/// use std::future::{Future, ready};
/// use std::pin::Pin;
/// use std::sync::Mutex;
/// use std::time::{Duration, Instant};
///
/// use plaid_credit::Wait;
/// use plaid_credit::sandbox::{Fault, Sandbox};
/// use plaid_credit::testing::Clock;
/// use plaid_credit::types::{CreditSessionsGetRequest, UserToken};
///
/// #[derive(Debug)]
/// struct Skips(Mutex<Instant>);
///
/// impl Clock for Skips {
///     fn now(&self) -> Instant {
///         *self.0.lock().unwrap()
///     }
///
///     fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
///         *self.0.lock().unwrap() += duration;
///         Box::pin(ready(()))
///     }
///
///     fn jitter(&self, max: Duration) -> Duration {
///         max
///     }
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # pub async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let clock = Skips(Mutex::new(Instant::now()));
/// let sandbox = Sandbox::builder().clock(clock).start().await?;
/// sandbox.fail_next(Fault::ServerError(503)); // is retried
/// sandbox.fail_next(Fault::plaid_error("ITEM_ERROR", "PRODUCT_NOT_READY")); // is waited for
///
/// let client = sandbox.client();
/// let request = CreditSessionsGetRequest::new(UserToken::from("user-sandbox-0"));
/// let wait = Wait::up_to(Duration::from_secs(60));
/// let sessions = client.wait_until_ready(wait, || client.credit_sessions_get(&request)).await?;
/// assert_eq!(sessions.attempts(), 3);
/// # Ok(())
/// # }
/// # }
/// # #[cfg(all(feature = "sandbox-server", feature = "sessions"))]
/// # test::main().unwrap();
/// ```
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
    /// By tokio, whose time a test can pause.
    fn now(&self) -> Instant {
        tokio::time::Instant::now().into_std()
    }

    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(tokio::time::sleep(duration))
    }
}
