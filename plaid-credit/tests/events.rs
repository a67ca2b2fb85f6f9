//! What webhooks are read as, and that the sandbox can send each of them.

use std::error::Error;

use plaid_credit::sandbox::{Sandbox, SandboxError};
use plaid_credit::webhook::{Event, Verifier, VerifyError};
use plaid_credit::{AnomalyKind, Error as ClientError};
use serde_json::{Value, json};

type Outcome = Result<(), Box<dyn Error>>;

fn read(body: &Value) -> Result<plaid_credit::Decoded<Event>, ClientError> {
    Event::read(body.to_string().as_bytes())
}

#[tokio::test]
async fn the_sandbox_has_every_webhook_and_each_is_read_as_its_variant() -> Outcome {
    let sandbox = Sandbox::start().await?;
    let verifier = Verifier::new(sandbox.client());
    assert!(Event::KNOWN.len() > 30, "{}", Event::KNOWN.len());
    for (kind, code) in Event::KNOWN {
        let body = sandbox.webhook_body(kind, code)?;
        let bytes = body.to_string();
        let header = sandbox.sign_webhook(bytes.as_bytes())?;
        let received = verifier.receive(bytes.as_bytes(), &header).await?;
        assert_eq!(received.anomalies, [], "{kind} {code}: {body}");
        let event = received.value;
        assert_eq!((event.webhook_type(), event.webhook_code()), (*kind, *code));
        assert!(!matches!(event, Event::Unknown(_)), "{kind} {code}");
        let id = |name: &str| body[name].as_str();
        assert_eq!(event.item_id(), id("item_id"), "{kind} {code}");
        assert_eq!(event.user_id(), id("user_id"), "{kind} {code}");
        assert_eq!(
            event.link_session_id(),
            id("link_session_id"),
            "{kind} {code}"
        );
        assert_eq!(
            serde_json::to_value(&event)?,
            without_null(body),
            "{kind} {code}"
        );
    }
    Ok(())
}

/// A field that is null is left out when an event is written.
fn without_null(mut body: Value) -> Value {
    if let Value::Object(members) = &mut body {
        members.retain(|_, member| !member.is_null());
        for member in members.values_mut() {
            *member = without_null(member.take());
        }
    }
    body
}

#[test]
fn an_event_holds_the_body_of_its_code() -> Outcome {
    let event = read(&json!({
        "webhook_type": "LINK", "webhook_code": "SESSION_FINISHED", "status": "SUCCESS",
        "link_session_id": "session-1", "link_token": "link-1", "environment": "sandbox",
        "public_tokens": ["public-1", "public-2"], "new": 1,
    }))?;
    assert_eq!(event.anomalies, []);
    let Event::LinkSessionFinished(session) = &event.value else {
        return Err(format!("{:?}", event.value).into());
    };
    assert_eq!(session.public_tokens.len(), 2);
    assert_eq!(session.extra["new"], 1);
    assert_eq!(event.value.link_session_id(), Some("session-1"));
    assert_eq!((event.value.item_id(), event.value.user_id()), (None, None));
    Ok(())
}

#[test]
fn a_webhook_that_is_not_known_is_kept_whole() -> Outcome {
    let body = json!({
        "webhook_type": "LINK", "webhook_code": "NEW_CODE", "item_id": "item-1", "more": [1.50],
    });
    let event = read(&body)?;
    assert_eq!(event.anomalies, []);
    assert!(matches!(event.value, Event::Unknown(_)));
    assert_eq!(event.value.webhook_type(), "LINK");
    assert_eq!(event.value.webhook_code(), "NEW_CODE");
    assert_eq!(event.value.item_id(), Some("item-1"));
    assert_eq!(serde_json::to_value(&event.value)?, body);
    Ok(())
}

#[test]
fn a_body_that_does_not_fit_its_code_is_reported() -> Outcome {
    // The body of another webhook.
    let event = read(&json!({
        "webhook_type": "ASSETS", "webhook_code": "PRODUCT_READY", "environment": "sandbox",
        "link_session_id": "session-1",
    }))?;
    assert!(matches!(event.value, Event::AssetsProductReady(_)));
    let kinds = |event: &plaid_credit::Decoded<Event>| -> Vec<AnomalyKind> {
        event.anomalies.iter().map(|anomaly| anomaly.kind).collect()
    };
    assert_eq!(kinds(&event), [AnomalyKind::NotAnAnswer]);
    assert_eq!(
        event.anomalies[0].to_string(),
        "the body has none of the fields of a webhook of this type and code"
    );
    // A value of another type.
    let event = read(&json!({
        "webhook_type": "ITEM", "webhook_code": "LOGIN_REPAIRED", "item_id": 7,
    }))?;
    assert_eq!(event.value.item_id(), None);
    assert_eq!(kinds(&event), [AnomalyKind::WrongType]);
    // No code, or one that is not text.
    let event = read(&json!({ "webhook_type": "ITEM", "webhook_code": 7 }))?;
    assert!(matches!(event.value, Event::Unknown(_)));
    assert_eq!(kinds(&event), [AnomalyKind::WrongType]);
    let event = read(&json!({ "item_id": "item-1" }))?;
    assert_eq!(
        (event.value.webhook_type(), event.value.webhook_code()),
        ("", "")
    );
    assert_eq!(kinds(&event), [AnomalyKind::NotAnAnswer]);
    assert!(Event::read(b"[]").is_err());
    assert!(Event::read(b"{").is_err());
    Ok(())
}

#[tokio::test]
async fn what_is_plaids_and_cannot_be_read_is_an_error() -> Outcome {
    let sandbox = Sandbox::start().await?;
    let verifier = Verifier::new(sandbox.client());
    let header = sandbox.sign_webhook(b"[]")?;
    let error = verifier.receive(b"[]", &header).await.expect_err("a list");
    assert!(matches!(error, VerifyError::Unreadable(_)), "{error:?}");
    assert!(!error.is_retryable());
    let error = verifier.receive(b"{}", &header).await;
    assert!(matches!(error, Err(VerifyError::BodyMismatch)), "{error:?}");
    Ok(())
}

#[tokio::test]
async fn debug_shows_no_token_and_nothing_unknown() -> Outcome {
    let sandbox = Sandbox::start().await?;
    let body = sandbox.webhook_body("LINK", "SESSION_FINISHED")?;
    let token = body["link_token"].as_str().unwrap_or_default().to_owned();
    let shown = format!("{:?}", read(&body)?);
    assert!(!token.is_empty() && !shown.contains(&token), "{shown}");
    let unknown = json!({ "webhook_type": "ada lovelace", "webhook_code": "NEW_CODE", "a": "b1" });
    let shown = format!("{:?}", read(&unknown)?.value);
    assert!(
        !shown.contains("lovelace") && !shown.contains("b1"),
        "{shown}"
    );
    assert!(shown.contains("NEW_CODE"), "{shown}");
    Ok(())
}

#[tokio::test]
async fn webhooks_are_sent_to_this_machine_only() -> Outcome {
    let sandbox = Sandbox::start().await?;
    let body = sandbox.webhook_body("ITEM", "ERROR")?;
    for url in [
        "https://127.0.0.1/",
        "http://example.com/",
        "http://10.0.0.1:80/",
        "http://localhost.example.com/",
        "http://127.0.0.1@example.com/",
        "file:///etc/hosts",
        "",
    ] {
        let error = sandbox.fire_webhook(url, &body).await.expect_err(url);
        assert!(
            matches!(error, SandboxError::NotLoopback),
            "{url}: {error:?}"
        );
    }
    // The sandbox itself is a server on this machine, without such a path.
    let url = format!("{}/webhook", sandbox.base_url());
    assert_eq!(sandbox.fire_webhook(&url, &body).await?, 404);
    let sent = &sandbox.requests()[0];
    assert_eq!(sent.body, body);
    let header = sent.headers["plaid-verification"].to_str()?;
    let verifier = Verifier::new(sandbox.client());
    verifier.verify(body.to_string().as_bytes(), header).await?;
    let url = "http://127.0.0.1:1/webhook";
    let error = sandbox.fire_webhook(url, &body).await.expect_err("nobody");
    assert!(matches!(error, SandboxError::Undelivered(_)), "{error:?}");
    let error = sandbox
        .webhook_body("ITEM", "NO_SUCH")
        .expect_err("unknown");
    assert_eq!(
        error.to_string(),
        "the sandbox has no webhook with the type and code `ITEM NO_SUCH`: `webhook::Event::KNOWN` \
         lists them"
    );
    Ok(())
}
