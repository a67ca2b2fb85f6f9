//! A service that receives webhooks: it verifies each, responds at once, and leaves the work to
//! a queue. Here the embedded sandbox sends them.
//!
//! ```text
//! cargo run -p plaid-credit --example webhook_service
//! ```

use std::collections::HashSet;
use std::error::Error;
use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::extract::{FromRef, State};
use axum::http::StatusCode;
use axum::routing::post;
use plaid_credit::Decoded;
use plaid_credit::sandbox::Sandbox;
use plaid_credit::serde_json::json;
use plaid_credit::types::{ItemId, LinkToken, NewUserId, PublicToken};
use plaid_credit::webhook::{Event, Received, Rejection, Verifier};
use tokio::net::TcpListener;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

/// What the service has to do for a borrower.
enum Task {
    /// Exchange the tokens of a Link session, within 30 minutes, unless the Link token was made to
    /// repair an Item: then its data can be fetched again.
    ExchangeTokens {
        link_token: LinkToken,
        public_tokens: Vec<PublicToken>,
    },
    /// Fetch a check report, which is there for 24 hours.
    FetchReport { user: NewUserId },
    /// Ask the borrower to go through Link again with an Item that fails, or soon will.
    RepairItem { item: ItemId },
    /// Show the webhook to a person.
    Refer {
        reason: &'static str,
        received: Box<Received>,
    },
}

const NO_ID: &str = "the webhook does not say whom it is about";

/// What has to be done after a webhook, if anything. An error is for a person to look at.
fn task(event: &Decoded<Event>) -> Result<Option<Task>, &'static str> {
    if !event.anomalies.is_empty() {
        return Err("part of the webhook could not be read");
    }
    let event = &event.value;
    Ok(Some(match event {
        Event::LinkSessionFinished(session) if session.public_tokens.is_empty() => {
            return match session.status.as_deref() {
                Some("EXITED") => Ok(None),
                _ => Err("the session has no tokens: look for them with link_token_get"),
            };
        }
        Event::LinkSessionFinished(session) => Task::ExchangeTokens {
            link_token: session.link_token.clone().ok_or(NO_ID)?,
            public_tokens: session.public_tokens.clone(),
        },
        Event::CraUserCheckReportReady(ready) if !ready.failed_products.is_empty() => {
            return Err("the check report lacks a product: fetch the rest within 24 hours");
        }
        Event::CraUserCheckReportReady(ready) => Task::FetchReport {
            user: ready.user_id.clone().ok_or(NO_ID)?,
        },
        Event::CraCheckReportReady(_) => {
            return Err("a check report is there for 24 hours: fetch it with the user_token");
        }
        Event::CraCheckReportFailed(_) | Event::CraUserCheckReportFailed(_) => {
            return Err("there will be no check report");
        }
        Event::ItemError(_) | Event::PendingDisconnect(_) | Event::PendingExpiration(_) => {
            Task::RepairItem {
                item: event.item_id().ok_or(NO_ID)?.into(),
            }
        }
        Event::UserPermissionRevoked(_) | Event::UserAccountRevoked(_) => {
            return Err("the borrower has revoked access: delete what is stored of it");
        }
        // What a borrower does in Link, and what went well.
        Event::LinkEvents(_)
        | Event::ItemAddResult(_)
        | Event::ItemLoginRepaired(_)
        | Event::WebhookUpdateAcknowledged(_) => return Ok(None),
        // Plaid adds webhooks without notice.
        _ => return Err("this service does nothing about such a webhook yet"),
    }))
}

/// A real service keeps the queue and the sessions in its database.
#[derive(Clone)]
struct Service {
    verifier: Arc<Verifier>,
    queue: UnboundedSender<Task>,
    /// The Link sessions that were handled: Plaid may send a webhook again.
    sessions: Arc<Mutex<HashSet<String>>>,
}

impl FromRef<Service> for Arc<Verifier> {
    fn from_ref(service: &Service) -> Self {
        Arc::clone(&service.verifier)
    }
}

impl Service {
    /// Queues what has to be done after a webhook.
    fn handle(&self, received: Received) -> StatusCode {
        let task = task(&received.event);
        let session = match &received.event.value {
            Event::LinkSessionFinished(session) => session.link_session_id.clone(),
            _ => None,
        };
        let mut sessions = self.sessions.lock().unwrap_or_else(PoisonError::into_inner);
        if session.as_ref().is_some_and(|id| sessions.contains(id)) {
            return StatusCode::OK;
        }
        let task = task.unwrap_or_else(|reason| {
            let received = Box::new(received);
            Some(Task::Refer { reason, received })
        });
        if task.is_some_and(|task| self.queue.send(task).is_err()) {
            return StatusCode::SERVICE_UNAVAILABLE;
        }
        sessions.extend(session);
        StatusCode::OK
    }
}

/// Plaid sends a webhook again unless the response comes within 10 seconds.
async fn webhook(
    State(service): State<Service>,
    received: Result<Received, Rejection>,
) -> Result<StatusCode, Rejection> {
    let received = received.inspect_err(|rejection| {
        eprintln!("a webhook was rejected: {}", with_sources(rejection));
    })?;
    Ok(service.handle(received))
}

/// An error, and what led to it.
fn with_sources(error: &dyn Error) -> String {
    let errors = std::iter::successors(Some(error), |&error| error.source());
    let errors: Vec<String> = errors.map(ToString::to_string).collect();
    errors.join(": ")
}

/// Starts the service and returns its URL and its queue.
async fn start(verifier: Verifier) -> std::io::Result<(String, UnboundedReceiver<Task>)> {
    let (queue, tasks) = unbounded_channel();
    let service = Service {
        verifier: Arc::new(verifier),
        queue,
        sessions: Arc::default(),
    };
    let router = Router::new()
        .route("/webhook", post(webhook))
        .with_state(service);
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let url = format!("http://{}/webhook", listener.local_addr()?);
    tokio::spawn(async move { axum::serve(listener, router).await });
    Ok((url, tasks))
}

/// Stands in for the work itself.
fn work(task: Task) {
    match task {
        Task::ExchangeTokens {
            link_token,
            public_tokens,
        } => println!(
            "  exchange {} token(s) of {link_token:?}",
            public_tokens.len()
        ),
        Task::FetchReport { user } => println!("  fetch the report of {user:?}"),
        Task::RepairItem { item } => println!("  ask for a repair of {item:?}"),
        Task::Refer { reason, received } => {
            let size = received.body.len();
            println!("  show a person this webhook of {size} bytes: {reason}");
        }
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let sandbox = Sandbox::start().await?;
    let (url, mut tasks) = start(Verifier::new(sandbox.client())).await?;
    for (webhook_type, webhook_code) in [
        ("LINK", "SESSION_FINISHED"),
        ("CHECK_REPORT", "USER_CHECK_REPORT_READY"),
        ("CHECK_REPORT", "USER_CHECK_REPORT_FAILED"),
        ("ITEM", "ERROR"),
    ] {
        let mut body = sandbox.webhook_body(webhook_type, webhook_code)?;
        if webhook_code == "USER_CHECK_REPORT_READY" {
            body["failed_products"] = json!([]);
        }
        let status = sandbox.fire_webhook(&url, &body).await?;
        println!("{webhook_type} {webhook_code}: {status}");
        tasks.recv().await.into_iter().for_each(work);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use plaid_credit::reqwest;
    use plaid_credit::sandbox::WebhookFlaw;
    use plaid_credit::serde_json::{Value, to_vec};
    use plaid_credit::webhook::HEADER;

    use super::*;

    type Outcome = Result<(), Box<dyn Error>>;

    fn finished(session: &str, status: &str, tokens: &[&str]) -> Value {
        json!({
            "webhook_type": "LINK", "webhook_code": "SESSION_FINISHED", "status": status,
            "link_session_id": session, "link_token": "link-1", "public_tokens": tokens,
        })
    }

    #[tokio::test]
    async fn the_tokens_of_a_session_are_exchanged_once() -> Outcome {
        let sandbox = Sandbox::start().await?;
        let (url, mut tasks) = start(Verifier::new(sandbox.client())).await?;
        let abandoned = finished("session-1", "EXITED", &[]);
        let approved = finished("session-2", "SUCCESS", &["public-1", "public-2"]);
        for body in [&abandoned, &approved, &approved] {
            assert_eq!(sandbox.fire_webhook(&url, body).await?, 200);
        }
        let Ok(Task::ExchangeTokens {
            link_token,
            public_tokens,
        }) = tasks.try_recv()
        else {
            return Err("another task".into());
        };
        assert_eq!(link_token, "link-1");
        assert_eq!(public_tokens, ["public-1", "public-2"]);
        assert!(tasks.try_recv().is_err());
        Ok(())
    }

    #[tokio::test]
    async fn a_webhook_becomes_a_task() -> Outcome {
        let sandbox = Sandbox::start().await?;
        let (url, mut tasks) = start(Verifier::new(sandbox.client())).await?;
        let ready = json!({
            "webhook_type": "CHECK_REPORT", "webhook_code": "USER_CHECK_REPORT_READY",
            "user_id": "usr_1",
        });
        assert_eq!(sandbox.fire_webhook(&url, &ready).await?, 200);
        let task = tasks.try_recv()?;
        assert!(matches!(task, Task::FetchReport { user } if user == "usr_1"));
        let error = json!({
            "webhook_type": "ITEM", "webhook_code": "ERROR", "item_id": "item-1", "error": null,
        });
        assert_eq!(sandbox.fire_webhook(&url, &error).await?, 200);
        let task = tasks.try_recv()?;
        assert!(matches!(task, Task::RepairItem { item } if item == "item-1"));
        let repaired = json!({
            "webhook_type": "ITEM", "webhook_code": "LOGIN_REPAIRED", "item_id": "item-1",
        });
        assert_eq!(sandbox.fire_webhook(&url, &repaired).await?, 200);
        assert!(tasks.try_recv().is_err());
        Ok(())
    }

    #[tokio::test]
    async fn what_a_person_has_to_look_at_is_kept_whole() -> Outcome {
        let sandbox = Sandbox::start().await?;
        let (url, mut tasks) = start(Verifier::new(sandbox.client())).await?;
        for (webhook_type, webhook_code, more, expected) in [
            (
                "CHECK_REPORT",
                "USER_CHECK_REPORT_FAILED",
                json!({ "user_id": "usr_1" }),
                "there will be no check report",
            ),
            (
                "CHECK_REPORT",
                "USER_CHECK_REPORT_READY",
                json!({ "user_id": "usr_1", "failed_products": ["cra_income_insights"] }),
                "the check report lacks a product: fetch the rest within 24 hours",
            ),
            (
                "CHECK_REPORT",
                "CHECK_REPORT_READY",
                json!({ "user_id": "1" }),
                "a check report is there for 24 hours: fetch it with the user_token",
            ),
            (
                "LINK",
                "SESSION_FINISHED",
                finished("session-1", "SUCCESS", &[]),
                "the session has no tokens: look for them with link_token_get",
            ),
            (
                "ITEM",
                "USER_PERMISSION_REVOKED",
                json!({ "item_id": "item-1" }),
                "the borrower has revoked access: delete what is stored of it",
            ),
            (
                "TRANSFER",
                "NEW",
                json!({}),
                "this service does nothing about such a webhook yet",
            ),
            ("ITEM", "ERROR", json!({ "error": null }), NO_ID),
            (
                "ITEM",
                "ERROR",
                json!({ "item_id": 7 }),
                "part of the webhook could not be read",
            ),
        ] {
            let mut body = more;
            body["webhook_type"] = webhook_type.into();
            body["webhook_code"] = webhook_code.into();
            assert_eq!(sandbox.fire_webhook(&url, &body).await?, 200);
            let Task::Refer { reason, received } = tasks.try_recv()? else {
                return Err("another task".into());
            };
            assert_eq!(reason, expected);
            assert_eq!(received.body, to_vec(&body)?);
        }
        Ok(())
    }

    #[tokio::test]
    async fn a_forged_webhook_becomes_none() -> Outcome {
        let sandbox = Sandbox::start().await?;
        let (url, mut tasks) = start(Verifier::new(sandbox.client())).await?;
        let body = sandbox.webhook_body("ITEM", "ERROR")?.to_string();
        let header = sandbox.sign_webhook_with(body.as_bytes(), WebhookFlaw::OtherKey)?;
        for header in [Some(header), None] {
            let client = reqwest::Client::builder().no_proxy().build()?;
            let mut request = client.post(&url).body(body.clone());
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
