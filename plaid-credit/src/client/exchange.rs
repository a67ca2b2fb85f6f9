//! What happens between a request and its answer: the attempts, and the limits on them.

use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use progenitor_client::Error as TransportError;
use reqwest::header::HeaderMap;

use super::Client;
use super::deadline::Deadline;
use super::incoming::Incoming;
use super::operation::{Answer, Operation};
use super::outcome::Outcome;
use super::report::{CallReport, OnCall, error_type};
use super::retry::wait_to_repeat;
use super::runtime::require_runtime;
use super::settings::Settings;
use super::trace::{self, Span};
use super::transport::{self, Sent, Transport};
use crate::decode::count_all;
use crate::error::{Error, StillCompressed};

/// One attempt to send.
pub(super) type Sending = Pin<Box<dyn Future<Output = Sent> + Send>>;

/// Sends a body by one of progenitor's methods.
pub(super) type SendOnce = Box<dyn Fn(Arc<Transport>, &Operation, Bytes) -> Sending + Send + Sync>;

/// A request, and how to send it.
pub(super) struct Exchange {
    pub(super) operation: Operation,
    /// An error if there is something wrong with the request.
    pub(super) body: Result<Bytes, Error>,
    pub(super) headers: HeaderMap,
    pub(super) settings: Arc<Settings>,
    transport: Arc<Transport>,
    send: SendOnce,
}

impl Exchange {
    pub(super) fn new(
        client: &Client,
        operation: Operation,
        body: Result<Bytes, Error>,
        send: SendOnce,
    ) -> Self {
        Self {
            operation,
            body,
            headers: HeaderMap::new(),
            settings: Arc::clone(&client.inner.settings),
            transport: Arc::clone(&client.inner.transport),
            send,
        }
    }

    /// Sends the request, again if the policy says so, and reads what comes.
    // An `async fn` would hold the exchange twice.
    #[allow(clippy::manual_async_fn)]
    pub(super) fn run<T: Outcome>(self) -> impl Future<Output = Result<T, Error>> + Send {
        async move {
            let (operation, settings) = (&self.operation, &*self.settings);
            let total = match operation.answer {
                Answer::File(_) => settings.download_timeout,
                Answer::Json | Answer::Empty => settings.timeout,
            };
            let deadline = Deadline::start(&settings.clock, total, settings.read_timeout);
            let span = trace::span(operation, &self.transport.inner.base_url);
            // Pinned here rather than moved into what bounds and reports it: futures are large.
            let attempts = pin!(async {
                require_runtime("a call")?;
                let body = self.body?;
                let transport = transport::for_call(&self.transport, &body, self.headers);
                let mut attempts = 1;
                loop {
                    deadline
                        .check()
                        .map_err(|error| error.after(attempts - 1))?;
                    let sending = (self.send)(Arc::clone(&transport), operation, body.clone());
                    match receive(sending, operation, &deadline, settings, &span).await {
                        Ok(outcome) => return Ok(T::after(outcome, attempts)),
                        Err(error) => {
                            let policy = &settings.retry;
                            wait_to_repeat(policy, operation, &deadline, attempts, error).await?;
                        }
                    }
                    attempts += 1;
                }
            });
            let result = span.run(attempts).await;
            let error_type = result.as_ref().err().map(error_type);
            let report = report(operation, deadline.spent(), &result, error_type.as_deref());
            span.finish(&result, &report);
            if let Some(OnCall(on_call)) = &settings.on_call {
                on_call(&report);
            }
            result
        }
    }
}

/// Sends a request once, and reads the answer.
async fn receive<T: Outcome>(
    sending: Sending,
    operation: &Operation,
    deadline: &Deadline,
    settings: &Settings,
    span: &Span,
) -> Result<T, Error> {
    let (max_size, answer) = match operation.answer {
        // Plaid may be silent as long as the call may take while it makes a file.
        Answer::File(_) => (
            settings.max_download_size,
            deadline.bound_total(None, sending).await?,
        ),
        Answer::Json | Answer::Empty => (
            settings.max_response_size,
            deadline.bound_silence(None, sending).await?,
        ),
    };
    let response = match answer {
        Ok(response) => response,
        Err(TransportError::CommunicationError(error)) => {
            return Err(Error::transport(error, None));
        }
        Err(TransportError::Custom(message)) => return Err(Error::config(message)),
        Err(_) => return Err(Error::config("failed to build the HTTP request")),
    };
    let max_decoded_size = settings.max_decoded_size;
    let mut incoming = Incoming::new(response, deadline.clone(), max_size, max_decoded_size, span);
    let request_id = incoming.head.request_id().map(str::to_owned);
    let result = match body(&mut incoming, operation.answer).await {
        Ok(body) => T::read(incoming, body, operation, settings),
        Err(error) => Err(error),
    };
    result.map_err(|error| error.with_request_id(request_id.as_deref()))
}

/// The body of a success; of a file, only that it is one.
async fn body(incoming: &mut Incoming, answer: Answer) -> Result<Bytes, Error> {
    // What is rare is boxed, so that each call allocates less.
    if !incoming.head.is_success() {
        return Err(Box::pin(incoming.read_error()).await);
    }
    if incoming.head.is_compressed() {
        let status = Some(incoming.head.status);
        return Err(Error::interrupted(StillCompressed, status));
    }
    match answer {
        Answer::File(media_type) => {
            Box::pin(incoming.check_file(media_type)).await?;
            Ok(Bytes::new())
        }
        Answer::Json | Answer::Empty => incoming.bytes().await,
    }
}

fn report<'a, T: Outcome>(
    operation: &'a Operation,
    duration: Duration,
    result: &Result<T, Error>,
    error_type: Option<&'a str>,
) -> CallReport<'a> {
    let (attempts, status, bytes, anomalies) = match result {
        Ok(outcome) => (
            outcome.attempts(),
            Some(outcome.status()),
            outcome.bytes(),
            count_all(outcome.anomalies()),
        ),
        Err(error) => (error.attempts(), error.status(), None, 0),
    };
    CallReport {
        operation: &operation.id,
        path: &operation.path,
        attempts,
        status,
        duration,
        bytes,
        anomalies,
        error_type,
    }
}
