//! Decoding that loses no body over one value.
//!
//! A body is read once, straight into its type. A value that does not fit is set aside at
//! the nearest field, list element or map entry, and the rest is read all the same.

mod access;
mod anomaly;
mod exact;
mod fault;
mod key;
mod notes;
mod reader;
mod room;
mod scanner;

pub(crate) use anomaly::count_all;
pub use anomaly::{Anomaly, AnomalyKind, MAX_ANOMALIES};
pub(crate) use fault::Fatal;
pub(crate) use notes::{
    allocate, count, is_active, is_error, is_out_of_memory, is_review, is_root, note,
    note_in_review, note_missing, note_null, or_set_aside, take_null,
};
pub(crate) use reader::ERROR_FIELDS;
pub(crate) use room::{Room, allocate_entry, first_room};

use std::fmt;
use std::marker::PhantomData;

use bytes::Bytes;
use serde::de::{Deserialize, DeserializeOwned};

use crate::error::{DecodeError, Error};
use crate::redact::Whole;
use fault::Fault;
use notes::Recording;
use reader::Reader;

/// The name of a newtype for which the reader gives out a number as its text.
pub(crate) const NUMBER: &str = "$plaid_credit::number";

/// The name of a newtype for which the reader gives out any key: none means anything to this
/// crate's types.
pub(crate) const KEY: &str = "$plaid_credit::key";

/// The most that decoding may allocate, unless [`ClientBuilder`](crate::ClientBuilder) sets another bound.
pub(crate) const MAX_MEMORY: u64 = 1 << 30;

/// A value read from JSON, and the parts of the JSON that did not fit into it.
///
/// `Debug` hides a `serde_json::Value`, whose fields no model describes.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct Decoded<T> {
    /// The value. If something did not fit, a field is `None`, or a list or map is shorter.
    pub value: T,
    /// What was set aside or changed, in the order of the body, inner values first. Past
    /// [`MAX_ANOMALIES`], only the first of each further kind is listed, and one more counts the
    /// others.
    pub anomalies: Vec<Anomaly>,
}

impl<T: fmt::Debug> fmt::Debug for Decoded<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Decoded")
            .field("value", &Whole(&self.value))
            .field("anomalies", &self.anomalies)
            .finish()
    }
}

impl<T> Decoded<T> {
    /// The same anomalies, with another value.
    #[cfg(feature = "webhooks")]
    pub(crate) fn map<U>(self, change: impl FnOnce(T) -> U) -> Decoded<U> {
        Decoded {
            value: change(self.value),
            anomalies: self.anomalies,
        }
    }

    /// Returns the value, if nothing was set aside or changed.
    ///
    /// # Errors
    ///
    /// [`Error::Decode`] with the first anomaly.
    pub fn strict(self) -> Result<T, Error> {
        match self.anomalies.into_iter().next() {
            None => Ok(self.value),
            Some(first) => Err(DecodeError::anomaly(first).into()),
        }
    }
}

/// Reads `body` as a `T`, setting aside the values that do not fit.
///
/// Use it for stored responses of any operation and for webhook bodies, even from an untrusted
/// sender. Each byte is read a bounded number of times, and values nested more than 128 levels
/// deep are set aside. A body whose value would take more than 1 GiB, as estimated from the sizes
/// of the types, is rejected.
///
/// In this crate's types, no key is treated specially. Other types, such as `serde_json::Value`,
/// may give keys that serde_json reserves, such as `$serde_json::private::Number`, a meaning, so a
/// body that contains one is rejected. Within such a type, what does not fit is set aside only in
/// lists, in maps and in fields that may be null; any other field that does not fit is an error
/// that says where it is. A field that such a type ignores may hold anything.
///
/// serde buffers what it reads through `#[serde(flatten)]` or an untagged enum. There, an anomaly
/// is reported at the enclosing value; if something in that cannot be buffered, such as `1e400` or
/// text that is not valid Unicode, the whole enclosing value does not fit; and a variant that was
/// tried and did not match may leave anomalies behind.
///
/// Check [`Decoded::anomalies`] before adding up amounts: an amount that was set aside is
/// `None`, and a month that was set aside is missing from its list. A list that is null or missing
/// is empty without an anomaly: only [`review`] lists it.
///
/// # Errors
///
/// [`Error::Decode`] if the body is not valid JSON, is cut short, is of the wrong kind as a
/// whole (such as a list instead of an object), or needs too much memory; and, if `T` is not a type
/// of this crate, if the body lacks a required field or has a reserved key.
///
/// ```
/// # #[cfg(feature = "sessions")] {
/// use plaid_credit::types::CreditSessionsGetResponse;
///
/// let body = br#"{"sessions": [{"link_session_id": 7}], "request_id": "a1"}"#;
/// let decoded = plaid_credit::decode::<CreditSessionsGetResponse>(body)?;
/// assert_eq!(decoded.value.sessions.len(), 1);
/// assert_eq!(decoded.anomalies[0].path(), "/sessions/0/link_session_id");
/// assert_eq!(decoded.anomalies[0].raw, "7");
/// # }
/// # Ok::<(), plaid_credit::Error>(())
/// ```
pub fn decode<T: DeserializeOwned>(body: &[u8]) -> Result<Decoded<T>, Error> {
    let kept = read(body, MAX_MEMORY, false, || Bytes::copy_from_slice(body));
    kept.map(|kept| kept.decoded)
}

/// Lists every departure of `body` from what Plaid documents for a `T`.
///
/// This includes those that change nothing: unknown fields and values, missing fields, undocumented
/// nulls. [`decode()`] already lists what was set aside or changed; this reads the body separately.
/// The documented limits of a few numbers and lists are not checked. In a type of another crate, a
/// duplicate key is reported only if the type rejects it.
///
/// # Errors
///
/// Those of [`decode()`].
///
/// ```
/// # #[cfg(feature = "sessions")] {
/// use plaid_credit::AnomalyKind;
/// use plaid_credit::types::CreditSessionsGetResponse;
///
/// let body = br#"{"sessions": [], "request_id": "a1", "new": 1}"#;
/// let anomalies = plaid_credit::review::<CreditSessionsGetResponse>(body)?;
/// assert_eq!(anomalies[0].kind, AnomalyKind::UnknownField);
/// assert_eq!(anomalies[0].path(), "/new");
/// # }
/// # Ok::<(), plaid_credit::Error>(())
/// ```
pub fn review<T: DeserializeOwned>(body: &[u8]) -> Result<Vec<Anomaly>, Error> {
    let decoded = read::<T>(body, MAX_MEMORY, true, || Bytes::copy_from_slice(body));
    decoded.map(|kept| kept.decoded.anomalies)
}

/// A value read from a body that is kept.
pub(crate) struct Kept<T> {
    pub(crate) decoded: Decoded<T>,
    /// Where the body holds its request ID, for [`request_id`].
    pub(crate) request_id: Option<usize>,
    /// Whether the body is Plaid's error object.
    pub(crate) is_error: bool,
}

/// Reads a body that is kept, with at most so much memory.
pub(crate) fn decode_kept<T: DeserializeOwned>(
    body: &Bytes,
    memory: u64,
    is_review: bool,
) -> Result<Kept<T>, Error> {
    read(body, memory, is_review, || body.clone())
}

/// The request ID that a body holds at this place. Plaid's have no escapes.
pub(crate) fn request_id(body: &[u8], place: Option<usize>) -> Option<&str> {
    let mut value = serde_json::Deserializer::from_slice(body.get(place?..)?);
    let text = <&str>::deserialize(&mut value).ok();
    text.filter(|text| !text.is_empty())
}

fn read<T: DeserializeOwned>(
    body: &[u8],
    memory: u64,
    is_review: bool,
    keep: impl FnOnce() -> Bytes,
) -> Result<Kept<T>, Error> {
    let recording = Recording::start(is_review, memory);
    let mut reader = Reader::new(body);
    // Models are large, and each move of one takes stack.
    let value = reader.read(PhantomData::<Box<T>>);
    // What is read from a buffer is not looked at by the reader.
    let value = match is_out_of_memory() {
        true => Err(fault::Error::fatal(Fatal::Memory)),
        false => value,
    };
    let is_error = is_error();
    let notes = recording.finish();
    match value.map_err(|error| *error.0) {
        Ok(value) => {
            let anomalies = anomaly::collect(notes, keep);
            Ok(Kept {
                decoded: Decoded {
                    value: *value,
                    anomalies,
                },
                request_id: reader.request_id,
                is_error,
            })
        }
        Err(Fault::Value(unfit)) => {
            let anomaly = anomaly::of_unfit(unfit, keep());
            Err(DecodeError::unfit(anomaly).into())
        }
        Err(Fault::Fatal(fatal)) => Err(DecodeError::fatal(fatal, keep(), memory).into()),
    }
}
