//! What `/credit/sessions/get` sends, and what it makes of the answer.
#![allow(clippy::unwrap_used)]

mod wire {
    pub(crate) mod server;
}

use plaid_credit::Response;
use plaid_credit::types::{
    CreditSessionBankEmploymentStatus, CreditSessionBankIncomeStatus, CreditSessionResults,
    CreditSessionsGetRequest, CreditSessionsGetResponse, NewUserId, UserToken,
};
use serde_json::json;
use wire::server::Server;

/// The file of this name in fixtures/sessions.
fn fixture(name: &str) -> String {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/sessions");
    std::fs::read_to_string(format!("{folder}/{name}.json")).unwrap()
}

fn by_token() -> CreditSessionsGetRequest {
    CreditSessionsGetRequest::new(UserToken::from("user-sandbox-9c1b"))
}

/// What the call gives when the server answers with the fixture, which fits the document.
async fn answer(name: &str) -> Response<CreditSessionsGetResponse> {
    let server = Server::answering(fixture(name)).await;
    let response = server
        .client()
        .credit_sessions_get(&by_token())
        .await
        .unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(response.anomalies(), []);
    response
}

#[tokio::test]
async fn the_request_is_what_plaid_takes() {
    let server = Server::answering(fixture("empty")).await;
    server
        .client()
        .credit_sessions_get(&by_token())
        .await
        .unwrap();
    let request = server.request();
    assert_eq!(request.method, "POST");
    assert_eq!(request.path, "/credit/sessions/get");
    assert_eq!(request.header("plaid-client-id"), Some("client-of-lender"));
    assert_eq!(request.header("plaid-secret"), Some("secret-of-lender"));
    assert_eq!(request.header("plaid-version"), Some("2020-09-14"));
    assert_eq!(request.header("content-type"), Some("application/json"));
    assert_eq!(request.header("api-version"), None);
    let agent = request.header("user-agent").unwrap();
    assert!(agent.starts_with("plaid-credit-rust/0."), "{agent}");
    assert_eq!(request.body, json!({"user_token": "user-sandbox-9c1b"}));
}

#[tokio::test]
async fn a_user_is_named_by_id_as_well() {
    let server = Server::answering(fixture("empty")).await;
    let request = CreditSessionsGetRequest::new(NewUserId::from("usr_42"));
    server.client().credit_sessions_get(&request).await.unwrap();
    assert_eq!(server.request().body, json!({"user_id": "usr_42"}));
}

#[tokio::test]
async fn credentials_of_the_request_take_the_place_of_the_headers() {
    let server = Server::answering(fixture("empty")).await;
    let request = by_token()
        .client_id("client-of-body".into())
        .secret("secret-of-body".into());
    server.client().credit_sessions_get(&request).await.unwrap();
    let request = server.request();
    assert_eq!(request.header("plaid-client-id"), None);
    assert_eq!(request.header("plaid-secret"), None);
    assert_eq!(request.header("plaid-version"), Some("2020-09-14"));
    assert_eq!(
        request.body,
        json!({
            "client_id": "client-of-body",
            "secret": "secret-of-body",
            "user_token": "user-sandbox-9c1b",
        })
    );
}

#[tokio::test]
async fn a_user_without_sessions_has_none() {
    let response = answer("empty").await;
    assert!(response.sessions.is_empty());
    assert_eq!(
        response.request_id.as_ref().unwrap().as_str(),
        "Wq7emptySessions"
    );
    assert!(response.extra.is_empty());
}

#[tokio::test]
async fn a_completed_session_is_read() {
    let response = answer("completed").await;
    assert_eq!(
        response.request_id.as_ref().unwrap().as_str(),
        "Wq7completed"
    );
    let [session] = response.sessions.as_slice() else {
        panic!("not one session: {response:?}");
    };
    assert_eq!(
        session.link_session_id.as_deref(),
        Some("5b1f0c9e-2d7a-4c58-9d55-0a3c6f1e77aa")
    );
    assert_eq!(
        session.session_start_time.unwrap().to_rfc3339(),
        "2026-03-09T16:05:27+00:00"
    );
    assert!(session.errors.is_empty());
    let results = session.results.as_ref().unwrap();
    let added = &results.item_add_results[0];
    assert_eq!(results.item_add_results.len(), 1);
    assert_eq!(
        added.public_token.as_deref(),
        Some("public-sandbox-7e1d2c3b")
    );
    assert_eq!(added.item_id, Some("Rv4xItemOne".into()));
    assert_eq!(added.institution_id.as_deref(), Some("ins_90210"));
    let income = &results.bank_income_results[0];
    assert_eq!(results.bank_income_results.len(), 1);
    assert_eq!(income.status, Some(CreditSessionBankIncomeStatus::Approved));
    assert_eq!(income.item_id, Some("Rv4xItemOne".into()));
    assert_eq!(income.institution_id.as_deref(), Some("ins_90210"));
    assert!(results.bank_employment_results.is_empty());
    assert!(results.payroll_income_results.is_empty());
    assert_eq!(results.document_income_results, None);
}

#[tokio::test]
async fn errors_of_a_session_are_read() {
    let response = answer("with-errors").await;
    let session = &response.sessions[0];
    assert_eq!(
        session.session_start_time.unwrap().to_rfc3339(),
        "2026-03-01T04:59:59.250+00:00"
    );
    assert_eq!(session.results, None);
    let errors: Vec<[Option<&str>; 4]> = session
        .errors
        .iter()
        .map(|error| {
            [
                error.error_type.as_deref(),
                error.error_code.as_deref(),
                error.error_message.as_deref(),
                error.display_message.as_deref(),
            ]
        })
        .collect();
    assert_eq!(
        errors,
        [
            [
                Some("ITEM_ERROR"),
                Some("INVALID_CREDENTIALS"),
                Some("the bank did not take the password"),
                Some("Please check your password."),
            ],
            [
                Some("INSTITUTION_ERROR"),
                Some("INSTITUTION_DOWN"),
                Some("the bank does not answer"),
                None,
            ],
        ]
    );
}

#[tokio::test]
async fn every_kind_of_result_is_read() {
    let response = answer("all-results").await;
    assert_eq!(response.sessions.len(), 2);
    assert!(response.sessions[0].errors.is_empty());
    let results = response.sessions[0].results.as_ref().unwrap();
    items_and_incomes(results);
    let employment = &results.bank_employment_results[0];
    assert_eq!(results.bank_employment_results.len(), 1);
    assert_eq!(
        employment.status,
        Some(CreditSessionBankEmploymentStatus::EmployerNotListed)
    );
    assert_eq!(employment.item_id, Some("Lm8qItemBank".into()));
    assert_eq!(employment.institution_id.as_deref(), Some("ins_11"));
    let payroll = &results.payroll_income_results[0];
    assert_eq!(results.payroll_income_results.len(), 1);
    assert_eq!(payroll.num_paystubs_retrieved, Some(6));
    assert_eq!(payroll.num_w2s_retrieved, Some(2));
    assert_eq!(payroll.institution_id.as_deref(), Some("ins_22"));
    assert_eq!(
        payroll.institution_name.as_deref(),
        Some("Northwind Payroll")
    );
    let documents = results.document_income_results.as_ref().unwrap();
    assert_eq!(documents.num_paystubs_uploaded, Some(3));
    assert_eq!(documents.num_w2s_uploaded, Some(1));
    assert_eq!(documents.num_bank_statements_uploaded, Some(4));
    assert_eq!(documents.num_1099s_uploaded, Some(0));
    assert_eq!(
        results.extra.get("cashflow_results"),
        Some(&json!(["not known to this version"]))
    );
    let second = response.sessions[1].results.as_ref().unwrap();
    assert_eq!(*second, CreditSessionResults::default());
}

fn items_and_incomes(results: &CreditSessionResults) {
    let items: Vec<[Option<&str>; 3]> = results
        .item_add_results
        .iter()
        .map(|item| {
            [
                item.public_token.as_deref(),
                item.item_id.as_ref().map(|id| id.as_str()),
                item.institution_id.as_deref(),
            ]
        })
        .collect();
    assert_eq!(
        items,
        [
            [
                Some("public-sandbox-1a2b3c4d"),
                Some("Lm8qItemBank"),
                Some("ins_11")
            ],
            [
                Some("public-sandbox-5e6f7a8b"),
                Some("Lm8qItemPayroll"),
                Some("ins_22")
            ],
        ]
    );
    let [known, unknown] = results.bank_income_results.as_slice() else {
        panic!("not two results of bank income: {results:?}");
    };
    assert_eq!(
        known.status,
        Some(CreditSessionBankIncomeStatus::NoDepositsFound)
    );
    let status = unknown.status.as_ref().unwrap();
    assert!(matches!(status, CreditSessionBankIncomeStatus::Unknown(_)));
    assert_eq!(status.as_str(), "UNDER_REVIEW");
}

#[tokio::test]
async fn the_body_is_kept_as_it_came() {
    for name in ["empty", "completed", "with-errors", "all-results"] {
        assert_eq!(
            answer(name).await.body(),
            fixture(name).as_bytes(),
            "{name}"
        );
    }
}

#[tokio::test]
async fn debug_shows_no_secret_and_no_token() {
    let server = Server::answering(fixture("all-results")).await;
    let client = server.client();
    let request = by_token()
        .client_id("client-of-body".into())
        .secret("secret-of-body".into());
    let response = client.credit_sessions_get(&request).await.unwrap();
    let shown = format!("{client:?} {client:#?} {request:?} {response:?} {response:#?}");
    for hidden in [
        "client-of-lender",
        "secret-of-lender",
        "client-of-body",
        "secret-of-body",
        "user-sandbox-9c1b",
        "public-sandbox-1a2b3c4d",
        "Northwind Payroll",
        "not known to this version",
    ] {
        assert!(!shown.contains(hidden), "`{hidden}` shows in {shown}");
    }
    for hidden in ["Lm8qItemBank", "UNDER_REVIEW"] {
        assert!(!shown.contains(hidden), "`{hidden}` shows in {shown}");
    }
}
