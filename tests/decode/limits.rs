//! Bodies made to be slow or to exhaust memory. Each is of a size that would take minutes, or more
//! memory than there is, if the effort grew faster than the body.

use plaid_credit::types::{CreditBankIncomeGetResponse, CreditSessionsGetResponse};
use plaid_credit::{AnomalyKind, Error, MAX_ANOMALIES, decode};
use serde::Deserialize;
use serde_json::{Value, json};

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
        "999900 more anomalies are not listed"
    );
}

/// Each number is noted with its place, which has a long name in it.
#[test]
fn many_numbers_past_f64_below_a_long_name() {
    let name = "n".repeat(MILLION);
    let numbers = vec!["1e400"; MILLION / 10].join(",");
    let body = format!(r#"{{"request_id": "r", "{name}":[{numbers}]}}"#);
    let decoded = decode::<CreditSessionsGetResponse>(body.as_bytes()).unwrap();
    assert_eq!(decoded.anomalies.len(), MAX_ANOMALIES + 1);
    assert_eq!(decoded.anomalies[7].path(), format!("/{name}/7"));
    let numbers = decoded.value.extra[&name].as_array().unwrap();
    assert_eq!(numbers.len(), MILLION / 10);
}

#[test]
fn deep_nesting_in_an_unknown_field_is_set_aside_where_it_is_too_deep() {
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let body = format!(r#"{{"new": {deep}, "request_id": "r"}}"#);
    let decoded = decode::<CreditSessionsGetResponse>(body.as_bytes()).unwrap();
    let path = format!("/new{}", "/0".repeat(127));
    assert_eq!(
        anomalies(&decoded),
        [(path, "nested more than 128 levels deep: set aside")]
    );
    assert_eq!(decoded.anomalies[0].kind, AnomalyKind::TooDeep);
    assert_eq!(decoded.anomalies[0].raw, &deep[127..deep.len() - 127]);
    assert_eq!(decoded.value.request_id.unwrap(), "r");
}

#[test]
fn deep_nesting_in_known_fields_is_set_aside() {
    let deep = format!("{}1{}", r#"{"a":"#.repeat(100_000), "}".repeat(100_000));
    let body = format!(
        r#"{{"request_id": "r", "bank_income": [{{"items": {deep}, "days_requested": {deep}, "bank_income_id": "b"}}]}}"#
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
    assert_eq!(decoded.anomalies[0].raw, deep);
    let id = decoded.value.bank_income[0].bank_income_id.as_deref();
    assert_eq!(id, Some("b"));
}

#[test]
fn no_key_has_a_meaning() {
    for key in [
        "$serde_json::private::RawValue",
        "$serde_json::private::Number",
    ] {
        let body = format!(r#"{{"request_id": "r", "new": {{"{key}": "1", "other": 2}}}}"#);
        let decoded = decode::<CreditSessionsGetResponse>(body.as_bytes()).unwrap();
        assert_eq!(decoded.anomalies, []);
        assert_eq!(decoded.value.extra["new"], json!({key: "1", "other": 2}));
        let body = format!(
            r#"{{"bank_income": [{{"bank_income_summary": {{"total_amount": {{"{key}": "1"}}}}}}]}}"#
        );
        let decoded = decode::<CreditBankIncomeGetResponse>(body.as_bytes()).unwrap();
        assert_eq!(decoded.anomalies[0].kind, AnomalyKind::WrongType);
        // A type of another crate never sees it.
        let body = format!(r#"[{{"a": {{"{key}": "1"}}}}]"#);
        let Err(Error::Decode(error)) = decode::<Value>(body.as_bytes()) else {
            panic!("it is read");
        };
        assert_eq!(error.reason, "an object has a key that serde_json reserves");
    }
    let decoded =
        decode::<CreditSessionsGetResponse>(hostile::reserved_key(60_000).as_bytes()).unwrap();
    assert_eq!(decoded.anomalies, []);
}

/// The first key that a flattened `Value` sees is not the first key of the object.
#[test]
fn no_key_has_a_meaning_behind_others_either() {
    #[derive(Debug, Deserialize)]
    struct Event {
        #[allow(dead_code)]
        webhook_code: String,
        #[serde(flatten)]
        #[allow(dead_code)]
        rest: Value,
    }
    for key in [
        "$serde_json::private::RawValue",
        "$serde_json::private::Number",
    ] {
        let body = format!(r#"{{"webhook_code": "A_B", "{key}": "1", "other": 2}}"#);
        let Err(Error::Decode(error)) = decode::<Event>(body.as_bytes()) else {
            panic!("it is read");
        };
        assert_eq!(error.reason, "an object has a key that serde_json reserves");
    }
}
