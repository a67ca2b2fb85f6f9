//! Values of another type are set aside at the nearest field, and nothing else is.

use plaid_credit::types::{
    CraCreditProfileReport, CreditBankIncomeGetResponse, CreditPayrollIncomeGetResponse,
    CreditSessionError, CreditSessionsGetResponse,
};
use plaid_credit::{AnomalyKind, Decoded, Error, MAX_ANOMALIES};
use serde_json::json;

use crate::{anomalies, assert_anomalies, read};

const SESSIONS: &str = r#"{
    "request_id": 41,
    "sessions": [
        {"link_session_id": "kept", "session_start_time": "soon", "errors": {"a": 1}},
        "a session",
        {"results": {"item_add_results": [7, {"item_id": "item-1", "institution_id": false}],
            "bank_income_results": [{"status": 7}]}}
    ]
}"#;

#[test]
fn each_is_set_aside_where_it_stands() {
    let decoded: Decoded<CreditSessionsGetResponse> = read(SESSIONS);
    assert_anomalies(
        &decoded,
        &[
            (
                "/request_id",
                "expected a string, found a number: set aside",
            ),
            (
                "/sessions/0/session_start_time",
                "expected a time such as 2024-01-31T12:00:00Z, found a string: set aside",
            ),
            (
                "/sessions/0/errors",
                "expected a list, found an object: set aside",
            ),
            (
                "/sessions/1",
                "expected an object, found a string: set aside",
            ),
            (
                "/sessions/2/results/item_add_results/0",
                "expected an object, found a number: set aside",
            ),
            (
                "/sessions/2/results/item_add_results/1/institution_id",
                "expected a string, found a boolean: set aside",
            ),
            (
                "/sessions/2/results/bank_income_results/0/status",
                "expected a string, found a number: set aside",
            ),
        ],
    );
    assert_eq!(decoded.anomalies[0].raw, "41");
    assert_eq!(decoded.anomalies[2].raw, r#"{"a": 1}"#);
    let response = decoded.value;
    assert_eq!(response.request_id, None);
    let [first, second] = response.sessions.as_slice() else {
        panic!("not two sessions are left: {response:?}");
    };
    assert_eq!(first.link_session_id.as_deref(), Some("kept"));
    assert_eq!(first.session_start_time, None);
    assert!(first.errors.is_empty());
    let [added] = second.results.as_ref().unwrap().item_add_results.as_slice() else {
        panic!("not one item is left");
    };
    assert_eq!(added.item_id, Some("item-1".into()));
    assert_eq!(added.institution_id, None);
}

#[test]
fn strict_refuses_the_first_one() {
    let decoded: Decoded<CreditSessionsGetResponse> = read(SESSIONS);
    let Err(Error::Decode(error)) = decoded.strict() else {
        panic!("strict reading takes what was set aside");
    };
    assert_eq!(error.path(), "/request_id");
    assert_eq!(error.anomaly.as_ref().unwrap().raw, "41");
    assert_eq!(error.body.bytes(), SESSIONS.as_bytes());
    assert_eq!(
        error.to_string(),
        "the body was rejected because of /request_id: expected a string, found a number: set aside"
    );
}

#[test]
fn attributes_of_any_name_are_kept_and_what_has_none_is_set_aside() {
    let body = r#"{
        "client_report_id": "report-1",
        "cashflow_insights_attributes": {"days": 30, "change": -4, "is_seasonal": true, "rate": null},
        "network_insights_attributes": [7]
    }"#;
    let decoded: Decoded<CraCreditProfileReport> = read(body);
    let reason = "expected an object, found a list: set aside";
    assert_anomalies(&decoded, &[("/network_insights_attributes", reason)]);
    assert!(decoded.value.network_insights_attributes.is_none());
    let written = serde_json::to_value(&decoded.value).unwrap();
    let sent = json!({"days": 30, "change": -4, "is_seasonal": true, "rate": null});
    assert_eq!(written["cashflow_insights_attributes"], sent);
    let attributes = decoded.value.cashflow_insights_attributes.unwrap();
    assert_eq!(attributes.0["days"], 30);
}

/// It may have been cut out of a response.
#[test]
fn a_model_of_an_error_is_no_error() {
    let body = r#"{"error_type": "ITEM_ERROR", "error_code": "ITEM_LOCKED"}"#;
    let decoded: Decoded<CreditSessionError> = read(body);
    assert_anomalies(&decoded, &[]);
    assert_eq!(decoded.strict().unwrap().error_code.unwrap(), "ITEM_LOCKED");
}

/// In a list whose elements may be null, each keeps its place.
#[test]
fn elements_that_may_be_null_are_null_instead() {
    let body = r#"{"request_id": "r", "items": [{"accounts": [{"account_id": "a"}, null, 7]}]}"#;
    let decoded: Decoded<CreditPayrollIncomeGetResponse> = read(body);
    let reason = "expected an object, found a number: set aside";
    assert_anomalies(&decoded, &[("/items/0/accounts/2", reason)]);
    let accounts = decoded.value.items[0].accounts.iter();
    let ids: Vec<_> = accounts
        .map(|account| account.as_ref()?.account_id.as_deref())
        .collect();
    assert_eq!(ids, [Some("a"), None, None]);
}

#[test]
fn bad_and_good_elements_keep_their_order() {
    let body = r#"{"request_id": "r", "sessions": [
        1, {"link_session_id": "a"}, 2, 3, {"errors": [5, {}, 6], "link_session_id": 4},
        {"link_session_id": "b"}, 7
    ]}"#;
    let decoded: Decoded<CreditSessionsGetResponse> = read(body);
    assert_eq!(decoded.value.sessions.len(), 3);
    let paths = anomalies(&decoded)
        .iter()
        .map(|(path, _)| path.clone())
        .collect::<Vec<_>>();
    assert_eq!(
        paths,
        [
            "/sessions/0",
            "/sessions/2",
            "/sessions/3",
            "/sessions/4/errors/0",
            "/sessions/4/errors/2",
            "/sessions/4/link_session_id",
            "/sessions/6",
        ]
    );
}

#[test]
fn a_path_is_a_json_pointer() {
    let body = r#"{"request_id": "r", "bank_income": [], "a/b~c\n": [1e400], "sessions": 3}"#;
    let decoded: Decoded<CreditSessionsGetResponse> = read(body);
    assert_anomalies(
        &decoded,
        &[
            (
                "/a~1b~0c\n/0",
                "the number does not fit: expected a number that fits in 64 bits: set aside",
            ),
            ("/sessions", "expected a list, found a number: set aside"),
        ],
    );
    // A name that the document does not have shows nowhere but in the path itself.
    assert_eq!(
        decoded.anomalies[0].to_string(),
        "/(unknown)/0: the number does not fit: expected a number that fits in 64 bits: set aside"
    );
    assert_eq!(
        format!("{:?}", decoded.anomalies[0]),
        r#"Anomaly { kind: InexactNumber, path: "/(unknown)/0", reason: "the number does not fit: expected a number that fits in 64 bits: set aside", .. }"#
    );
}

#[test]
fn anomalies_are_equal_if_every_part_is() {
    let of = |body: &str| read::<CreditSessionsGetResponse>(body).anomalies[0].clone();
    let anomaly = of(r#"{"request_id": "r", "sessions": [8]}"#);
    assert_eq!(anomaly, of(r#"{"sessions": [8], "request_id": "r"}"#));
    let elsewhere = of(r#"{"request_id": "r", "sessions": [{}, 8]}"#);
    let mut others = vec![elsewhere; 4];
    others[1..].fill(anomaly.clone());
    others[1].kind = AnomalyKind::DuplicateKey;
    others[2].raw = "9".into();
    others[3].reason = "another reason".to_owned();
    for other in others {
        assert_ne!(other, anomaly);
    }
}

#[test]
fn what_is_not_an_object_leaves_nothing_behind() {
    let body = r#"{"request_id": "r", "sessions": [{"results": 7}, 8, {"errors": [9]}, []]}"#;
    let decoded: Decoded<CreditSessionsGetResponse> = read(body);
    assert_eq!(decoded.anomalies.len(), 4);
    let [first, second] = decoded.value.sessions.as_slice() else {
        panic!("not two sessions are left: {:?}", decoded.value);
    };
    assert_eq!(first.results, None);
    assert!(second.errors.is_empty());
    let shown = format!("{:?}", decoded.value);
    assert!(shown.contains("sessions: [CreditSession {"), "{shown}");
}

#[test]
fn of_a_repeated_name_the_last_counts_and_that_is_reported() {
    let body = r#"{"request_id": "r", "new": 1, "sessions": 7, "request_id": "last", "new": 2, "sessions": [{}], "sessions": [{"a": 1, "a": 2}]}"#;
    let decoded: Decoded<CreditSessionsGetResponse> = read(body);
    let repeated = "duplicate key: the last value counts";
    assert_anomalies(
        &decoded,
        &[
            ("/sessions", "expected a list, found a number: set aside"),
            ("/request_id", repeated),
            ("/new", repeated),
            ("/sessions/0/a", repeated),
            ("/sessions", repeated),
        ],
    );
    assert_eq!(decoded.anomalies[1].kind, AnomalyKind::DuplicateKey);
    assert_eq!(decoded.value.request_id.unwrap(), "last");
    assert_eq!(decoded.value.extra["new"], 2);
    assert_eq!(decoded.value.sessions[0].extra["a"], 2);
}

#[test]
fn escaped_names_are_the_names_they_spell() {
    let body = r#"{"request\u005fid": "a\u0041", "n\u0065w": 1, "sessions": [{"link\u005fsession_id": 5}]}"#;
    let decoded: Decoded<CreditSessionsGetResponse> = read(body);
    assert_eq!(decoded.value.request_id.as_ref().unwrap(), &"aA");
    assert_eq!(decoded.value.extra["new"], 1);
    assert_eq!(anomalies(&decoded)[0].0, "/sessions/0/link_session_id");
}

#[test]
fn anomalies_past_the_limit_are_counted() {
    let bad = MAX_ANOMALIES + 23;
    let body = json!({"bank_income": vec!["no report"; bad], "request_id": "r"});
    let decoded: Decoded<CreditBankIncomeGetResponse> = read(&body.to_string());
    assert_eq!(decoded.anomalies.len(), MAX_ANOMALIES + 1);
    assert_eq!(anomalies(&decoded)[99].0, "/bank_income/99");
    assert_eq!(
        anomalies(&decoded)[100],
        (String::new(), "23 more anomalies are not listed")
    );
    assert_eq!(decoded.value.request_id.unwrap(), "r");
}

/// Just as many as there is room for: no count stands behind them.
#[test]
fn anomalies_up_to_the_limit_are_all_listed() {
    let body = json!({"bank_income": vec![false; MAX_ANOMALIES], "request_id": "r"});
    let decoded: Decoded<CreditBankIncomeGetResponse> = read(&body.to_string());
    assert_eq!(decoded.anomalies.len(), MAX_ANOMALIES);
    assert_eq!(anomalies(&decoded)[99].0, "/bank_income/99");
}

/// Past the anomalies that are all listed, no kind is lost.
#[test]
fn the_first_of_each_kind_is_listed() {
    let element = r#"{"link_session_id": 7}, "#;
    let body = format!(
        r#"{{"request_id": "a", "sessions": [{} {{"link_session_id": "\ud800"}}, 7]}}"#,
        element.repeat(150)
    );
    let decoded: Decoded<CreditSessionsGetResponse> = read(&body);
    let kinds: Vec<_> = decoded.anomalies.iter().map(|it| it.kind).collect();
    assert_eq!(kinds.len(), MAX_ANOMALIES + 2);
    assert_eq!(kinds[MAX_ANOMALIES], AnomalyKind::InvalidUnicode);
    let last = &decoded.anomalies[MAX_ANOMALIES + 1];
    assert_eq!(last.to_string(), "51 more anomalies are not listed");
}

#[test]
fn a_list_of_responses_recovers_like_one() {
    let body = r#"[{"request_id": "a"}, {"request_id": 7, "sessions": [8]}]"#;
    let decoded: Decoded<Vec<CreditSessionsGetResponse>> = read(body);
    assert_eq!(decoded.value.len(), 2);
    assert_anomalies(
        &decoded,
        &[
            (
                "/1/request_id",
                "expected a string, found a number: set aside",
            ),
            (
                "/1/sessions/0",
                "expected an object, found a number: set aside",
            ),
        ],
    );
}
