//! Signing webhooks as Plaid does, and in ways that it never would.

use std::time::{Duration, SystemTime};

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::error::Unspecified;
use aws_lc_rs::hmac;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair, KeyPair,
};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::refusal::Refusal;
use super::{Sandbox, SandboxError, fire};
use crate::webhook::{hex, unix_time};

/// The operation that gives out keys.
pub(super) const KEY_PATH: &str = "/webhook_verification_key/get";

/// What is wrong with a webhook that [`Sandbox::sign_webhook_with`] signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum WebhookFlaw {
    /// The token names no algorithm and is not signed.
    Unsigned,
    /// The token is signed with HS256, with the public key as the shared secret.
    SharedSecret,
    /// The token is signed on the curve P-384.
    OtherCurve,
    /// The token is signed with a key other than the one it names.
    OtherKey,
    /// The token names a key that does not exist.
    UnknownKey,
    /// The key was retired a minute before the token was issued.
    ExpiredKey,
    /// The token is for another body: one with an extra space.
    ChangedBody,
    /// The token was issued six minutes ago.
    Replayed,
    /// The token is dated six minutes in the future.
    FromTheFuture,
}

/// # Webhooks
///
/// A sandbox signs webhooks with keys of its own, which its client can fetch.
impl Sandbox {
    /// The body of a webhook of this type and code, with made-up data.
    ///
    /// [`Event::KNOWN`](crate::webhook::Event::KNOWN) lists types and codes.
    ///
    /// # Errors
    ///
    /// [`SandboxError::UnknownWebhook`] if no webhook has this type and code.
    pub fn webhook_body(
        &self,
        webhook_type: &str,
        webhook_code: &str,
    ) -> Result<serde_json::Value, SandboxError> {
        self.state.webhook(webhook_type, webhook_code, None)
    }

    /// The header with which Plaid would send a webhook with this body now.
    ///
    /// A [`Verifier`](crate::webhook::Verifier) accepts it if its client calls this sandbox.
    ///
    /// # Errors
    ///
    /// [`SandboxError::Sign`] if the system provides no random numbers.
    pub fn sign_webhook(&self, body: &[u8]) -> Result<String, SandboxError> {
        self.sign(body, None)
    }

    /// A header for a webhook with this body that a verifier must reject.
    ///
    /// # Errors
    ///
    /// Those of [`sign_webhook`](Self::sign_webhook).
    pub fn sign_webhook_with(
        &self,
        body: &[u8],
        flaw: WebhookFlaw,
    ) -> Result<String, SandboxError> {
        self.sign(body, Some(flaw))
    }

    fn sign(&self, body: &[u8], flaw: Option<WebhookFlaw>) -> Result<String, SandboxError> {
        let token = self.state.signer().sign(body, flaw);
        token.map_err(|_| SandboxError::Sign)
    }

    /// Signs a webhook, sends it to a service on this machine, and returns the status with
    /// which the service responds. `webhook` is an [`Event`](crate::webhook::Event), or JSON
    /// such as from [`webhook_body`](Self::webhook_body).
    ///
    /// ```no_run
    /// # async fn fire() -> Result<(), Box<dyn std::error::Error>> {
    /// use plaid_credit::sandbox::Sandbox;
    ///
    /// let sandbox = Sandbox::start().await?;
    /// let body = sandbox.webhook_body("ITEM", "ERROR")?;
    /// let status = sandbox.fire_webhook("http://127.0.0.1:8080/webhook", &body).await?;
    /// assert_eq!(status, 200); // Plaid sends a webhook again after any other
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`SandboxError::NotLoopback`] if the URL is not `http` on this machine,
    /// [`SandboxError::Json`] if the webhook cannot be written as JSON,
    /// [`SandboxError::Undelivered`] if there is no response within 10 seconds, and those of
    /// [`sign_webhook`](Self::sign_webhook).
    pub async fn fire_webhook(
        &self,
        url: &str,
        webhook: &impl serde::Serialize,
    ) -> Result<reqwest::StatusCode, SandboxError> {
        let url = fire::target(url)?;
        let body = serde_json::to_vec(webhook)?;
        let sent = fire::post(url, self.sign_webhook(&body)?, body).await;
        sent.map_err(|error| SandboxError::Undelivered(Box::new(error.without_url())))
    }

    /// Signs webhooks with a new key from now on. The previous key stays valid.
    ///
    /// # Errors
    ///
    /// Those of [`sign_webhook`](Self::sign_webhook).
    pub fn rotate_webhook_key(&self) -> Result<(), SandboxError> {
        let rotated = self.state.signer().rotate(None);
        rotated.map_err(|_| SandboxError::Sign)
    }
}

/// The keys of a sandbox: those that it has signed with, the newest last.
pub(super) struct Signer {
    keys: Vec<SigningKey>,
}

struct SigningKey {
    id: String,
    pair: EcdsaKeyPair,
    created_at: i64,
    expired_at: Option<i64>,
}

impl SigningKey {
    fn new(id: String, expired_at: Option<i64>) -> Result<Self, Unspecified> {
        Ok(Self {
            id,
            pair: EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING)?,
            created_at: unix_time(SystemTime::now()),
            expired_at,
        })
    }

    /// As Plaid gives it out.
    fn public(&self) -> Value {
        // The first byte says that the point is not compressed.
        let (x, y) = self.pair.public_key().as_ref()[1..].split_at(32);
        json!({
            "alg": "ES256",
            "created_at": self.created_at,
            "crv": "P-256",
            "expired_at": self.expired_at,
            "kid": self.id,
            "kty": "EC",
            "use": "sig",
            "x": BASE64_URL_SAFE_NO_PAD.encode(x),
            "y": BASE64_URL_SAFE_NO_PAD.encode(y),
        })
    }
}

impl Signer {
    pub(super) fn new() -> Result<Self, Unspecified> {
        let mut signer = Self { keys: Vec::new() };
        signer.rotate(None)?;
        Ok(signer)
    }

    /// Signs with a new key from now on.
    pub(super) fn rotate(&mut self, expired_at: Option<i64>) -> Result<(), Unspecified> {
        let id = format!("00000000-0000-4000-8000-{:012}", self.keys.len());
        self.keys.push(SigningKey::new(id, expired_at)?);
        Ok(())
    }

    /// The answer to a request for a key.
    pub(super) fn answer(&self, request: &Value, request_id: &str) -> Result<Value, Refusal> {
        let key = self.keys.iter().find(|key| request["key_id"] == key.id);
        match key {
            Some(key) => Ok(json!({ "key": key.public(), "request_id": request_id })),
            None => Err(Refusal::input(
                "INVALID_WEBHOOK_VERIFICATION_KEY_ID",
                "there is no key with this key_id",
            )),
        }
    }

    /// A token for `body`.
    pub(super) fn sign(
        &mut self,
        body: &[u8],
        flaw: Option<WebhookFlaw>,
    ) -> Result<String, Unspecified> {
        let now = SystemTime::now();
        let skew = Duration::from_secs(6 * 60);
        let made = match flaw {
            Some(WebhookFlaw::Replayed) => now - skew,
            Some(WebhookFlaw::FromTheFuture) => now + skew,
            _ => now,
        };
        if flaw == Some(WebhookFlaw::ExpiredKey) {
            self.rotate(Some(unix_time(now) - 60))?;
            let token = self.sign(body, None);
            self.rotate(None)?;
            return token;
        }
        let mut body = body.to_vec();
        if flaw == Some(WebhookFlaw::ChangedBody) {
            body.push(b' ');
        }
        let Some(key) = self.keys.last() else {
            return Err(Unspecified);
        };
        let algorithm = match flaw {
            Some(WebhookFlaw::Unsigned) => "none",
            Some(WebhookFlaw::SharedSecret) => "HS256",
            Some(WebhookFlaw::OtherCurve) => "ES384",
            _ => "ES256",
        };
        let key_id = match flaw {
            Some(WebhookFlaw::UnknownKey) => "ffffffff-0000-4000-8000-000000000000",
            _ => &key.id,
        };
        let header = json!({ "alg": algorithm, "kid": key_id, "typ": "JWT" });
        let claims = json!({
            "iat": unix_time(made),
            "request_body_sha256": hex(digest(&SHA256, &body).as_ref()),
        });
        let [header, claims] = [header, claims].map(|part| encode(part.to_string().as_bytes()));
        let signed = format!("{header}.{claims}");
        let signature = signature(key, signed.as_bytes(), flaw)?;
        Ok(format!("{signed}.{}", encode(&signature)))
    }
}

fn signature(
    key: &SigningKey,
    signed: &[u8],
    flaw: Option<WebhookFlaw>,
) -> Result<Vec<u8>, Unspecified> {
    let with = |pair: &EcdsaKeyPair| {
        let signature = pair.sign(&SystemRandom::new(), signed)?;
        Ok(signature.as_ref().to_vec())
    };
    match flaw {
        Some(WebhookFlaw::Unsigned) => Ok(Vec::new()),
        Some(WebhookFlaw::SharedSecret) => {
            let secret = hmac::Key::new(hmac::HMAC_SHA256, key.pair.public_key().as_ref());
            Ok(hmac::sign(&secret, signed).as_ref().to_vec())
        }
        Some(WebhookFlaw::OtherCurve) => {
            with(&EcdsaKeyPair::generate(&ECDSA_P384_SHA384_FIXED_SIGNING)?)
        }
        Some(WebhookFlaw::OtherKey) => {
            with(&EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING)?)
        }
        _ => with(&key.pair),
    }
}

fn encode(bytes: &[u8]) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}
