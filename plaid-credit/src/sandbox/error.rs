//! Errors of the sandbox itself.

use crate::Error;

/// Why a sandbox could not start or could not do what was asked of it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SandboxError {
    /// The sandbox could not open a port on this machine, or start its thread.
    #[error(
        "the sandbox could not start its server on this machine: if the port is in use, choose another"
    )]
    Listen(#[from] std::io::Error),
    /// The OpenAPI fragment that this crate was built from is not valid.
    #[error("the OpenAPI fragment is not valid: {0}")]
    Fragment(String),
    /// The client for the sandbox could not be built.
    #[error("failed to build the client for the sandbox")]
    Client(#[source] Box<Error>),
    /// No operation has this name.
    #[error(
        "the sandbox has no operation `{0}`: give an operationId such as `creditSessionsGet`, a method such as `credit_sessions_get`, or a path such as `/credit/sessions/get`"
    )]
    UnknownOperation(String),
    /// The sandbox has not issued this Link token.
    #[error("the sandbox has not issued this Link token: create one with `/link/token/create`")]
    UnknownLinkToken,
    /// The Link token has expired, so no session can start with it.
    #[error("the Link token has expired: create a new one with `/link/token/create`")]
    ExpiredLinkToken,
    /// The user of the Link token was removed.
    #[error("the user of this Link token was removed: create another with `/user/create`")]
    RemovedUser,
    /// The Item that the Link token is to update was removed, or its user has none.
    #[error(
        "the Item that this Link token is to update was removed, or its user has none: connect one with a Link token for a new Item"
    )]
    MissingItem,
    /// No webhook has this type and code.
    #[cfg(feature = "webhooks")]
    #[error(
        "the sandbox has no webhook with the type and code `{0}`: `webhook::Event::KNOWN` lists them"
    )]
    UnknownWebhook(String),
    /// A webhook cannot be sent, because its body cannot be written as JSON.
    #[cfg(feature = "webhooks")]
    #[error("the webhook cannot be written as JSON")]
    Json(#[from] serde_json::Error),
    /// The sandbox sends webhooks to this machine only.
    #[cfg(feature = "webhooks")]
    #[error("webhooks are sent to this machine only: use a URL such as http://127.0.0.1:8080")]
    NotLoopback,
    /// The service did not respond to a webhook.
    #[cfg(feature = "webhooks")]
    #[error("the service did not respond to the webhook")]
    Undelivered(#[source] Box<reqwest::Error>),
    /// A key could not be generated, or a webhook could not be signed.
    #[cfg(feature = "webhooks")]
    #[error("the sandbox cannot sign webhooks: the system provides no random numbers")]
    Sign,
}
