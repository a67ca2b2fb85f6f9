//! Extracting verified webhooks in axum's handlers.

use std::fmt;
use std::sync::Arc;

use axum::extract::rejection::BytesRejection;
use axum::extract::{DefaultBodyLimit, FromRef, FromRequest, Request};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;

use super::token::Token;
use super::verifier::MAX_BODY;
use super::{Event, HEADER, Verifier, VerifyError};
use crate::Decoded;

/// A webhook that comes from Plaid, as an extractor for axum's handlers (feature `axum`).
///
/// The router's state must be an `Arc<Verifier>`, or something that `Arc<Verifier>` implements
/// [`FromRef`] for. It is taken from the state for each request, so a state that keeps it behind a
/// lock can replace it, as after a rotation of the secret. A request that is not a webhook from
/// Plaid does not reach the handler: [`Rejection`] responds to it. A body is read up to 1 MiB,
/// whatever the router's [`DefaultBodyLimit`].
///
/// ```
/// use std::sync::Arc;
/// use axum::Router;
/// use axum::routing::post;
/// use plaid_credit::webhook::{Event, Received, Verifier};
///
/// async fn webhook(received: Received) {
///     if let Event::ItemError(_) = &received.event.value {
///         println!("ask the user to repair {:?}", received.event.value.item_id());
///     }
/// }
///
/// fn service(verifier: Verifier) -> Router {
///     Router::new()
///         .route("/webhook", post(webhook))
///         .with_state(Arc::new(verifier))
/// }
/// ```
#[derive(Clone)]
#[non_exhaustive]
pub struct Received {
    /// The webhook, and the values in it that did not fit.
    pub event: Decoded<Event>,
    /// The body as received.
    pub body: Bytes,
}

impl fmt::Debug for Received {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Received")
            .field("event", &self.event)
            .finish_non_exhaustive()
    }
}

/// Why a request was not extracted as [`Received`]. As a response, it is the status alone. To log
/// it, take a `Result<Received, Rejection>` as the handler's argument.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Rejection {
    /// The body could not be received, or is larger than 1 MiB.
    #[error("failed to receive the body of the webhook")]
    Body(#[source] BytesRejection),
    /// The webhook could not be verified or read.
    #[error(transparent)]
    Webhook(#[from] VerifyError),
}

impl Rejection {
    /// The status of the response: 503 if the same webhook may be verified later, 413 if the body is
    /// too large, 400 if it could not be received or is not a JSON object, and 401 otherwise.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::Body(rejection) => rejection.status(),
            Self::Webhook(VerifyError::BodyTooLarge { .. }) => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Webhook(VerifyError::Unreadable(_)) => StatusCode::BAD_REQUEST,
            Self::Webhook(error) if error.is_retryable() => StatusCode::SERVICE_UNAVAILABLE,
            Self::Webhook(_) => StatusCode::UNAUTHORIZED,
        }
    }
}

impl IntoResponse for Rejection {
    fn into_response(self) -> Response {
        self.status().into_response()
    }
}

impl<S> FromRequest<S> for Received
where
    S: Send + Sync,
    Arc<Verifier>: FromRef<S>,
{
    type Rejection = Rejection;

    async fn from_request(mut request: Request, state: &S) -> Result<Self, Rejection> {
        let verifier = Arc::<Verifier>::from_ref(state);
        let header = request.headers().get(HEADER);
        let header = header.and_then(|header| header.to_str().ok());
        let header = header.ok_or(VerifyError::MalformedToken)?.to_owned();
        // Before the body, which is not worth the memory if this fails.
        Token::parse(&header)?;
        DefaultBodyLimit::max(MAX_BODY).apply(&mut request);
        let body = Bytes::from_request(request, state).await;
        let body = body.map_err(Rejection::Body)?;
        let event = verifier.receive(&body, &header).await?;
        Ok(Self { event, body })
    }
}
