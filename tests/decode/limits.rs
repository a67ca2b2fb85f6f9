//! Bodies made to be slow or to exhaust memory or the stack. Each is of a size that would take
//! minutes, or more memory than there is, if the effort grew faster than the body.

use plaid_credit::types::{
    AssetReportGetResponse, CreditBankIncomeGetResponse, CreditPayrollIncomeGetResponse,
    CreditSessionsGetResponse,
};
use plaid_credit::{Anomaly, AnomalyKind, Error, MAX_ANOMALIES, decode, review};
use plaid_credit_tests::models::MODELS;
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

/// serde_json's `Value` would read the text behind the key as another body, without a limit
/// to its depth.
fn magic(depth: usize) -> String {
    let open = r#"{"$serde_json::private::RawValue":""#;
    let text = "[".repeat(depth) + &"]".repeat(depth);
    format!(r#"{{"request_id": "r", "new": {open}{text}"}}}}"#)
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
    let decoded = decode::<CreditSessionsGetResponse>(magic(60_000).as_bytes()).unwrap();
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

/// Below the fields of models too, where each level takes more of the stack.
#[test]
fn a_small_stack_suffices_below_models() {
    for (open, close) in [("[", "]"), (r#"{"a":"#, "}"), (r#"[{"a":"#, "}]")] {
        let deep = open.repeat(200_000) + "1" + &close.repeat(200_000);
        let assets = format!(
            r#"{{"report": {{"items": [{{"accounts": [{{"transactions": [{{"new": {deep}}}]}}]}}]}}}}"#
        );
        let payroll = format!(
            r#"{{"items": [{{"payroll_income": [{{"pay_stubs": [{{"earnings": {{"breakdown": [{{"new": {deep}}}]}}}}]}}]}}]}}"#
        );
        on_a_small_stack(move || {
            for review in [false, true] {
                check::<AssetReportGetResponse>(&assets, review);
                check::<CreditPayrollIncomeGetResponse>(&payroll, review);
            }
        });
    }
    on_a_small_stack(|| {
        let list = "[".repeat(128) + &"]".repeat(128);
        assert!(decode::<Value>(list.as_bytes()).is_ok());
        let object = r#"{"a":"#.repeat(128) + "1" + &"}".repeat(128);
        assert!(decode::<Value>(object.as_bytes()).is_ok());
    });

    fn check<T: serde::de::DeserializeOwned>(body: &str, is_review: bool) {
        let anomalies = match is_review {
            false => decode::<T>(body.as_bytes()).unwrap().anomalies,
            true => review::<T>(body.as_bytes()).unwrap(),
        };
        let too_deep = |anomaly: &&Anomaly| anomaly.kind == AnomalyKind::TooDeep;
        assert_eq!(anomalies.iter().filter(too_deep).count(), 1);
    }
}

/// The whole of a body of each class is read on a small stack.
#[test]
fn a_small_stack_suffices() {
    let nested = |open: &str, close: &str| {
        let deep = open.repeat(200_000) + "1" + &close.repeat(200_000);
        format!(r#"{{"request_id": "r", "new": {deep}}}"#)
    };
    for body in [
        nested("[", "]"),
        nested(r#"{"a":"#, "}"),
        nested(r#"[{"a":"#, "}]"),
        magic(60_000),
    ] {
        on_a_small_stack(move || {
            let decoded = decode::<CreditSessionsGetResponse>(body.as_bytes()).unwrap();
            assert_eq!(decoded.value.request_id.unwrap(), "r");
        });
    }
}

/// Models are read on the stack, and some take kilobytes of it.
#[test]
fn a_small_stack_suffices_for_every_model() {
    let deep = r#"[{"a":"#.repeat(64) + "1" + &"}]".repeat(64);
    for model in MODELS {
        let body = format!(r#"{{"new": {deep}}}"#);
        // Requests and unions may refuse such a body.
        on_a_small_stack(move || drop((model.decode)(body.as_bytes())));
    }
}

fn on_a_small_stack(run: impl FnOnce() + Send + 'static) {
    let stack = if cfg!(debug_assertions) {
        2 << 20
    } else {
        128 << 10
    };
    let thread = std::thread::Builder::new().stack_size(stack).spawn(run);
    thread.unwrap().join().unwrap();
}
