//! When webhooks are sent, and where to.

use std::io::ErrorKind;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::time::Duration;

use axum::Router;
use axum::http::StatusCode;
use axum::routing::post;
use futures_util::FutureExt;
use plaid_credit::sandbox::{Sandbox, Scenario};
use plaid_credit::serde_json::{Value, json};
use plaid_credit::webhook::Event;
use tokio::net::{TcpListener, TcpSocket};

use crate::TestResult;
use crate::service::{next, service};
use crate::support::{item_without_user, link_token};

#[tokio::test]
async fn webhooks_are_sent_to_this_machine_only() -> TestResult {
    // What is not sent in the clear to this machine is not sent at all.
    let elsewhere = std::net::TcpListener::bind("127.0.0.1:0")?;
    elsewhere.set_nonblocking(true)?;
    let sandbox = Sandbox::start().await?;
    let link = json!({
        "user": { "client_user_id": "customer-1" },
        "webhook": format!("https://{}/webhook", elsewhere.local_addr()?), "products": ["assets"],
    });
    let link_token = link_token(&sandbox.client(), &link).await?;
    let session = sandbox.finish_link(&link_token, Scenario::Approved).await?;
    assert!(session.public_token.is_some());
    sandbox.advance(Duration::ZERO).await;
    let connected = elsewhere.accept().map(drop);
    assert_eq!(
        connected.map_err(|error| error.kind()),
        Err(ErrorKind::WouldBlock)
    );
    Ok(())
}

#[tokio::test]
async fn a_service_that_only_waits_gets_what_comes_due() -> TestResult {
    let builder = Sandbox::builder().report_delay(Duration::from_millis(300));
    let sandbox = builder.start().await?;
    let (url, mut events) = service(&sandbox).await?;
    let client = sandbox.client();
    let access = item_without_user(&client, "").await?;
    let create = json!({
        "access_tokens": [access], "days_requested": 60, "options": { "webhook": url },
    });
    let report = client.call::<Value>("/asset_report/create", &create);
    let report = report.await?;
    let Event::AssetsProductReady(ready) = next(&mut events).await? else {
        return Err("another event".into());
    };
    let id = ready.asset_report_id.as_ref().map(AsRef::as_ref);
    assert_eq!(id, report["asset_report_id"].as_str());
    Ok(())
}

#[tokio::test]
async fn a_webhook_is_sent_although_nobody_waits_for_it() -> TestResult {
    let sandbox = Sandbox::start().await?;
    let (url, mut events) = service(&sandbox).await?;
    let link = json!({
        "user": { "client_user_id": "customer-1" }, "webhook": url, "products": ["assets"],
    });
    let link_token = link_token(&sandbox.client(), &link).await?;
    let finishing = sandbox.finish_link(&link_token, Scenario::Approved);
    assert!(finishing.now_or_never().is_none());
    let event = next(&mut events).await?;
    assert!(matches!(event, Event::LinkSessionFinished(_)), "{event:?}");
    Ok(())
}

#[tokio::test]
async fn localhost_is_this_machine_by_either_version_of_the_protocol() -> TestResult {
    let sandbox = Sandbox::start().await?;
    let body = sandbox.webhook_body("ITEM", "ERROR")?;
    for version in [4, 6] {
        let other = TcpSocket::new_v4()?;
        other.bind((Ipv4Addr::LOCALHOST, 0).into())?;
        let port = other.local_addr()?.port();
        let listener = match version {
            4 => other.listen(8)?,
            // At this port, nobody listens by version 4.
            _ => match TcpListener::bind((Ipv6Addr::LOCALHOST, port)).await {
                Ok(listener) => listener,
                // Not every machine has version 6.
                Err(_) => continue,
            },
        };
        let url = format!("http://localhost:{port}/webhook");
        let router = Router::new().route("/webhook", post(StatusCode::OK));
        tokio::spawn(async move { axum::serve(listener, router).await });
        assert_eq!(sandbox.fire_webhook(&url, &body).await?, 200);
    }
    Ok(())
}
