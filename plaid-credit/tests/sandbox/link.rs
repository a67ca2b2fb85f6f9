//! What comes of a session in Link.

use std::collections::BTreeSet;

use plaid_credit::sandbox::{Sandbox, Scenario};
use plaid_credit::serde_json::{Value, json};
use plaid_credit::types::*;

use crate::TestResult;
use crate::support::{Applicant, all, code};

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
async fn the_public_token_of_a_session_is_hidden() -> TestResult {
    let sandbox = Sandbox::start().await?;
    let user = Applicant::new(&sandbox, "customer-1").await?;
    let mut session = sandbox
        .finish_link(&user.link_token, Scenario::Approved)
        .await?;
    session.link_session_id = "a1".to_owned();
    let shown = r#"LinkSession { link_session_id: "a1", public_token: [hidden] }"#;
    assert_eq!(format!("{session:?}"), shown);
    session.public_token = None;
    let shown = r#"LinkSession { link_session_id: "a1", public_token: None }"#;
    assert_eq!(format!("{session:?}"), shown);
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
    let times = sessions.iter().map(|session| session.session_start_time);
    assert!(times.is_sorted_by(|newer, older| newer >= older));
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
        sessions[0].link_session_id.as_deref(),
        Some(ended.link_session_id.as_str())
    );
    assert!(sessions[0].results.is_some());
    let unknown = sandbox
        .finish_link("link-sandbox-1", Scenario::Approved)
        .await;
    assert!(unknown.is_err());
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

    let link_token = user.another_link(&by_token()).await?;
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
async fn an_item_that_needs_its_user_is_told_from_the_others() -> TestResult {
    let sandbox = Sandbox::start().await?;
    let user = Applicant::new(&sandbox, "customer-1").await?;
    user.connect(&sandbox).await?;
    let (_, access) = user.connect(&sandbox).await?;
    let broken = json!({ "access_token": access });
    user.call("/sandbox/item/reset_login", broken).await?;
    let items = user.call("/user/items/get", json!({ "user_id": user.id }));
    let items = items.await?;
    let errors = [0, 1].map(|index| &items["items"][index]["error"]["error_code"]);
    assert_eq!(errors, [&Value::Null, &json!("ITEM_LOGIN_REQUIRED")]);
    Ok(())
}

#[tokio::test]
async fn the_steps_of_a_session_are_its_own() -> TestResult {
    let sandbox = Sandbox::start().await?;
    let none = Value::Null;
    let down = json!("INSTITUTION_DOWN");
    for (scenario, steps, error) in [
        (
            Scenario::Approved,
            vec![
                ("OPEN", &none, false),
                ("SELECT_INSTITUTION", &none, true),
                ("HANDOFF", &none, true),
            ],
            &none,
        ),
        (
            Scenario::Abandoned,
            vec![("OPEN", &none, false), ("EXIT", &none, false)],
            &none,
        ),
        (
            Scenario::Error,
            vec![
                ("OPEN", &none, false),
                ("SELECT_INSTITUTION", &none, true),
                ("ERROR", &down, true),
                ("EXIT", &down, true),
            ],
            &down,
        ),
    ] {
        let user = Applicant::new(&sandbox, &format!("{scenario:?}")).await?;
        sandbox.finish_link(&user.link_token, scenario).await?;
        let get = json!({ "link_token": user.link_token });
        let link = user.call("/link/token/get", get).await?;
        let session = &link["link_sessions"][0];
        let events = session["events"].as_array().ok_or("no events")?;
        let shown = events.iter().map(|event| {
            let metadata = &event["event_metadata"];
            let has_institution = metadata["institution_id"].is_string();
            let name = event["event_name"].as_str().unwrap_or_default();
            (name, &metadata["error_code"], has_institution)
        });
        assert_eq!(shown.collect::<Vec<_>>(), steps);
        for exit in ["exit", "on_exit"] {
            assert_eq!(session[exit]["error"]["error_code"], *error, "{scenario:?}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_session_without_an_item_says_where_its_user_left() -> TestResult {
    let sandbox = Sandbox::start().await?;
    for (scenario, has_institution) in [(Scenario::Abandoned, false), (Scenario::Error, true)] {
        let user = Applicant::new(&sandbox, &format!("{scenario:?}")).await?;
        let ended = sandbox.finish_link(&user.link_token, scenario).await?;
        let get = json!({ "link_token": user.link_token });
        let link = user.call("/link/token/get", get).await?;
        let session = &link["link_sessions"][0];
        let events = session["events"].as_array().ok_or("no events")?;
        let last = &events.last().ok_or("no event")?["event_metadata"];
        assert_eq!(last["exit_status"], "requires_credentials");
        let institution = match has_institution {
            true => json!({
                "institution_id": last["institution_id"], "name": last["institution_name"],
            }),
            false => Value::Null,
        };
        let expected = json!({
            "institution": institution,
            "link_session_id": ended.link_session_id,
            "request_id": last["request_id"],
            "status": "requires_credentials",
        });
        for exit in ["exit", "on_exit"] {
            assert_eq!(session[exit]["metadata"], expected, "{exit} {scenario:?}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_session_that_nobody_knows_ends_as_plaid_says_too() -> TestResult {
    let sandbox = Sandbox::start().await?;
    let get = json!({ "link_token": "link-sandbox-1" });
    let link = sandbox.client().call::<Value>("/link/token/get", &get);
    let link = link.await?;
    let status = BTreeSet::from(["requires_credentials".to_owned()]);
    let sessions = link["link_sessions"].as_array().ok_or("no sessions")?;
    assert!(!sessions.is_empty());
    for session in sessions {
        assert_eq!(all(&session["exit"]["metadata"], "status"), status);
        assert_eq!(all(&session["events"], "exit_status"), status);
    }
    Ok(())
}
