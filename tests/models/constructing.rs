//! Requests are made of what is required; responses can be made in a user's tests.

use std::collections::BTreeSet;

use plaid_credit::testing;
use plaid_credit::types::{
    AccessToken, AssetReportUser, CreditAuditCopyTokenCreateRequest, CreditBankIncomeGetRequest,
    CreditBankIncomeRefreshRequest, CreditEmploymentItem, CreditPayrollIncomeGetRequestOptions,
    CreditPayrollIncomePrecheckRequest, CreditRelayCreateRequest, CreditRelayCreateResponse,
    CreditRelayGetRequest, CreditSession, CreditSessionBankIncomeResult, CreditSessionsGetRequest,
    CreditSessionsGetResponse, IncomeVerificationPrecheckEmployer, NewUserId, ReportType,
    UserIdentifier, UserToken,
};
use plaid_credit_codegen::api::{Argument, Shape};
use plaid_credit_tests::documents::{fragment, generated};
use serde_json::json;

#[test]
fn a_request_sends_what_is_required_and_what_was_set() {
    let request = CreditRelayCreateRequest::new(vec!["report-1".into()], "partner-7".into());
    assert_eq!(
        serde_json::to_value(&request).unwrap(),
        json!({"report_tokens": ["report-1"], "secondary_client_id": "partner-7"})
    );
    let request = request
        .client_id("client-3".into())
        .secret("secret-3".into())
        .webhook("https://lender.example/hook");
    assert_eq!(
        serde_json::to_value(&request).unwrap(),
        json!({
            "client_id": "client-3",
            "report_tokens": ["report-1"],
            "secondary_client_id": "partner-7",
            "secret": "secret-3",
            "webhook": "https://lender.example/hook",
        })
    );
    assert_eq!(request.secondary_client_id, "partner-7");
}

#[test]
fn a_required_list_is_sent_also_if_empty() {
    let request = CreditAuditCopyTokenCreateRequest::new(Vec::new());
    let json = serde_json::to_value(&request).unwrap();
    assert_eq!(json, json!({"report_tokens": []}));
}

#[test]
fn an_optional_list_is_sent_once_it_is_set() {
    let request = CreditPayrollIncomePrecheckRequest::new(UserToken::from("user-1"));
    let json = serde_json::to_value(&request).unwrap();
    assert_eq!(json, json!({"user_token": "user-1"}));
    let request = request.access_tokens(Vec::new());
    let json = serde_json::to_value(&request).unwrap();
    assert_eq!(json, json!({"access_tokens": [], "user_token": "user-1"}));
    let request = request.access_tokens(vec![AccessToken::from("access-1")]);
    let json = serde_json::to_value(&request).unwrap();
    assert_eq!(json["access_tokens"], json!(["access-1"]));
}

#[test]
fn a_user_is_named_in_one_of_two_ways() {
    let by_id = CreditBankIncomeGetRequest::new(NewUserId::from("usr_5"));
    assert_eq!(
        serde_json::to_value(&by_id).unwrap(),
        json!({"user_id": "usr_5"})
    );
    assert_eq!(by_id.user_id().unwrap(), &"usr_5");
    assert_eq!(by_id.user_token(), None);
    let by_token = CreditBankIncomeGetRequest::new(UserToken::from("user-5"));
    assert_eq!(
        serde_json::to_value(&by_token).unwrap(),
        json!({"user_token": "user-5"})
    );
    assert_eq!(by_token.user_id(), None);
    // As one value, where the kind is known only when the program runs.
    let user = UserIdentifier::Id("usr_5".into());
    assert_eq!(CreditBankIncomeGetRequest::new(user), by_id);
}

#[test]
fn a_user_is_stored_as_json_and_never_shown() {
    let by_id = UserIdentifier::Id("usr_5".into());
    let by_token = UserIdentifier::Token("user-5".into());
    for (user, json) in [
        (by_id, json!({"user_id": "usr_5"})),
        (by_token, json!({"user_token": "user-5"})),
    ] {
        assert_eq!(serde_json::to_value(&user).unwrap(), json);
        let read: UserIdentifier = serde_json::from_value(json).unwrap();
        assert_eq!(read, user);
        let shown = format!("{user:?}");
        assert!(shown.ends_with("([hidden]))"), "{shown}");
    }
    let both = json!({"user_id": "usr_5", "user_token": "user-5"});
    for wrong in [
        both,
        json!("usr_5"),
        json!({"usr_5": 1}),
        json!({"user_id": ["usr_5"]}),
    ] {
        let error = serde_json::from_value::<UserIdentifier>(wrong).unwrap_err();
        assert_eq!(
            error.to_string(),
            "expected an object with one field, `user_id` or `user_token`"
        );
    }
}

#[test]
fn what_a_response_names_fits_the_next_request() {
    let mut employment = CreditEmploymentItem::default();
    employment.employment_report_token = Some("report-8".into());
    let mut income = CreditSessionBankIncomeResult::default();
    income.item_id = Some("item-8".into());
    let mut relay = CreditRelayCreateResponse::default();
    relay.relay_token = Some("relay-8".into());
    let tokens = employment.employment_report_token.into_iter().collect();
    assert_eq!(
        serde_json::to_value(CreditAuditCopyTokenCreateRequest::new(tokens)).unwrap(),
        json!({"report_tokens": ["report-8"]})
    );
    let items = income.item_id.into_iter().collect();
    assert_eq!(
        serde_json::to_value(CreditPayrollIncomeGetRequestOptions::new().item_ids(items)).unwrap(),
        json!({"item_ids": ["item-8"]})
    );
    let request = CreditRelayGetRequest::new(relay.relay_token.unwrap(), ReportType::Asset);
    assert_eq!(
        serde_json::to_value(request).unwrap(),
        json!({"relay_token": "relay-8", "report_type": "asset"})
    );
}

/// A patch in openapi/patches gives what is required a schema of its own.
#[test]
fn arguments_of_new_cannot_be_swapped() {
    let api = generated(&fragment()).unwrap().api;
    for ty in api.types.values() {
        let Shape::Struct(object) = &ty.shape else {
            continue;
        };
        let mut types = BTreeSet::new();
        for argument in object.new.iter().flatten() {
            let Argument::Field(wire) = argument else {
                assert!(types.is_empty(), "{}: the user comes first", ty.name);
                continue;
            };
            let field = object.field(wire).unwrap();
            assert!(types.insert(&field.ty), "{}: two of {}", ty.name, field.ty);
        }
    }
}

/// The document requires the token here.
#[test]
fn a_required_user_token_is_an_argument_of_its_own() {
    let request = CreditBankIncomeRefreshRequest::new("user-5".into()).user_id("usr_5".into());
    assert_eq!(
        serde_json::to_value(&request).unwrap(),
        json!({"user_id": "usr_5", "user_token": "user-5"})
    );
}

#[test]
fn a_request_takes_fields_that_the_document_does_not_name() {
    let request = CreditSessionsGetRequest::new(NewUserId::from("usr_5"))
        .extra("beta", true)
        .extra("window", json!({"days": 7}));
    let json = json!({"beta": true, "user_id": "usr_5", "window": {"days": 7}});
    assert_eq!(serde_json::to_value(&request).unwrap(), json);
    let read: CreditSessionsGetRequest = serde_json::from_value(json).unwrap();
    assert_eq!(read, request);
    assert_eq!(read.extra["window"], json!({"days": 7}));
    // What it holds may be about a person.
    let shown = format!("{request:?}");
    assert!(shown.ends_with("extra: [2 hidden] }"), "{shown}");
    let employer = IncomeVerificationPrecheckEmployer::default().extra("founded", 1907);
    let json = serde_json::to_value(&employer).unwrap();
    assert_eq!(json, json!({"founded": 1907}));
}

#[test]
fn an_extra_field_cannot_stand_for_a_documented_one_or_a_credential() {
    let request = || CreditSessionsGetRequest::new(NewUserId::from("usr_5"));
    let message = |request| serde_json::to_value(&request).unwrap_err().to_string();
    assert_eq!(
        message(request().extra("user_token", "user-5")),
        "the extra field `user_token` is documented: set it with `new` or its setter"
    );
    for name in ["client_id", "secret"] {
        assert_eq!(
            message(request().extra(name, "mine")),
            format!(
                "the extra field `{name}` is a credential: set it on the client or with its setter"
            )
        );
    }
    // Also where the document has none.
    let employer = IncomeVerificationPrecheckEmployer::new().extra("secret", "mine");
    assert!(serde_json::to_value(&employer).is_err());
}

#[test]
fn what_is_also_received_has_no_extra_field_that_is_documented() {
    let user = AssetReportUser::new()
        .first_name("Ada")
        .extra("first_name", "Eve");
    let error = serde_json::to_value(&user).unwrap_err().to_string();
    assert_eq!(
        error,
        "the extra field `first_name` is documented: set it with `new` or its setter"
    );
    // Plaid may send any other, and what it sent can be written again.
    let body = r#"{"first_name":"Ada","secret":"none"}"#;
    let user: AssetReportUser = serde_json::from_str(body).unwrap();
    assert_eq!(serde_json::to_string(&user).unwrap(), body);
}

#[test]
fn a_request_is_read_back_only_with_what_is_required() {
    let body = json!({"report_tokens": [], "secondary_client_id": "partner-7", "new": 1});
    let request: CreditRelayCreateRequest = serde_json::from_value(body).unwrap();
    assert!(request.report_tokens.is_empty());
    assert_eq!(request.extra["new"], 1);
    let body = json!({"report_tokens": []});
    let error = serde_json::from_value::<CreditRelayCreateRequest>(body).unwrap_err();
    assert_eq!(error.to_string(), "missing field `secondary_client_id`");
}

#[test]
fn a_response_for_a_test_is_what_a_call_returns() {
    let body = r#"{"sessions": [], "request_id": "m8MDnv9okwxFNBV"}"#;
    let response = testing::response::<CreditSessionsGetResponse>(body).unwrap();
    assert_eq!(response.request_id(), Some("m8MDnv9okwxFNBV"));
    let body = r#"{"error_type": "ITEM_ERROR", "error_code": "ITEM_LOCKED"}"#;
    let error = testing::response::<CreditSessionsGetResponse>(body).unwrap_err();
    assert_eq!(error.error_code(), Some("ITEM_LOCKED"));
    assert_eq!((error.status(), error.attempts()), (Some(200), 1));
}

#[test]
fn a_response_is_made_of_its_default() {
    let mut session = CreditSession::default();
    session.link_session_id = Some("ls-1".to_owned());
    let mut response = CreditSessionsGetResponse::default();
    assert_eq!(serde_json::to_value(&response).unwrap(), json!({}));
    response.request_id = Some("r-1".into());
    response.sessions.push(session);
    response.extra.insert("new".to_owned(), json!([1]));
    let json = serde_json::to_value(&response).unwrap();
    assert_eq!(
        json,
        json!({"new": [1], "request_id": "r-1", "sessions": [{"link_session_id": "ls-1"}]})
    );
    let read: CreditSessionsGetResponse = serde_json::from_value(json).unwrap();
    assert_eq!(read, response);
}

/// The employer is of a type that has no required field.
#[test]
fn parts_of_requests_are_made_in_the_same_way() {
    let employer = IncomeVerificationPrecheckEmployer::new().name("Quarry Street Bakery");
    let request =
        CreditPayrollIncomePrecheckRequest::new(NewUserId::from("usr_8")).employer(employer);
    assert_eq!(
        serde_json::to_value(&request).unwrap(),
        json!({"employer": {"name": "Quarry Street Bakery"}, "user_id": "usr_8"})
    );
}

#[test]
fn a_user_who_is_named_twice_is_reported() {
    let body = br#"{"user_id": "a", "user_id": "b"}"#;
    let decoded = plaid_credit::decode::<UserIdentifier>(body).unwrap();
    assert_eq!(decoded.value, UserIdentifier::Id("b".into()));
    assert_eq!(
        decoded.anomalies[0].kind,
        plaid_credit::AnomalyKind::DuplicateKey
    );
}
