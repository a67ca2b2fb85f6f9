//! An Item has the products that it was linked for, and no others.

use plaid_credit::sandbox::Scenario;
use plaid_credit::serde_json::{Value, json};
use plaid_credit::types::*;

use crate::TestResult;
use crate::support::{
    Applicant, Result, code, income_from, with_prerequisites, with_ready_reports,
};

/// What `/item/get` says of the products of an Item.
async fn shown(user: &Applicant, access: &AccessToken) -> Result<Value> {
    let item = user.call("/item/get", json!({ "access_token": access }));
    Ok(item.await?["item"].clone())
}

#[tokio::test]
async fn an_item_has_what_its_link_token_asked_for() -> TestResult {
    let sandbox = with_ready_reports().await?;
    let user = Applicant::with(&sandbox, "customer-1", &["transactions"]).await?;
    let several = json!({
        "products": ["income_verification", "assets"],
        "income_verification": income_from("bank"),
        "required_if_supported_products": ["statements"],
        "optional_products": ["identity"],
        "additional_consented_products": ["auth"],
    });
    let link_token = LinkToken::from(user.another_link(&several).await?);
    let user = Applicant { link_token, ..user };
    let (_, access) = user.connect(&sandbox).await?;

    let item = shown(&user, &access).await?;
    let added = json!(["income_verification", "assets", "statements", "identity"]);
    assert_eq!(item["products"], added);
    let consented = json!([
        "income_verification",
        "assets",
        "statements",
        "identity",
        "auth"
    ]);
    assert_eq!(item["consented_products"], consented);
    let billed = json!(["income_verification", "statements"]);
    assert_eq!(item["billed_products"], billed);
    let available = item["available_products"].as_array().ok_or("no list")?;
    assert!(available.contains(&json!("assets")) && available.contains(&json!("employment")));
    assert!(!available.contains(&json!("statements")));

    // An asset report is billed when it is created.
    let create = json!({ "access_tokens": [access], "days_requested": 60 });
    user.call("/asset_report/create", create).await?;
    let item = shown(&user, &access).await?;
    let billed = json!(["income_verification", "statements", "assets"]);
    assert_eq!(item["billed_products"], billed);
    let available = item["available_products"].as_array().ok_or("no list")?;
    assert!(!available.contains(&json!("assets")));
    Ok(())
}

#[tokio::test]
async fn a_product_that_was_not_linked_is_refused() -> TestResult {
    let sandbox = with_ready_reports().await?;
    let user = Applicant::with(&sandbox, "customer-1", &["transactions"]).await?;
    let (_, access) = user.connect(&sandbox).await?;
    let by_user = || json!({ "user_id": user.id });
    let check_report = json!({
        "user_id": user.id, "days_requested": 180, "webhook": "",
        "consumer_report_permissible_purpose": "EXTENSION_OF_CREDIT",
    });
    let asset_report = json!({ "access_tokens": [access], "days_requested": 60 });
    for (path, body, expected) in [
        (
            "/credit/bank_income/get",
            by_user(),
            "INCOME_VERIFICATION_ERROR INCOME_VERIFICATION_NOT_FOUND",
        ),
        (
            "/credit/bank_income/pdf/get",
            by_user(),
            "INCOME_VERIFICATION_ERROR INCOME_VERIFICATION_NOT_FOUND",
        ),
        (
            "/credit/payroll_income/get",
            by_user(),
            "INCOME_VERIFICATION_ERROR INCOME_VERIFICATION_NOT_FOUND",
        ),
        (
            "/credit/employment/get",
            by_user(),
            "INCOME_VERIFICATION_ERROR EMPLOYMENT_NOT_FOUND",
        ),
        (
            "/cra/check_report/base_report/get",
            by_user(),
            "CONSUMER_REPORT_ERROR CONSUMER_REPORT_NOT_FOUND",
        ),
        (
            "/cra/check_report/create",
            check_report,
            "CONSUMER_REPORT_ERROR CONSUMER_REPORT_NOT_FOUND",
        ),
        (
            "/asset_report/create",
            asset_report,
            "ASSET_REPORT_ERROR PRODUCT_NOT_ENABLED",
        ),
        (
            "/statements/list",
            json!({ "access_token": access }),
            "ITEM_ERROR PRODUCTS_NOT_SUPPORTED",
        ),
        (
            "/sandbox/item/fire_webhook",
            json!({ "access_token": access, "webhook_code": "PRODUCT_READY" }),
            "SANDBOX_ERROR SANDBOX_PRODUCT_NOT_ENABLED",
        ),
        (
            "/sandbox/item/fire_webhook",
            json!({ "access_token": access, "webhook_code": "NEW_ACCOUNTS_AVAILABLE" }),
            "SANDBOX_ERROR SANDBOX_WEBHOOK_INVALID",
        ),
    ] {
        let error = user.call(path, body).await.err().ok_or(path)?;
        let shown = [error.error_type(), error.error_code()].map(Option::unwrap_or_default);
        assert_eq!(shown.join(" "), expected, "{path}");
        assert_eq!(error.status(), Some(400), "{path}");
    }
    Ok(())
}

#[tokio::test]
async fn reports_cover_the_items_that_were_linked_for_them() -> TestResult {
    let sandbox = with_ready_reports().await?;
    let user = Applicant::with(&sandbox, "customer-1", &["income_verification"]).await?;
    let (item, _) = user.connect(&sandbox).await?;
    let create = json!({
        "institution_id": "ins_109508", "initial_products": ["statements"], "user_id": user.id,
    });
    user.call("/sandbox/public_token/create", create).await?;
    let by_user = || json!({ "user_id": user.id });
    let owned = user.call("/user/items/get", by_user()).await?;
    assert_eq!(owned["items"].as_array().map(Vec::len), Some(2));
    let income = user.call("/credit/payroll_income/get", by_user()).await?;
    assert_eq!(income["items"].as_array().map(Vec::len), Some(1));
    assert_eq!(income["items"][0]["item_id"], item.as_ref());
    Ok(())
}

#[tokio::test]
async fn a_session_has_the_results_of_its_products() -> TestResult {
    let sandbox = with_prerequisites().await?;
    let user = Applicant::with(&sandbox, "customer-1", &["assets"]).await?;
    user.connect(&sandbox).await?;
    let sessions = user.sessions().await?;
    let results = sessions[0].results.as_ref().ok_or("no results")?;
    assert_eq!(results.item_add_results.len(), 1);
    assert!(results.bank_income_results.is_empty());
    assert!(results.payroll_income_results.is_empty());
    assert!(results.bank_employment_results.is_empty());
    Ok(())
}

#[tokio::test]
async fn update_mode_adds_products_to_an_item() -> TestResult {
    let sandbox = with_ready_reports().await?;
    let user = Applicant::with(&sandbox, "customer-1", &["assets"]).await?;
    let (_, access) = user.connect(&sandbox).await?;
    let list = || user.call("/statements/list", json!({ "access_token": access }));
    assert_eq!(
        code(list().await).as_deref(),
        Some("PRODUCTS_NOT_SUPPORTED")
    );
    let update = json!({ "access_token": access, "products": ["statements"] });
    let link_token = user.another_link(&update).await?;
    sandbox.finish_link(&link_token, Scenario::Approved).await?;
    list().await?;
    Ok(())
}

#[tokio::test]
async fn network_insights_need_consent() -> TestResult {
    let sandbox = with_ready_reports().await?;
    for (products, expected) in [
        (vec!["cra_base_report"], Some("NETWORK_CONSENT_REQUIRED")),
        (vec!["cra_base_report", "cra_network_insights"], None),
    ] {
        let name = format!("customer-{}", products.len());
        let user = Applicant::with(&sandbox, &name, &products).await?;
        user.connect(&sandbox).await?;
        let create = json!({
            "user_id": user.id, "days_requested": 180, "webhook": "",
            "consumer_report_permissible_purpose": "EXTENSION_OF_CREDIT",
        });
        user.call("/cra/check_report/create", create).await?;
        let path = "/cra/check_report/network_insights/get";
        let insights = user.call(path, json!({ "user_id": user.id })).await;
        assert_eq!(code(insights).as_deref(), expected);
    }
    Ok(())
}

#[tokio::test]
async fn the_repair_of_an_item_has_the_results_of_its_source_of_income() -> TestResult {
    let sandbox = with_prerequisites().await?;
    let of_bank = vec!["bank_income_results", "item_add_results"];
    let of_payroll = vec![
        "document_income_results",
        "item_add_results",
        "payroll_income_results",
    ];
    for (source, expected) in [("bank", of_bank), ("payroll", of_payroll)] {
        let user = Applicant::with(&sandbox, source, &["assets"]).await?;
        let create = json!({
            "user_id": user.id, "institution_id": "ins_109508",
            "initial_products": ["income_verification"],
            "options": { "income_verification": income_from(source) },
        });
        user.call("/sandbox/public_token/create", create).await?;
        let repair = json!({ "update": { "user": true } });
        let link_token = user.another_link(&repair).await?;
        sandbox.finish_link(&link_token, Scenario::Approved).await?;
        let sessions = user.call("/credit/sessions/get", json!({ "user_id": user.id }));
        let sessions = sessions.await?;
        assert_eq!(held(&sessions["sessions"][0]["results"]), expected);
    }
    Ok(())
}

/// What there is in the results of a session.
fn held(results: &Value) -> Vec<&str> {
    let results = results.as_object().into_iter().flatten();
    let held = results.filter(|(_, result)| match result {
        Value::Array(results) => !results.is_empty(),
        result => !result.is_null(),
    });
    held.map(|(name, _)| name.as_str()).collect()
}

#[tokio::test]
async fn a_session_has_the_results_of_what_it_was_for() -> TestResult {
    let sandbox = with_prerequisites().await?;
    let user = Applicant::with(&sandbox, "customer-1", &["cra_base_report"]).await?;
    let (_, access) = user.connect(&sandbox).await?;
    let income = |source: &str| {
        json!({
            "products": ["income_verification"], "income_verification": income_from(source),
        })
    };
    let check = json!({
        "products": ["cra_base_report"],
        "consumer_report_permissible_purpose": "EXTENSION_OF_CREDIT",
    });
    for (more, of_credit, of_link) in [
        (json!({ "products": ["assets"] }), vec![], vec![]),
        (income("bank"), vec!["bank_income_results"], vec![]),
        (
            income("payroll"),
            vec!["document_income_results", "payroll_income_results"],
            vec![],
        ),
        (check, vec![], vec!["cra_item_add_results"]),
        (
            json!({ "access_token": access }),
            vec![],
            vec!["cra_update_results"],
        ),
    ] {
        let link_token = user.another_link(&more).await?;
        sandbox.finish_link(&link_token, Scenario::Approved).await?;

        let sessions = user.call("/credit/sessions/get", json!({ "user_id": user.id }));
        let sessions = sessions.await?;
        let newest = sessions["sessions"].as_array().and_then(|all| all.first());
        let mut expected = [of_credit, vec!["item_add_results"]].concat();
        expected.sort_unstable();
        assert_eq!(held(&newest.ok_or("no session")?["results"]), expected);
        let shown = user.call("/link/token/get", json!({ "link_token": link_token }));
        let shown = shown.await?;
        expected.extend(of_link);
        expected.sort_unstable();
        assert_eq!(held(&shown["link_sessions"][0]["results"]), expected);
    }
    Ok(())
}
