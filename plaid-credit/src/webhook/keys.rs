//! The keys that Plaid signs with: fetched once, kept for a day.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use tokio::sync::Mutex as AsyncMutex;

use super::VerifyError;
use crate::client::require_runtime;
use crate::error::Error;
use crate::types::{JwkPublicKey, WebhookVerificationKeyGetRequest};
use crate::{Client, RetryPolicy};

/// Plaid signs with one key at a time.
const MAX_KEYS: usize = 16;
/// How long a key is kept. Plaid may retire it in the meantime.
const MAX_AGE: Duration = Duration::from_secs(24 * 60 * 60);
/// The most lookups within a minute, since anybody can name a key.
const MAX_LOOKUPS: usize = 10;
const MINUTE: Duration = Duration::from_secs(60);
/// The most that a lookup takes, and that a webhook waits for one. Plaid waits only 10 seconds for
/// each response.
const MAX_TIME: Duration = Duration::from_secs(5);

/// The keys that were fetched.
///
/// `now` is when the webhook arrived, in seconds since 1970-01-01 UTC, by which a key has
/// expired or not. How old a key is and how often Plaid is asked goes by the client's clock.
#[derive(Default)]
pub(super) struct Keys {
    known: Mutex<BTreeMap<String, Key>>,
    /// Held while Plaid is asked, so that many webhooks with a new key ask for it once.
    lookups: Arc<AsyncMutex<Lookups>>,
    /// Apart, so that unknown keys cannot use up or delay the lookups of those that are known.
    renewals: Arc<AsyncMutex<Lookups>>,
}

impl Keys {
    /// The key with this ID, fetched if it is not known.
    pub(super) async fn get(
        self: &Arc<Self>,
        client: &Client,
        id: &str,
        now: i64,
    ) -> Result<Key, VerifyError> {
        if let Some(key) = self.usable(id, client.now(), now) {
            return key.unexpired(now);
        }
        require_runtime("the lookup of a key").map_err(unavailable)?;
        let looked_up = tokio::time::timeout(MAX_TIME, self.look_up(client, id, now)).await;
        looked_up.unwrap_or_else(|_| Err(unavailable(Error::timeout(MAX_TIME, None).after(0))))
    }

    /// Waits until no other key is looked up, and then looks this one up.
    async fn look_up(
        self: &Arc<Self>,
        client: &Client,
        id: &str,
        now: i64,
    ) -> Result<Key, VerifyError> {
        let mut lookups = loop {
            let is_known = self.known().contains_key(id);
            let lookups = match is_known {
                true => &self.renewals,
                false => &self.lookups,
            };
            let lookups = Arc::clone(lookups).lock_owned().await;
            if let Some(key) = self.usable(id, client.now(), now) {
                return key.unexpired(now);
            }
            // In the meantime, the key may have been forgotten.
            if self.known().contains_key(id) == is_known {
                break lookups;
            }
        };
        lookups.start(client.now())?;
        let (keys, client, id) = (Arc::clone(self), client.clone(), id.to_owned());
        let lookup = async move {
            let key = fetch(&client, &id).await;
            keys.keep(id, &key);
            drop(lookups);
            key
        };
        finish(lookup).await?.unexpired(now)
    }

    /// The key, unless Plaid has to be asked: it is less than a day old, or has expired, which asking
    /// again would not change.
    fn usable(&self, id: &str, time: Instant, now: i64) -> Option<Key> {
        let known = self.known();
        let key = known.get(id)?;
        let age = time.saturating_duration_since(key.fetched_at);
        (age < MAX_AGE || key.has_expired(now)).then(|| key.clone())
    }

    /// Keeps the key that was fetched. Forgets one that Plaid no longer has, or that cannot be used.
    fn keep(&self, id: String, fetched: &Result<Key, VerifyError>) {
        let mut known = self.known();
        match fetched {
            Ok(key) => known.insert(id, key.clone()),
            Err(VerifyError::UnknownKey | VerifyError::UnusableKey) => known.remove(&id),
            Err(_) => None,
        };
        if known.len() > MAX_KEYS {
            let oldest = known.iter().min_by_key(|(_, key)| key.fetched_at);
            let oldest = oldest.map(|(id, _)| id.clone());
            oldest.and_then(|id| known.remove(&id));
        }
    }

    fn known(&self) -> MutexGuard<'_, BTreeMap<String, Key>> {
        // It is consistent at any time, even if a thread panicked while holding it.
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// When Plaid was asked within the last minute.
#[derive(Default)]
struct Lookups(VecDeque<Instant>);

impl Lookups {
    fn start(&mut self, now: Instant) -> Result<(), VerifyError> {
        let Self(times) = self;
        times.retain(|at| now.saturating_duration_since(*at) < MINUTE);
        if times.len() >= MAX_LOOKUPS {
            return Err(VerifyError::TooManyLookups);
        }
        times.push_back(now);
        Ok(())
    }
}

/// A public key on the curve P-256.
#[derive(Clone)]
pub(super) struct Key {
    /// The point, uncompressed.
    point: Vec<u8>,
    /// In seconds since 1970-01-01 UTC.
    expired_at: Option<i64>,
    fetched_at: Instant,
}

impl Key {
    fn read(key: &JwkPublicKey, id: &str, now: Instant) -> Option<Self> {
        let is = |field: &Option<String>, value: &str| field.as_deref() == Some(value);
        let is_meant = is(&key.alg, "ES256")
            && is(&key.kty, "EC")
            && is(&key.crv, "P-256")
            && is(&key.use_, "sig")
            && key.kid.as_ref().is_some_and(|kid| kid.as_str() == id);
        let mut point = vec![UNCOMPRESSED];
        for coordinate in [&key.x, &key.y] {
            let bytes = BASE64_URL_SAFE_NO_PAD.decode(coordinate.as_deref()?).ok()?;
            point.extend(bytes);
        }
        (is_meant && point.len() == POINT_LENGTH).then_some(Self {
            point,
            expired_at: key.expired_at,
            fetched_at: now,
        })
    }

    fn has_expired(&self, now: i64) -> bool {
        self.expired_at.is_some_and(|at| at <= now)
    }

    fn unexpired(self, now: i64) -> Result<Self, VerifyError> {
        match self.has_expired(now) {
            true => Err(VerifyError::ExpiredKey),
            false => Ok(self),
        }
    }

    pub(super) fn verify(&self, signed: &[u8], signature: &[u8]) -> Result<(), VerifyError> {
        UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, &self.point)
            .verify(signed, signature)
            .map_err(|_| VerifyError::InvalidSignature)
    }
}

/// What an uncompressed point starts with (SEC 1, 2.3.3).
const UNCOMPRESSED: u8 = 4;
const POINT_LENGTH: usize = 65;

/// Finishes a lookup, which has been counted, even if the sender closes the connection.
async fn finish(
    lookup: impl Future<Output = Result<Key, VerifyError>> + Send + 'static,
) -> Result<Key, VerifyError> {
    #[cfg(feature = "tracing")]
    let lookup = tracing::Instrument::in_current_span(lookup);
    match tokio::spawn(lookup).await {
        Ok(key) => key,
        // Of the user's hook: see `ClientBuilder::on_call`.
        Err(error) if error.is_panic() => std::panic::resume_unwind(error.into_panic()),
        Err(error) => {
            let message = "the runtime stopped during the lookup";
            Err(unavailable(Error::config_from(message, error)))
        }
    }
}

async fn fetch(client: &Client, id: &str) -> Result<Key, VerifyError> {
    let request = WebhookVerificationKeyGetRequest::new(id.into());
    let call = client
        .webhook_verification_key_get(&request)
        // Attempts count as lookups, and Plaid sends a webhook again.
        .retry(RetryPolicy::never())
        .no_longer_than(MAX_TIME)
        // What matters is checked here.
        .lenient();
    match call.await {
        Ok(response) => {
            // An expiry that was set aside would look like none.
            let mut anomalies = response.anomalies().iter();
            let key = match anomalies.any(|anomaly| anomaly.path() == "/key/expired_at") {
                true => None,
                false => response.key.as_ref(),
            };
            let key = key.and_then(|key| Key::read(key, id, client.now()));
            key.ok_or(VerifyError::UnusableKey)
        }
        Err(error) if is_unknown_key(&error) => Err(VerifyError::UnknownKey),
        Err(error) => Err(unavailable(error)),
    }
}

fn unavailable(error: Error) -> VerifyError {
    VerifyError::KeyUnavailable(Box::new(error))
}

fn is_unknown_key(error: &Error) -> bool {
    error.error_code() == Some("INVALID_WEBHOOK_VERIFICATION_KEY_ID")
}
