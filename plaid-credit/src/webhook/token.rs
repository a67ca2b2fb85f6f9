//! The JSON Web Token that signs a webhook (RFC 7519), as far as Plaid uses it.

use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde::Deserialize;
use serde::de::{DeserializeOwned, IgnoredAny};

use super::VerifyError;
use super::keys::Key;

/// Plaid's tokens have some 300 bytes.
const MAX_TOKEN: usize = 4096;
/// Plaid's key IDs are UUIDs.
const MAX_KEY_ID: usize = 128;
/// How old a token may be, in seconds.
const MAX_AGE: i64 = 5 * 60;
/// The length of an ES256 signature (RFC 7518, 3.4).
const SIGNATURE_LENGTH: usize = 64;
/// How far ahead of this machine's clock Plaid's may be, in seconds.
const MAX_SKEW: i64 = 30;

/// A token whose signature has not been checked yet.
pub(super) struct Token<'a> {
    pub(super) key_id: String,
    /// Header and claims, as they were signed.
    signed: &'a str,
    claims: Claims,
    signature: Vec<u8>,
}

#[derive(Deserialize)]
struct Header {
    alg: String,
    kid: String,
    /// Extensions that have to be understood. Plaid uses none.
    crit: Option<IgnoredAny>,
}

#[derive(Deserialize)]
struct Claims {
    iat: i64,
    request_body_sha256: String,
}

impl<'a> Token<'a> {
    pub(super) fn parse(token: &'a str) -> Result<Self, VerifyError> {
        if token.len() > MAX_TOKEN {
            return Err(VerifyError::TokenTooLong { limit: MAX_TOKEN });
        }
        let malformed = VerifyError::MalformedToken;
        let Some((signed, signature)) = token.rsplit_once('.') else {
            return Err(malformed);
        };
        let Some((header, claims)) = signed.split_once('.') else {
            return Err(malformed);
        };
        let header: Header = json(header)?;
        if header.alg != "ES256" {
            return Err(VerifyError::WrongAlgorithm);
        }
        let key_id = header.kid;
        let is_plausible = (1..=MAX_KEY_ID).contains(&key_id.len())
            && key_id.bytes().all(|byte| byte.is_ascii_graphic());
        let signature = bytes(signature)?;
        if !is_plausible || header.crit.is_some() || signature.len() != SIGNATURE_LENGTH {
            return Err(malformed);
        }
        Ok(Self {
            key_id,
            signed,
            claims: json(claims)?,
            signature,
        })
    }

    /// Checks that the token was made now, and for this body, if its signature is valid.
    pub(super) fn check_claims(&self, body: &[u8], now: i64) -> Result<(), VerifyError> {
        let Claims {
            iat,
            request_body_sha256,
        } = &self.claims;
        if *iat < now.saturating_sub(MAX_AGE) {
            return Err(VerifyError::TooOld);
        }
        if *iat > now.saturating_add(MAX_SKEW) {
            return Err(VerifyError::FromTheFuture);
        }
        let found = hex(digest(&SHA256, body).as_ref());
        verify_slices_are_equal(found.as_bytes(), request_body_sha256.as_bytes())
            .map_err(|_| VerifyError::BodyMismatch)
    }

    pub(super) fn check_signature(&self, key: &Key) -> Result<(), VerifyError> {
        key.verify(self.signed.as_bytes(), &self.signature)
    }
}

fn json<T: DeserializeOwned>(part: &str) -> Result<T, VerifyError> {
    serde_json::from_slice(&bytes(part)?).map_err(|_| VerifyError::MalformedToken)
}

fn bytes(part: &str) -> Result<Vec<u8>, VerifyError> {
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(part);
    bytes.map_err(|_| VerifyError::MalformedToken)
}

/// Lower-case hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
