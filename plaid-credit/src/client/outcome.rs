//! What a call gives, whatever is in it.

use bytes::Bytes;

use super::incoming::Incoming;
use super::operation::Operation;
use super::settings::Settings;
use crate::decode::Anomaly;
use crate::error::Error;

/// What a call returns: a [`Response`](crate::Response) or a [`Download`](crate::Download).
///
/// No other type implements this trait.
pub trait Outcome: Received {}

/// What the client makes of an answer, and what it reports.
pub trait Received: Send + Sized {
    /// Makes it of an answer, and of the body as far as it was read.
    fn read(
        incoming: Incoming,
        body: Bytes,
        operation: &Operation,
        settings: &Settings,
    ) -> Result<Self, Error>;
    /// Notes how often the request was sent.
    #[must_use]
    fn after(self, attempts: u32) -> Self;
    fn attempts(&self) -> u32;
    fn status(&self) -> u16;
    #[cfg_attr(not(feature = "tracing"), allow(dead_code))]
    fn request_id(&self) -> Option<&str>;
    /// The size of the body, where it has arrived.
    fn bytes(&self) -> Option<usize>;
    /// What was set aside or changed.
    fn anomalies(&self) -> &[Anomaly];
}
