//! Bodies that can be asked for, but are never shown.

use std::fmt;

use bytes::Bytes;

/// A body as received.
///
/// `Debug` shows only its length.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Body(Bytes);

impl Body {
    pub(crate) fn new(bytes: Bytes) -> Self {
        Self(bytes)
    }

    /// The bytes, which may hold personal data.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// The number of bytes.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are no bytes.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "[{} hidden]", Length(self.0.len()))
    }
}

/// A number of bytes.
pub(super) struct Length(pub(super) usize);

impl fmt::Display for Length {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            1 => formatter.write_str("1 byte"),
            length => write!(formatter, "{length} bytes"),
        }
    }
}
