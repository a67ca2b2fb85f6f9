//! One call: headers, sending, and the way from bytes to a response.

use progenitor_client::{
    ByteStream, ClientHooks, Error as TransportError, OperationInfo, ResponseValue,
};
use reqwest::header::HeaderValue;
use serde::de::DeserializeOwned;

use super::{Client, Download, Response};
use crate::decode;
use crate::error::{Body, Error};
use crate::generated::transport;

/// An operation, as the document names it.
#[derive(Debug, Clone, Copy)]
#[allow(dead_code)]
pub(crate) struct Operation {
    pub(crate) id: &'static str,
    pub(crate) path: &'static str,
}

/// Which credentials a request holds in its body; the headers then leave them out.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct OwnCredentials {
    pub(crate) client_id: bool,
    pub(crate) secret: bool,
}

/// What one call adds to its request.
#[derive(Clone, Debug)]
pub(crate) struct Context {
    client_id: Option<HeaderValue>,
    secret: Option<HeaderValue>,
}

impl ClientHooks<Context> for transport::Client {
    async fn pre<E>(
        &self,
        request: &mut reqwest::Request,
        _: &OperationInfo,
    ) -> Result<(), TransportError<E>> {
        let Context { client_id, secret } = &self.inner;
        let headers = request.headers_mut();
        headers.extend(client_id.clone().map(|value| (CLIENT_ID.clone(), value)));
        headers.extend(secret.clone().map(|value| (SECRET.clone(), value)));
        Ok(())
    }
}

static CLIENT_ID: reqwest::header::HeaderName =
    reqwest::header::HeaderName::from_static("plaid-client-id");
static SECRET: reqwest::header::HeaderName =
    reqwest::header::HeaderName::from_static("plaid-secret");

type Answer = Result<ResponseValue<ByteStream>, TransportError<()>>;

impl Client {
    /// Calls an operation that answers with JSON.
    pub(crate) async fn call<T: DeserializeOwned>(
        &self,
        operation: &Operation,
        own: OwnCredentials,
        send: impl AsyncFn(&transport::Client) -> Answer,
    ) -> Result<Response<T>, Error> {
        let answer = self.send(operation, own, send).await?;
        let (status, headers) = (answer.status(), answer.headers().clone());
        let body = Download::new(answer).bytes().await?;
        let decoded = decode(&body)?;
        Ok(Response::new(decoded, status, headers, &body))
    }

    /// Calls an operation whose answer says nothing but that it went well.
    #[allow(dead_code, reason = "a fragment may have no such operation")]
    pub(crate) async fn call_without_answer(
        &self,
        operation: &Operation,
        own: OwnCredentials,
        send: impl AsyncFn(&transport::Client) -> Answer,
    ) -> Result<Response<()>, Error> {
        let answer = self.send(operation, own, send).await?;
        Ok(Response::empty(answer.status(), answer.headers().clone()))
    }

    /// Calls an operation that answers with a file.
    #[allow(
        dead_code,
        reason = "the features that are on may have no such operation"
    )]
    pub(crate) async fn download(
        &self,
        operation: &Operation,
        own: OwnCredentials,
        send: impl AsyncFn(&transport::Client) -> Answer,
    ) -> Result<Download, Error> {
        self.send(operation, own, send).await.map(Download::new)
    }

    async fn send(
        &self,
        _operation: &Operation,
        own: OwnCredentials,
        send: impl AsyncFn(&transport::Client) -> Answer,
    ) -> Result<ResponseValue<ByteStream>, Error> {
        let credentials = &self.inner.credentials;
        let context = Context {
            client_id: if own.client_id {
                None
            } else {
                Some(credentials.client_id()?)
            },
            secret: if own.secret {
                None
            } else {
                Some(credentials.secret()?)
            },
        };
        let transport = transport::Client::new_with_client(
            &self.inner.base_url,
            self.inner.http.clone(),
            context,
        );
        match send(&transport).await {
            Ok(answer) => Ok(answer),
            Err(TransportError::UnexpectedResponse(response)) => {
                let status = response.status().as_u16();
                let body = response.bytes().await.map_err(Error::transport)?;
                Err(Error::Status {
                    status,
                    body: Body::new(body),
                })
            }
            Err(TransportError::CommunicationError(error)) => Err(Error::transport(error)),
            Err(other) => Err(Error::Config(other.to_string())),
        }
    }
}
