//! What a call gives.

use std::fmt;
use std::ops::Deref;
#[cfg(feature = "files")]
use std::path::Path;

use bytes::Bytes;
use reqwest::header::HeaderMap;
use serde::de::DeserializeOwned;

#[cfg(feature = "files")]
use super::file;
use super::head::Head;
use super::incoming::Incoming;
use super::operation::{Answer, Operation};
use super::outcome::{Outcome, Received};
use super::settings::Settings;
use crate::decode::{self, Anomaly, Decoded, Kept, decode_kept};
use crate::error::{DecodeError, Error};
use crate::redact::Id;

/// A decoded response, which dereferences to its model `T`.
///
/// ```no_run
/// # #[cfg(feature = "sessions")]
/// # async fn call(client: plaid_credit::Client) -> Result<(), plaid_credit::Error> {
/// # use plaid_credit::types::{CreditSessionsGetRequest, NewUserId};
/// # let request = CreditSessionsGetRequest::new(NewUserId::from("usr_123"));
/// let response = client.credit_sessions_get(&request).await?;
/// println!("{} sessions, request {:?}", response.sessions.len(), response.request_id());
/// for anomaly in response.anomalies() {
///     eprintln!("set aside or changed: {anomaly}");
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Response<T> {
    decoded: Decoded<T>,
    body: Bytes,
    head: Head,
    /// Where the body holds its request ID.
    request_id: Option<usize>,
    attempts: u32,
}

impl<T> Response<T> {
    /// The body as received. Store or forward this rather than the value: nothing is left out.
    /// With the feature `files`, `write_to` stores it:
    ///
    /// ```no_run
    /// # #[cfg(feature = "files")]
    /// # async fn store(response: plaid_credit::Response<()>) -> Result<(), plaid_credit::Error> {
    /// response.write_to("report.json").await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// Returns the value alone. The body and the anomalies are dropped: check those first.
    pub fn into_inner(self) -> T {
        self.decoded.value
    }

    /// Returns the value with its anomalies, without the body.
    pub fn into_decoded(self) -> Decoded<T> {
        self.decoded
    }

    /// The values that were set aside or changed because their types cannot hold them as sent.
    ///
    /// Check this before adding up amounts: a total lacks every amount that was set aside. Past
    /// [`MAX_ANOMALIES`](crate::MAX_ANOMALIES), an entry of the kind
    /// [`NotListed`](crate::AnomalyKind::NotListed) counts those that are not listed.
    pub fn anomalies(&self) -> &[Anomaly] {
        &self.decoded.anomalies
    }

    /// The departures of the body from Plaid's document, including those that change nothing:
    /// unknown fields and values, missing fields, undocumented nulls. The documented limits of
    /// a few numbers and lists are not checked. Past
    /// [`MAX_ANOMALIES`](crate::MAX_ANOMALIES), only the first of each further kind is listed, and
    /// one more counts the rest.
    ///
    /// This reads the body again.
    ///
    /// # Errors
    ///
    /// [`Error::Decode`] if reading needs more memory than the client allows.
    pub fn review(&self) -> Result<Vec<Anomaly>, Error>
    where
        T: DeserializeOwned,
    {
        let decoded = decode_kept::<T>(&self.body, self.head.max_decoded_size, true);
        decoded.map(|kept| kept.decoded.anomalies)
    }

    /// The HTTP status.
    pub fn status(&self) -> u16 {
        self.head.status
    }

    /// The HTTP headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.head.headers
    }

    /// Plaid's ID for this call, to quote to Plaid's support: from the body, or else from the
    /// header `Plaid-Request-ID`. A model's own field `request_id` has only what is in the body.
    pub fn request_id(&self) -> Option<&str> {
        let body = decode::request_id(&self.body, self.request_id);
        body.or_else(|| self.head.request_id())
    }

    /// How many attempts were made.
    pub fn attempts(&self) -> u32 {
        self.attempts
    }
}

#[cfg(feature = "files")]
impl<T> Response<T> {
    /// Writes the [body](Self::body) to `path`, replacing any file there.
    ///
    /// As with [`Download::write_to`](crate::Download::write_to), `path` never holds part of the body,
    /// and on Unix only its owner can read the file. A symbolic link is followed.
    ///
    /// # Errors
    ///
    /// [`Error::File`] if the file cannot be written, or `path` exists and is not a regular file, or
    /// is a dangling symbolic link.
    pub async fn write_to(&self, path: impl AsRef<Path>) -> Result<(), Error> {
        let written = file::write(path.as_ref(), self.body()).await;
        written.map_err(|error| {
            file::cannot_write(error, self.status())
                .after(self.attempts())
                .with_request_id(self.request_id())
        })
    }
}

impl<T: DeserializeOwned + Send> Outcome for Response<T> {}

impl<T: DeserializeOwned + Send> Received for Response<T> {
    fn read(
        Incoming { head, .. }: Incoming,
        body: Bytes,
        operation: &Operation,
        settings: &Settings,
    ) -> Result<Self, Error> {
        Self::of(head, body, operation.answer, settings)
    }

    fn after(mut self, attempts: u32) -> Self {
        self.attempts = attempts;
        self
    }

    fn attempts(&self) -> u32 {
        self.attempts
    }

    fn status(&self) -> u16 {
        self.status()
    }

    fn request_id(&self) -> Option<&str> {
        self.request_id()
    }

    fn bytes(&self) -> Option<usize> {
        Some(self.body.len())
    }

    fn anomalies(&self) -> &[Anomaly] {
        self.anomalies()
    }
}

impl<T: DeserializeOwned> Response<T> {
    /// Reads the body of a successful answer.
    pub(crate) fn of(
        head: Head,
        body: Bytes,
        answer: Answer,
        settings: &Settings,
    ) -> Result<Self, Error> {
        let json = match answer {
            Answer::Empty => &Bytes::from_static(b"null"),
            Answer::Json | Answer::File(_) => &body,
        };
        let read = || {
            let read = decode_kept::<T>(json, settings.max_decoded_size, false);
            read.map_err(|error| match head.is_of_type("application/json") {
                // A page of a proxy may have a status of success too.
                Some(false) => head.refused(body.clone()),
                _ => head
                    .plaid_error(&body)
                    .unwrap_or_else(|| with_status(error, &head)),
            })
        };
        // Each value may take as much memory as is allowed, so there is one at a time.
        let denied = denied::<T>(json, settings);
        let mut kept = read()?;
        if answer != Answer::Json || kept.is_error {
            drop(kept);
            if let Some(error) = head.plaid_error(&body) {
                return Err(error);
            }
            kept = read()?;
        }
        let Kept {
            decoded,
            request_id,
            ..
        } = kept;
        let first = decoded.anomalies.first().filter(|_| settings.strict);
        if let Some(anomaly) = first.cloned().or(denied?) {
            let mut error = DecodeError::anomaly(anomaly);
            error.request_id = decode::request_id(&body, request_id).map(str::to_owned);
            return Err(with_status(error.into(), &head));
        }
        Ok(Self {
            decoded,
            body,
            head,
            request_id,
            attempts: 1,
        })
    }
}

/// The first anomaly of a kind that is denied.
fn denied<T: DeserializeOwned>(
    body: &Bytes,
    settings: &Settings,
) -> Result<Option<Anomaly>, Error> {
    if settings.denied.is_empty() {
        return Ok(None);
    }
    let reviewed = decode_kept::<T>(body, settings.max_decoded_size, true)?;
    let mut anomalies = reviewed.decoded.anomalies.into_iter();
    Ok(anomalies.find(|anomaly| settings.denied.contains(&anomaly.kind)))
}

/// Adds to which answer a body belongs that could not be read.
fn with_status(mut error: Error, head: &Head) -> Error {
    if let Error::Decode(error) = &mut error {
        error.status = Some(head.status);
    }
    error
}

impl<T> Deref for Response<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.decoded.value
    }
}

impl<T: fmt::Debug> fmt::Debug for Response<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Response")
            .field("status", &self.head.status)
            .field("request_id", &self.request_id().map(Id))
            .field("attempts", &self.attempts)
            .field("decoded", &self.decoded)
            .finish_non_exhaustive()
    }
}
