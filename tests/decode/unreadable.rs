//! Bodies of which nothing can be read, and numbers that no JSON value holds.

use plaid_credit::types::{CreditBankIncomeGetResponse, CreditSessionsGetResponse};
use plaid_credit::{AnomalyKind, DecodeError, Error, decode};
use serde_json::json;

use crate::anomalies;

fn refused(body: &[u8]) -> DecodeError {
    let Err(Error::Decode(error)) = decode::<CreditSessionsGetResponse>(body) else {
        panic!("it is read");
    };
    assert_eq!(error.path(), "");
    assert_eq!(error.body.bytes(), body);
    *error
}

#[test]
fn each_says_why_and_shows_nothing_of_the_body() {
    let bodies: [(&[u8], &str); 9] = [
        (b"", "it is empty"),
        (b"  ", "it ends early, at byte 2"),
        (
            br#"{"request_id": "123-45-6789", "sess"#,
            "it ends early, at byte 35",
        ),
        (
            b"<html><body>123-45-6789</body></html>",
            "it is not valid JSON at byte 0",
        ),
        (
            br#"[{"request_id": "123-45-6789"}]"#,
            "expected an object, found a list",
        ),
        (br#""123-45-6789""#, "expected an object, found a string"),
        (b"null", "expected an object, found null"),
        (
            br#"{"request_id": "123-45-6789"} {}"#,
            "it is not valid JSON at byte 30",
        ),
        (
            b"{\"request_id\": \"123-45-6789\"} \xff",
            "it is not valid JSON at byte 30",
        ),
    ];
    for (body, reason) in bodies {
        let error = refused(body);
        assert_eq!(error.reason, reason);
        assert_eq!(
            error.to_string(),
            format!("the body cannot be read: {reason}")
        );
        let error = Error::Decode(Box::new(error));
        // There was no call that could be made again.
        assert!(!error.is_retryable() && !error.was_sent(), "{reason}");
        for shown in [
            error.to_string(),
            format!("{error:?}"),
            format!("{error:#?}"),
        ] {
            assert!(!shown.contains("123") && !shown.contains("html"), "{shown}");
        }
    }
}

/// In what is read, in what is kept unread, and in what is passed over.
#[test]
fn no_body_is_read_that_is_not_valid_json() {
    let values = [
        ("[1 2]", 3),
        ("[,1]", 1),
        ("[1,]", 3),
        ("[1}", 2),
        (r#"{"a": 1 "b": 2}"#, 8),
        (r#"{,"a": 1}"#, 1),
        (r#"{"a": 1,}"#, 8),
        (r#"{"a" 1}"#, 5),
        (r#"{"a": 1]"#, 7),
        ("{a: 1}", 1),
        ("{1: 1}", 1),
        (r#""\x""#, 0),
        (r#""\u12g4""#, 0),
        (r#"{"\x": 1}"#, 1),
        ("\"a\nb\"", 2),
        ("\"a\\nb\n\"", 5),
        ("tru", 3),
        ("falsy", 4),
        ("nul", 3),
        ("-", 1),
        ("-a", 1),
        ("01", 1),
        ("1.", 2),
        ("1.e1", 2),
        ("1e", 2),
        ("1e+", 3),
        ("+1", 0),
        (".5", 0),
        ("'a'", 0),
    ];
    for (value, offset) in values {
        // The last is a list for a string.
        for (before, after) in [(r#"{"new": "#, "}"), (r#"{"request_id": ["#, "]}")] {
            let body = format!("{before}{value}{after}");
            let error = refused(body.as_bytes());
            let offset = before.len() + offset;
            let reason = format!("it is not valid JSON at byte {offset}");
            assert_eq!(error.reason, reason, "{body}");
        }
    }
    // That matters more than that the whole is of another type.
    assert_eq!(refused(b"[1 2]").reason, "it is not valid JSON at byte 3");
}

#[test]
fn a_number_past_f64_in_a_known_field_is_set_aside() {
    let body =
        br#"{"request_id": "r", "bank_income": [{"days_requested": 1e400, "bank_income_id": 1e400,
        "generated_time": -1e400, "bank_income_summary": {"total_amount": 1e400},
        "items": [{"institution_name": "kept"}]}]}"#;
    let decoded = decode::<CreditBankIncomeGetResponse>(body).unwrap();
    let expected = [
        (
            "days_requested",
            "the number does not fit: expected an integer",
        ),
        ("bank_income_id", "expected a string, found a number"),
        (
            "generated_time",
            "expected a time such as 2024-01-31T12:00:00Z, found a number",
        ),
        (
            "bank_income_summary/total_amount",
            "the number does not fit: expected a decimal number of at most 28 digits",
        ),
    ]
    .map(|(path, reason)| {
        (
            format!("/bank_income/0/{path}"),
            format!("{reason}: set aside"),
        )
    });
    let listed: Vec<_> = anomalies(&decoded)
        .into_iter()
        .map(|(path, reason)| (path, reason.to_owned()))
        .collect();
    assert_eq!(listed, expected);
    assert_eq!(decoded.anomalies[0].raw, "1e400");
    let report = &decoded.value.bank_income[0];
    assert_eq!(report.bank_income_id, None);
    assert_eq!(report.items[0].institution_name.as_deref(), Some("kept"));
}

/// No JSON value of serde_json holds it, so it is null, and its text is in the anomaly.
#[test]
fn a_number_past_f64_in_an_unknown_field_is_null_and_reported() {
    let body = br#"{"new": {"list": [1e400, 2]}, "request_id": "r"}"#;
    let decoded = decode::<CreditSessionsGetResponse>(body).unwrap();
    assert_eq!(anomalies(&decoded)[0].0, "/new/list/0");
    assert_eq!(decoded.anomalies[0].kind, AnomalyKind::InexactNumber);
    assert_eq!(decoded.anomalies[0].raw, "1e400");
    assert_eq!(decoded.value.extra["new"]["list"], json!([null, 2]));
    assert_eq!(decoded.value.request_id.unwrap(), "r");
}
