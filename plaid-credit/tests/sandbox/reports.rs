//! When reports are there, what they cover, and what is gone.

use std::collections::BTreeSet;
use std::future::{Future, ready};
use std::pin::Pin;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use plaid_credit::Wait;
use plaid_credit::sandbox::Sandbox;
use plaid_credit::serde_json::{Value, json};
use plaid_credit::testing::Clock;
use plaid_credit::types::AccessToken;

use crate::TestResult;
use crate::support::{Applicant, DELAY, Result, all, code, stopped, with_ready_reports};

#[tokio::test]
async fn reports_are_pending_then_ready_then_gone() -> TestResult {
    let sandbox = stopped().await?;
    let user = Applicant::new(&sandbox, "customer-1").await?;
    let (_, access) = user.connect(&sandbox).await?;
    let create = json!({ "access_tokens": [access], "days_requested": 60 });
    let report = user.call("/asset_report/create", create).await?;
    let create = json!({
        "user_id": user.id, "days_requested": 90, "webhook": "https://lender.example/webhook",
        "consumer_report_permissible_purpose": "EXTENSION_OF_CREDIT",
    });
    user.call("/cra/check_report/create", create).await?;

    let by_user = || json!({ "user_id": user.id });
    let by_token = || json!({ "asset_report_token": report["asset_report_token"] });
    let calls = || {
        [
            ("/credit/bank_income/get", by_user()),
            ("/credit/payroll_income/get", by_user()),
            ("/credit/employment/get", by_user()),
            ("/cra/check_report/base_report/get", by_user()),
            ("/asset_report/get", by_token()),
        ]
    };
    sandbox.advance(DELAY - Duration::from_secs(1)).await;
    for (path, body) in calls() {
        let code = code(user.call(path, body).await);
        assert_eq!(code.as_deref(), Some("PRODUCT_NOT_READY"), "{path}");
    }
    sandbox.advance(Duration::from_secs(1)).await;
    for (path, body) in calls() {
        user.call(path, body).await?;
    }
    sandbox.advance(Duration::from_secs(24 * 60 * 60)).await;
    let gone = user.call("/cra/check_report/base_report/get", by_user());
    assert_eq!(code(gone.await).as_deref(), Some("CONSUMER_REPORT_EXPIRED"));

    user.call("/asset_report/remove", by_token()).await?;
    let gone = user.call("/asset_report/get", by_token()).await;
    assert_eq!(code(gone).as_deref(), Some("INVALID_ASSET_REPORT_TOKEN"));
    let copied = user
        .call("/asset_report/audit_copy/create", by_token())
        .await;
    assert_eq!(code(copied).as_deref(), Some("INVALID_PARENT"));
    Ok(())
}

#[tokio::test]
async fn answers_hold_the_items_and_accounts_that_were_asked_for() -> TestResult {
    let sandbox = with_ready_reports().await?;
    let user = Applicant::new(&sandbox, "customer-1").await?;
    let (_, access) = user.connect(&sandbox).await?;
    let (second, _) = user.connect(&sandbox).await?;
    let only = json!({ "user_id": user.id, "options": { "item_ids": [second] } });
    let payroll = user.call("/credit/payroll_income/get", only).await?;
    assert_eq!(
        all(&payroll, "item_id"),
        BTreeSet::from([second.as_ref().to_owned()])
    );

    let accounts = user
        .call("/accounts/get", json!({ "access_token": access }))
        .await?;
    let ids = all(&accounts, "account_id");
    let [first, other] = [0, 1].map(|index| accounts["accounts"][index]["account_id"].clone());
    assert_eq!(ids.len(), 2);
    let only = json!({ "access_token": access, "options": { "account_ids": [other] } });
    let accounts = user.call("/accounts/get", only).await?;
    assert_eq!(accounts["accounts"].as_array().map(Vec::len), Some(1));
    assert_eq!(accounts["accounts"][0]["account_id"], other);
    let unknown = json!({ "access_token": access, "options": { "account_ids": ["none"] } });
    let unknown = code(user.call("/accounts/get", unknown).await);
    assert_eq!(unknown.as_deref(), Some("INVALID_ACCOUNT_ID"));

    let create = json!({ "access_tokens": [access], "days_requested": 60 });
    let report = user.call("/asset_report/create", create).await?;
    let token = report["asset_report_token"].clone();
    let filter = json!({ "asset_report_token": token, "account_ids_to_exclude": [first] });
    let filtered = user.call("/asset_report/filter", filter).await?;
    assert_ne!(filtered["asset_report_token"], token);
    for (token, accounts) in [(token, 2), (filtered["asset_report_token"].clone(), 1)] {
        let get = json!({ "asset_report_token": token });
        let report = user.call("/asset_report/get", get).await?;
        assert_eq!(all(&report, "account_id").len(), accounts);
    }

    // A copy shows the report, until it is removed.
    let create = json!({ "asset_report_token": report["asset_report_token"] });
    let copy = user.call("/asset_report/audit_copy/create", create).await?;
    let copy = json!({ "audit_copy_token": copy["audit_copy_token"] });
    let shown = user
        .call("/asset_report/audit_copy/get", copy.clone())
        .await?;
    assert_eq!(
        shown["report"]["asset_report_id"],
        report["asset_report_id"]
    );
    user.call("/asset_report/audit_copy/remove", copy.clone())
        .await?;
    let gone = code(user.call("/asset_report/audit_copy/get", copy).await);
    assert_eq!(gone.as_deref(), Some("INVALID_AUDIT_COPY_TOKEN"));
    Ok(())
}

#[tokio::test]
async fn what_is_removed_is_gone() -> TestResult {
    let sandbox = with_ready_reports().await?;
    let user = Applicant::new(&sandbox, "customer-1").await?;
    let (first, access) = user.connect(&sandbox).await?;
    let (second, kept) = user.connect(&sandbox).await?;
    let create = json!({ "access_tokens": [access], "days_requested": 60 });
    let report = user.call("/asset_report/create", create).await?;
    let item = json!({ "access_token": access });
    user.call("/item/remove", item.clone()).await?;
    for path in ["/item/get", "/accounts/get", "/item/remove"] {
        let code = code(user.call(path, item.clone()).await);
        assert_eq!(code.as_deref(), Some("ITEM_NOT_FOUND"), "{path}");
    }
    let get = json!({ "asset_report_token": report["asset_report_token"] });
    let shown = user.call("/asset_report/get", get.clone()).await?;
    assert_eq!(
        shown["report"]["asset_report_id"],
        report["asset_report_id"]
    );
    // The report stays, but nothing newer can be had of the Item.
    let refreshed = code(user.call("/asset_report/refresh", get.clone()).await);
    assert_eq!(refreshed.as_deref(), Some("ITEM_NOT_FOUND"));
    let by_user = json!({ "user_id": user.id });
    let items = user.call("/user/items/get", by_user.clone()).await?;
    assert_eq!(
        all(&items, "item_id"),
        BTreeSet::from([second.as_ref().to_owned()])
    );
    let remove = json!({ "user_id": user.id, "item_ids": [first] });
    let code_of_item = code(user.call("/user/items/remove", remove).await);
    assert_eq!(code_of_item.as_deref(), Some("ITEM_NOT_FOUND"));

    user.call("/user/remove", by_user.clone()).await?;
    let gone = code(user.call("/credit/sessions/get", by_user).await);
    assert_eq!(gone.as_deref(), Some("USER_NOT_FOUND"));
    let gone = code(user.call("/asset_report/get", get).await);
    assert_eq!(gone.as_deref(), Some("INVALID_ASSET_REPORT_TOKEN"));
    let gone = code(
        user.call("/item/get", json!({ "access_token": kept }))
            .await,
    );
    assert_eq!(gone.as_deref(), Some("ITEM_NOT_FOUND"));
    Ok(())
}

#[tokio::test]
async fn a_report_is_made_of_items_that_are_all_known() -> TestResult {
    let sandbox = Sandbox::start().await?;
    let user = Applicant::new(&sandbox, "customer-1").await?;
    let (_, access) = user.connect(&sandbox).await?;
    let (known, unknown) = (access.as_ref(), "access-sandbox-1");
    let invalid = Some("INVALID_ACCESS_TOKEN");
    for (tokens, expected) in [
        (vec![known, unknown], invalid),
        (vec![unknown, known], invalid),
        (vec![known], None),
        (vec![unknown], None),
    ] {
        let create = json!({ "access_tokens": tokens, "days_requested": 60 });
        let created = code(user.call("/asset_report/create", create).await);
        assert_eq!(created.as_deref(), expected, "{tokens:?}");
    }
    Ok(())
}

#[tokio::test]
async fn another_report_keeps_the_reference_of_the_first() -> TestResult {
    let sandbox = with_ready_reports().await?;
    let user = Applicant::new(&sandbox, "customer-1").await?;
    let (_, access) = user.connect(&sandbox).await?;
    let create = json!({
        "access_tokens": [access], "days_requested": 60,
        "options": { "client_report_id": "loan-1" },
    });
    let first = user.call("/asset_report/create", create).await?;
    let token = &first["asset_report_token"];
    for (path, request, expected) in [
        ("refresh", json!({}), json!("loan-1")),
        (
            "filter",
            json!({ "account_ids_to_exclude": [] }),
            json!("loan-1"),
        ),
        (
            "refresh",
            json!({ "options": { "client_report_id": "loan-2" } }),
            json!("loan-2"),
        ),
        (
            "refresh",
            json!({ "options": { "client_report_id": "" } }),
            Value::Null,
        ),
    ] {
        let mut request = request;
        request["asset_report_token"] = token.clone();
        let next = user.call(&format!("/asset_report/{path}"), request).await?;
        let get = json!({ "asset_report_token": next["asset_report_token"] });
        let shown = user.call("/asset_report/get", get).await?;
        assert_eq!(shown["report"]["client_report_id"], expected, "{path}");
        assert_eq!(shown["report"]["days_requested"], 60, "{path}");
    }
    Ok(())
}

#[tokio::test]
async fn undocumented_options_do_not_matter() -> TestResult {
    let sandbox = with_ready_reports().await?;
    let user = Applicant::new(&sandbox, "customer-1").await?;
    let (_, access) = user.connect(&sandbox).await?;
    let create = json!({ "access_tokens": [access], "days_requested": 60 });
    let report = user.call("/asset_report/create", create).await?;
    let filter = json!({
        "asset_report_token": report["asset_report_token"],
        "account_ids_to_exclude": [],
        "options": "none",
    });
    let filtered = user.call("/asset_report/filter", filter).await?;
    assert!(filtered["asset_report_token"].is_string(), "{filtered}");
    Ok(())
}

/// A clock on which a wait takes no time.
#[derive(Debug)]
struct Skips(Mutex<Instant>);

impl Clock for Skips {
    fn now(&self) -> Instant {
        *self
            .0
            .lock()
            .expect("no test panics while it holds the clock")
    }

    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        *self
            .0
            .lock()
            .expect("no test panics while it holds the clock") += duration;
        Box::pin(ready(()))
    }
}

#[tokio::test]
async fn clients_with_other_settings_go_by_the_clock_too() -> TestResult {
    let clock = Skips(Mutex::new(Instant::now()));
    let sandbox = Sandbox::builder().clock(clock).start().await?;
    let user = Applicant::new(&sandbox, "customer-1").await?;
    user.connect(&sandbox).await?;
    let client = sandbox.client_builder().build()?;
    let request = json!({ "user_id": user.id });
    let wait = Wait::up_to(Duration::from_secs(3600));
    let call = || client.call::<Value>("/credit/bank_income/get", &request);
    let waited = tokio::time::timeout(DELAY, client.wait_until_ready(wait, call)).await?;
    assert!(waited?.attempts() > 1);
    Ok(())
}

#[tokio::test]
async fn an_item_may_be_left_without_accounts() -> TestResult {
    let sandbox = with_ready_reports().await?;
    let user = Applicant::new(&sandbox, "customer-1").await?;
    let (_, access) = user.connect(&sandbox).await?;
    let (_, other) = user.connect(&sandbox).await?;
    let accounts = async |access: &AccessToken| -> Result<BTreeSet<String>> {
        let get = json!({ "access_token": access });
        Ok(all(&user.call("/accounts/get", get).await?, "account_id"))
    };
    let excluded = accounts(&access).await?;
    let create = json!({ "access_tokens": [access, other], "days_requested": 60 });
    let report = user.call("/asset_report/create", create).await?;
    let filter = json!({
        "asset_report_token": report["asset_report_token"], "account_ids_to_exclude": excluded,
    });
    let filtered = user.call("/asset_report/filter", filter).await?;
    let get = json!({ "asset_report_token": filtered["asset_report_token"] });
    let shown = user.call("/asset_report/get", get).await?;
    assert_eq!(shown["report"]["items"][0]["accounts"], json!([]));
    assert_eq!(all(&shown, "account_id"), accounts(&other).await?);
    Ok(())
}

#[tokio::test]
async fn a_report_needs_items_that_can_be_read() -> TestResult {
    let sandbox = Sandbox::start().await?;
    let user = Applicant::new(&sandbox, "customer-1").await?;
    let (_, works) = user.connect(&sandbox).await?;
    let (_, broken) = user.connect(&sandbox).await?;
    let reset = json!({ "access_token": broken });
    user.call("/sandbox/item/reset_login", reset).await?;
    for (tokens, expected) in [
        (vec![&works, &broken], Some("ITEM_LOGIN_REQUIRED")),
        (vec![&works], None),
    ] {
        let create = json!({ "access_tokens": tokens, "days_requested": 60 });
        let created = code(user.call("/asset_report/create", create).await);
        assert_eq!(created.as_deref(), expected);
    }
    Ok(())
}
