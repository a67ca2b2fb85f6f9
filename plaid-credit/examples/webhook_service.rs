//! A service that receives webhooks: it verifies each, responds at once, and leaves the work to
//! a queue. Here the embedded sandbox sends them.
//!
//! ```text
//! cargo run -p plaid-credit --example webhook_service
//! ```

use std::error::Error;
use std::net::Ipv4Addr;
use std::sync::Arc;

use axum::Router;
use axum::extract::{FromRef, State};
use axum::http::StatusCode;
use axum::routing::post;
use plaid_credit::sandbox::Sandbox;
use plaid_credit::webhook::{Event, Received, Verifier};
use tokio::net::TcpListener;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

/// What the service has to do for a borrower.
#[derive(Debug, PartialEq)]
enum Task {
    /// Exchange the tokens of a Link session.
    ExchangeTokens { session: String, tokens: usize },
    /// Fetch a check report, which is there for 24 hours.
    FetchReport { user: String },
    /// Ask the borrower to sign in again.
    RepairItem { item: String },
}

/// What has to be done after a webhook, if anything. An error if it does not say for whom.
fn task(event: &Event) -> Result<Option<Task>, &'static str> {
    let id = |id: Option<&str>| id.map(str::to_owned).ok_or("the webhook has no ID");
    Ok(Some(match event {
        Event::LinkSessionFinished(session) => Task::ExchangeTokens {
            session: id(event.link_session_id())?,
            tokens: session.public_tokens.len(),
        },
        Event::CraCheckReportReady(_) | Event::CraUserCheckReportReady(_) => Task::FetchReport {
            user: id(event.user_id())?,
        },
        Event::ItemError(_) => Task::RepairItem {
            item: id(event.item_id())?,
        },
        _ => return Ok(None),
    }))
}

#[derive(Clone)]
struct Service {
    verifier: Arc<Verifier>,
    queue: UnboundedSender<Task>,
}

impl FromRef<Service> for Arc<Verifier> {
    fn from_ref(service: &Service) -> Self {
        Arc::clone(&service.verifier)
    }
}

/// Plaid sends a webhook again unless the response comes within 10 seconds.
async fn webhook(State(service): State<Service>, received: Received) -> StatusCode {
    for anomaly in &received.event.anomalies {
        eprintln!("a value of the webhook was set aside: {anomaly}");
    }
    let sent = match task(&received.event.value) {
        // A real service writes the task to its database before it responds.
        Ok(Some(task)) => service.queue.send(task),
        Ok(None) => Ok(()),
        Err(reason) => {
            let code = received.event.value.webhook_code();
            eprintln!("{code} needs a person to look at it: {reason}");
            Ok(())
        }
    };
    match sent {
        Ok(()) => StatusCode::OK,
        Err(_) => StatusCode::SERVICE_UNAVAILABLE,
    }
}

/// Starts the service; gives its URL and its queue.
async fn start(verifier: Verifier) -> std::io::Result<(String, UnboundedReceiver<Task>)> {
    let (queue, tasks) = unbounded_channel();
    let verifier = Arc::new(verifier);
    let router = Router::new()
        .route("/webhook", post(webhook))
        .with_state(Service { verifier, queue });
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let url = format!("http://{}/webhook", listener.local_addr()?);
    tokio::spawn(async move { axum::serve(listener, router).await });
    Ok((url, tasks))
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let sandbox = Sandbox::start().await?;
    let (url, mut tasks) = start(Verifier::new(sandbox.client())).await?;
    for (webhook_type, webhook_code) in [
        ("LINK", "SESSION_FINISHED"),
        ("CHECK_REPORT", "CHECK_REPORT_READY"),
        ("ITEM", "ERROR"),
    ] {
        let body = sandbox.webhook_body(webhook_type, webhook_code)?;
        let status = sandbox.fire_webhook(&url, &body).await?;
        println!("{webhook_type} {webhook_code}: {status}");
        println!("  {:?}", tasks.recv().await);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use plaid_credit::reqwest;
    use plaid_credit::sandbox::WebhookFlaw;
    use plaid_credit::serde_json::json;
    use plaid_credit::webhook::HEADER;

    use super::*;

    type Outcome = Result<(), Box<dyn Error>>;

    #[tokio::test]
    async fn a_webhook_becomes_a_task() -> Outcome {
        let sandbox = Sandbox::start().await?;
        let (url, mut tasks) = start(Verifier::new(sandbox.client())).await?;
        let body = json!({
            "webhook_type": "ITEM", "webhook_code": "ERROR", "item_id": "item-1", "error": null,
        });
        assert_eq!(sandbox.fire_webhook(&url, &body).await?, 200);
        let item = "item-1".to_owned();
        assert_eq!(tasks.recv().await, Some(Task::RepairItem { item }));
        let nobodys = json!({ "webhook_type": "ITEM", "webhook_code": "ERROR", "item_id": 7 });
        assert_eq!(sandbox.fire_webhook(&url, &nobodys).await?, 200);
        let other = json!({ "webhook_type": "TRANSFER", "webhook_code": "NEW" });
        assert_eq!(sandbox.fire_webhook(&url, &other).await?, 200);
        assert!(tasks.try_recv().is_err());
        Ok(())
    }

    #[tokio::test]
    async fn a_forged_webhook_becomes_none() -> Outcome {
        let sandbox = Sandbox::start().await?;
        let (url, mut tasks) = start(Verifier::new(sandbox.client())).await?;
        let body = sandbox.webhook_body("ITEM", "ERROR")?.to_string();
        let header = sandbox.sign_webhook_with(body.as_bytes(), WebhookFlaw::OtherKey)?;
        for header in [Some(header), None] {
            let mut request = reqwest::Client::new().post(&url).body(body.clone());
            if let Some(header) = &header {
                request = request.header(HEADER, header);
            }
            let response = request.send().await?;
            assert_eq!(response.status(), 401);
            assert_eq!(response.text().await?, "");
        }
        assert!(tasks.try_recv().is_err());
        Ok(())
    }
}
