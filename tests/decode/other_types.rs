//! Bodies read as types that are not this crate's.

use std::collections::BTreeMap;

use plaid_credit::types::{AssetReport, CreditSession, CreditSessionsGetResponse};
use plaid_credit::{AnomalyKind, Error, MAX_ANOMALIES, decode};
use serde::{Deserialize, Deserializer};
use serde_json::{Value, json};

use crate::{anomalies, assert_anomalies};

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

/// A list or map that is not a model's leaves out what does not fit, wherever it stands.
#[test]
fn lists_and_maps_of_models_recover_like_those_in_models() {
    #[derive(Deserialize)]
    struct Stored {
        sessions: Vec<CreditSession>,
    }

    let (object, set_aside) = (
        r#"{"link_session_id": "a"}"#,
        "expected an object, found a number: set aside",
    );
    let list = format!("[{object}, 7, {object}]");
    let decoded = decode::<Vec<CreditSession>>(list.as_bytes()).unwrap();
    assert_eq!(decoded.value.len(), 2);
    assert_anomalies(&decoded, &[("/1", set_aside)]);
    let stored = format!(r#"{{"sessions": {list}}}"#);
    let decoded = decode::<Stored>(stored.as_bytes()).unwrap();
    assert_eq!(decoded.value.sessions.len(), 2);
    assert_anomalies(&decoded, &[("/sessions/1", set_aside)]);
    let map = format!(r#"{{"a": {object}, "b": 7, "c": {object}}}"#);
    let decoded = decode::<BTreeMap<String, CreditSession>>(map.as_bytes()).unwrap();
    assert_eq!(decoded.value.keys().collect::<Vec<_>>(), ["a", "c"]);
    assert_anomalies(&decoded, &[("/b", set_aside)]);
    // The elements of a tuple differ by their places.
    let tuple = format!("[7, {object}]");
    assert!(decode::<(CreditSession, CreditSession)>(tuple.as_bytes()).is_err());
}

/// The error about a type of another crate, which cannot do without a value.
#[test]
fn what_a_type_cannot_do_without_is_named() {
    #[derive(Debug, Deserialize)]
    #[allow(dead_code)]
    struct Stored {
        kin: (String, String),
    }

    let Err(Error::Decode(error)) = decode::<Stored>(br#"{"kin": ["a", {"b": 1}]}"#) else {
        panic!("it is read");
    };
    assert_eq!(error.path(), "/kin/1");
    assert_eq!(error.anomaly.as_ref().unwrap().raw, r#"{"b": 1}"#);
    assert_eq!(
        error.to_string(),
        "the body was rejected because of /(unknown)/1: expected a string, found an object"
    );
    let Err(Error::Decode(error)) = decode::<Stored>(b"[]") else {
        panic!("it is read");
    };
    assert_eq!((error.path(), &error.anomaly), (String::new(), &None));
}

#[test]
fn one_bad_value_is_set_aside_in_types_of_other_crates_too() {
    let body = br#"{"1": 1, "x": {"deep": [2]}, "3": 3}"#;
    let decoded = decode::<BTreeMap<i64, i64>>(body).unwrap();
    assert_eq!(decoded.value, BTreeMap::from([(1, 1), (3, 3)]));
    assert_anomalies(
        &decoded,
        &[("/x", "the field's name does not fit: set aside")],
    );
    assert_eq!(decoded.anomalies[0].raw, r#"{"deep": [2]}"#);

    let body = br#"{"request_id": "a", "sessions": [{"id": "\ud800"}, {"id": "b"}]}"#;
    let decoded = decode::<Value>(body).unwrap();
    assert_eq!(
        decoded.value,
        json!({"request_id": "a", "sessions": [{"id": null}, {"id": "b"}]})
    );
    assert_anomalies(
        &decoded,
        &[("/sessions/0/id", "the text is not valid Unicode: set aside")],
    );
}

/// What only a review finds changes nothing; this does.
#[test]
fn what_another_type_refuses_is_of_the_wrong_type() {
    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[allow(dead_code)]
    struct Stored {
        kind: Kind,
    }
    #[derive(Debug, Deserialize)]
    enum Kind {
        Known,
    }

    let body = br#"[{"kind": "Known"}, {}, {"kind": "New"}, {"kind": "Known", "more": 1}]"#;
    let decoded = decode::<Vec<Stored>>(body).unwrap();
    assert_eq!(decoded.value.len(), 1);
    assert_anomalies(
        &decoded,
        &[
            ("/1", "missing field `kind`: set aside"),
            ("/2", "a value inside it: expected one of Known: set aside"),
            ("/3", "a field that the type does not know: set aside"),
        ],
    );
    for anomaly in &decoded.anomalies {
        assert_eq!(anomaly.kind, AnomalyKind::WrongType);
        assert!(!anomaly.kind.needs_review());
    }
}

/// What a type of another crate says of a value may repeat it.
#[test]
fn the_reason_of_a_type_of_another_crate_is_not_shown() {
    let Err(Error::Decode(error)) = decode::<std::net::IpAddr>(br#""123-45-6789""#) else {
        panic!("it is read");
    };
    assert_eq!(error.reason, "cannot be read as its type");
}

#[test]
fn enums_of_other_crates_are_read() {
    #[derive(Debug, PartialEq, Deserialize)]
    enum Kind {
        One,
        Two { three: u8 },
    }
    let kinds = decode::<Vec<Kind>>(br#"["One", {"Two": {"three": 3}}]"#).unwrap();
    assert_eq!(kinds.value, [Kind::One, Kind::Two { three: 3 }]);
    for body in ["7", "null", r#""Four""#, "{}"] {
        assert!(decode::<Kind>(body.as_bytes()).is_err(), "{body}");
    }
}

/// A type that reads text inside a body with this crate leaves what was noted of the rest.
#[test]
fn a_body_inside_a_body_is_read_on_its_own() {
    struct Inner(Vec<(String, String)>);

    impl<'de> Deserialize<'de> for Inner {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            let text = String::deserialize(deserializer)?;
            let inner = decode::<CreditSessionsGetResponse>(text.as_bytes()).unwrap();
            let listed = anomalies(&inner).into_iter();
            Ok(Self(
                listed.map(|(path, it)| (path, it.to_owned())).collect(),
            ))
        }
    }

    type Outer = (CreditSessionsGetResponse, Inner, CreditSessionsGetResponse);
    let response = r#"{"request_id": 7}"#;
    let body = format!("[{response}, {}, {response}]", json!(response));
    let outer = decode::<Outer>(body.as_bytes()).unwrap();
    let reason = "expected a string, found a number: set aside";
    assert_eq!(
        anomalies(&outer),
        [
            ("/0/request_id".to_owned(), reason),
            ("/2/request_id".to_owned(), reason)
        ]
    );
    assert_eq!(
        outer.value.1.0[0],
        ("/request_id".to_owned(), reason.to_owned())
    );
}
