//! What can go wrong with a sandbox itself.

use crate::Error;

/// Why a sandbox could not start or could not do what it was asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SandboxError {
    /// The sandbox could not open a port on this machine.
    #[error("the sandbox could not open a port on this machine")]
    Listen(#[from] std::io::Error),
    /// The OpenAPI fragment that this crate was built from is not valid.
    #[error("the OpenAPI fragment is not valid: {0}")]
    Fragment(String),
    /// The client for the sandbox could not be built.
    #[error("failed to build the client for the sandbox")]
    Client(#[source] Box<Error>),
    /// No operation has this name.
    #[error("the sandbox has no operation `{0}`: name it by its operationId or method")]
    UnknownOperation(String),
    /// The sandbox has given out no such Link token.
    #[error("the sandbox has given out no such Link token: create it with `/link/token/create`")]
    UnknownLinkToken,
    /// No webhook has this type and code.
    #[cfg(feature = "webhooks")]
    #[error("the sandbox has no webhook {0}: see `webhook::Event::KNOWN`")]
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
