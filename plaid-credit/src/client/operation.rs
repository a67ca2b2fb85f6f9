//! What the client knows of an operation.

/// An operation, as the document names it.
#[derive(Debug, Clone, Copy)]
#[cfg_attr(not(feature = "tracing"), allow(dead_code))]
pub(crate) struct Operation {
    pub(crate) id: &'static str,
    /// Whether it changes nothing at Plaid, so that it can be repeated at will.
    pub(crate) reads: bool,
}

/// Which credentials a request holds in its body; the headers then leave them out.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct OwnCredentials {
    pub(crate) client_id: bool,
    pub(crate) secret: bool,
}
