//! Which webhooks a Link session sends, and what they say.

use plaid_credit::sandbox::{Sandbox, Scenario};
use plaid_credit::serde_json::{Value, json, to_value};
use plaid_credit::types::{
    LinkDeliveryWebhookCallbackType, LinkDeliveryWebhookCommunicationMethod,
    LinkDeliveryWebhookDeliveryStatus,
};
use plaid_credit::webhook::Event;
use tokio::sync::mpsc::UnboundedReceiver;

use crate::TestResult;
use crate::service::{next, service};
use crate::support::{Applicant, DELAY, Result, income_from, link_token, merged, stopped};

/// A Link token for assets, with these fields.
async fn assets_link(user: &Applicant, url: &str, more: &Value) -> Result<String> {
    let assets = json!({ "webhook": url, "products": ["assets"] });
    user.another_link(&merged(assets, more)).await
}

/// What was received so far.
fn received(events: &mut UnboundedReceiver<Event>) -> Vec<Event> {
    std::iter::from_fn(|| events.try_recv().ok()).collect()
}

#[tokio::test]
async fn a_session_sends_what_its_kind_of_link_sends() -> TestResult {
    let sandbox = stopped().await?;
    let (url, mut events) = service(&sandbox).await?;
    let user = Applicant::with(&sandbox, "customer-1", &["assets"]).await?;
    let (_, access) = user.connect(&sandbox).await?;
    let hosted = json!({ "hosted_link": {} });
    let update = json!({ "hosted_link": {}, "access_token": access });
    let several = json!({ "enable_multi_item_link": true });
    for (more, scenario, expected) in [
        (
            &hosted,
            Scenario::Approved,
            &["ITEM_ADD_RESULT", "EVENTS", "SESSION_FINISHED"][..],
        ),
        (
            &hosted,
            Scenario::Abandoned,
            &["EVENTS", "SESSION_FINISHED"],
        ),
        (&hosted, Scenario::Started, &[]),
        // No Item is added.
        (&update, Scenario::Approved, &["EVENTS", "SESSION_FINISHED"]),
        (
            &several,
            Scenario::Approved,
            &["ITEM_ADD_RESULT", "SESSION_FINISHED"],
        ),
        (&several, Scenario::Error, &["SESSION_FINISHED"]),
        (&json!({}), Scenario::Approved, &["SESSION_FINISHED"]),
    ] {
        let link_token = assets_link(&user, &url, more).await?;
        sandbox.finish_link(&link_token, scenario).await?;
        let sent = received(&mut events);
        let codes: Vec<&str> = sent.iter().map(Event::webhook_code).collect();
        assert_eq!(codes, expected, "{more} {scenario:?}");
    }
    Ok(())
}

#[tokio::test]
async fn a_hosted_session_sends_its_token_and_its_steps() -> TestResult {
    let sandbox = stopped().await?;
    let (url, mut events) = service(&sandbox).await?;
    let user = Applicant::with(&sandbox, "customer-1", &["assets"]).await?;
    let link_token = assets_link(&user, &url, &json!({ "hosted_link": {} })).await?;
    let session = sandbox.finish_link(&link_token, Scenario::Approved).await?;
    let added = to_value(events.try_recv()?)?;
    assert_eq!(added["link_token"], link_token);
    assert_eq!(added["link_session_id"], session.link_session_id);
    assert_eq!(
        added["public_token"],
        session.public_token.ok_or("no token")?
    );
    let steps = to_value(events.try_recv()?)?;
    assert_eq!(steps["link_session_id"], session.link_session_id);
    let get = json!({ "link_token": link_token });
    let shown = user.call("/link/token/get", get).await?;
    assert_eq!(steps["events"], shown["link_sessions"][0]["events"]);
    assert_eq!(steps["events"][2]["event_name"], "HANDOFF");
    Ok(())
}

#[tokio::test]
async fn income_is_reported_by_the_webhook_of_its_source() -> TestResult {
    let sandbox = stopped().await?;
    let (url, mut events) = service(&sandbox).await?;
    let user = Applicant::with(&sandbox, "customer-1", &["assets"]).await?;
    for (source, expected) in [
        ("bank", "BANK_INCOME_COMPLETE"),
        ("payroll", "INCOME_VERIFICATION"),
    ] {
        let income = json!({
            "products": ["income_verification"], "income_verification": income_from(source),
        });
        let link_token = assets_link(&user, &url, &income).await?;
        sandbox.finish_link(&link_token, Scenario::Approved).await?;
        received(&mut events);
        sandbox.advance(DELAY).await;
        let sent = received(&mut events);
        let codes: Vec<&str> = sent.iter().map(Event::webhook_code).collect();
        assert_eq!(codes, [expected]);
        assert_eq!(sent[0].user_id(), Some(user.id.as_ref()));
    }
    Ok(())
}

#[tokio::test]
async fn the_repair_of_an_item_is_reported_by_the_source_of_its_income() -> TestResult {
    let sandbox = stopped().await?;
    let (url, mut events) = service(&sandbox).await?;
    for (source, expected) in [
        ("bank", "BANK_INCOME_COMPLETE"),
        ("payroll", "INCOME_VERIFICATION"),
    ] {
        let user = Applicant::with(&sandbox, source, &["assets"]).await?;
        let income = json!({
            "products": ["income_verification"], "income_verification": income_from(source),
        });
        let link_token = user.another_link(&income).await?;
        sandbox.finish_link(&link_token, Scenario::Approved).await?;
        let repair = json!({ "update": { "user": true }, "webhook": url });
        let link_token = user.another_link(&repair).await?;
        sandbox.finish_link(&link_token, Scenario::Approved).await?;
        sandbox.advance(DELAY).await;
        let sent = received(&mut events);
        let codes: Vec<&str> = sent.iter().map(Event::webhook_code).collect();
        assert_eq!(codes, ["SESSION_FINISHED", expected]);
    }
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
    });
    let link_token = link_token(&client, &link).await?;
    let Event::LinkUserDeliveryStatus(status) = next(&mut events).await? else {
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
        let session = sandbox.finish_link(&link_token, scenario).await?;
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
        let left = has_error.then_some("requires_credentials");
        assert_eq!(step.status.as_deref(), left);
        assert_eq!(step.institution.is_some(), scenario != Scenario::Started);
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
async fn a_session_ends_with_its_user_and_token_and_no_other() -> TestResult {
    let sandbox = stopped().await?;
    let (url, mut events) = service(&sandbox).await?;
    let user = Applicant::new(&sandbox, "customer-1").await?;
    let stranger = json!({ "user": { "client_user_id": "customer-2" } });
    let assets = json!({ "products": ["assets"], "webhook": url });
    for (about, user_id) in [
        (json!({ "user_id": user.id }), Some(user.id.as_ref())),
        (stranger, None),
    ] {
        let link = merged(about, &assets);
        let link = link_token(&user.client, &link).await?;
        for scenario in [Scenario::Abandoned, Scenario::Approved] {
            let session = sandbox.finish_link(&link, scenario).await?;
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
