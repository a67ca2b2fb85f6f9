//! The life of a check report.

use std::collections::BTreeSet;
use std::time::Duration;

use plaid_credit::sandbox::Scenario;
use plaid_credit::serde_json::{Value, json};
use plaid_credit::webhook::Event;

use crate::TestResult;
use crate::service::service;
use crate::support::{Applicant, DELAY, all, code, identity, link_token, merged, stopped};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);
const BASE_REPORT: &str = "/cra/check_report/base_report/get";

fn create(user: &Value, webhook: &str) -> Value {
    let request = json!({
        "days_requested": 180, "webhook": webhook,
        "consumer_report_permissible_purpose": "EXTENSION_OF_CREDIT",
    });
    merged(request, user)
}

#[tokio::test]
async fn a_session_for_check_starts_a_report_of_the_item_connected_in_it() -> TestResult {
    let sandbox = stopped().await?;
    let user = Applicant::with(&sandbox, "customer-1", &["cra_base_report"]).await?;
    let get = || user.call(BASE_REPORT, json!({ "user_id": user.id }));
    assert_eq!(
        code(get().await).as_deref(),
        Some("CONSUMER_REPORT_NOT_FOUND")
    );
    let (first, _) = user.connect(&sandbox).await?;
    assert_eq!(code(get().await).as_deref(), Some("PRODUCT_NOT_READY"));
    sandbox.advance(DELAY).await;
    let only = |item: &str| BTreeSet::from([item.to_owned()]);
    assert_eq!(all(&get().await?, "item_id"), only(first.as_ref()));

    let (second, _) = user.connect(&sandbox).await?;
    sandbox.advance(DELAY).await;
    assert_eq!(all(&get().await?, "item_id"), only(second.as_ref()));

    // A report that is asked for covers all Items.
    let by_user = json!({ "user_id": user.id });
    user.call("/cra/check_report/create", create(&by_user, ""))
        .await?;
    sandbox.advance(DELAY).await;
    assert_eq!(all(&get().await?, "item_id").len(), 2);

    sandbox.advance(DAY - Duration::from_secs(1)).await;
    get().await?;
    sandbox.advance(Duration::from_secs(1)).await;
    let error = get().await.err().ok_or("the report is still there")?;
    assert_eq!(error.error_type(), Some("CONSUMER_REPORT_ERROR"));
    assert_eq!(error.error_code(), Some("CONSUMER_REPORT_EXPIRED"));
    Ok(())
}

#[tokio::test]
async fn a_report_of_an_item_that_needs_its_user_fails() -> TestResult {
    let sandbox = stopped().await?;
    let (url, mut events) = service(&sandbox).await?;
    let user = Applicant::with(&sandbox, "customer-1", &["cra_base_report"]).await?;
    let (item, access) = user.connect(&sandbox).await?;
    sandbox.advance(DELAY).await;
    let by_user = json!({ "user_id": user.id });
    let broken = json!({ "access_token": access });
    user.call("/sandbox/item/reset_login", broken).await?;
    user.call("/cra/check_report/create", create(&by_user, &url))
        .await?;
    sandbox.advance(DELAY).await;
    let event = events.try_recv()?;
    assert!(
        matches!(event, Event::CraUserCheckReportFailed(_)),
        "{event:?}"
    );
    assert_eq!(event.user_id(), Some(user.id.as_ref()));
    let error = user.call(BASE_REPORT, by_user.clone()).await.err();
    let error = error.ok_or("the report is there")?;
    assert_eq!(error.error_type(), Some("CHECK_REPORT_ERROR"));
    assert_eq!(error.error_code(), Some("DATA_UNAVAILABLE"));
    let causes = &error.api().ok_or("no answer")?.causes;
    assert_eq!(causes[0]["error_code"], "ITEM_LOGIN_REQUIRED");
    assert_eq!(causes[0]["item_id"], item.as_ref());

    // Repaired, it can be made again.
    let repair = json!({ "access_token": access });
    let link = user.another_link(&repair).await?;
    sandbox.finish_link(&link, Scenario::Approved).await?;
    user.call("/cra/check_report/create", create(&by_user, &url))
        .await?;
    sandbox.advance(DELAY).await;
    let event = events.try_recv()?;
    let Event::CraUserCheckReportReady(ready) = event else {
        return Err("another event".into());
    };
    assert_eq!(ready.successful_products.len(), 1);
    assert!(ready.failed_products.is_empty());
    user.call(BASE_REPORT, by_user).await?;
    Ok(())
}

#[tokio::test]
async fn a_user_with_a_token_gets_the_older_webhooks() -> TestResult {
    let sandbox = stopped().await?;
    let (url, mut events) = service(&sandbox).await?;
    let client = sandbox.client();
    let user = json!({ "client_user_id": "customer-1", "identity": identity() });
    let user = client.call::<Value>("/user/create", &user).await?;
    let by_token = json!({ "user_token": user["user_token"] });
    let link = json!({
        "user_token": user["user_token"], "webhook": url, "products": ["cra_base_report"],
        "consumer_report_permissible_purpose": "EXTENSION_OF_CREDIT",
    });
    let link = link_token(&client, &link).await?;
    sandbox.finish_link(&link, Scenario::Approved).await?;
    assert!(matches!(events.try_recv()?, Event::LinkSessionFinished(_)));
    sandbox.advance(DELAY).await;
    assert!(matches!(events.try_recv()?, Event::CraCheckReportReady(_)));
    client
        .call::<Value>("/cra/check_report/create", &create(&by_token, &url))
        .await?;
    sandbox.advance(DELAY).await;
    assert!(matches!(events.try_recv()?, Event::CraCheckReportReady(_)));
    Ok(())
}
