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
    let bodies: [(&[u8], &str, bool); 9] = [
        (b"", "it is empty", true),
        (b"  ", "it ends early, at byte 2", true),
        (
            br#"{"request_id": "123-45-6789", "sess"#,
            "it ends early, at byte 35",
            true,
        ),
        (
            b"<html><body>123-45-6789</body></html>",
            "it is not valid JSON at byte 0",
            false,
        ),
        (
            br#"[{"request_id": "123-45-6789"}]"#,
            "expected an object, found a list",
            false,
        ),
        (
            br#""123-45-6789""#,
            "expected an object, found a string",
            false,
        ),
        (b"null", "expected an object, found null", false),
        (
            br#"{"request_id": "123-45-6789"} {}"#,
            "it is not valid JSON at byte 30",
            false,
        ),
        (
            b"{\"request_id\": \"123-45-6789\"} \xff",
            "it is not valid JSON at byte 30",
            false,
        ),
    ];
    for (body, reason, is_retryable) in bodies {
        let error = refused(body);
        assert_eq!(error.reason, reason);
        assert_eq!(
            error.to_string(),
            format!("the body cannot be read: {reason}")
        );
        let error = Error::Decode(Box::new(error));
        assert_eq!(error.is_retryable(), is_retryable, "{reason}");
        for shown in [
            error.to_string(),
            format!("{error:?}"),
            format!("{error:#?}"),
        ] {
            assert!(!shown.contains("123") && !shown.contains("html"), "{shown}");
        }
    }
}

#[test]
fn a_number_past_f64_in_a_known_field_is_set_aside() {
    let body =
        br#"{"request_id": "r", "bank_income": [{"days_requested": 1e400, "bank_income_id": 1e400,
        "generated_time": -1e400, "bank_income_summary": {"total_amount": 1e400},
        "items": [{"institution_name": "kept"}]}]}"#;
    let decoded = decode::<CreditBankIncomeGetResponse>(body).unwrap();
    let found = "found a number: set aside";
    let expected = [
        ("days_requested", "an integer"),
        ("bank_income_id", "a string"),
        ("generated_time", "a time such as 2024-01-31T12:00:00Z"),
        (
            "bank_income_summary/total_amount",
            "a decimal number of at most 28 digits",
        ),
    ]
    .map(|(path, due)| {
        (
            format!("/bank_income/0/{path}"),
            format!("expected {due}, {found}"),
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
