//! What those see with whom a report is shared.

use std::time::Duration;

use plaid_credit::serde_json::{Value, json};

use crate::TestResult;
use crate::service::service;
use crate::support::{Applicant, DELAY, Result, code, stopped, with_ready_reports};

/// A new report of this Item.
async fn report(user: &Applicant, access: &impl serde::Serialize) -> Result<Value> {
    let create = json!({
        "access_tokens": [access], "days_requested": 60,
        "options": { "client_report_id": "loan-1" },
    });
    Ok(user.call("/asset_report/create", create).await?)
}

#[tokio::test]
async fn a_partner_refreshes_a_report_of_their_own() -> TestResult {
    let sandbox = stopped().await?;
    let user = Applicant::new(&sandbox, "customer-1").await?;
    let (_, access) = user.connect(&sandbox).await?;
    let first = report(&user, &access).await?;
    let token = &first["asset_report_token"];
    sandbox.advance(DELAY).await;
    let share = json!({ "report_tokens": [token], "secondary_client_id": "client-2" });
    let relay = user.call("/credit/relay/create", share).await?;
    let by_relay = || json!({ "relay_token": relay["relay_token"], "report_type": "asset" });
    let relayed = || user.call("/credit/relay/get", by_relay());
    let shown = relayed().await?;
    assert_eq!(shown["report"]["asset_report_id"], first["asset_report_id"]);

    let second = user.call("/credit/relay/refresh", by_relay()).await?;
    assert_eq!(second["relay_token"], relay["relay_token"]);
    assert_ne!(second["asset_report_id"], first["asset_report_id"]);
    assert_eq!(code(relayed().await).as_deref(), Some("PRODUCT_NOT_READY"));
    let get = json!({ "asset_report_token": token });
    let own = user.call("/asset_report/get", get.clone()).await?;
    assert_eq!(own["report"]["asset_report_id"], first["asset_report_id"]);

    sandbox.advance(DELAY).await;
    let shown = relayed().await?;
    let shown = &shown["report"];
    assert_eq!(shown["asset_report_id"], second["asset_report_id"]);
    assert_eq!(shown["days_requested"], 60);
    assert_eq!(shown["client_report_id"], "loan-1");
    assert_ne!(shown["date_generated"], own["report"]["date_generated"]);

    // The partner's report outlives the lender's.
    user.call("/asset_report/remove", get).await?;
    relayed().await?;
    Ok(())
}

#[tokio::test]
async fn a_partner_hears_of_the_report_that_they_refreshed() -> TestResult {
    let sandbox = stopped().await?;
    let (url, mut events) = service(&sandbox).await?;
    let user = Applicant::new(&sandbox, "customer-1").await?;
    let (_, access) = user.connect(&sandbox).await?;
    let first = report(&user, &access).await?;
    let share = json!({
        "report_tokens": [first["asset_report_token"]], "secondary_client_id": "client-2",
    });
    let relay = user.call("/credit/relay/create", share).await?;
    let refresh = json!({
        "relay_token": relay["relay_token"], "report_type": "asset", "webhook": url,
    });
    let second = user.call("/credit/relay/refresh", refresh).await?;
    sandbox.advance(DELAY - Duration::from_secs(1)).await;
    assert!(events.try_recv().is_err(), "nothing is ready yet");
    sandbox.advance(Duration::from_secs(1)).await;
    let event = plaid_credit::serde_json::to_value(events.try_recv()?)?;
    assert_eq!(event["webhook_code"], "PRODUCT_READY");
    assert_eq!(event["asset_report_id"], second["asset_report_id"]);
    Ok(())
}

#[tokio::test]
async fn an_audit_copy_is_of_the_report_that_it_was_updated_to() -> TestResult {
    let sandbox = with_ready_reports().await?;
    let user = Applicant::new(&sandbox, "customer-1").await?;
    let (_, access) = user.connect(&sandbox).await?;
    let first = report(&user, &access).await?;
    let second = report(&user, &access).await?;
    let share = json!({ "report_tokens": [first["asset_report_token"]] });
    let copy = user.call("/credit/audit_copy_token/create", share).await?;
    let update = || {
        let update = json!({
            "audit_copy_token": copy["audit_copy_token"],
            "report_tokens": [second["asset_report_token"]],
        });
        user.call("/credit/audit_copy_token/update", update)
    };
    assert_eq!(update().await?["updated"], true);
    let by_copy = json!({ "audit_copy_token": copy["audit_copy_token"] });
    let shown = user
        .call("/asset_report/audit_copy/get", by_copy.clone())
        .await?;
    assert_eq!(
        shown["report"]["asset_report_id"],
        second["asset_report_id"]
    );

    user.call("/credit/audit_copy_token/remove", by_copy)
        .await?;
    assert_eq!(
        code(update().await).as_deref(),
        Some("INVALID_AUDIT_COPY_TOKEN")
    );
    Ok(())
}
