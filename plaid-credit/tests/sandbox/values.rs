//! Values about a user that have to go together.

use std::collections::BTreeSet;
use std::time::Duration;

use plaid_credit::sandbox::Sandbox;
use plaid_credit::serde_json::{Value, json};

use crate::TestResult;
use crate::support::{Applicant, DELAY, all, stopped, with_ready_reports};

#[tokio::test]
async fn a_job_that_goes_on_has_no_end() -> TestResult {
    let sandbox = with_ready_reports().await?;
    let user = Applicant::new(&sandbox, "customer-1").await?;
    user.connect(&sandbox).await?;
    let by_user = json!({ "user_id": user.id });
    let employment = user.call("/credit/employment/get", by_user).await?;
    let job = &employment["items"][0]["employments"][0];
    assert_eq!(job["status"], "ACTIVE");
    assert_eq!(job["end_date"], Value::Null);
    assert_eq!(job["last_paystub_date"], "2026-06-30");
    Ok(())
}

#[tokio::test]
async fn there_is_no_reason_why_a_score_is_missing_beside_it() -> TestResult {
    // With a single seed, a score might be in its range by chance.
    for seed in 0..4 {
        let builder = Sandbox::builder().seed(seed).report_delay(Duration::ZERO);
        let sandbox = builder.start().await?;
        let user = Applicant::new(&sandbox, "customer-1").await?;
        user.connect(&sandbox).await?;
        let report = async |name: &str| {
            let path = format!("/cra/check_report/{name}/get");
            user.call(&path, json!({ "user_id": user.id })).await
        };
        let lend_score = report("lend_score").await?;
        let insights = report("partner_insights").await?;
        for body in [&lend_score, &insights] {
            assert_eq!(all(body, "error_reason"), BTreeSet::new());
        }
        let lend_score = &lend_score["report"]["lend_score"];
        assert_eq!(lend_score["error_reason"], Value::Null);
        assert!((1..=99).contains(&lend_score["score"].as_i64().ok_or("no score")?));
        let result = &insights["report"]["fico"]["ultrafico_score_results"][0];
        let score = result["ultrafico_score"]["score"].as_i64();
        assert!((300..=850).contains(&score.ok_or("no score")?));
    }
    Ok(())
}

#[tokio::test]
async fn there_is_no_reason_why_insights_are_missing_beside_them() -> TestResult {
    let sandbox = with_ready_reports().await?;
    let user = Applicant::new(&sandbox, "customer-1").await?;
    user.connect(&sandbox).await?;
    let get = json!({
        "user_id": user.id, "consumer_report_permissible_purpose": "ACCOUNT_REVIEW_CREDIT",
    });
    let insights = user.call("/cra/monitoring_insights/get", get).await?;
    let status = &insights["items"][0]["status"];
    let expected = json!({ "status_code": "AVAILABLE", "reason": null });
    assert_eq!(*status, expected);
    Ok(())
}

#[tokio::test]
async fn a_report_was_made_when_it_became_ready() -> TestResult {
    let sandbox = stopped().await?;
    let user = Applicant::new(&sandbox, "customer-1").await?;
    sandbox.advance(Duration::from_secs(60 * 60)).await;
    user.connect(&sandbox).await?;
    sandbox.advance(DELAY).await;
    for path in [
        "/credit/bank_income/get",
        "/cra/check_report/income_insights/get",
        "/cra/check_report/cashflow_insights/get",
        "/cra/check_report/lend_score/get",
    ] {
        let report = user.call(path, json!({ "user_id": user.id })).await?;
        let made = BTreeSet::from(["2026-07-01T13:00:10Z".to_owned()]);
        assert_eq!(all(&report, "generated_time"), made, "{path}");
    }
    Ok(())
}

#[tokio::test]
async fn statements_are_of_the_last_months() -> TestResult {
    let sandbox = Sandbox::start().await?;
    let list = json!({ "access_token": "access-sandbox-1" });
    let list = sandbox.client().call::<Value>("/statements/list", &list);
    let list = list.await?;
    let statements = list["accounts"][0]["statements"].as_array();
    let statements = statements.ok_or("no statements")?;
    assert!(!statements.is_empty());
    for (index, statement) in statements.iter().enumerate() {
        let (month, posted) = [(6, "2026-06-30"), (5, "2026-05-31")][index];
        assert_eq!(statement["year"], 2026);
        assert_eq!(statement["month"], month);
        assert_eq!(statement["date_posted"], posted);
    }
    Ok(())
}

#[tokio::test]
async fn what_is_due_is_not_past() -> TestResult {
    let sandbox = with_ready_reports().await?;
    let user = Applicant::new(&sandbox, "customer-1").await?;
    let (_, access) = user.connect(&sandbox).await?;
    let by_user = || json!({ "user_id": user.id });
    let path = "/cra/check_report/income_insights/get";
    let insights = user.call(path, by_user()).await?;
    let due = BTreeSet::from(["2026-07-14".to_owned()]);
    assert_eq!(all(&insights, "next_payment_date"), due);
    let next = &insights["report"]["income_streams"][0]["insights"]["next_payment"];
    assert_eq!(next["date"], "2026-07-14");

    let item = json!({ "access_token": access });
    let item = user.call("/item/get", item).await?;
    assert_eq!(item["item"]["consent_expiration_time"], Value::Null);

    let payroll = user.call("/credit/payroll_income/get", by_user()).await?;
    let stub = &payroll["items"][0]["payroll_income"][0]["pay_stubs"][0];
    let paid = &stub["pay_period_details"];
    assert_eq!(paid["end_date"], "2026-06-30");
    assert_eq!(paid["pay_date"], "2026-06-30");
    Ok(())
}

#[tokio::test]
async fn a_prediction_lies_between_its_bounds() -> TestResult {
    let sandbox = with_ready_reports().await?;
    let user = Applicant::new(&sandbox, "customer-1").await?;
    user.connect(&sandbox).await?;
    let path = "/cra/check_report/income_insights/get";
    let insights = user.call(path, json!({ "user_id": user.id })).await?;
    let source = &insights["report"]["items"][0]["bank_income_sources"][0];
    let predicted = source["forecasted_average_monthly_income"].as_f64();
    let predicted = predicted.ok_or("no prediction")?;
    let intervals = source["forecasted_average_monthly_income_prediction_intervals"].as_array();
    let intervals = intervals.ok_or("no intervals")?;
    assert!(!intervals.is_empty());
    for interval in intervals {
        let bound = |name: &str| interval[name].as_f64().unwrap_or(f64::NAN);
        assert!(bound("lower_bound") <= predicted && predicted <= bound("upper_bound"));
    }
    Ok(())
}
