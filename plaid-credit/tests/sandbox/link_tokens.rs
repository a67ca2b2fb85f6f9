//! What Link tokens are made for, and how long they last.

use std::time::Duration;

use plaid_credit::chrono::TimeDelta;
use plaid_credit::sandbox::{SandboxError, Scenario};
use plaid_credit::serde_json::{Value, json};
use plaid_credit::types::*;

use crate::TestResult;
use crate::support::{Applicant, code, link_request, merged, stopped, with_prerequisites};

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

/// A request for a Link token of somebody who was not created, with these fields.
fn request(more: &Value) -> Value {
    let stranger = json!({ "user": { "client_user_id": "customer-1" } });
    link_request(&merged(stranger, more))
}

#[tokio::test]
async fn a_link_token_lasts_as_long_as_its_use_calls_for() -> TestResult {
    let sandbox = stopped().await?;
    let user = Applicant::new(&sandbox, "customer-1").await?;
    let (_, access) = user.connect(&sandbox).await?;
    let assets = ["assets"];
    for (more, seconds) in [
        (json!({ "products": assets }), 4 * HOUR),
        (json!({ "access_token": access }), 30 * MINUTE),
        (
            json!({ "user_id": user.id, "update": { "user": true } }),
            30 * MINUTE,
        ),
        (
            json!({ "products": assets, "hosted_link": {} }),
            30 * MINUTE,
        ),
        (
            json!({ "products": assets, "hosted_link": { "delivery_method": "sms" } }),
            DAY,
        ),
        (
            json!({ "products": assets, "hosted_link": { "delivery_method": "email" } }),
            7 * DAY,
        ),
        (
            json!({ "products": assets, "hosted_link": {
                "delivery_method": "sms", "url_lifetime_seconds": 900,
            } }),
            900,
        ),
    ] {
        let is_hosted = more["hosted_link"].is_object();
        let link = user.call("/link/token/create", request(&more)).await?;
        assert_eq!(link["hosted_link_url"].is_string(), is_hosted, "{more}");
        let token = link["link_token"].as_str().ok_or("no link_token")?;
        let get = LinkTokenGetRequest::new(LinkToken::from(token));
        let shown = user.client.link_token_get(&get).await?;
        let life = shown
            .expiration
            .zip(shown.created_at)
            .map(|(end, start)| end - start);
        assert_eq!(
            life,
            Some(TimeDelta::seconds(i64::try_from(seconds)?)),
            "{more}"
        );
        let expiration = link["expiration"].as_str().ok_or("no expiration")?;
        assert_eq!(shown.expiration, Some(expiration.parse()?), "{more}");
    }
    for seconds in [-1, 0, 21 * 24 * 60 * 60 + 1] {
        let more =
            json!({ "products": assets, "hosted_link": { "url_lifetime_seconds": seconds } });
        let refused = user.call("/link/token/create", request(&more)).await;
        assert_eq!(code(refused).as_deref(), Some("INVALID_FIELD"), "{seconds}");
    }
    Ok(())
}

#[tokio::test]
async fn no_session_starts_with_an_expired_link_token() -> TestResult {
    let sandbox = stopped().await?;
    let user = Applicant::new(&sandbox, "customer-1").await?;
    let late = Applicant::new(&sandbox, "customer-2").await?;
    sandbox.advance(Duration::from_secs(4 * HOUR - 1)).await;
    let started = sandbox
        .finish_link(&user.link_token, Scenario::Started)
        .await?;
    sandbox.advance(Duration::from_secs(1)).await;
    let expired = sandbox
        .finish_link(&late.link_token, Scenario::Approved)
        .await;
    assert!(
        matches!(expired, Err(SandboxError::ExpiredLinkToken)),
        "{expired:?}"
    );
    assert!(late.sessions().await?.is_empty());
    // Whoever is in Link can go on.
    let ended = sandbox
        .finish_link(&user.link_token, Scenario::Approved)
        .await?;
    assert_eq!(ended.link_session_id, started.link_session_id);
    let again = sandbox
        .finish_link(&user.link_token, Scenario::Approved)
        .await;
    assert!(
        matches!(again, Err(SandboxError::ExpiredLinkToken)),
        "{again:?}"
    );
    Ok(())
}

#[tokio::test]
async fn a_session_is_shown_for_six_hours_after_its_end() -> TestResult {
    let sandbox = stopped().await?;
    let user = Applicant::new(&sandbox, "customer-1").await?;
    sandbox
        .finish_link(&user.link_token, Scenario::Started)
        .await?;
    sandbox.advance(Duration::from_secs(HOUR)).await;
    sandbox
        .finish_link(&user.link_token, Scenario::Abandoned)
        .await?;
    let get = LinkTokenGetRequest::new(user.link_token.clone());
    sandbox.advance(Duration::from_secs(6 * HOUR - 1)).await;
    let shown = user.client.link_token_get(&get).await?;
    assert_eq!(shown.link_sessions.len(), 1);
    let session = &shown.link_sessions[0];
    let length = session
        .finished_at
        .zip(session.started_at)
        .map(|(end, start)| end - start);
    assert_eq!(length, Some(TimeDelta::hours(1)));
    sandbox.advance(Duration::from_secs(1)).await;
    let shown = user.client.link_token_get(&get).await?;
    assert!(shown.link_sessions.is_empty());
    Ok(())
}

#[tokio::test]
async fn a_public_token_can_be_exchanged_for_half_an_hour() -> TestResult {
    let sandbox = stopped().await?;
    let user = Applicant::new(&sandbox, "customer-1").await?;
    let session = sandbox
        .finish_link(&user.link_token, Scenario::Approved)
        .await?;
    let token = json!({ "public_token": session.public_token });
    sandbox.advance(Duration::from_secs(30 * MINUTE)).await;
    let late = user.call("/item/public_token/exchange", token).await;
    assert_eq!(code(late).as_deref(), Some("INVALID_PUBLIC_TOKEN"));

    let session = sandbox
        .finish_link(&user.link_token, Scenario::Approved)
        .await?;
    let token = json!({ "public_token": session.public_token });
    sandbox.advance(Duration::from_secs(30 * MINUTE - 1)).await;
    user.call("/item/public_token/exchange", token).await?;
    Ok(())
}

#[tokio::test]
async fn a_link_token_names_its_user_and_products_that_go_together() -> TestResult {
    let sandbox = with_prerequisites().await?;
    let client = sandbox.client();
    let nobody = link_request(&json!({ "products": ["assets"] }));
    let link = client.call::<Value>("/link/token/create", &nobody).await;
    assert_eq!(code(link).as_deref(), Some("MISSING_FIELDS"));
    let purpose = "EXTENSION_OF_CREDIT";
    for (more, expected) in [
        (json!({}), Some("MISSING_FIELDS")),
        (json!({ "products": [] }), Some("MISSING_FIELDS")),
        (
            json!({ "optional_products": ["assets"] }),
            Some("MISSING_FIELDS"),
        ),
        (
            json!({ "products": ["cra_base_report"] }),
            Some("MISSING_FIELDS"),
        ),
        (
            json!({
                "products": ["cra_income_insights"],
                "consumer_report_permissible_purpose": purpose,
            }),
            Some("INVALID_FIELD"),
        ),
        (
            json!({ "products": ["assets"], "consumer_report_permissible_purpose": purpose }),
            Some("INVALID_FIELD"),
        ),
        (
            json!({
                "products": ["cra_base_report", "cra_income_insights"],
                "consumer_report_permissible_purpose": purpose,
            }),
            None,
        ),
    ] {
        let link = client
            .call::<Value>("/link/token/create", &request(&more))
            .await;
        assert_eq!(code(link).as_deref(), expected, "{more}");
    }
    Ok(())
}

#[tokio::test]
async fn a_request_for_income_needs_its_settings() -> TestResult {
    let sandbox = with_prerequisites().await?;
    let client = sandbox.client();
    let bank_income = json!({ "days_requested": 180 });
    for (income, missing) in [
        (Value::Null, Some("income_verification")),
        (
            json!({ "income_source_types": ["bank"] }),
            Some("income_verification.bank_income"),
        ),
        (
            json!({ "income_source_types": ["bank"], "bank_income": bank_income }),
            None,
        ),
        (json!({ "income_source_types": ["payroll"] }), None),
    ] {
        let mut link = request(&json!({ "products": ["income_verification"] }));
        let mut options = json!({});
        if income.is_object() {
            link["income_verification"] = income.clone();
            options["income_verification"] = income.clone();
        }
        let item = json!({
            "institution_id": "ins_1", "initial_products": ["income_verification"],
            "options": options,
        });
        for (path, body, at) in [
            ("/link/token/create", link, ""),
            ("/sandbox/public_token/create", item, "options."),
        ] {
            let created = client.call::<Value>(path, &body).await;
            let message = created.as_ref().err().and_then(|error| error.api());
            let message = message.and_then(|error| error.error_message.clone());
            let expected = missing
                .map(|field| format!("the following required fields are missing: {at}{field}"));
            assert_eq!(message, expected, "{path}: {income}");
            let expected = missing.map(|_| "MISSING_FIELDS");
            assert_eq!(code(created).as_deref(), expected, "{path}: {income}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn time_may_run_out() -> TestResult {
    let sandbox = stopped().await?;
    sandbox.advance(Duration::MAX).await;
    let user = Applicant::new(&sandbox, "customer-1").await?;
    let late = sandbox
        .finish_link(&user.link_token, Scenario::Approved)
        .await;
    assert!(
        matches!(late, Err(SandboxError::ExpiredLinkToken)),
        "{late:?}"
    );
    let create = json!({ "institution_id": "ins_1", "initial_products": ["assets"] });
    user.call("/sandbox/public_token/create", create).await?;
    Ok(())
}

#[tokio::test]
async fn a_link_token_shows_the_settings_that_it_was_made_with() -> TestResult {
    let sandbox = stopped().await?;
    let user = Applicant::new(&sandbox, "customer-1").await?;
    let (_, access) = user.connect(&sandbox).await?;
    let back = "https://lender.example/back";
    for (more, products, redirect_uri) in [
        (
            json!({ "products": ["assets"], "redirect_uri": back }),
            json!(["assets"]),
            json!(back),
        ),
        (json!({ "access_token": access }), json!([]), Value::Null),
    ] {
        let link = user.call("/link/token/create", request(&more)).await?;
        let get = json!({ "link_token": link["link_token"] });
        let shown = user.call("/link/token/get", get).await?;
        assert_eq!(shown["metadata"]["initial_products"], products);
        assert_eq!(shown["metadata"]["redirect_uri"], redirect_uri);
    }
    Ok(())
}

#[tokio::test]
async fn a_link_token_shows_no_settings_that_it_was_made_without() -> TestResult {
    let sandbox = stopped().await?;
    let user = Applicant::new(&sandbox, "customer-1").await?;
    for more in [
        json!({}),
        json!({
            "account_filters": { "depository": { "account_subtypes": ["checking"] } },
            "institution_data": { "routing_number": "011401533" },
        }),
    ] {
        let assets = json!({ "products": ["assets"] });
        let link = user.another_link(&merged(assets, &more)).await?;
        let get = json!({ "link_token": link });
        let shown = user.call("/link/token/get", get).await?;
        for name in ["account_filters", "institution_data"] {
            assert_eq!(shown["metadata"].get(name), more.get(name), "{name}");
        }
        assert_eq!(shown["user_id"], user.id.as_ref());
    }
    Ok(())
}

#[tokio::test]
async fn a_link_token_of_somebody_who_was_not_created_shows_no_user() -> TestResult {
    let sandbox = stopped().await?;
    let client = sandbox.client();
    let link = request(&json!({ "products": ["assets"] }));
    let link = client.call::<Value>("/link/token/create", &link).await?;
    let get = json!({ "link_token": link["link_token"] });
    let shown = client.call::<Value>("/link/token/get", &get).await?;
    assert_eq!(shown.get("user_id"), None);
    Ok(())
}
