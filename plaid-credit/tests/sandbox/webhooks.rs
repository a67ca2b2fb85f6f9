//! The webhooks that follow from what happens in the sandbox.

use std::io::ErrorKind;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use futures_util::FutureExt;
use plaid_credit::sandbox::{Sandbox, Scenario};
use plaid_credit::serde_json::{Value, json};
use plaid_credit::types::{
    LinkDeliveryWebhookCallbackType, LinkDeliveryWebhookCommunicationMethod,
    LinkDeliveryWebhookDeliveryStatus,
};
use plaid_credit::webhook::{Event, HEADER, Verifier};
use tokio::net::{TcpListener, TcpSocket};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use crate::TestResult;
use crate::support::{Applicant, Result, code, identity, stopped};

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

#[tokio::test]
async fn webhooks_follow_sessions_reports_and_refreshes() -> TestResult {
    let sandbox = Sandbox::start().await?;
    let client = sandbox.client();
    let (url, mut events) = service(&sandbox).await?;
    let call = async |path: &str, body: Value| client.call::<Value>(path, &body).await;

    let user = json!({ "client_user_id": "customer-1", "identity": identity() });
    let user = call("/user/create", user).await?;
    let (id, token) = (user["user_id"].clone(), user["user_token"].clone());
    let link = json!({
        "user_id": id, "webhook": url,
        "products": ["income_verification", "assets", "cra_base_report"],
        "income_verification": {
            "income_source_types": ["bank"], "bank_income": { "days_requested": 180 },
        },
        "consumer_report_permissible_purpose": "EXTENSION_OF_CREDIT",
        "client_name": "Lender", "language": "en", "country_codes": ["US"],
    });
    let link = call("/link/token/create", link).await?;
    let link_token = link["link_token"].as_str().ok_or("no link_token")?;
    let session = sandbox.finish_link(link_token, Scenario::Approved).await?;
    let Event::LinkSessionFinished(finished) = events.try_recv()? else {
        return Err("another event".into());
    };
    let session_id = finished.link_session_id.as_deref();
    assert_eq!(session_id, Some(session.link_session_id.as_str()));
    let tokens: Vec<&str> = finished.public_tokens.iter().map(AsRef::as_ref).collect();
    assert_eq!(tokens, [session.public_token.as_deref().ok_or("no token")?]);

    sandbox.advance(Duration::from_secs(10)).await;
    let event = events.try_recv()?;
    assert!(matches!(event, Event::BankIncomeComplete(_)), "{event:?}");
    assert_eq!(event.user_id(), id.as_str());
    let Event::CraUserCheckReportReady(_) = events.try_recv()? else {
        return Err("another event".into());
    };

    let exchange = json!({ "public_token": session.public_token });
    let item = call("/item/public_token/exchange", exchange).await?;
    let access = item["access_token"].clone();
    let report = json!({
        "access_tokens": [access], "days_requested": 60, "options": { "webhook": url },
    });
    let report = call("/asset_report/create", report).await?;
    let check = json!({
        "user_id": id, "days_requested": 90, "webhook": url,
        "consumer_report_permissible_purpose": "EXTENSION_OF_CREDIT",
    });
    call("/cra/check_report/create", check).await?;
    call(
        "/credit/bank_income/refresh",
        json!({ "user_token": token }),
    )
    .await?;
    assert!(events.try_recv().is_err(), "nothing is ready yet");
    sandbox.advance(Duration::from_secs(10)).await;
    let Event::AssetsProductReady(ready) = events.try_recv()? else {
        return Err("another event".into());
    };
    assert_eq!(
        ready.asset_report_id.as_ref().map(|id| id.as_ref()),
        report["asset_report_id"].as_str()
    );
    // The report was created for access tokens.
    assert!(ready.user_id.is_none());
    let event = events.try_recv()?;
    assert!(
        matches!(event, Event::CraUserCheckReportReady(_)),
        "{event:?}"
    );
    assert_eq!(event.user_id(), id.as_str());
    let event = events.try_recv()?;
    assert!(
        matches!(event, Event::BankIncomeRefreshComplete(_)),
        "{event:?}"
    );

    let fire = json!({ "access_token": access, "webhook_code": "NEW_ACCOUNTS_AVAILABLE" });
    call("/sandbox/item/fire_webhook", fire).await?;
    let event = events.recv().await.ok_or("no event")?;
    assert!(matches!(event, Event::NewAccountsAvailable(_)), "{event:?}");
    assert_eq!(event.item_id(), item["item_id"].as_str());
    Ok(())
}

#[tokio::test]
async fn a_delivered_session_reports_its_delivery_and_its_steps() -> TestResult {
    let sandbox = Sandbox::start().await?;
    let client = sandbox.client();
    let (url, mut events) = service(&sandbox).await?;
    let link = json!({
        "user": { "client_user_id": "customer-1" },
        "webhook": url, "products": ["assets"], "hosted_link": { "delivery_method": "sms" },
        "client_name": "Lender", "language": "en", "country_codes": ["US"],
    });
    let link = client.call::<Value>("/link/token/create", &link).await?;
    let link_token = link["link_token"].as_str().ok_or("no link_token")?;
    let Some(Event::LinkUserDeliveryStatus(status)) = events.recv().await else {
        return Err("another event".into());
    };
    let delivery = status.link_delivery_metadata.ok_or("no metadata")?;
    let (method, arrived) = (delivery.communication_method, delivery.delivery_status);
    assert_eq!(method, Some(LinkDeliveryWebhookCommunicationMethod::Sms));
    assert_eq!(arrived, Some(LinkDeliveryWebhookDeliveryStatus::Success));

    for (scenario, expected, has_error) in [
        (
            Scenario::Started,
            LinkDeliveryWebhookCallbackType::OnEvent,
            false,
        ),
        (
            Scenario::Error,
            LinkDeliveryWebhookCallbackType::OnExit,
            true,
        ),
        (
            Scenario::Approved,
            LinkDeliveryWebhookCallbackType::OnSuccess,
            false,
        ),
    ] {
        let session = sandbox.finish_link(link_token, scenario).await?;
        let Event::LinkDeliveryCallback(callback) = events.try_recv()? else {
            return Err("another event".into());
        };
        assert_eq!(
            callback.link_delivery_session_id,
            status.link_delivery_session_id
        );
        assert_eq!(callback.error.is_some(), has_error);
        let step = callback.link_callback_metadata.ok_or("no metadata")?;
        assert_eq!(step.callback_type, Some(expected));
        assert_eq!(step.link_session_id, Some(session.link_session_id));
        if let Some(token) = session.public_token {
            let item = json!({ "public_token": token });
            let item = client
                .call::<Value>("/item/public_token/exchange", &item)
                .await?;
            let accounts = json!({ "access_token": item["access_token"] });
            let accounts = client.call::<Value>("/accounts/get", &accounts).await?;
            let ids = step.accounts.iter().map(|account| account.id.as_deref());
            let known = [0, 1].map(|index| accounts["accounts"][index]["account_id"].as_str());
            assert_eq!(ids.collect::<Vec<_>>(), known);
        }
        if scenario == Scenario::Approved {
            assert!(matches!(events.try_recv()?, Event::ItemAddResult(_)));
        }
        if scenario != Scenario::Started {
            assert!(matches!(events.try_recv()?, Event::LinkEvents(_)));
            assert!(matches!(events.try_recv()?, Event::LinkSessionFinished(_)));
        }
    }
    Ok(())
}

#[tokio::test]
async fn webhooks_are_sent_to_this_machine_only() -> TestResult {
    // What is not sent in the clear to this machine is not sent at all.
    let elsewhere = std::net::TcpListener::bind("127.0.0.1:0")?;
    elsewhere.set_nonblocking(true)?;
    let sandbox = Sandbox::start().await?;
    let client = sandbox.client();
    let link = json!({
        "user": { "client_user_id": "customer-1" },
        "webhook": format!("https://{}/webhook", elsewhere.local_addr()?), "products": ["assets"],
        "client_name": "Lender", "language": "en", "country_codes": ["US"],
    });
    let link = client.call::<Value>("/link/token/create", &link).await?;
    let link_token = link["link_token"].as_str().ok_or("no link_token")?;
    let session = sandbox.finish_link(link_token, Scenario::Approved).await?;
    assert!(session.public_token.is_some());
    sandbox.advance(Duration::ZERO).await;
    let connected = elsewhere.accept().map(drop);
    assert_eq!(
        connected.map_err(|error| error.kind()),
        Err(ErrorKind::WouldBlock)
    );
    Ok(())
}

/// An Item with this webhook, and no user: its access token.
async fn item(sandbox: &Sandbox, url: &str) -> Result<Value> {
    let client = sandbox.client();
    let create = json!({
        "institution_id": "ins_1", "initial_products": ["assets"], "options": { "webhook": url },
    });
    let created = client
        .call::<Value>("/sandbox/public_token/create", &create)
        .await?;
    let exchange = json!({ "public_token": created["public_token"] });
    let item = client
        .call::<Value>("/item/public_token/exchange", &exchange)
        .await?;
    Ok(item["access_token"].clone())
}

#[tokio::test]
async fn a_service_that_only_waits_gets_what_comes_due() -> TestResult {
    let builder = Sandbox::builder().report_delay(Duration::from_millis(300));
    let sandbox = builder.start().await?;
    let (url, mut events) = service(&sandbox).await?;
    let access = item(&sandbox, "").await?;
    let create = json!({
        "access_tokens": [access], "days_requested": 60, "options": { "webhook": url },
    });
    let report = sandbox
        .client()
        .call::<Value>("/asset_report/create", &create)
        .await?;
    let event = tokio::time::timeout(Duration::from_secs(30), events.recv());
    let Some(Event::AssetsProductReady(ready)) = event.await? else {
        return Err("another event".into());
    };
    let id = ready.asset_report_id.as_ref().map(AsRef::as_ref);
    assert_eq!(id, report["asset_report_id"].as_str());
    Ok(())
}

/// A Link token of a sandbox, with this webhook.
async fn link_token(sandbox: &Sandbox, url: &str) -> Result<String> {
    let link = json!({
        "user": { "client_user_id": "customer-1" }, "webhook": url, "products": ["assets"],
        "client_name": "Lender", "language": "en", "country_codes": ["US"],
    });
    let client = sandbox.client();
    let link = client.call::<Value>("/link/token/create", &link).await?;
    let link_token = link["link_token"].as_str().ok_or("no link_token")?;
    Ok(link_token.to_owned())
}

#[tokio::test]
async fn a_webhook_is_sent_although_nobody_waits_for_it() -> TestResult {
    let sandbox = Sandbox::start().await?;
    let (url, mut events) = service(&sandbox).await?;
    let link_token = link_token(&sandbox, &url).await?;
    let finishing = sandbox.finish_link(&link_token, Scenario::Approved);
    assert!(finishing.now_or_never().is_none());
    let event = tokio::time::timeout(Duration::from_secs(30), events.recv());
    let event = event.await?.ok_or("no event")?;
    assert!(matches!(event, Event::LinkSessionFinished(_)), "{event:?}");
    Ok(())
}

#[tokio::test]
async fn a_session_is_finished_before_its_report_is_ready() -> TestResult {
    let builder = Sandbox::builder().report_delay(Duration::ZERO);
    let sandbox = builder.start().await?;
    let (url, mut events) = service(&sandbox).await?;
    let link_token = link_token(&sandbox, &url).await?;
    sandbox.finish_link(&link_token, Scenario::Approved).await?;
    let event = events.try_recv()?;
    assert!(matches!(event, Event::LinkSessionFinished(_)), "{event:?}");
    let event = events.try_recv()?;
    assert!(matches!(event, Event::BankIncomeComplete(_)), "{event:?}");
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

#[tokio::test]
async fn a_session_ends_with_its_user_and_token_and_no_other() -> TestResult {
    let sandbox = stopped().await?;
    let (url, mut events) = service(&sandbox).await?;
    let user = Applicant::new(&sandbox, "customer-1").await?;
    let stranger = json!({ "user": { "client_user_id": "customer-2" } });
    for (mut link, user_id) in [
        (json!({ "user_id": user.id }), Some(user.id.as_ref())),
        (stranger, None),
    ] {
        for (name, value) in [
            ("client_name", json!("Lender")),
            ("language", json!("en")),
            ("country_codes", json!(["US"])),
            ("products", json!(["assets"])),
            ("webhook", json!(url)),
        ] {
            link[name] = value;
        }
        let link = user.call("/link/token/create", link).await?;
        let link = link["link_token"].as_str().ok_or("no link_token")?;
        for scenario in [Scenario::Abandoned, Scenario::Approved] {
            let session = sandbox.finish_link(link, scenario).await?;
            let Event::LinkSessionFinished(finished) = events.try_recv()? else {
                return Err("another event".into());
            };
            let token = finished.public_token.as_ref().map(AsRef::as_ref);
            assert_eq!(token, session.public_token.as_deref());
            assert_eq!(token.is_some(), scenario == Scenario::Approved);
            let about = finished.user_id.as_ref().map(AsRef::as_ref);
            assert_eq!(about, user_id);
        }
    }
    Ok(())
}

#[tokio::test]
async fn an_item_without_a_user_has_webhooks_without_one() -> TestResult {
    let sandbox = stopped().await?;
    let client = sandbox.client();
    let (url, mut events) = service(&sandbox).await?;
    let access = item(&sandbox, &url).await?;
    let reset = json!({ "access_token": access });
    let reset = client
        .call::<Value>("/sandbox/item/reset_login", &reset)
        .await?;
    assert_eq!(reset["reset_login"], true);
    sandbox.advance(Duration::ZERO).await;
    let event = events.try_recv()?;
    assert!(matches!(event, Event::ItemError(_)), "{event:?}");
    assert_eq!(event.user_id(), None);
    Ok(())
}

#[tokio::test]
async fn a_webhook_is_fired_if_there_is_one() -> TestResult {
    let sandbox = Sandbox::start().await?;
    let client = sandbox.client();
    let (url, mut events) = service(&sandbox).await?;
    let access = item(&sandbox, &url).await?;
    let fire = async |kind: Option<&str>, code: &str| {
        let mut fire = json!({ "access_token": access, "webhook_code": code });
        if let Some(kind) = kind {
            fire["webhook_type"] = kind.into();
        }
        client
            .call::<Value>("/sandbox/item/fire_webhook", &fire)
            .await
    };
    for (kind, code) in [
        (None, "PRODUCT_READY"),
        (Some("ITEM"), "PENDING_DISCONNECT"),
    ] {
        let fired = fire(kind, code).await?;
        assert_eq!(fired["webhook_fired"], true);
        sandbox.advance(Duration::ZERO).await;
        assert_eq!(events.try_recv()?.webhook_code(), code);
    }
    for (kind, webhook) in [
        (None, "SYNC_UPDATES_AVAILABLE"),
        (Some("HOLDINGS"), "DEFAULT_UPDATE"),
        (Some("ASSETS"), "NEW_ACCOUNTS_AVAILABLE"),
    ] {
        let refused = code(fire(kind, webhook).await);
        assert_eq!(refused.as_deref(), Some("SANDBOX_WEBHOOK_INVALID"));
    }
    Ok(())
}

#[tokio::test]
async fn a_new_url_for_webhooks_is_acknowledged_there() -> TestResult {
    let sandbox = Sandbox::start().await?;
    let client = sandbox.client();
    let (former, mut at_former) = service(&sandbox).await?;
    let (latter, mut at_latter) = service(&sandbox).await?;
    let access = item(&sandbox, &former).await?;
    let update = async |url: Option<&str>| {
        let update = json!({ "access_token": access, "webhook": url });
        client.call::<Value>("/item/webhook/update", &update).await
    };
    let updated = update(Some(&latter)).await?;
    sandbox.advance(Duration::ZERO).await;
    let event = at_latter.try_recv()?;
    assert_eq!(event.webhook_code(), "WEBHOOK_UPDATE_ACKNOWLEDGED");
    assert_eq!(event.item_id(), updated["item"]["item_id"].as_str());
    let Event::WebhookUpdateAcknowledged(acknowledged) = event else {
        return Err("another event".into());
    };
    assert_eq!(acknowledged.new_webhook_url, Some(latter));
    update(None).await?;
    sandbox.advance(Duration::ZERO).await;
    assert!(at_former.try_recv().is_err());
    assert!(at_latter.try_recv().is_err());
    Ok(())
}
