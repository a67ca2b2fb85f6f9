//! Cash flow updates reach whoever has subscribed to them.

use plaid_credit::sandbox::{Sandbox, Scenario};
use plaid_credit::serde_json::{Value, json};
use plaid_credit::webhook::Event;

use crate::TestResult;
use crate::service::{next, service};
use crate::support::{Result, code, identity, link_token, merged, with_prerequisites};

const UPDATE: &str = "/sandbox/cra/cashflow_updates/update";
const SUBSCRIBE: &str = "/cra/monitoring_insights/subscribe";

/// A user with an Item of Plaid Check: the fields that name them, by ID or by token.
async fn user(sandbox: &Sandbox, field: &str, products: &[&str]) -> Result<Value> {
    let client = sandbox.client();
    let user = json!({ "client_user_id": field, "identity": identity() });
    let user = client.call::<Value>("/user/create", &user).await?;
    let mut link = json!({ field: user[field], "products": products });
    if products.contains(&"cra_base_report") {
        link["consumer_report_permissible_purpose"] = "EXTENSION_OF_CREDIT".into();
    }
    let link = link_token(&client, &link).await?;
    sandbox.finish_link(&link, Scenario::Approved).await?;
    Ok(json!({ field: user[field] }))
}

#[tokio::test]
async fn an_update_is_sent_to_the_subscription_of_the_user() -> TestResult {
    let sandbox = Sandbox::start().await?;
    let client = sandbox.client();
    let (url, mut events) = service(&sandbox).await?;
    let user = user(&sandbox, "user_id", &["cra_base_report"]).await?;
    let call = async |path: &str, body: Value| client.call::<Value>(path, &body).await;
    let codes = json!({ "webhook_codes": ["LARGE_DEPOSIT_DETECTED", "LOW_BALANCE_DETECTED"] });

    // Nobody listens yet.
    call(UPDATE, merged(codes.clone(), &user)).await?;
    let subscription = call(SUBSCRIBE, merged(json!({ "webhook": url }), &user)).await?;
    call(UPDATE, merged(codes.clone(), &user)).await?;
    let Event::CashFlowUpdatesInsightsV2(update) = next(&mut events).await? else {
        return Err("another event".into());
    };
    let noticed: Vec<&str> = update.insights.iter().map(|it| it.as_str()).collect();
    assert_eq!(noticed, ["LARGE_DEPOSIT_DETECTED", "LOW_BALANCE_DETECTED"]);
    assert_eq!(
        update.user_id.as_ref().map(AsRef::as_ref),
        user["user_id"].as_str()
    );

    let id = json!({ "subscription_id": subscription["subscription_id"] });
    call("/cra/monitoring_insights/unsubscribe", id).await?;
    call(UPDATE, merged(codes, &user)).await?;
    // Waits for all that is still to be sent.
    sandbox.advance(std::time::Duration::ZERO).await;
    assert!(events.try_recv().is_err());
    Ok(())
}

#[tokio::test]
async fn a_user_with_a_token_gets_a_webhook_for_each_event() -> TestResult {
    let sandbox = Sandbox::start().await?;
    let client = sandbox.client();
    let (url, mut events) = service(&sandbox).await?;
    let user = user(&sandbox, "user_token", &["cra_base_report"]).await?;
    let subscribe = merged(json!({ "webhook": url }), &user);
    client.call::<Value>(SUBSCRIBE, &subscribe).await?;
    let codes = json!({ "webhook_codes": ["NSF_OVERDRAFT_DETECTED", "NEW_LOAN_PAYMENT_DETECTED"] });
    client.call::<Value>(UPDATE, &merged(codes, &user)).await?;
    assert!(matches!(
        next(&mut events).await?,
        Event::CashFlowUpdatesInsights(_)
    ));
    assert!(matches!(
        next(&mut events).await?,
        Event::CashFlowUpdatesNsf(_)
    ));
    assert!(matches!(
        next(&mut events).await?,
        Event::CashFlowUpdatesNewLoanPayment(_)
    ));
    Ok(())
}

#[tokio::test]
async fn only_users_of_check_can_be_watched() -> TestResult {
    let sandbox = with_prerequisites().await?;
    let user = user(&sandbox, "user_id", &["assets"]).await?;
    let webhook = json!({ "webhook": "https://lender.example/webhook" });
    let subscribe = merged(webhook, &user);
    let refused = sandbox.client().call::<Value>(SUBSCRIBE, &subscribe).await;
    assert_eq!(code(refused).as_deref(), Some("CONSUMER_REPORT_NOT_FOUND"));
    Ok(())
}
