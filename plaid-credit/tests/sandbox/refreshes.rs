//! The webhooks that say that data was processed.

use std::collections::BTreeMap;
use std::time::Duration;

use plaid_credit::sandbox::{Sandbox, Scenario};
use plaid_credit::serde_json::{Value, json, to_value};

use crate::TestResult;
use crate::service::service;
use crate::support::link_token;

#[tokio::test]
async fn what_was_asked_for_is_reported_as_a_success() -> TestResult {
    // With a single seed, it might be one by chance.
    for seed in 0..4 {
        let builder = Sandbox::builder().seed(seed).report_delay(Duration::ZERO);
        let sandbox = builder.start().await?;
        let client = sandbox.client();
        let (url, mut events) = service(&sandbox).await?;
        let call = async |path: &str, body: Value| client.call::<Value>(path, &body).await;
        let user = call("/user/create", json!({ "client_user_id": "customer-1" })).await?;
        let by_user = json!({ "user_token": user["user_token"] });
        let link = json!({
            "user_id": user["user_id"], "webhook": url, "products": ["assets"],
        });
        let link_token = link_token(&client, &link).await?;
        let session = sandbox.finish_link(&link_token, Scenario::Approved).await?;
        let exchange = json!({ "public_token": session.public_token });
        let item = call("/item/public_token/exchange", exchange).await?;
        let access = &item["access_token"];
        let statements = json!({
            "access_token": access, "start_date": "2026-01-01", "end_date": "2026-01-28",
        });
        let assets = json!({
            "access_tokens": [access], "days_requested": 60, "options": { "webhook": url },
        });
        for (path, body) in [
            ("/credit/bank_income/refresh", by_user.clone()),
            ("/credit/payroll_income/refresh", by_user),
            ("/statements/refresh", statements),
            ("/asset_report/create", assets),
        ] {
            call(path, body).await?;
        }
        sandbox.advance(Duration::ZERO).await;
        let mut sent = BTreeMap::new();
        while let Ok(event) = events.try_recv() {
            sent.insert(event.webhook_code().to_owned(), to_value(event)?);
        }
        let processed = "VERIFICATION_STATUS_PROCESSING_COMPLETE";
        for (code, field, expected) in [
            ("BANK_INCOME_COMPLETE", "result", "SUCCESS"),
            ("BANK_INCOME_REFRESH_COMPLETE", "result", "SUCCESS"),
            ("INCOME_VERIFICATION", "verification_status", processed),
            ("STATEMENTS_REFRESH_COMPLETE", "result", "SUCCESS"),
            ("PRODUCT_READY", "report_type", "FULL"),
        ] {
            let webhook = sent.get(code).ok_or(code)?;
            assert_eq!(webhook[field], expected, "{code} with seed {seed}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_fired_webhook_has_a_status_of_plaids() -> TestResult {
    let sandbox = Sandbox::start().await?;
    let client = sandbox.client();
    let (url, mut events) = service(&sandbox).await?;
    let verification = json!({ "webhook_code": "INCOME_VERIFICATION" });
    let failed = json!({
        "webhook_code": "INCOME_VERIFICATION",
        "verification_status": "VERIFICATION_STATUS_PROCESSING_FAILED",
    });
    let risk_signals = json!({ "webhook_code": "INCOME_VERIFICATION_RISK_SIGNALS" });
    for (mut fire, field, expected) in [
        (
            verification,
            "verification_status",
            "VERIFICATION_STATUS_PROCESSING_COMPLETE",
        ),
        (
            failed,
            "verification_status",
            "VERIFICATION_STATUS_PROCESSING_FAILED",
        ),
        (
            risk_signals,
            "risk_signals_status",
            "RISK_SIGNALS_PROCESSING_COMPLETE",
        ),
    ] {
        fire["item_id"] = "item-1".into();
        fire["webhook"] = url.as_str().into();
        client
            .call::<Value>("/sandbox/income/fire_webhook", &fire)
            .await?;
        sandbox.advance(Duration::ZERO).await;
        let event = to_value(events.try_recv()?)?;
        assert_eq!(event["webhook_code"], fire["webhook_code"]);
        assert_eq!(event[field], expected);
    }
    let finished = sandbox.webhook_body("LINK", "SESSION_FINISHED")?;
    assert_eq!(finished["status"], "SUCCESS");
    Ok(())
}
