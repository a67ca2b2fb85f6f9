//! Unless a sandbox checks them, a test need not set up what it is not about.

use std::time::Duration;

use plaid_credit::sandbox::{Sandbox, Scenario};
use plaid_credit::serde_json::{Value, json};
use plaid_credit::types::*;

use crate::TestResult;
use crate::support::link_token;

#[tokio::test]
async fn a_user_who_finished_link_has_everything() -> TestResult {
    let sandbox = Sandbox::builder().report_delay(Duration::ZERO);
    let sandbox = sandbox.start().await?;
    let client = sandbox.client();
    let user = UserCreateRequest::new("customer-1".into());
    let user = client.user_create(&user).await?;
    let id = user.user_id.clone().ok_or("no user_id")?;
    let link_token = link_token(&client, &json!({ "user_id": id })).await?;
    let session = sandbox.finish_link(&link_token, Scenario::Approved).await?;
    let public_token = session.public_token.ok_or("no public_token")?;
    let exchange = json!({ "public_token": public_token });
    let item = client.call::<Value>("/item/public_token/exchange", &exchange);
    let item = item.await?.into_inner();

    let by_user = || json!({ "user_id": id });
    let report = json!({
        "user_id": id, "days_requested": 180, "webhook": "",
        "consumer_report_permissible_purpose": "EXTENSION_OF_CREDIT",
    });
    let assets = json!({ "access_tokens": [item["access_token"]], "days_requested": 60 });
    for (path, body) in [
        ("/credit/sessions/get", by_user()),
        ("/credit/bank_income/get", by_user()),
        ("/credit/payroll_income/get", by_user()),
        ("/credit/employment/get", by_user()),
        ("/asset_report/create", assets),
        ("/cra/check_report/create", report),
        ("/cra/check_report/base_report/get", by_user()),
        (
            "/statements/list",
            json!({ "access_token": item["access_token"] }),
        ),
    ] {
        client.call::<Value>(path, &body).await?;
    }
    let again = UserCreateRequest::new("customer-1".into());
    let again = client.user_create(&again).await?;
    assert_eq!(again.user_token, user.user_token);
    Ok(())
}
