//! The webhooks that follow from what happens in the sandbox.

use std::time::Duration;

use plaid_credit::sandbox::{Sandbox, Scenario};
use plaid_credit::serde_json::{Value, json};
use plaid_credit::webhook::Event;

use crate::TestResult;
use crate::service::{next, service};
use crate::support::{identity, income_from, link_token};

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
        "income_verification": income_from("bank"),
        "consumer_report_permissible_purpose": "EXTENSION_OF_CREDIT",
    });
    let link_token = link_token(&client, &link).await?;
    let session = sandbox.finish_link(&link_token, Scenario::Approved).await?;
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
    let event = next(&mut events).await?;
    assert!(matches!(event, Event::NewAccountsAvailable(_)), "{event:?}");
    assert_eq!(event.item_id(), item["item_id"].as_str());
    Ok(())
}

#[tokio::test]
async fn a_session_is_finished_before_its_report_is_ready() -> TestResult {
    let builder = Sandbox::builder().report_delay(Duration::ZERO);
    let sandbox = builder.start().await?;
    let (url, mut events) = service(&sandbox).await?;
    let link = json!({
        "user": { "client_user_id": "customer-1" }, "webhook": url, "products": ["assets"],
    });
    let link_token = link_token(&sandbox.client(), &link).await?;
    sandbox.finish_link(&link_token, Scenario::Approved).await?;
    let event = events.try_recv()?;
    assert!(matches!(event, Event::LinkSessionFinished(_)), "{event:?}");
    let event = events.try_recv()?;
    assert!(matches!(event, Event::BankIncomeComplete(_)), "{event:?}");
    Ok(())
}
