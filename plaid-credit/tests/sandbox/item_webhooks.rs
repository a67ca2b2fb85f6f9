//! The webhooks about an Item.

use std::time::Duration;

use plaid_credit::sandbox::Sandbox;
use plaid_credit::serde_json::{Value, json, to_value};
use plaid_credit::webhook::Event;

use crate::TestResult;
use crate::service::service;
use crate::support::{Applicant, code, item_without_user, stopped};

#[tokio::test]
async fn an_item_without_a_user_has_webhooks_without_one() -> TestResult {
    let sandbox = stopped().await?;
    let client = sandbox.client();
    let (url, mut events) = service(&sandbox).await?;
    let access = item_without_user(&client, &url).await?;
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
async fn a_fired_webhook_about_an_asset_report_names_no_user() -> TestResult {
    let sandbox = stopped().await?;
    let (url, mut events) = service(&sandbox).await?;
    let user = Applicant::with(&sandbox, "customer-1", &["assets"]).await?;
    let (_, access) = user.connect(&sandbox).await?;
    let update = json!({ "access_token": access, "webhook": url });
    user.call("/item/webhook/update", update).await?;
    sandbox.advance(Duration::ZERO).await;
    let event = events.try_recv()?;
    assert_eq!(event.webhook_code(), "WEBHOOK_UPDATE_ACKNOWLEDGED");
    for (code, user_id) in [
        ("PRODUCT_READY", None),
        ("ERROR", None),
        ("NEW_ACCOUNTS_AVAILABLE", Some(user.id.as_ref())),
    ] {
        let fire = json!({ "access_token": access, "webhook_code": code });
        user.call("/sandbox/item/fire_webhook", fire).await?;
        sandbox.advance(Duration::ZERO).await;
        let event = events.try_recv()?;
        assert_eq!(event.webhook_code(), code);
        assert_eq!(event.user_id(), user_id, "{code}");
    }
    Ok(())
}

#[tokio::test]
async fn a_warning_comes_a_week_ahead() -> TestResult {
    let sandbox = stopped().await?;
    let client = sandbox.client();
    let (url, mut events) = service(&sandbox).await?;
    let access = item_without_user(&client, &url).await?;
    sandbox.advance(Duration::from_secs(60 * 60)).await;
    let expiration = sandbox.webhook_body("ITEM", "PENDING_EXPIRATION")?;
    assert_eq!(
        expiration["consent_expiration_time"],
        "2026-07-08T13:00:00Z"
    );
    let fire = json!({ "access_token": access, "webhook_code": "PENDING_DISCONNECT" });
    let fired = client.call::<Value>("/sandbox/item/fire_webhook", &fire);
    assert_eq!(fired.await?["webhook_fired"], true);
    sandbox.advance(Duration::ZERO).await;
    let disconnect = to_value(events.try_recv()?)?;
    assert_eq!(disconnect["disconnect_time"], "2026-07-08T13:00:00Z");
    Ok(())
}

#[tokio::test]
async fn a_webhook_is_fired_if_there_is_one() -> TestResult {
    let sandbox = Sandbox::start().await?;
    let client = sandbox.client();
    let (url, mut events) = service(&sandbox).await?;
    let access = item_without_user(&client, &url).await?;
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
    let access = item_without_user(&client, &former).await?;
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
