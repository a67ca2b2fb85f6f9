//! What is ours in progenitor's client: where requests go, and their headers.

use std::sync::Arc;

use bytes::Bytes;
use progenitor_client::{ClientHooks, ClientInfo, Error as TransportError, OperationInfo};
use reqwest::Url;
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, USER_AGENT};
use serde::Deserialize;
use serde::de::IgnoredAny;

/// Progenitor's client.
pub(crate) type Transport = crate::generated::transport::Client;

/// What becomes of a request that progenitor sends: a response, whatever its status.
pub(crate) type Sent = Result<reqwest::Response, TransportError<()>>;

/// Where every request of a client goes, and the headers that go with it.
#[derive(Clone, Debug)]
pub(crate) struct Context {
    pub(super) base_url: Url,
    pub(super) client_id: Option<HeaderValue>,
    pub(super) secret: Option<HeaderValue>,
    pub(super) user_agent: HeaderValue,
    /// Those of one call.
    pub(super) more: HeaderMap,
}

impl Context {
    /// The URL of a path on the server. To parse all of it for each request would cost as much as
    /// to decode a small response.
    pub(crate) fn url(&self, path: &str) -> Url {
        let mut url = self.base_url.clone();
        url.set_path(path);
        url
    }
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
        let mut names = context.more.keys();
        if let Some(name) = names.find(|name| headers.contains_key(*name)) {
            return Err(TransportError::Custom(set_by_client(name)));
        }
        let more = context.more.iter();
        headers.extend(more.map(|(name, value)| (name.clone(), value.clone())));
        Ok(())
    }
}

/// What is wrong with a header of a call that its request has already.
pub(super) fn set_by_client(name: &HeaderName) -> String {
    format!("the client sets the header {name} itself: leave it out of the call")
}

/// Posts JSON to a path that progenitor's client may not know.
pub(super) fn post(
    client: Arc<Transport>,
    path: &str,
    body: Bytes,
) -> impl Future<Output = Sent> + Send + use<> {
    let request = client
        .client
        .post(client.inner.url(&format!("{}{path}", client.baseurl)))
        .header(CONTENT_TYPE, HeaderValue::from_static("application/json"))
        .header("plaid-version", Transport::api_version())
        .body(body)
        .build();
    let info = OperationInfo {
        operation_id: "call",
    };
    async move {
        let mut request = request?;
        client.pre::<()>(&mut request, &info).await?;
        Ok(client.exec(request, &info).await?)
    }
}

/// The credentials that a body holds; the headers then leave them out.
#[derive(Deserialize)]
struct OwnCredentials {
    client_id: Option<IgnoredAny>,
    secret: Option<IgnoredAny>,
}

/// The client for a call with this body and these headers of its own.
pub(super) fn for_call(client: &Arc<Transport>, body: &[u8], headers: HeaderMap) -> Arc<Transport> {
    let mut client = Arc::clone(client);
    if !headers.is_empty() {
        Arc::make_mut(&mut client).inner.more = headers;
    }
    // Only an object holds credentials; serde would also read them from a list.
    if body.starts_with(b"{")
        && let Ok(own) = serde_json::from_slice::<OwnCredentials>(body)
    {
        if own.client_id.is_some() {
            Arc::make_mut(&mut client).inner.client_id = None;
        }
        if own.secret.is_some() {
            Arc::make_mut(&mut client).inner.secret = None;
        }
    }
    client
}
