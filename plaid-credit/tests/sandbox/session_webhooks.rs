//! Which webhooks a Link session sends, and what they say.

use plaid_credit::sandbox::Scenario;
use plaid_credit::serde_json::{Value, json, to_value};
use plaid_credit::webhook::Event;
use tokio::sync::mpsc::UnboundedReceiver;

use crate::TestResult;
use crate::support::{Applicant, DELAY, Result, stopped};
use crate::webhooks::service;

/// A Link token with these fields.
async fn link_token(user: &Applicant, url: &str, more: &Value) -> Result<String> {
    let mut request = json!({
        "user_id": user.id, "webhook": url, "products": ["assets"],
        "client_name": "Lender", "language": "en", "country_codes": ["US"],
    });
    for (name, value) in more.as_object().into_iter().flatten() {
        request[name] = value.clone();
    }
    let link = user.call("/link/token/create", request).await?;
    let token = link["link_token"].as_str().ok_or("no link_token")?;
    Ok(token.to_owned())
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
        let link_token = link_token(&user, &url, more).await?;
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
    let link_token = link_token(&user, &url, &json!({ "hosted_link": {} })).await?;
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
            "products": ["income_verification"],
            "income_verification": {
                "income_source_types": [source], "bank_income": { "days_requested": 180 },
            },
        });
        let link_token = link_token(&user, &url, &income).await?;
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
