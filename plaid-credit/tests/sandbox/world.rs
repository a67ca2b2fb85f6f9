//! A sandbox in which one thing leads to another.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use plaid_credit::rust_decimal::Decimal;
use plaid_credit::sandbox::{Sandbox, Scenario};
use plaid_credit::serde_json::{Value, json};
use plaid_credit::types::*;

use crate::TestResult;
use crate::support::{Applicant, DELAY, Result, Stopped, all, code, with_ready_reports};

#[tokio::test]
async fn an_approved_session_has_an_item_with_one_public_token() -> TestResult {
    let sandbox = Sandbox::start().await?;
    let user = Applicant::new(&sandbox, "customer-1").await?;
    assert!(user.sessions().await?.is_empty());
    let session = sandbox
        .finish_link(&user.link_token, Scenario::Approved)
        .await?;

    let sessions = user.sessions().await?;
    assert_eq!(sessions.len(), 1);
    assert_eq!(
        sessions[0].link_session_id.as_deref(),
        Some(session.link_session_id.as_str())
    );
    let results = sessions[0].results.as_ref().ok_or("no results")?;
    let income = results.bank_income_results.first().ok_or("no result")?;
    assert_eq!(income.status, Some(CreditSessionBankIncomeStatus::Approved));
    assert!(sessions[0].errors.is_empty());

    let request = LinkTokenGetRequest::new(user.link_token.clone());
    let link = user.client.link_token_get(&request).await?;
    assert_eq!(link.anomalies(), []);
    assert_eq!(link.link_sessions.len(), 1);
    let shown = &link.link_sessions[0];
    assert_eq!(shown.link_session_id, sessions[0].link_session_id);
    assert!(shown.finished_at.is_some() && shown.exit.is_none());
    let token = shown
        .on_success
        .as_ref()
        .and_then(|it| it.public_token.clone());
    let token = token.ok_or("no public token")?;
    assert_eq!(Some(token.as_ref()), session.public_token.as_deref());

    let exchange = ItemPublicTokenExchangeRequest::new(token);
    let item = user.client.item_public_token_exchange(&exchange).await?;
    assert_eq!(item.item_id, income.item_id);
    let again = user.client.item_public_token_exchange(&exchange).await;
    assert_eq!(code(again).as_deref(), Some("INVALID_PUBLIC_TOKEN"));
    Ok(())
}

#[tokio::test]
async fn only_approved_sessions_have_results() -> TestResult {
    let sandbox = Sandbox::start().await?;
    let user = Applicant::new(&sandbox, "customer-1").await?;
    for scenario in [Scenario::Abandoned, Scenario::Error, Scenario::Started] {
        let session = sandbox.finish_link(&user.link_token, scenario).await?;
        assert_eq!(session.public_token, None);
    }
    let sessions = user.sessions().await?;
    assert_eq!(sessions.len(), 3);
    assert!(sessions.iter().all(|session| session.results.is_none()));
    let errors: Vec<_> = sessions
        .iter()
        .map(|session| session.errors.len())
        .collect();
    assert_eq!(errors, [0, 1, 0]);
    let income = user.call("/credit/bank_income/get", json!({ "user_id": user.id }));
    assert_eq!(
        code(income.await).as_deref(),
        Some("INCOME_VERIFICATION_NOT_FOUND")
    );

    let request = LinkTokenGetRequest::new(user.link_token.clone());
    let link = user.client.link_token_get(&request).await?;
    let over = link.link_sessions.iter().map(|it| it.finished_at.is_some());
    assert_eq!(over.collect::<Vec<_>>(), [true, true, false]);
    // The session that was started is the one that ends.
    let ended = sandbox
        .finish_link(&user.link_token, Scenario::Approved)
        .await?;
    let sessions = user.sessions().await?;
    assert_eq!(sessions.len(), 3);
    assert_eq!(
        sessions[2].link_session_id.as_deref(),
        Some(ended.link_session_id.as_str())
    );
    assert!(sessions[2].results.is_some());
    let unknown = sandbox
        .finish_link("link-sandbox-1", Scenario::Approved)
        .await;
    assert!(unknown.is_err());
    Ok(())
}

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
async fn reports_are_pending_then_ready_then_gone() -> TestResult {
    let sandbox = Sandbox::builder().clock(Stopped(Instant::now()));
    let sandbox = sandbox.start().await?;
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
    let code_of_report = code(user.call("/asset_report/get", get).await);
    assert_eq!(
        code_of_report.as_deref(),
        Some("INVALID_ASSET_REPORT_TOKEN")
    );
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
    let gone = code(
        user.call("/item/get", json!({ "access_token": kept }))
            .await,
    );
    assert_eq!(gone.as_deref(), Some("ITEM_NOT_FOUND"));
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

#[tokio::test]
async fn an_item_that_needs_its_user_is_repaired_in_link() -> TestResult {
    let sandbox = Sandbox::start().await?;
    let user = Applicant::new(&sandbox, "customer-1").await?;
    let (item, access) = user.connect(&sandbox).await?;
    let by_token = || json!({ "access_token": access });
    user.call("/sandbox/item/reset_login", by_token()).await?;
    let broken = code(user.call("/accounts/get", by_token()).await);
    assert_eq!(broken.as_deref(), Some("ITEM_LOGIN_REQUIRED"));
    let shown = user
        .client
        .item_get(&ItemGetRequest::new(access.clone()))
        .await?;
    assert_eq!(shown.anomalies(), []);
    let error = shown.item.as_ref().and_then(|item| item.error.as_ref());
    let error = error.and_then(|error| error.error_code.as_deref());
    assert_eq!(error, Some("ITEM_LOGIN_REQUIRED"));

    let request = LinkTokenCreateRequest::new("Lender".into(), "en".into(), vec!["US".into()])
        .user_id(user.id.clone())
        .access_token(access.clone());
    let link = user.client.link_token_create(&request).await?;
    let link_token = link.link_token.clone().ok_or("no link_token")?;
    sandbox.finish_link(&link_token, Scenario::Approved).await?;
    user.call("/accounts/get", by_token()).await?;
    let items = user
        .call("/user/items/get", json!({ "user_id": user.id }))
        .await?;
    assert_eq!(
        all(&items, "item_id"),
        BTreeSet::from([item.as_ref().to_owned()])
    );
    Ok(())
}

#[tokio::test]
async fn an_item_may_come_without_link() -> TestResult {
    let sandbox = Sandbox::start().await?;
    let user = Applicant::new(&sandbox, "customer-1").await?;
    let create = json!({
        "institution_id": "ins_109508", "initial_products": ["assets"], "user_id": user.id,
    });
    let created = user.call("/sandbox/public_token/create", create).await?;
    let exchange = json!({ "public_token": created["public_token"] });
    let item = user.call("/item/public_token/exchange", exchange).await?;
    let items = user.call("/user/items/get", json!({ "user_id": user.id }));
    let items = items.await?;
    assert_eq!(items["items"][0]["item_id"], item["item_id"]);
    assert_eq!(items["items"][0]["institution_id"], "ins_109508");
    Ok(())
}

#[tokio::test]
async fn answers_are_fixed_for_a_user_in_turn_and_as_files() -> TestResult {
    let sandbox = Sandbox::start().await?;
    let client = sandbox.client();
    let sessions = "/credit/sessions/get";
    let ask = async |user: &str| -> Result<Value> {
        let body = json!({ "user_token": user });
        Ok(client.call::<Value>(sessions, &body).await?.into_inner())
    };
    sandbox.respond_to_user_with("user-sandbox-7", sessions, json!({ "sessions": [] }))?;
    assert_eq!(ask("user-sandbox-7").await?["sessions"], json!([]));
    assert_ne!(ask("user-sandbox-8").await?["sessions"], json!([]));

    let answers = [json!({ "request_id": "1" }), json!({ "request_id": "2" })];
    sandbox.respond_in_turn_with(sessions, answers)?;
    for id in ["1", "2"] {
        assert_eq!(ask("user-sandbox-8").await?["request_id"], id);
    }
    assert_ne!(ask("user-sandbox-8").await?["sessions"], json!([]));

    sandbox.respond_with("/credit/bank_income/pdf/get", b"%PDF-1.4 mine".to_vec())?;
    let request = CreditBankIncomePdfGetRequest::new(UserToken::from("user-sandbox-7"));
    let pdf = client.credit_bank_income_pdf_get(&request).await?;
    assert_eq!(pdf.bytes().await?.as_ref(), b"%PDF-1.4 mine");
    Ok(())
}
