//! What the client knows of an operation.

use std::borrow::Cow;

/// An operation, as the document describes it.
#[derive(Clone, Debug)]
pub struct Operation {
    pub(crate) id: Cow<'static, str>,
    pub(crate) method: &'static str,
    pub(crate) path: Cow<'static, str>,
    /// Whether it changes nothing at Plaid, so that it can be repeated at will.
    pub(crate) reads: bool,
    pub(crate) answer: Answer,
}

/// What an operation answers with when all goes well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(dead_code, reason = "a fragment may have no operation of a kind")]
pub(crate) enum Answer {
    Json,
    /// A file of this media type.
    File(&'static str),
    /// Nothing but that it went well.
    Empty,
}
