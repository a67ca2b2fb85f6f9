//! What a call gives, whatever is in it.

use bytes::Bytes;

use super::incoming::Incoming;
use super::operation::Operation;
use super::settings::Settings;
use crate::decode::Anomaly;
use crate::error::Error;

/// What a call gives: a [`Response`](super::Response) or a [`Download`](super::Download).
pub(super) trait Outcome: Attempts + Send + Sized {
    /// Makes it of an answer, and of the body as far as it was read.
    fn read(
        incoming: Incoming,
        body: Bytes,
        operation: &Operation,
        settings: &Settings,
    ) -> Result<Self, Error>;
    fn status(&self) -> u16;
    #[cfg_attr(not(feature = "tracing"), allow(dead_code))]
    fn request_id(&self) -> Option<&str>;
    /// The size of the body, where it has arrived.
    fn bytes(&self) -> Option<usize>;
    /// What was set aside or changed.
    fn anomalies(&self) -> &[Anomaly];
}

/// What knows how often its request was sent.
pub trait Attempts {
    /// How often the request was sent.
    fn attempts(&self) -> u32;
    /// Notes how often the request was sent.
    #[must_use]
    fn after(self, attempts: u32) -> Self;
}
