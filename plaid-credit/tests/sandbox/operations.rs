//! Every operation is answered with data that fits.

use std::collections::BTreeSet;

use plaid_credit::Client;
use plaid_credit::chrono::NaiveDate;
use plaid_credit::rust_decimal::Decimal;
use plaid_credit::sandbox::Sandbox;
use plaid_credit::types::*;

use crate::{TestResult, sessions_request};

fn token() -> UserToken {
    UserToken::from("user-sandbox-1")
}

fn day(day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 1, day).expect("January has the day")
}

/// Calls operations, and finds nothing amiss in what they answer.
macro_rules! call {
    // Each in a block: all responses at once would take long to compile.
    ($client:ident: $($method:ident($request:expr)),+ $(,)?) => {$({
        let response = $client.$method(&$request).await?;
        assert_eq!(response.anomalies(), [], "{}", stringify!($method));
        assert!(response.request_id().is_some(), "{}", stringify!($method));
    })+};
}

#[allow(deprecated, reason = "what Plaid has deprecated is still answered")]
pub(crate) async fn call_all(client: &Client) -> TestResult {
    call!(client:
        credit_asset_report_freddie_mac_get(AssetReportFreddieGetRequest::new("a-sandbox-1".into())),
        credit_audit_copy_token_create(CreditAuditCopyTokenCreateRequest::new(vec!["r".into()])),
        credit_report_audit_copy_remove(CreditAuditCopyTokenRemoveRequest::new("a-sandbox-1".into())),
        credit_audit_copy_token_update(CreditAuditCopyTokenUpdateRequest::new("a-sandbox-1".into(), vec!["r".into()])),
        credit_bank_income_get(CreditBankIncomeGetRequest::new(token())),
        credit_bank_income_refresh(CreditBankIncomeRefreshRequest::new(token())),
        credit_bank_income_webhook_update(CreditBankIncomeWebhookUpdateRequest::new(token(), true)),
        credit_bank_statements_uploads_get(CreditBankStatementsUploadsGetRequest::new(token())),
        credit_employment_get(CreditEmploymentGetRequest::new(token())),
        credit_freddie_mac_reports_get(CreditFreddieMacReportsGetRequest::new("a-sandbox-1".into())),
        credit_payroll_income_get(CreditPayrollIncomeGetRequest::new(token())),
        credit_payroll_income_parsing_config_update(
            CreditPayrollIncomeParsingConfigUpdateRequest::new(token(), vec!["ocr".into()])
        ),
        credit_payroll_income_precheck(CreditPayrollIncomePrecheckRequest::new(token())),
        credit_payroll_income_refresh(CreditPayrollIncomeRefreshRequest::new(token())),
        credit_payroll_income_risk_signals_get(CreditPayrollIncomeRiskSignalsGetRequest::new(token())),
        credit_relay_create(CreditRelayCreateRequest::new(vec!["r".into()], "client-2".into())),
        credit_relay_get(CreditRelayGetRequest::new("relay-sandbox-1".into(), ReportType::Asset)),
        credit_relay_refresh(CreditRelayRefreshRequest::new("relay-sandbox-1".into(), ReportType::Asset)),
        credit_relay_remove(CreditRelayRemoveRequest::new("relay-sandbox-1".into())),
        credit_sessions_get(sessions_request()),
        accounts_get(AccountsGetRequest::new("access-sandbox-1".into())),
        item_get(ItemGetRequest::new("access-sandbox-1".into())),
        item_public_token_exchange(ItemPublicTokenExchangeRequest::new("public-sandbox-1".into())),
        item_remove(ItemRemoveRequest::new("access-sandbox-1".into())),
        item_webhook_update(ItemWebhookUpdateRequest::new("access-sandbox-1".into())),
        user_financial_data_refresh(UserFinancialDataRefreshRequest::new("usr_1".into())),
        user_items_get(UserItemsGetRequest::new(token())),
        user_items_remove(UserItemsRemoveRequest::new(token(), vec!["item-1".into()])),
        user_products_terminate(
            UserProductsTerminateRequest::new("usr_1".into(), UserProductsTerminateReasonCode::UserOffboarding)
        ),
        user_transactions_refresh(UserTransactionsRefreshRequest::new("usr_1".into())),
        asset_report_audit_copy_create(AssetReportAuditCopyCreateRequest::new("assets-sandbox-1".into())),
        asset_report_audit_copy_get(AssetReportAuditCopyGetRequest::new("a-sandbox-1".into())),
        asset_report_audit_copy_remove(AssetReportAuditCopyRemoveRequest::new("a-sandbox-1".into())),
        asset_report_create(AssetReportCreateRequest::new(60)),
        asset_report_filter(
            AssetReportFilterRequest::new("assets-sandbox-1".into(), vec!["account-1".into()])
        ),
        asset_report_get(AssetReportGetRequest::new().asset_report_token("assets-sandbox-1".into())),
        asset_report_refresh(AssetReportRefreshRequest::new("assets-sandbox-1".into())),
        asset_report_remove(AssetReportRemoveRequest::new("assets-sandbox-1".into())),
        cra_check_report_base_report_get(CraCheckReportBaseReportGetRequest::new(token())),
        cra_check_report_cashflow_insights_get(CraCheckReportCashflowInsightsGetRequest::new(token())),
        cra_check_report_create(CraCheckReportCreateRequest::new(
            token(), ConsumerReportPermissiblePurpose::ExtensionOfCredit, 90, "https://lender.example/webhook"
        )),
        cra_check_report_income_insights_get(CraCheckReportIncomeInsightsGetRequest::new(token())),
        cra_check_report_lend_score_get(CraCheckReportLendScoreGetRequest::new(token())),
        cra_check_report_network_insights_get(CraCheckReportNetworkInsightsGetRequest::new(token())),
        cra_check_report_partner_insights_get(CraCheckReportPartnerInsightsGetRequest::new(token())),
        cra_check_report_verification_get(CraCheckReportVerificationGetRequest::new(
            token(), vec![CraCheckReportVerificationGetReportType::Voa]
        )),
        cra_credit_profile_report_get(CraCreditProfileReportGetRequest::new(
            "usr_1".into(), "report-1", ConsumerReportPermissiblePurpose::ExtensionOfCredit,
            CraCreditProfileInquiryType::SoftInquiry, CraCreditProfileReportType::Qualify,
            CraCreditProfileReportVersion::V1
        )),
        cra_loans_applications_register(CraLoansApplicationsRegisterRequest::new(vec![])),
        cra_loans_register(CraLoansRegisterRequest::new(vec![])),
        cra_loans_unregister(CraLoansUnregisterRequest::new(vec![])),
        cra_loans_update(CraLoansUpdateRequest::new(vec![])),
        cra_monitoring_insights_get(CraMonitoringInsightsGetRequest::new(
            token(), MonitoringConsumerReportPermissiblePurpose::AccountReviewCredit
        )),
        cra_monitoring_insights_subscribe(
            CraMonitoringInsightsSubscribeRequest::new(token(), "https://lender.example/webhook")
        ),
        cra_monitoring_insights_unsubscribe(CraMonitoringInsightsUnsubscribeRequest::new("sub-1".into())),
        cra_partner_insights_get(CraPartnerInsightsGetRequest::new(token())),
        link_token_create(LinkTokenCreateRequest::new(
            "Lender".into(), "en".into(), vec![CountryCode::Us]
        ).products(vec![Products::Assets]).user_id("usr_1".into())),
        link_token_get(LinkTokenGetRequest::new("link-sandbox-1".into())),
        sandbox_bank_income_fire_webhook(SandboxBankIncomeFireWebhookRequest::new(
            SandboxBankIncomeWebhookFireRequestWebhookCode::BankIncomeRefreshUpdate,
            SandboxBankIncomeWebhookFireRequestWebhookFields::new("usr_1".into())
        )),
        sandbox_cra_cashflow_updates_update(SandboxCraCashflowUpdatesUpdateRequest::new(token())),
        sandbox_income_fire_webhook(SandboxIncomeFireWebhookRequest::new(
            "item-1".into(), "https://lender.example/webhook",
            SandboxIncomeWebhookFireRequestWebhookCode::IncomeVerification
        )),
        sandbox_item_fire_webhook(SandboxItemFireWebhookRequest::new(
            "access-sandbox-1".into(), SandboxItemFireWebhookRequestWebhookCode::DefaultUpdate
        )),
        sandbox_item_reset_login(SandboxItemResetLoginRequest::new("access-sandbox-1".into())),
        sandbox_public_token_create(
            SandboxPublicTokenCreateRequest::new("ins_109508", vec![Products::Transactions])
        ),
        sandbox_user_reset_login(SandboxUserResetLoginRequest::new(token())),
        statements_list(StatementsListRequest::new("access-sandbox-1".into())),
        statements_refresh(StatementsRefreshRequest::new(
            "access-sandbox-1".into(), StatementsStartDate(day(1)), StatementsEndDate(day(28))
        )),
        user_create(UserCreateRequest::new("customer-1".into())),
        user_get(UserGetRequest::new("usr_1".into())),
        user_update(UserUpdateRequest::new(token())),
        user_remove(UserRemoveRequest::new(token())),
    );
    // A key of its own, rather than made-up data; see `tests/webhooks.rs`.
    let key = WebhookVerificationKeyGetRequest::new("key-1".into());
    let error = client.webhook_verification_key_get(&key).await.err();
    assert_eq!(
        error.as_ref().and_then(|error| error.error_code()),
        Some("INVALID_WEBHOOK_VERIFICATION_KEY_ID")
    );
    let pdfs = [
        client.credit_bank_income_pdf_get(&CreditBankIncomePdfGetRequest::new(token())),
        client.credit_relay_pdf_get(&CreditRelayPdfGetRequest::new(
            "relay-sandbox-1".into(),
            ReportType::Asset,
        )),
        client.asset_report_pdf_get(&AssetReportPdfGetRequest::new("assets-sandbox-1".into())),
        client.asset_report_audit_copy_pdf_get(&AssetReportAuditCopyPdfGetRequest::new(
            "a-sandbox-1".into(),
        )),
        client.cra_check_report_pdf_get(&CraCheckReportPdfGetRequest::new(token())),
        client.cra_check_report_verification_pdf_get(
            &CraCheckReportVerificationPdfGetRequest::new(token()),
        ),
        client.consumer_report_pdf_get(&ConsumerReportPdfGetRequest::new(token())),
        client.statements_download(&StatementsDownloadRequest::new(
            "access-sandbox-1".into(),
            "statement-1",
        )),
    ];
    for pdf in pdfs {
        let pdf = pdf.await?;
        let length = pdf.content_length();
        let bytes = pdf.bytes().await?;
        assert!(bytes.starts_with(b"%PDF-") && bytes.ends_with(b"%%EOF\n"));
        assert_eq!(length, Some(bytes.len() as u64));
    }
    Ok(())
}

#[tokio::test]
async fn every_operation_is_answered_without_anomalies() -> TestResult {
    for seed in 0..3 {
        let sandbox = Sandbox::builder().seed(seed).start().await?;
        call_all(&sandbox.client()).await?;
        let requests = sandbox.requests();
        let called: BTreeSet<_> = requests
            .iter()
            .filter_map(|it| it.operation_id.as_deref())
            .collect();
        assert_eq!(called, sandbox.operations().collect());
    }
    Ok(())
}

#[tokio::test]
async fn the_same_seed_gives_the_same_data() -> TestResult {
    let mut seen = Vec::new();
    for seed in [1, 1, 2] {
        let sandbox = Sandbox::builder().seed(seed).start().await?;
        let client = sandbox.client();
        let first = client.credit_sessions_get(&sessions_request()).await?;
        let second = client.credit_sessions_get(&sessions_request()).await?;
        assert_eq!(first.sessions, second.sessions);
        assert_ne!(first.request_id(), second.request_id());
        seen.push(first.into_inner());
    }
    assert_eq!(seen[0], seen[1]);
    assert_ne!(seen[0], seen[2]);
    Ok(())
}

#[tokio::test]
async fn an_income_report_adds_up() -> TestResult {
    let sandbox = Sandbox::start().await?;
    let request = CreditBankIncomeGetRequest::new(token());
    let response = sandbox.client().credit_bank_income_get(&request).await?;
    let report = response.bank_income.first().ok_or("no report")?;
    let summary = report.bank_income_summary.as_ref().ok_or("no summary")?;
    let total = summary.total_amounts.first().and_then(|total| total.amount);
    let months = summary.historical_summary.iter();
    let paid = months
        .flat_map(|month| &month.transactions)
        .filter_map(|payment| payment.amount);
    // The document: money that comes in is below zero.
    assert_eq!(total, Some(-paid.sum::<Decimal>()));
    let sources = report
        .items
        .iter()
        .flat_map(|item| &item.bank_income_sources);
    assert_eq!(
        total,
        Some(sources.filter_map(|source| source.total_amount).sum())
    );
    for month in &summary.historical_summary {
        let paid = month.transactions.iter();
        let paid: Decimal = paid.filter_map(|payment| payment.amount).sum();
        assert!(paid < Decimal::ZERO);
        assert_eq!(month.total_amounts[0].amount, Some(-paid));
    }
    for source in report
        .items
        .iter()
        .flat_map(|item| &item.bank_income_sources)
    {
        let payments = source.historical_summary.iter();
        let payments: usize = payments.map(|month| month.transactions.len()).sum();
        assert_eq!(source.transaction_count, Some(payments as i64));
    }
    Ok(())
}

#[tokio::test]
async fn the_months_of_a_report_follow_each_other() -> TestResult {
    let sandbox = Sandbox::start().await?;
    let request = CreditBankIncomeGetRequest::new(token());
    let response = sandbox.client().credit_bank_income_get(&request).await?;
    let summary = response.bank_income[0].bank_income_summary.as_ref();
    let summary = summary.ok_or("no summary")?;
    let text = |days: [Option<NaiveDate>; 2]| days.map(|day| day.map(|day| day.to_string()));
    let expected = [
        ("2026-01-01", "2026-01-31"),
        ("2026-02-01", "2026-02-28"),
        ("2026-03-01", "2026-03-31"),
        ("2026-04-01", "2026-04-30"),
        ("2026-05-01", "2026-05-31"),
        ("2026-06-01", "2026-06-30"),
    ];
    let months = summary.historical_summary.iter();
    let days: Vec<_> = months
        .map(|month| text([month.start_date, month.end_date]))
        .collect();
    assert_eq!(
        days,
        expected.map(|(start, end)| [start, end].map(|day| Some(day.to_owned())))
    );
    assert_eq!(
        text([summary.start_date, summary.end_date]),
        ["2026-01-01", "2026-06-30"].map(|day| Some(day.to_owned()))
    );
    for month in &summary.historical_summary {
        assert!(!month.transactions.is_empty());
        for payment in &month.transactions {
            let day = payment.date;
            assert!(month.start_date < day && day <= month.end_date, "{day:?}");
        }
    }
    let february = &summary.historical_summary[1];
    assert_eq!(
        text([february.transactions[0].date, None])[0].as_deref(),
        Some("2026-02-02")
    );
    Ok(())
}
