//! Verifies that a webhook comes from Plaid, and reads it (feature `webhooks`).
//!
//! Anyone who knows the URL can send a webhook. Plaid signs its own with a JSON Web Token in the
//! header [`HEADER`], and a [`Verifier`] checks it against the bytes of the body.
//! [`Verifier::receive`] then reads the body as an [`Event`]; [`Verifier::verify`] and
//! [`Event::read`] are the two steps.
//!
//! ```
//! # #[cfg(feature = "sandbox-server")]
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use plaid_credit::sandbox::Sandbox;
//! use plaid_credit::webhook::{Event, Verifier};
//!
//! let sandbox = Sandbox::start().await?;
//! let verifier = Verifier::new(sandbox.client());
//!
//! // Received: the body, byte for byte, and the header.
//! let body = sandbox.webhook_body("LINK", "SESSION_FINISHED")?.to_string();
//! let header = sandbox.sign_webhook(body.as_bytes())?;
//!
//! let received = verifier.receive(body.as_bytes(), &header).await?;
//! match &received.value {
//!     Event::LinkSessionFinished(session) => {
//!         println!("{} Items were added", session.public_tokens.len());
//!     }
//!     other => panic!("not the end of a session: {other:?}"),
//! }
//! # Ok(())
//! # }
//! # #[cfg(not(feature = "sandbox-server"))]
//! # fn main() {}
//! ```
//!
//! With the feature `axum`, `Received` does all of this in a handler of axum's.
//!
//! If verification fails, respond with status 401, or with 503 if
//! [`VerifyError::is_retryable`] returns true, so that Plaid sends the webhook again.

#[cfg(feature = "axum")]
mod axum;
mod error;
mod event;
mod keys;
mod token;
mod verifier;

pub use crate::generated::webhooks::Event;
#[cfg(feature = "axum")]
pub use axum::{Received, Rejection};
pub use error::VerifyError;
pub use event::UnknownEvent;
pub use verifier::Verifier;

pub(crate) use event::{Ids, events, read};
#[cfg(feature = "sandbox-server")]
pub(crate) use token::hex;
#[cfg(feature = "sandbox-server")]
pub(crate) use verifier::unix_time;

/// The HTTP header in which Plaid sends the token that signs a webhook.
pub const HEADER: &str = "plaid-verification";
