//! Bodies read as types that are not this crate's.

use std::collections::BTreeMap;

use plaid_credit::types::{AssetReport, CreditSessionsGetResponse};
use plaid_credit::{AnomalyKind, Error, MAX_ANOMALIES, decode};
use serde::{Deserialize, Deserializer};
use serde_json::{Value, json};

use crate::anomalies;

#[derive(Debug, Deserialize, PartialEq)]
struct Row {
    id: u8,
    note: Option<String>,
}

fn row(note: Option<&str>) -> Row {
    let note = note.map(str::to_owned);
    Row { id: 1, note }
}

#[test]
fn a_field_that_is_ignored_may_hold_anything() {
    let deep = "[".repeat(200) + &"]".repeat(200);
    for ignored in ["1e400", r#""\ud800""#, "12345678901234567.89", &deep] {
        let body = format!(r#"{{"id": 1, "new": {ignored}, "note": "a"}}"#);
        let decoded = decode::<Row>(body.as_bytes()).unwrap();
        assert_eq!(decoded.value, row(Some("a")), "{ignored}");
        assert_eq!(decoded.anomalies, [], "{ignored}");
    }
    let error = decode::<Row>(br#"{"id": 1, "new": [tru]}"#).unwrap_err();
    assert!(
        error.to_string().ends_with("not valid JSON at byte 21"),
        "{error}"
    );
}

#[test]
fn a_field_that_may_be_null_is_set_aside_alone() {
    let decoded = decode::<Row>(br#"{"id": 1, "note": [7]}"#).unwrap();
    assert_eq!(decoded.value, row(None));
    assert_eq!(decoded.anomalies[0].path(), "/note");
    assert_eq!(decoded.anomalies[0].raw, "[7]");
    let Err(Error::Decode(error)) = decode::<Row>(br#"{"id": "one"}"#) else {
        panic!("the ID is required");
    };
    assert_eq!(error.path(), "/id");
}

#[test]
fn the_first_member_of_any_json_is_set_aside_as_the_others_are() {
    for (body, value, path) in [
        (r#"{"a": 1e400, "b": 2}"#, json!({"a": null, "b": 2}), "/a"),
        (r#"{"b": 2, "a": 1e400}"#, json!({"b": 2}), "/a"),
        (
            r#"{"a": {"b": "\ud800"}}"#,
            json!({"a": {"b": null}}),
            "/a/b",
        ),
    ] {
        let decoded = decode::<Value>(body.as_bytes()).unwrap();
        assert_eq!(decoded.value, value, "{body}");
        assert_eq!(decoded.anomalies.len(), 1, "{body}");
        assert_eq!(decoded.anomalies[0].path(), path, "{body}");
    }
}

#[test]
fn a_type_that_passes_on_no_error_makes_nothing_json() {
    fn or_none<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<bool>, D::Error> {
        Ok(bool::deserialize(deserializer).ok())
    }
    #[derive(Debug, Deserialize)]
    struct Lenient {
        #[serde(deserialize_with = "or_none")]
        a: Option<bool>,
    }
    for body in [r#"{"a": tru}"#, r#"{"a": 1.}"#, r#"{"a": "\x"}"#] {
        let error = decode::<Lenient>(body.as_bytes()).unwrap_err();
        assert!(
            error.to_string().contains("not valid JSON"),
            "{body}: {error}"
        );
    }
    assert_eq!(decode::<Lenient>(br#"{"a": 7}"#).unwrap().value.a, None);
}

#[test]
fn what_is_set_aside_with_all_that_is_in_it_counts_once() {
    let wrong = vec!["8"; 2 * MAX_ANOMALIES].join(",");
    let body = format!(r#"[[{{"request_id": "r", "sessions": [{wrong}]}}, "x"]]"#);
    let decoded = decode::<Vec<(CreditSessionsGetResponse, u8)>>(body.as_bytes()).unwrap();
    let [(path, reason)] = &anomalies(&decoded)[..] else {
        panic!("{:?}", decoded.anomalies);
    };
    assert_eq!(path, "/0");
    assert!(reason.ends_with(": set aside"), "{reason}");
}

#[test]
fn a_whole_number_that_a_float_does_not_hold_is_rounded_with_an_anomaly() {
    let decoded = decode::<BTreeMap<String, f64>>(br#"{"a": 9007199254740993, "b": 2}"#).unwrap();
    assert_eq!(decoded.value["a"], 9_007_199_254_740_992.0);
    assert_eq!(decoded.anomalies.len(), 1);
    assert_eq!(decoded.anomalies[0].kind, AnomalyKind::InexactNumber);
}

#[test]
fn any_json_is_hidden_in_lists_too() {
    let body = br#"[{"ssn": "123-45-6789"}]"#;
    let shown = format!("{:?}", decode::<Vec<Value>>(body).unwrap());
    assert!(
        !shown.contains("123") && shown.contains("hidden"),
        "{shown}"
    );
}

#[test]
fn a_number_that_json_does_not_have_is_not_written_as_null() {
    let mut report = AssetReport::default();
    report.days_requested = Some(f64::NAN);
    let error = serde_json::to_string(&report).unwrap_err();
    assert!(error.to_string().contains("finite"), "{error}");
}

#[test]
fn keys_of_maps_are_what_they_say() {
    let decoded = decode::<BTreeMap<bool, u8>>(br#"{"true": 1, "yes": 2}"#).unwrap();
    assert_eq!(decoded.value, BTreeMap::from([(true, 1)]));
    assert_eq!(anomalies(&decoded).len(), 1);
    let large = u128::MAX.to_string();
    let body = format!(r#"{{"{large}": 1, "5": 2, "05": 3, "+5": 4}}"#);
    let decoded = decode::<BTreeMap<u128, u8>>(body.as_bytes()).unwrap();
    assert_eq!(decoded.value, BTreeMap::from([(u128::MAX, 1), (5, 2)]));
    let paths: Vec<_> = decoded.anomalies.iter().map(|it| it.path()).collect();
    assert_eq!(paths, ["/05", "/+5"]);
}

#[test]
fn numbers_of_other_widths_are_exact_or_have_an_anomaly() {
    let body = format!("[{}, {}, 18446744073709551616, 7]", i128::MIN, i128::MAX);
    let decoded = decode::<Vec<i128>>(body.as_bytes()).unwrap();
    assert_eq!(decoded.value, [i128::MIN, i128::MAX, 1 << 64, 7]);
    assert_eq!(decoded.anomalies, []);
    let body = u128::MAX.to_string();
    assert_eq!(decode::<u128>(body.as_bytes()).unwrap().value, u128::MAX);

    let decoded = decode::<Vec<f32>>(b"[0.1, 16777217, 2, 1e39]").unwrap();
    assert_eq!(decoded.value, [0.1, 16_777_216.0, 2.0]);
    let found: Vec<_> = decoded
        .anomalies
        .iter()
        .map(|it| (it.path(), it.kind))
        .collect();
    assert_eq!(
        found,
        [
            ("/1".to_owned(), AnomalyKind::InexactNumber),
            ("/3".to_owned(), AnomalyKind::InexactNumber),
        ]
    );
}
