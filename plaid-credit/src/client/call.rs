//! A call that has not been made yet.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use reqwest::header::{HeaderName, HeaderValue};
use serde::Serialize;

use super::Client;
use super::exchange::{Exchange, SendOnce, Sending};
use super::operation::Operation;
use super::outcome::Outcome;
use super::retry::RetryPolicy;
use super::settings::Settings;
use super::transport::{Sent, Transport, set_by_client};
use crate::error::Error;

/// A call to an operation: a future that sends the request when it is awaited.
///
/// Options for this call alone are set before the `await`, and replace those of the client. A call
/// owns the serialized request, so it can be spawned or joined with other futures. Dropping
/// it cancels the call, but the request may already have reached Plaid.
///
/// ```no_run
/// # #[cfg(feature = "sessions")]
/// # async fn call(client: plaid_credit::Client) -> Result<(), plaid_credit::Error> {
/// use std::time::Duration;
/// use plaid_credit::RetryPolicy;
/// use plaid_credit::types::{CreditSessionsGetRequest, UserToken};
///
/// let request = CreditSessionsGetRequest::new(UserToken::from("user-sandbox-1"));
/// let sessions = client
///     .credit_sessions_get(&request)
///     .timeout(Duration::from_secs(5))
///     .retry(RetryPolicy::never())
///     .await?;
/// # let _ = sessions;
/// # Ok(())
/// # }
/// ```
#[must_use = "a call does nothing unless it is awaited"]
pub struct Call<T> {
    /// None once it has started.
    exchange: Option<Exchange>,
    running: Option<Running<T>>,
}

type Running<T> = Pin<Box<dyn Future<Output = Result<T, Error>> + Send>>;

/// Headers that a call may not have although its request does not have them yet: credentials, which
/// may be in the body instead, and what the HTTP library sets.
const RESERVED: [&str; 8] = [
    "plaid-client-id",
    "plaid-secret",
    "content-length",
    "accept",
    "accept-encoding",
    "connection",
    "host",
    "transfer-encoding",
];

impl<T> Call<T> {
    pub(crate) fn new<F>(
        client: &Client,
        operation: &Operation,
        body: Result<Bytes, Error>,
        send: impl Fn(Arc<Transport>, &Operation, Bytes) -> F + Send + Sync + 'static,
    ) -> Self
    where
        F: Future<Output = Sent> + Send + 'static,
    {
        let send: SendOnce = Box::new(move |transport, operation, body| -> Sending {
            Box::pin(send(transport, operation, body))
        });
        Self {
            exchange: Some(Exchange::new(client, operation.clone(), body, send)),
            running: None,
        }
    }

    /// Limits how long the call may take in total, including every attempt and the waits between
    /// them; for a download, until its last byte. If Plaid may stay silent for most of that
    /// time, raise the [read timeout](Self::read_timeout) too.
    pub fn timeout(self, timeout: Duration) -> Self {
        self.with_settings(|settings| {
            settings.timeout = timeout;
            settings.download_timeout = timeout;
        })
    }

    /// Limits how long Plaid may stay silent, before or during the response. Until a download
    /// starts, only the connect timeout and the [timeout](Self::timeout) apply.
    pub fn read_timeout(self, timeout: Duration) -> Self {
        self.with_settings(|settings| settings.read_timeout = timeout)
    }

    /// Sets when the call is retried.
    pub fn retry(self, policy: RetryPolicy) -> Self {
        self.with_settings(|settings| settings.retry = policy)
    }

    /// Sets whether the response is an error if any of its values were set aside or changed.
    ///
    /// Anomalies that [`ClientBuilder::deny`](crate::ClientBuilder::deny) rejects are errors
    /// either way.
    pub fn strict(self, strict: bool) -> Self {
        self.with_settings(|settings| settings.strict = strict)
    }

    /// Limits the size of the response or download, in bytes after decompression.
    pub fn max_response_size(self, bytes: u64) -> Self {
        self.with_settings(|settings| {
            settings.max_response_size = bytes;
            settings.max_download_size = bytes;
        })
    }

    /// Adds a header to the request, such as one that the operation documents as optional or one
    /// that a gateway needs. A proxy's credentials belong to
    /// [`http_client`](crate::ClientBuilder::http_client): headers go to Plaid.
    ///
    /// The call fails with [`Error::Config`] if the name or the value is not valid, or if the
    /// client sets this header itself, as it does for the credentials.
    pub fn header(self, name: &str, value: &str) -> Self {
        self.with(|exchange| match header(name, value) {
            Ok((name, value)) => {
                exchange.headers.append(name, value);
            }
            // Only the first error is reported.
            Err(error) if exchange.body.is_ok() => exchange.body = Err(error),
            Err(_) => {}
        })
    }

    /// Limits how long the call may take, unless the client has a lower limit.
    #[cfg(feature = "webhooks")]
    pub(crate) fn no_longer_than(self, limit: Duration) -> Self {
        self.with_settings(|settings| settings.timeout = settings.timeout.min(limit))
    }

    /// Takes a response with anomalies, whatever the client rejects.
    #[cfg(feature = "webhooks")]
    pub(crate) fn lenient(self) -> Self {
        self.with_settings(|settings| {
            settings.strict = false;
            settings.denied = Arc::new([]);
        })
    }

    /// Changes a copy of the client's settings.
    fn with_settings(self, change: impl FnOnce(&mut Settings)) -> Self {
        self.with(|exchange| change(Arc::make_mut(&mut exchange.settings)))
    }

    fn with(mut self, change: impl FnOnce(&mut Exchange)) -> Self {
        if let Some(exchange) = &mut self.exchange {
            change(exchange);
        }
        self
    }
}

/// The JSON that is sent for a request.
pub(crate) fn json(request: &(impl Serialize + ?Sized)) -> Result<Bytes, Error> {
    match serde_json::to_vec(request) {
        Ok(body) => Ok(body.into()),
        Err(error) => Err(Error::config_from("failed to serialize the request", error)),
    }
}

fn header(name: &str, value: &str) -> Result<(HeaderName, HeaderValue), Error> {
    let name = HeaderName::from_bytes(name.as_bytes())
        .map_err(|error| Error::config_from("a header of the call has an invalid name", error))?;
    if RESERVED.contains(&name.as_str()) {
        return Err(Error::config(set_by_client(&name)));
    }
    let mut value = HeaderValue::from_str(value).map_err(|error| {
        let message = format!("the header {name} of the call has an invalid value");
        Error::config_from(message, error)
    })?;
    value.set_sensitive(true);
    Ok((name, value))
}

impl<T: Outcome + 'static> Future for Call<T> {
    type Output = Result<T, Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        if let Some(exchange) = self.exchange.take() {
            self.running = Some(Box::pin(exchange.run()));
        }
        match &mut self.running {
            Some(running) => running.as_mut().poll(context),
            None => Poll::Pending,
        }
    }
}

impl<T> fmt::Debug for Call<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let operation = self.exchange.as_ref().map(|exchange| &exchange.operation);
        formatter
            .debug_struct("Call")
            .field("operation", &operation.map(|operation| &operation.id))
            .finish_non_exhaustive()
    }
}
