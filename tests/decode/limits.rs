//! Bodies made to be slow or to exhaust memory. Each is of a size that would take minutes,
//! or more memory than there is, if the effort grew faster than the body.

use plaid_credit::MAX_ANOMALIES;
use plaid_credit::decode;
use plaid_credit::types::{CreditBankIncomeGetResponse, CreditSessionsGetResponse};
use serde_json::Value;

use crate::{anomalies, assert_anomalies};

const MILLION: usize = 1_000_000;

#[test]
fn a_million_bad_elements() {
    let body = format!(
        r#"{{"sessions": [{}8], "request_id": "r"}}"#,
        "8,".repeat(MILLION - 1)
    );
    let decoded = decode::<CreditSessionsGetResponse>(body.as_bytes()).unwrap();
    assert!(decoded.value.sessions.is_empty());
    assert_eq!(decoded.value.request_id.as_ref().unwrap(), &"r");
    assert_eq!(decoded.anomalies.len(), MAX_ANOMALIES + 1);
    assert_eq!(
        decoded.anomalies[MAX_ANOMALIES].reason,
        "999900 more values were set aside and are not listed"
    );
    let sent: Value = serde_json::from_str(&body).unwrap();
    assert!(decoded.to_json() == sent, "the body does not come back");
}

/// Good ones between them, before which the bad ones have to come back.
#[test]
fn a_million_elements_of_which_every_other_is_bad() {
    let pairs = vec![r#"8,{"link_session_id":"s"}"#; MILLION / 2].join(",");
    let body = format!(r#"{{"sessions":[{pairs}]}}"#);
    let decoded = decode::<CreditSessionsGetResponse>(body.as_bytes()).unwrap();
    assert_eq!(decoded.value.sessions.len(), MILLION / 2);
    assert_eq!(decoded.anomalies[1].path, "/sessions/2");
    let sent: Value = serde_json::from_str(&body).unwrap();
    assert!(decoded.to_json() == sent, "the body does not come back");
}

/// Each number is noted with its place, which has a long name in it.
#[test]
fn many_numbers_past_f64_below_a_long_name() {
    let name = "n".repeat(MILLION);
    let numbers = vec!["1e400"; MILLION / 10].join(",");
    let body = format!(r#"{{"{name}":[{numbers}]}}"#);
    let decoded = decode::<CreditSessionsGetResponse>(body.as_bytes()).unwrap();
    assert_anomalies(&decoded, &[]);
    let json = decoded.to_json();
    let numbers = json[&name].as_array().unwrap();
    assert_eq!(numbers.len(), MILLION / 10);
    assert!(numbers.iter().all(|number| number == "1e400"));
}

#[test]
fn deep_nesting_in_an_unknown_field_is_set_aside() {
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let body = format!(r#"{{"new": {deep}, "request_id": "r"}}"#);
    let decoded = decode::<CreditSessionsGetResponse>(body.as_bytes()).unwrap();
    assert_anomalies(
        &decoded,
        &[(
            "/new",
            "expected at most 128 levels, found a list: set aside",
        )],
    );
    assert_eq!(decoded.anomalies[0].raw, Value::from(deep.as_str()));
    assert_eq!(decoded.to_json()["new"], Value::from(deep));
    assert_eq!(decoded.value.request_id.unwrap(), "r");
}

#[test]
fn deep_nesting_in_known_fields_is_set_aside() {
    let deep = format!("{}1{}", r#"{"a":"#.repeat(100_000), "}".repeat(100_000));
    let body = format!(
        r#"{{"bank_income": [{{"items": {deep}, "days_requested": {deep}, "bank_income_id": "b"}}]}}"#
    );
    let decoded = decode::<CreditBankIncomeGetResponse>(body.as_bytes()).unwrap();
    assert_anomalies(
        &decoded,
        &[
            (
                "/bank_income/0/items",
                "expected a list, found an object: set aside",
            ),
            (
                "/bank_income/0/days_requested",
                "expected an integer, found an object: set aside",
            ),
        ],
    );
    let id = decoded.value.bank_income[0].bank_income_id.as_deref();
    assert_eq!(id, Some("b"));
    assert_eq!(
        decoded.to_json()["bank_income"][0]["items"],
        Value::from(deep)
    );
}

/// Half a body of brackets, so that each level that is read again costs time.
#[test]
fn a_nesting_at_the_limit_beside_a_large_list() {
    let (open, close) = ("[".repeat(120), "]".repeat(120));
    let body = format!(
        r#"{{"new": {open}{}8{close}, "sessions": 1}}"#,
        "8,".repeat(MILLION / 10)
    );
    let decoded = decode::<CreditSessionsGetResponse>(body.as_bytes()).unwrap();
    assert_eq!(anomalies(&decoded).len(), 1);
    let sent: Value = serde_json::from_str(&body).unwrap();
    assert!(decoded.to_json() == sent, "the body does not come back");
}
