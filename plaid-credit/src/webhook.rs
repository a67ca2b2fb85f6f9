//! Verifies that a webhook comes from Plaid (feature `webhooks`).
//!
//! Anyone who knows the URL can send a webhook. Plaid signs its own with a JSON Web Token in the
//! header [`HEADER`], and a [`Verifier`] checks it against the bytes of the body. Verify first,
//! then read the body with [`decode`](crate::decode()), as a [`Value`](serde_json::Value) or a
//! type of your own: this crate has no models for webhooks.
//!
//! ```
//! # #[cfg(feature = "sandbox-server")]
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use plaid_credit::sandbox::Sandbox;
//! use plaid_credit::webhook::Verifier;
//! use serde_json::Value;
//!
//! let sandbox = Sandbox::start().await?;
//! let verifier = Verifier::new(sandbox.client());
//!
//! // Received: the body, byte for byte, and the header.
//! let body = br#"{"webhook_type": "INCOME", "webhook_code": "INCOME_VERIFICATION"}"#;
//! let header = sandbox.sign_webhook(body)?;
//!
//! verifier.verify(body, &header).await?;
//! let webhook: Value = plaid_credit::decode(body)?.value;
//! assert_eq!(webhook["webhook_code"], "INCOME_VERIFICATION");
//! # Ok(())
//! # }
//! # #[cfg(not(feature = "sandbox-server"))]
//! # fn main() {}
//! ```
//!
//! If verification fails, respond with status 401, or with 503 if
//! [`VerifyError::is_retryable`] returns true, so that Plaid sends the webhook again.

mod error;
mod keys;
mod token;
mod verifier;

pub use error::VerifyError;
pub use verifier::Verifier;

#[cfg(feature = "sandbox-server")]
pub(crate) use token::hex;
#[cfg(feature = "sandbox-server")]
pub(crate) use verifier::unix_time;

/// The HTTP header in which Plaid sends the token that signs a webhook.
pub const HEADER: &str = "plaid-verification";
