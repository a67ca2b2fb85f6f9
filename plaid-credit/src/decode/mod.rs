//! Decoding that loses no body over one value.
//!
//! A body is first read straight into its type. Where that fails, or where a value was
//! written in another way than the type writes it, the body is read a second time, value
//! by value: what does not fit is set aside, and the rest is read all the same.

mod anomaly;
mod node;
mod recorder;

pub use anomaly::{Anomaly, Decoded, MAX_ANOMALIES};
pub(crate) use recorder::{Gap, note_reading, note_spelling, recover};

use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use crate::error::{DecodeError, Error};
use anomaly::collect;
use node::Node;
use recorder::Recording;

/// Reads `body` as a `T` and sets aside what does not fit.
///
/// Works for the responses of every operation, and as well for a response or a webhook
/// body that was stored. Time and memory grow with the size of the body only.
///
/// # Errors
///
/// [`Error::Decode`] where the body is no JSON, is cut short, or is not even of the right
/// kind (a list where an object is due).
///
/// ```
/// # #[cfg(feature = "sessions")] {
/// use plaid_credit::types::CreditSessionsGetResponse;
///
/// let body = br#"{"sessions": [{"link_session_id": 7}], "request_id": "a1"}"#;
/// let decoded = plaid_credit::decode::<CreditSessionsGetResponse>(body)?;
/// assert_eq!(decoded.value.sessions.len(), 1);
/// assert_eq!(decoded.anomalies[0].path, "/sessions/0/link_session_id");
/// assert_eq!(decoded.anomalies[0].raw, 7);
/// # }
/// # Ok::<(), plaid_credit::Error>(())
/// ```
pub fn decode<T: DeserializeOwned>(body: &[u8]) -> Result<Decoded<T>, Error> {
    match decode_straight(body) {
        Some(value) => Ok(Decoded::exact(value)),
        None => decode_by_value(body),
    }
}

/// Reads a body in which all fits; none where something does not.
fn decode_straight<T: DeserializeOwned>(body: &[u8]) -> Option<T> {
    // Checked once as a whole, the text need not be checked string by string.
    let text = std::str::from_utf8(body).ok()?;
    let recording = Recording::of_fast_read();
    let read = serde_json::from_str::<T>(text);
    let is_exact = !recording.finish().is_incomplete();
    read.ok().filter(|_| is_exact)
}

fn decode_by_value<T: DeserializeOwned>(body: &[u8]) -> Result<Decoded<T>, Error> {
    let raw: &RawValue =
        serde_json::from_slice(body).map_err(|error| DecodeError::syntax(&error, body))?;
    let recording = Recording::of_values(raw.get());
    let read = T::deserialize(Node::new(raw));
    let records = recording.finish();
    match read {
        Ok(value) => Ok(collect(value, records, raw.get())),
        Err(error) => Err(DecodeError::mismatch(&error, raw.get(), body).into()),
    }
}
