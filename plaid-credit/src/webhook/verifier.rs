//! Checks that a webhook is Plaid's.

use std::fmt;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use super::keys::Keys;
use super::token::Token;
use super::{Event, VerifyError};
use crate::{Client, Decoded};

/// Plaid's webhooks have a few kilobytes at most.
pub(super) const MAX_BODY: usize = 1 << 20;

/// Verifies that webhooks come from Plaid.
///
/// It caches Plaid's keys, so create one and share it.
///
/// A webhook comes from Plaid if its token is signed with ES256 by one of Plaid's keys, was issued
/// within the last five minutes, and contains the SHA-256 digest of the body. A body of more than
/// 1 MiB or a token of more than 4 KiB is rejected unread.
///
/// A key is fetched from Plaid when a webhook first names it, and again after a day, but only if
/// the rest of the token is in order. New keys are fetched one at a time, and at most ten times a
/// minute. Known keys are fetched again under a separate limit of the same size. Verifying takes at
/// most 5 seconds, whatever the timeouts of the client and however many webhooks wait for a key,
/// since Plaid waits 10 seconds for a response. A lookup needs a tokio runtime, and finishes in the
/// background if the future is dropped.
///
/// A key is not used after the expiry that Plaid gave when it was fetched. If Plaid retires it later,
/// the verifier notices within 24 hours.
pub struct Verifier {
    client: Client,
    keys: Arc<Keys>,
}

impl Verifier {
    /// Creates a verifier that fetches keys from Plaid with this client. It keeps the client's
    /// credentials: after a rotation of the secret, create a new verifier.
    pub fn new(client: Client) -> Self {
        Self {
            client,
            keys: Arc::default(),
        }
    }

    /// Verifies a webhook, given its body, byte for byte, and the value of the header
    /// [`HEADER`](super::HEADER).
    ///
    /// # Errors
    ///
    /// [`VerifyError`] says which check failed. Do not act on the webhook.
    pub async fn verify(&self, body: &[u8], header: &str) -> Result<(), VerifyError> {
        self.verify_at(body, header, SystemTime::now()).await
    }

    /// Verifies a webhook, then reads its body.
    ///
    /// # Errors
    ///
    /// Those of [`verify`](Self::verify), and [`VerifyError::Unreadable`] if the body is not a
    /// JSON object.
    pub async fn receive(&self, body: &[u8], header: &str) -> Result<Decoded<Event>, VerifyError> {
        self.receive_at(body, header, SystemTime::now()).await
    }

    /// Verifies a webhook as if the time were `now`: for tests, and for webhooks that were
    /// queued with the time of their arrival.
    ///
    /// # Errors
    ///
    /// Those of [`verify`](Self::verify).
    pub async fn verify_at(
        &self,
        body: &[u8],
        header: &str,
        now: SystemTime,
    ) -> Result<(), VerifyError> {
        if body.len() > MAX_BODY {
            return Err(VerifyError::BodyTooLarge { limit: MAX_BODY });
        }
        let token = Token::parse(header)?;
        let now = unix_time(now);
        // First, so that what is refused anyway costs no request.
        token.check_claims(body, now)?;
        let key = self.keys.get(&self.client, &token.key_id, now).await?;
        token.check_signature(&key)
    }

    /// Verifies a webhook as [`verify_at`](Self::verify_at) does, then reads its body.
    ///
    /// # Errors
    ///
    /// Those of [`receive`](Self::receive).
    pub async fn receive_at(
        &self,
        body: &[u8],
        header: &str,
        now: SystemTime,
    ) -> Result<Decoded<Event>, VerifyError> {
        self.verify_at(body, header, now).await?;
        Event::read(body).map_err(|error| VerifyError::Unreadable(Box::new(error)))
    }
}

impl fmt::Debug for Verifier {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Verifier")
            .field("client", &self.client)
            .finish_non_exhaustive()
    }
}

/// In seconds.
pub(crate) fn unix_time(time: SystemTime) -> i64 {
    let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}
