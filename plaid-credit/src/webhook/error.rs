//! Why a webhook is not taken for Plaid's, or cannot be read.

use crate::error::Error;

/// Why a webhook could not be verified.
///
/// Only [`Unreadable`](Self::Unreadable) means that the webhook is from Plaid. Anyone can cause the
/// others: the age of the token and the body are checked before the signature.
///
/// Neither `Debug` nor `Display` shows the body or the token.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum VerifyError {
    /// The body is larger than any that Plaid sends.
    #[error("the webhook's body is larger than {limit} bytes")]
    #[non_exhaustive]
    BodyTooLarge {
        /// The limit, in bytes.
        limit: usize,
    },
    /// The header is longer than any token that Plaid sends.
    #[error("the webhook's token is longer than {limit} bytes")]
    #[non_exhaustive]
    TokenTooLong {
        /// The limit, in bytes.
        limit: usize,
    },
    /// The header is missing, or does not hold a JSON Web Token with a key ID.
    #[error(
        "the header Plaid-Verification is missing or is not a JSON Web Token in Plaid's format"
    )]
    MalformedToken,
    /// The token is not signed with ES256, the only algorithm that Plaid uses.
    #[error("the webhook's token is not signed with ES256")]
    WrongAlgorithm,
    /// Plaid has no key with the ID that the token names.
    #[error(
        "Plaid has no key with the ID in the webhook's token: check that the client and the webhook \
         belong to the same environment"
    )]
    UnknownKey,
    /// Too many keys were looked up within a minute: ten that were new, or ten that were known
    /// and a day old.
    ///
    /// Strangers can use up the lookups of new keys, with tokens that name made-up keys. Webhooks
    /// signed with a known key are verified nevertheless. One signed with a key that has not been
    /// fetched yet, as after a restart, fails with this error: respond with status 503, so that
    /// Plaid sends it again.
    #[error("too many key lookups within a minute: this key was not looked up")]
    TooManyLookups,
    /// The key could not be fetched from Plaid.
    #[error("failed to fetch the key of the webhook's token")]
    KeyUnavailable(#[source] Box<Error>),
    /// The key that Plaid returned cannot verify ES256 signatures, or its expiry cannot be read.
    #[error("the key of the webhook's token is not a P-256 key with a readable expiry")]
    UnusableKey,
    /// Plaid has retired the key.
    #[error("the key of the webhook's token has expired")]
    ExpiredKey,
    /// The token was not signed with the key that it names.
    #[error("the signature of the webhook's token is not valid")]
    InvalidSignature,
    /// The token was issued more than five minutes ago: the webhook may be a replay.
    #[error("the webhook's token is more than 5 minutes old")]
    TooOld,
    /// The token is dated more than 30 seconds in the future. This machine's clock may be slow.
    #[error("the webhook's token is dated in the future: check this machine's clock")]
    FromTheFuture,
    /// The webhook comes from Plaid, but its body is not a JSON object.
    #[error("the webhook is from Plaid, but its body is not a JSON object")]
    Unreadable(#[source] Box<Error>),
    /// The body is not the one that was signed.
    #[error("the webhook's body is not the one that was signed: verify the exact bytes received")]
    BodyMismatch,
}

impl VerifyError {
    /// Whether verifying the same webhook may succeed later, so that Plaid should send it again. A
    /// token [from the future](Self::FromTheFuture) does not count: it is this machine's clock that
    /// has to be corrected.
    pub fn is_retryable(&self) -> bool {
        matches!(self, Self::TooManyLookups | Self::KeyUnavailable(_))
    }
}
