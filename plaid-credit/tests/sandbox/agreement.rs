//! All answers about a user agree, and those about others differ.

use std::collections::BTreeSet;
use std::time::Duration;

use plaid_credit::rust_decimal::Decimal;
use plaid_credit::sandbox::Sandbox;
use plaid_credit::serde_json::json;
use plaid_credit::types::*;

use crate::TestResult;
use crate::support::{Applicant, DELAY, Result, all, with_ready_reports};

#[tokio::test]
async fn all_answers_about_a_user_join() -> TestResult {
    let sandbox = Sandbox::start().await?;
    let user = Applicant::new(&sandbox, "customer-1").await?;
    let (first, access) = user.connect(&sandbox).await?;
    let (second, _) = user.connect(&sandbox).await?;
    let items = BTreeSet::from([first.as_ref().to_owned(), second.as_ref().to_owned()]);
    assert_eq!(items.len(), 2);

    let by_user = json!({ "user_id": user.id });
    let create = json!({
        "user_id": user.id, "days_requested": 90, "webhook": "",
        "consumer_report_permissible_purpose": "EXTENSION_OF_CREDIT",
    });
    user.call("/cra/check_report/create", create).await?;
    let create = json!({ "access_tokens": [access], "days_requested": 60 });
    let report = user.call("/asset_report/create", create).await?;
    sandbox.advance(DELAY).await;

    let owned = user.call("/user/items/get", by_user.clone()).await?;
    assert_eq!(all(&owned, "item_id"), items);
    let institutions = all(&owned, "institution_id");
    let accounts = user.call("/accounts/get", json!({ "access_token": access }));
    let accounts = accounts.await?;
    assert_eq!(
        all(&accounts, "item_id"),
        BTreeSet::from([first.as_ref().to_owned()])
    );
    let account_ids = all(&accounts["accounts"], "account_id");
    assert_eq!(account_ids.len(), 2);

    for path in [
        "/credit/bank_income/get",
        "/credit/payroll_income/get",
        "/credit/employment/get",
        "/cra/check_report/base_report/get",
    ] {
        let body = user.call(path, by_user.clone()).await?;
        assert_eq!(all(&body, "item_id"), items, "{path}");
        let found = all(&body, "institution_id");
        assert!(found.is_subset(&institutions), "{path}: {found:?}");
        if path != "/credit/employment/get" {
            assert!(all(&body, "account_id").is_superset(&account_ids), "{path}");
        }
    }
    let get = json!({ "asset_report_token": report["asset_report_token"] });
    let assets = user.call("/asset_report/get", get).await?;
    assert_eq!(
        assets["report"]["asset_report_id"],
        report["asset_report_id"]
    );
    assert_eq!(assets["report"]["days_requested"], 60);
    assert_eq!(all(&assets, "account_id"), account_ids);
    for (shown, reported) in [("mask", "mask"), ("official_name", "official_name")] {
        let accounts = &accounts["accounts"];
        let reported = all(&assets["report"]["items"][0]["accounts"], reported);
        assert!(
            all(accounts, shown).is_subset(&reported),
            "{shown}: {reported:?}"
        );
    }
    let balance = "/0/balances/current";
    assert_eq!(
        accounts["accounts"].pointer(balance),
        assets["report"]["items"][0]["accounts"].pointer(balance)
    );
    Ok(())
}

#[tokio::test]
async fn the_income_of_all_items_adds_up() -> TestResult {
    let sandbox = with_ready_reports().await?;
    let user = Applicant::new(&sandbox, "customer-1").await?;
    user.connect(&sandbox).await?;
    user.connect(&sandbox).await?;
    let request = CreditBankIncomeGetRequest::new(user.id.clone());
    let income = user.client.credit_bank_income_get(&request).await?;
    assert_eq!(income.anomalies(), []);
    let report = &income.bank_income[0];
    assert!(report.warnings.is_empty());
    assert_eq!(report.items.len(), 2);
    let sources = report
        .items
        .iter()
        .flat_map(|item| &item.bank_income_sources);
    let total: Decimal = sources.filter_map(|source| source.total_amount).sum();
    let summary = report.bank_income_summary.as_ref().ok_or("no summary")?;
    assert!(total > Decimal::ZERO);
    assert_eq!(summary.total_amounts[0].amount, Some(total));

    // The PDF says the same.
    let request = CreditBankIncomePdfGetRequest::new(user.id.clone());
    let pdf = user.client.credit_bank_income_pdf_get(&request).await?;
    let pdf = String::from_utf8(pdf.bytes().await?.to_vec())?;
    assert!(
        pdf.contains(&format!("total_amounts 1 amount: {total}")),
        "{total}"
    );
    Ok(())
}

#[tokio::test]
async fn the_income_of_a_consumer_report_adds_up() -> TestResult {
    let sandbox = with_ready_reports().await?;
    let user = Applicant::new(&sandbox, "customer-1").await?;
    user.connect(&sandbox).await?;
    let request = CraCheckReportIncomeInsightsGetRequest::new(user.id.clone());
    let insights = user
        .client
        .cra_check_report_income_insights_get(&request)
        .await?
        .into_inner();
    let report = insights.report.ok_or("no report")?;
    let sources = report
        .items
        .iter()
        .flat_map(|item| &item.bank_income_sources);
    let total: Decimal = sources.filter_map(|source| source.total_amount).sum();
    let summary = report.bank_income_summary.ok_or("no summary")?;
    assert_eq!(summary.total_amounts[0].amount, Some(total));
    let months = summary.historical_summary.iter();
    let paid = months.flat_map(|month| &month.transactions);
    let paid: Decimal = paid.filter_map(|payment| payment.amount).sum();
    assert!(paid < Decimal::ZERO);
    assert_eq!(total, -paid);
    Ok(())
}

#[tokio::test]
async fn pay_stubs_add_up_and_agree_with_employment() -> TestResult {
    let sandbox = with_ready_reports().await?;
    let user = Applicant::new(&sandbox, "customer-1").await?;
    user.connect(&sandbox).await?;
    let by_user = json!({ "user_id": user.id });
    let payroll = user
        .call("/credit/payroll_income/get", by_user.clone())
        .await?;
    let stub = &payroll["items"][0]["payroll_income"][0]["pay_stubs"][0];
    let amount = |pointer: &str| -> Result<Decimal> {
        let amount = stub.pointer(pointer).ok_or("no amount")?.to_string();
        Ok(amount.parse().map_err(|_| "not an amount")?)
    };
    for kind in ["current_amount", "ytd_amount"] {
        let mut totals = Vec::new();
        for part in ["earnings", "deductions"] {
            let lines = stub[part]["breakdown"].as_array().ok_or("no lines")?.len();
            let lines = (0..lines).map(|line| amount(&format!("/{part}/breakdown/{line}/{kind}")));
            let total = amount(&format!("/{part}/total/{kind}"))?;
            assert_eq!(total, lines.sum::<Result<Decimal>>()?, "{part} {kind}");
            totals.push(total);
        }
        let net = amount(&format!("/net_pay/{kind}"))?;
        assert_eq!(net, totals[0] - totals[1], "{kind}");
    }
    assert_eq!(stub["document_metadata"]["status"], "PROCESSING_COMPLETE");
    let employment = user.call("/credit/employment/get", by_user).await?;
    let employer = &employment["items"][0]["employments"][0]["employer"]["name"];
    assert_eq!(stub["employer"]["name"], *employer);
    Ok(())
}

#[tokio::test]
async fn users_differ_and_the_same_seed_gives_the_same_world() -> TestResult {
    let mut worlds = Vec::new();
    for seed in [7, 7, 8] {
        let sandbox = Sandbox::builder().seed(seed).report_delay(Duration::ZERO);
        let sandbox = sandbox.start().await?;
        let mut incomes = Vec::new();
        for name in ["customer-1", "customer-2"] {
            let user = Applicant::new(&sandbox, name).await?;
            user.connect(&sandbox).await?;
            let request = CreditBankIncomeGetRequest::new(user.id.clone());
            let income = user.client.credit_bank_income_get(&request).await?;
            incomes.push(income.into_inner().bank_income);
        }
        assert_ne!(incomes[0], incomes[1]);
        worlds.push(incomes);
    }
    assert_eq!(worlds[0], worlds[1]);
    assert_ne!(worlds[0], worlds[2]);
    Ok(())
}
