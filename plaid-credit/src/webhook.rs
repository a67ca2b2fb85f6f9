//! Verifying and reading Plaid's webhooks (feature `webhooks`).
//!
//! Anyone who knows the URL can send a webhook. Plaid signs its own with a JSON Web Token in the
//! header [`HEADER`], and a [`Verifier`] checks it against the bytes of the body.
//! [`Verifier::receive`] also reads the body as an [`Event`]; the two steps on their own are
//! [`Verifier::verify`] and [`Event::read`].
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
//! // In a service, these come with the HTTP request. Use the exact bytes of the body.
//! let body = sandbox.webhook_body("LINK", "SESSION_FINISHED")?.to_string();
//! let header = sandbox.sign_webhook(body.as_bytes())?;
//!
//! let received = verifier.receive(body.as_bytes(), &header).await?;
//! match &received.value {
//!     Event::LinkSessionFinished(session) => {
//!         println!("{} Items were added", session.public_tokens.len());
//!     }
//!     other => println!("nothing to do for {}", other.webhook_code()),
//! }
//! # Ok(())
//! # }
//! # #[cfg(not(feature = "sandbox-server"))]
//! # fn main() {}
//! ```
//!
//! Check `anomalies` before you act on a webhook: a public token that does not fit, for example, is
//! missing from `public_tokens`.
//!
//! With the feature `axum`, [`Received`] does all of this in axum's handlers.
//!
//! If verification fails, respond with 503 where [`VerifyError::is_retryable`] is true, with 413
//! if the body is too large, with 400 if it is not a JSON object, and with 401 otherwise. To Plaid
//! these are all alike: they tell your own monitoring what may be verified later from what may not.
//! A webhook that is [from Plaid but unreadable](VerifyError::Unreadable) stays so: if you store it
//! for a person to look at, respond with 200.
//!
//! Plaid sends a webhook again, for up to 24 hours, if it receives any status other than 200, or no
//! response within 10 seconds. So store it, respond, and do the work later. The same webhook may
//! therefore arrive twice, and it has no ID of its own. Skip a `SESSION_FINISHED` whose
//! `link_session_id` you have handled, since a session is finished once. Other webhooks with the
//! same body may be about different events, such as two check reports of one user, so handle them
//! in a way that does no harm if it is repeated.
//!
//! Nothing is sent again to an endpoint that has rejected nearly all webhooks of the last 24 hours.
//! After an outage, look up what you missed: `link_token_get` has the sessions of a Link token for
//! up to six hours after their end, and `user_items_get` has the Items of a user.
#![cfg_attr(
    not(feature = "axum"),
    doc = "\n[`Received`]: https://docs.rs/plaid-credit/latest/plaid_credit/webhook/struct.Received.html"
)]

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
