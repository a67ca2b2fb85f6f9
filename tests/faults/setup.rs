//! Clients for the tests, and what they get in one line.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use plaid_credit::testing::Clock;
use plaid_credit::types::{
    CreditBankIncomePdfGetRequest, CreditRelayRemoveRequest, CreditSessionsGetRequest,
    CreditSessionsGetResponse, UserToken,
};
use plaid_credit::{Client, ClientBuilder, Credentials, Error, Response};
use tokio::net::TcpSocket;

use super::server::{Server, Step};

pub(crate) const CLIENT_ID: &str = "client-id-5f3a";
pub(crate) const SECRET: &str = "secret-91bc";
pub(crate) const TOKEN: &str = "user-sandbox-b0e2";

/// A clock on which waiting takes no time, and all jitter is the most.
#[derive(Clone, Debug, Default)]
pub(crate) struct Waits {
    waits: Arc<Mutex<Vec<Duration>>>,
    /// When it started, if nothing but the waits moves it.
    start: Option<Instant>,
}

impl Waits {
    /// A clock that nothing but the waits moves.
    pub(crate) fn alone() -> Self {
        Self {
            start: Some(Instant::now()),
            ..Self::default()
        }
    }

    pub(crate) fn all(&self) -> Vec<Duration> {
        self.waits.lock().unwrap().clone()
    }
}

impl Clock for Waits {
    fn now(&self) -> Instant {
        self.start.unwrap_or_else(Instant::now) + self.all().iter().sum::<Duration>()
    }

    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        self.waits.lock().unwrap().push(duration);
        Box::pin(std::future::ready(()))
    }

    fn jitter(&self, max: Duration) -> Duration {
        max
    }
}

pub(crate) fn builder(base_url: &str, waits: &Waits) -> ClientBuilder {
    Client::builder()
        .credentials(Credentials::new(CLIENT_ID, SECRET))
        .base_url(base_url)
        .unwrap()
        .clock(waits.clone())
}

pub(crate) fn sessions_get() -> CreditSessionsGetRequest {
    CreditSessionsGetRequest::new(UserToken::from(TOKEN))
}

pub(crate) fn pdf_get() -> CreditBankIncomePdfGetRequest {
    CreditBankIncomePdfGetRequest::new(UserToken::from(TOKEN))
}

pub(crate) fn relay_remove() -> CreditRelayRemoveRequest {
    CreditRelayRemoveRequest::new(TOKEN.into())
}

/// What a user gets, in one line.
pub(crate) fn told(result: &Result<Response<CreditSessionsGetResponse>, Error>) -> String {
    match result {
        Ok(response) => format!(
            "{} sessions, {} anomalies, request {}",
            response.sessions.len(),
            response.anomalies().len(),
            response.request_id().unwrap_or("unknown"),
        ),
        Err(error) => told_error(error),
    }
}

/// What a user gets of an error, in one line.
pub(crate) fn told_error(error: &Error) -> String {
    let kind = match error {
        Error::Api(_) => "Api",
        Error::Http(_) => "Http",
        Error::Decode(_) => "Decode",
        Error::Timeout { .. } => "Timeout",
        Error::Connect { .. } => "Connect",
        Error::Interrupted { .. } => "Interrupted",
        Error::TooLarge { .. } => "TooLarge",
        Error::File { .. } => "File",
        Error::Config { .. } => "Config",
        _ => "?",
    };
    let status = error.status().map(|status| format!(" {status}"));
    let code = error.error_code().map(|code| format!(" {code}"));
    let retryable = if error.is_retryable() {
        ", retryable"
    } else {
        ""
    };
    format!(
        "{kind}{}{}{retryable}",
        status.unwrap_or_default(),
        code.unwrap_or_default()
    )
}

/// A server that takes these steps, and a client of it with the default settings.
pub(crate) async fn start(steps: Vec<Step>) -> (Client, Server) {
    let server = Server::start(steps).await;
    let client = builder(&server.base_url, &Waits::default())
        .build()
        .unwrap();
    (client, server)
}

/// A base URL where connections are refused, while the socket is held: nobody else has the port.
pub(crate) fn refusing() -> (TcpSocket, String) {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let address = socket.local_addr().unwrap();
    (socket, format!("http://{address}"))
}

/// What is said of a call that is not valid.
pub(crate) fn message<T>(result: Result<T, Error>) -> String {
    match result {
        Err(Error::Config { message, .. }) => message,
        Err(error) => panic!("another error: {error:?}"),
        Ok(_) => panic!("no error"),
    }
}

/// An error and its sources, as error reporters show them.
pub(crate) fn chain(error: &dyn std::error::Error) -> String {
    match error.source() {
        Some(source) => format!("{error}: {}", chain(source)),
        None => error.to_string(),
    }
}
