//! A service that receives webhooks.

use std::net::Ipv4Addr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use plaid_credit::sandbox::Sandbox;
use plaid_credit::webhook::{Event, HEADER, Verifier};
use tokio::net::TcpListener;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use crate::support::Result;

#[derive(Clone)]
struct Service {
    verifier: Arc<Verifier>,
    events: UnboundedSender<Event>,
}

async fn receive(State(service): State<Service>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let header = headers.get(HEADER).and_then(|value| value.to_str().ok());
    let received = service.verifier.receive(&body, header.unwrap_or_default());
    let Ok(event) = received.await else {
        return StatusCode::UNAUTHORIZED;
    };
    assert_eq!(event.anomalies, []);
    service
        .events
        .send(event.value)
        .expect("somebody who listens");
    StatusCode::OK
}

/// The next event. A test to which none is sent fails, and does not hang.
pub(crate) async fn next(events: &mut UnboundedReceiver<Event>) -> Result<Event> {
    let event = tokio::time::timeout(Duration::from_secs(30), events.recv()).await?;
    Ok(event.ok_or("the service has ended")?)
}

/// A service that verifies webhooks: its URL, and what it received.
pub(crate) async fn service(
    sandbox: &Sandbox,
) -> std::io::Result<(String, UnboundedReceiver<Event>)> {
    let (events, received) = unbounded_channel();
    let verifier = Arc::new(Verifier::new(sandbox.client()));
    let router = Router::new()
        .route("/webhook", post(receive))
        .with_state(Service { verifier, events });
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let url = format!("http://{}/webhook", listener.local_addr()?);
    tokio::spawn(async move { axum::serve(listener, router).await });
    Ok((url, received))
}
