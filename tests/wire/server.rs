//! A server on this machine that answers every request alike and keeps what it was asked.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use plaid_credit::{Client, Credentials};
use serde_json::Value;

/// A request as it came.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Value,
}

impl Request {
    /// The text of a header that is there once at most.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let values: Vec<_> = self.headers.get_all(name).iter().collect();
        assert!(values.len() <= 1, "{name} is there {} times", values.len());
        values.first().map(|value| value.to_str().unwrap())
    }
}

/// The server; it ends with the test.
pub(crate) struct Server {
    base_url: String,
    requests: Arc<Mutex<Vec<Request>>>,
    task: tokio::task::JoinHandle<()>,
}

#[derive(Clone)]
struct Answer {
    requests: Arc<Mutex<Vec<Request>>>,
    body: String,
}

impl Server {
    /// Answers with this JSON.
    pub(crate) async fn answering(body: impl Into<String>) -> Self {
        let requests = Arc::default();
        let answer = Answer {
            requests: Arc::clone(&requests),
            body: body.into(),
        };
        let router = Router::new().fallback(respond).with_state(answer);
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base_url = format!("http://{}", listener.local_addr().unwrap());
        let task = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self {
            base_url,
            requests,
            task,
        }
    }

    /// A client of this server.
    pub(crate) fn client(&self) -> Client {
        Client::builder()
            .credentials(Credentials::new("client-of-lender", "secret-of-lender"))
            .base_url(&self.base_url)
            .unwrap()
            .build()
            .unwrap()
    }

    /// The one request that came.
    pub(crate) fn request(&self) -> Request {
        let requests = self.requests.lock().unwrap();
        assert_eq!(requests.len(), 1);
        requests[0].clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn respond(
    State(answer): State<Answer>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> (StatusCode, [(header::HeaderName, &'static str); 1], String) {
    answer.requests.lock().unwrap().push(Request {
        method,
        path: uri.to_string(),
        headers,
        body: serde_json::from_slice(&body).unwrap(),
    });
    (
        StatusCode::OK,
        [(header::CONTENT_TYPE, "application/json")],
        answer.body,
    )
}
