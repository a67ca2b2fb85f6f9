//! What is ours in progenitor's client: the headers, and where its errors go.

use std::sync::Arc;

use progenitor_client::{ClientHooks, Error as TransportError, OperationInfo};
use reqwest::header::{HeaderName, HeaderValue, USER_AGENT};

use super::operation::OwnCredentials;

/// Progenitor's client.
pub(crate) type Transport = crate::generated::transport::Client;

/// How progenitor's methods answer: with the response, whatever its status.
pub(crate) type Answer = Result<reqwest::Response, TransportError<()>>;

/// The headers that go with every request of a client.
#[derive(Clone, Debug)]
pub(crate) struct Context {
    pub(super) client_id: Option<HeaderValue>,
    pub(super) secret: Option<HeaderValue>,
    pub(super) user_agent: HeaderValue,
}

static CLIENT_ID: HeaderName = HeaderName::from_static("plaid-client-id");
static SECRET: HeaderName = HeaderName::from_static("plaid-secret");

impl ClientHooks<Context> for Transport {
    async fn pre<E>(
        &self,
        request: &mut reqwest::Request,
        _: &OperationInfo,
    ) -> Result<(), TransportError<E>> {
        let context = &self.inner;
        let headers = request.headers_mut();
        headers.extend(
            [
                (&CLIENT_ID, context.client_id.as_ref()),
                (&SECRET, context.secret.as_ref()),
                (&USER_AGENT, Some(&context.user_agent)),
            ]
            .into_iter()
            .filter_map(|(name, value)| Some((name.clone(), value?.clone()))),
        );
        Ok(())
    }
}

/// The client for a request, which may bring credentials of its own.
pub(super) fn with_own(client: &Arc<Transport>, own: OwnCredentials) -> Arc<Transport> {
    let mut client = Arc::clone(client);
    if own.client_id {
        Arc::make_mut(&mut client).inner.client_id = None;
    }
    if own.secret {
        Arc::make_mut(&mut client).inner.secret = None;
    }
    client
}
