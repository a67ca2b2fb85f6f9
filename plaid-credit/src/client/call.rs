//! One call: its attempts, and the way from bytes to a response.

use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use progenitor_client::Error as TransportError;
use reqwest::StatusCode;
use serde::de::DeserializeOwned;

use super::deadline::Deadline;
use super::incoming::Incoming;
use super::operation::{Operation, OwnCredentials};
use super::response::FindRequestId;
use super::retry::wait_to_repeat;
use super::transport::{self, Answer, Transport};
use super::{Client, Download, Response, trace};
use crate::decode::{Anomaly, AnomalyKind, Decoded, decode_kept};
use crate::error::{DecodeError, Error};

/// What a call may take.
struct Limits {
    total: Duration,
    max_size: u64,
    /// Whether Plaid may be silent as long as the call may take while it makes the answer.
    is_slow_to_start: bool,
}

/// What a call gives, whatever is in it.
#[cfg_attr(not(feature = "tracing"), allow(dead_code))]
pub(super) trait Outcome {
    fn status(&self) -> u16;
    fn request_id(&self) -> Option<&str>;
    /// Notes how often the request was sent.
    fn after(self, attempts: u32) -> Self;
    fn attempts(&self) -> u32;
    /// What was set aside or changed.
    fn anomalies(&self) -> &[Anomaly] {
        &[]
    }
}

impl Client {
    /// Calls an operation that answers with JSON.
    pub(crate) async fn call<T: DeserializeOwned, S: Future<Output = Answer>>(
        &self,
        operation: Operation,
        own: OwnCredentials,
        find_request_id: FindRequestId<T>,
        send: impl Fn(Arc<Transport>) -> S,
    ) -> Result<Response<T>, Error> {
        let settings = &self.inner.settings;
        let reading = Arc::new(Reading {
            find_request_id,
            strict: settings.strict,
            denied: Arc::clone(&settings.denied),
            max_decoded_size: settings.max_decoded_size,
        });
        self.exchange(operation, own, self.limits(), send, |incoming| {
            read_json(incoming, Arc::clone(&reading))
        })
        .await
    }

    /// Calls an operation whose answer says nothing but that it went well.
    #[allow(dead_code, reason = "a fragment may have no such operation")]
    pub(crate) async fn call_without_answer<S: Future<Output = Answer>>(
        &self,
        operation: Operation,
        own: OwnCredentials,
        send: impl Fn(Arc<Transport>) -> S,
    ) -> Result<Response<()>, Error> {
        self.exchange(operation, own, self.limits(), send, read_nothing)
            .await
    }

    /// Calls an operation that answers with a file.
    #[allow(
        dead_code,
        reason = "the features that are on may have no such operation"
    )]
    pub(crate) async fn download<S: Future<Output = Answer>>(
        &self,
        operation: Operation,
        own: OwnCredentials,
        media_type: &'static str,
        send: impl Fn(Arc<Transport>) -> S,
    ) -> Result<Download, Error> {
        let settings = &self.inner.settings;
        let limits = Limits {
            total: settings.download_timeout,
            max_size: settings.max_download_size,
            is_slow_to_start: true,
        };
        self.exchange(operation, own, limits, send, |incoming| {
            open_file(incoming, media_type)
        })
        .await
    }

    fn limits(&self) -> Limits {
        let settings = &self.inner.settings;
        Limits {
            total: settings.timeout,
            max_size: settings.max_response_size,
            is_slow_to_start: false,
        }
    }

    /// Sends a request, again if the policy says so, and reads what comes.
    ///
    /// Plain closures and owned arguments, since the compiler cannot see yet that the future
    /// of an `AsyncFn` with a borrowed argument is `Send`.
    async fn exchange<T, S, R>(
        &self,
        operation: Operation,
        own: OwnCredentials,
        limits: Limits,
        send: impl Fn(Arc<Transport>) -> S,
        read: impl Fn(Incoming) -> R,
    ) -> Result<T, Error>
    where
        T: Outcome,
        S: Future<Output = Answer>,
        R: Future<Output = Result<T, Error>>,
    {
        let settings = &self.inner.settings;
        let deadline = Deadline::start(&settings.clock, limits.total, settings.read_timeout);
        let transport = transport::with_own(&self.inner.transport, own);
        // Pinned here rather than moved into what bounds and tells it: futures are large.
        let attempts = pin!(async {
            let mut attempts = 1;
            loop {
                let incoming = receive(send(Arc::clone(&transport)), &deadline, &limits).await;
                let outcome = match incoming {
                    Ok(incoming) => read(incoming).await,
                    Err(error) => Err(error),
                };
                match outcome {
                    Ok(outcome) => return Ok(outcome.after(attempts)),
                    Err(error) => {
                        let policy = &settings.retry;
                        wait_to_repeat(policy, &operation, &deadline, attempts, error).await?;
                    }
                }
                attempts += 1;
            }
        });
        trace::call(&operation, deadline.clock(), attempts).await
    }
}

/// Sends a request, and waits for the headers of the answer.
async fn receive(
    sending: impl Future<Output = Answer>,
    deadline: &Deadline,
    limits: &Limits,
) -> Result<Incoming, Error> {
    let sending = pin!(sending);
    let answer = if limits.is_slow_to_start {
        deadline.bound_total(None, sending).await?
    } else {
        deadline.bound_silence(None, sending).await?
    };
    match answer {
        Ok(response) => {
            let is_success = response.status().is_success();
            let incoming = Incoming::new(response, deadline.clone(), limits.max_size);
            if is_success {
                Ok(incoming)
            } else {
                Err(incoming.into_error().await)
            }
        }
        Err(TransportError::CommunicationError(error)) => {
            Err(Error::transport(error, deadline.total(), None))
        }
        Err(_) => Err(Error::Config("the request cannot be made".to_owned())),
    }
}

/// How a JSON body is read.
struct Reading<T> {
    find_request_id: FindRequestId<T>,
    strict: bool,
    denied: Arc<[AnomalyKind]>,
    max_decoded_size: u64,
}

async fn read_json<T: DeserializeOwned>(
    mut incoming: Incoming,
    reading: Arc<Reading<T>>,
) -> Result<Response<T>, Error> {
    let body = incoming.bytes().await?;
    let decoded = match decode_kept::<T>(&body, reading.max_decoded_size, false) {
        Ok(decoded) => decoded,
        // A page of a proxy may have a status of success too.
        Err(_) if incoming.is_of_type("application/json") == Some(false) => {
            return Err(incoming.refused(body));
        }
        Err(error) => return Err(with_status(error, &incoming, None)),
    };
    let is_answer = |anomaly: &Anomaly| anomaly.kind != AnomalyKind::NotAnAnswer;
    if !decoded.anomalies.iter().all(is_answer)
        && let Some(error) = incoming.plaid_error(&body)
    {
        return Err(error);
    }
    let first = decoded.anomalies.first().filter(|_| reading.strict);
    if let Some(anomaly) = first.cloned().or(denied(&body, &reading)?) {
        let request_id = (reading.find_request_id)(&decoded.value).map(str::to_owned);
        let error = DecodeError::anomaly(anomaly).into();
        return Err(with_status(error, &incoming, request_id));
    }
    Ok(Response::new(
        decoded,
        body,
        reading.max_decoded_size,
        incoming,
        reading.find_request_id,
    ))
}

/// The first anomaly of a kind that is denied.
fn denied<T: DeserializeOwned>(
    body: &Bytes,
    reading: &Reading<T>,
) -> Result<Option<Anomaly>, Error> {
    if reading.denied.is_empty() {
        return Ok(None);
    }
    let reviewed = decode_kept::<T>(body, reading.max_decoded_size, true)?;
    let mut anomalies = reviewed.anomalies.into_iter();
    Ok(anomalies.find(|anomaly| reading.denied.contains(&anomaly.kind)))
}

async fn read_nothing(mut incoming: Incoming) -> Result<Response<()>, Error> {
    let body = incoming.bytes().await?;
    if let Some(error) = incoming.plaid_error(&body) {
        return Err(error);
    }
    let decoded = Decoded {
        value: (),
        anomalies: Vec::new(),
    };
    Ok(Response::new(decoded, body, 0, incoming, |()| None))
}

/// Adds to which answer a body belongs that could not be read.
fn with_status(mut error: Error, incoming: &Incoming, request_id: Option<String>) -> Error {
    if let Error::Decode(error) = &mut error {
        error.status = Some(incoming.status.as_u16());
        error.request_id = request_id;
    }
    error
}

async fn open_file(mut incoming: Incoming, media_type: &str) -> Result<Download, Error> {
    let is_whole = incoming.status == StatusCode::OK;
    let is_file = match incoming.is_of_type(media_type) {
        Some(is_file) => is_file,
        // Pages and error objects come without a type too.
        None => !matches!(incoming.first_byte().await?, None | Some(b'<' | b'{')),
    };
    if !is_whole || !is_file {
        return Err(incoming.into_error().await);
    }
    incoming.check_size(incoming.content_length().unwrap_or_default())?;
    Ok(Download::new(incoming))
}
