//! Every departure from the document can be asked for, and has a kind.

use chrono::NaiveDate;
use plaid_credit::types::{
    AssetReportGetResponse, CreditBankIncomeGetResponse, CreditBankIncomeSummary,
    CreditEmploymentGetResponse, CreditPayrollIncomeGetResponse, CreditSessionResults,
    CreditSessionsGetResponse, LinkTokenAccountFilters,
};
use plaid_credit::{AnomalyKind, MAX_ANOMALIES, decode, review};
use serde::de::DeserializeOwned;

use AnomalyKind::{
    DuplicateKey, InexactNumber, InvalidUnicode, Missing, NotAnAnswer, Null, TooDeep, UnknownField,
    UnknownValue, WrongType,
};

/// The kinds and paths that decoding lists at once, and those that a review lists.
fn both<T: DeserializeOwned>(body: &[u8]) -> [Vec<(AnomalyKind, String)>; 2] {
    [
        decode::<T>(body).unwrap().anomalies,
        review::<T>(body).unwrap(),
    ]
    .map(|anomalies| {
        let anomalies = anomalies.iter();
        anomalies
            .map(|anomaly| (anomaly.kind, anomaly.path()))
            .collect()
    })
}

/// Asserts what a review of sessions lists, and that decoding lists just those of the kinds
/// that change something.
fn check(body: impl AsRef<[u8]>, expected: &[(AnomalyKind, &str)]) {
    let expected: Vec<(AnomalyKind, String)> = expected
        .iter()
        .map(|(kind, path)| (*kind, (*path).to_owned()))
        .collect();
    let at_once: Vec<_> = expected
        .iter()
        .filter(|(kind, _)| !kind.needs_review())
        .cloned()
        .collect();
    let [decoded, reviewed] = both::<CreditSessionsGetResponse>(body.as_ref());
    assert_eq!(reviewed, expected);
    assert_eq!(decoded, at_once);
}

#[test]
fn each_kind_is_found() {
    check(r#"{"request_id": "r", "sessions": []}"#, &[]);
    check(
        r#"{"request_id": "r", "new": 1}"#,
        &[(UnknownField, "/new")],
    );
    let [decoded, reviewed] = both::<CreditEmploymentGetResponse>(br#"{"items": []}"#);
    assert_eq!(decoded, []);
    assert_eq!(reviewed, [(Missing, "/request_id".to_owned())]);
    check(
        r#"{"request_id": null, "sessions": null}"#,
        &[(Null, "/request_id"), (Null, "/sessions")],
    );
    check(
        r#"{"request_id": "r", "sessions": [{"results": {"bank_income_results": [{"status": "BREWING"}]}}]}"#,
        &[(
            UnknownValue,
            "/sessions/0/results/bank_income_results/0/status",
        )],
    );
    check(
        r#"{"request_id": "r", "sessions": [8]}"#,
        &[(WrongType, "/sessions/0")],
    );
    // A null that is replaced is nothing lost.
    let [decoded, reviewed] =
        both::<CreditSessionsGetResponse>(br#"{"request_id": null, "request_id": "r"}"#);
    assert_eq!(decoded, []);
    let path = || "/request_id".to_owned();
    assert_eq!(reviewed, [(Null, path()), (DuplicateKey, path())]);
    check(
        r#"{"request_id": "q", "request_id": "r"}"#,
        &[(DuplicateKey, "/request_id")],
    );
}

#[test]
fn numbers_that_are_rounded_are_reported_with_their_digits() {
    let body = r#"{"request_id": "r", "bank_income": [], "new": [12345678901234567.89, 1.5, 18446744073709551615, 18446744073709551617]}"#;
    let decoded = decode::<CreditBankIncomeGetResponse>(body.as_bytes()).unwrap();
    let listed: Vec<_> = decoded
        .anomalies
        .iter()
        .map(|anomaly| (anomaly.kind, anomaly.path(), anomaly.raw.clone()))
        .collect();
    assert_eq!(
        listed,
        [
            (
                InexactNumber,
                "/new/0".to_owned(),
                "12345678901234567.89".into()
            ),
            (
                InexactNumber,
                "/new/3".to_owned(),
                "18446744073709551617".into()
            ),
        ]
    );
}

#[test]
fn a_number_is_exact_if_no_digit_is_lost() {
    let kinds = |text: &str| -> Vec<AnomalyKind> {
        let body = format!(r#"{{"request_id": "r", "bank_income": [], "new": {text}}}"#);
        let decoded = decode::<CreditBankIncomeGetResponse>(body.as_bytes()).unwrap();
        decoded.anomalies.iter().map(|it| it.kind).collect()
    };
    for text in [
        "0.1",
        "-17.05",
        "1e3",
        "1E+3",
        "0.000e7",
        "12345678901234.56",
        "100000000000000000000",
        "1.50000000000000000000",
        "5e-324",
        "0.1e1",
        "0e99999999999999999999",
        "1000000000000000000000e-21",
        "9007199254740993",
        "0.100000000000000000e1",
        "0.000000000000000001e20",
        "-1234.00000000000000e2",
    ] {
        assert_eq!(kinds(text), [], "{text}");
    }
    for text in [
        "12345678901234567.89",
        "0.12345678901234567890",
        "1e-400",
        "4.9e-324",
        "1e-99999999999999999999",
        "9007199254740993.0",
        "0.90071992547409930e16",
    ] {
        assert_eq!(kinds(text), [InexactNumber], "{text}");
    }
}

#[test]
fn numbers_other_than_amounts_are_written_as_they_are_sent() {
    let days = |sent: &str| {
        let body = format!(r#"{{"request_id": "r", "report": {{"days_requested": {sent}}}}}"#);
        decode::<AssetReportGetResponse>(body.as_bytes()).unwrap()
    };
    for (sent, held) in [
        ("61", 61.0),
        ("-7", -7.0),
        ("61.5", 61.5),
        ("1e+300", 1e300),
        ("9007199254740991", 9_007_199_254_740_991.0),
        ("9007199254740992.0", 9_007_199_254_740_992.0),
    ] {
        let decoded = days(sent);
        assert_eq!(decoded.anomalies, []);
        let written = serde_json::to_value(&decoded.value).unwrap();
        assert_eq!(written["report"]["days_requested"].to_string(), sent);
        assert_eq!(decoded.value.report.unwrap().days_requested, Some(held));
    }
    let reason = &days(r#""many""#).anomalies[0].reason;
    assert_eq!(reason, "expected a number, found a string: set aside");

    let body = br#"{"request_id": "r", "bank_income": [{"days_requested": -3}]}"#;
    let decoded = decode::<CreditBankIncomeGetResponse>(body).unwrap();
    assert_eq!(decoded.value.bank_income[0].days_requested, Some(-3));
}

#[test]
fn whole_numbers_may_have_a_fraction_of_zero() {
    let days = |sent: &str| {
        let body =
            format!(r#"{{"request_id": "r", "bank_income": [{{"days_requested": {sent}}}]}}"#);
        decode::<CreditBankIncomeGetResponse>(body.as_bytes()).unwrap()
    };
    for (sent, held) in [
        ("120.0", 120),
        ("-3.00", -3),
        ("1e2", 100),
        ("9007199254740991.0", 9_007_199_254_740_991),
    ] {
        let decoded = days(sent);
        assert_eq!(decoded.anomalies, [], "{sent}");
        assert_eq!(decoded.value.bank_income[0].days_requested, Some(held));
    }
    for (sent, reason) in [
        ("120.5", "expected an integer, found a number: set aside"),
        // The first whole number that an `f64` does not tell from its neighbor.
        (
            "9007199254740992.0",
            "the number does not fit: expected an integer: set aside",
        ),
    ] {
        let decoded = days(sent);
        assert_eq!(decoded.anomalies[0].reason, reason, "{sent}");
        assert_eq!(decoded.value.bank_income[0].days_requested, None);
    }
}

#[test]
fn dates_are_written_as_they_are_sent() {
    for sent in ["2026-01-31", "1987-12-05", "0460-10-29", "9999-12-31"] {
        let body = format!(
            r#"{{"request_id": "r", "bank_income": [{{"bank_income_summary": {{"end_date": "{sent}"}}}}]}}"#
        );
        let decoded = decode::<CreditBankIncomeGetResponse>(body.as_bytes()).unwrap();
        assert_eq!(decoded.anomalies, []);
        let written = serde_json::to_value(&decoded.value).unwrap();
        let summary = &written["bank_income"][0]["bank_income_summary"];
        assert_eq!(summary["end_date"], sent);
    }
}

/// ISO 8601 has a sign before a year of more than four digits.
#[test]
fn dates_of_other_years_are_written_as_they_can_be_read() {
    for (year, expected) in [
        (-44, "-0044-03-01"),
        (10_000, "+10000-03-01"),
        (12_026, "+12026-03-01"),
    ] {
        let summary = CreditBankIncomeSummary::default();
        let summary = summary.with(|it| it.end_date = NaiveDate::from_ymd_opt(year, 3, 1));
        let written = serde_json::to_value(&summary).unwrap();
        assert_eq!(written["end_date"], expected);
        let read: CreditBankIncomeSummary = serde_json::from_value(written).unwrap();
        assert_eq!(read, summary);
    }
}

#[test]
fn times_of_any_year_and_fraction_are_kept_or_reported() {
    let decoded = |sent: &str| {
        let body =
            format!(r#"{{"request_id": "r", "sessions": [{{"session_start_time": "{sent}"}}]}}"#);
        decode::<CreditSessionsGetResponse>(body.as_bytes()).unwrap()
    };
    let early = "-0001-12-31T19:00:00Z";
    for (sent, written) in [
        (
            "2024-05-17T08:00:00.123456789Z",
            "2024-05-17T08:00:00.123456789Z",
        ),
        (
            "2024-05-17T08:00:00.1234567890Z",
            "2024-05-17T08:00:00.123456789Z",
        ),
        ("9999-12-31T23:59:59-05:00", "+10000-01-01T04:59:59Z"),
        ("+10000-01-01T04:59:59Z", "+10000-01-01T04:59:59Z"),
        ("0000-01-01T00:00:00+05:00", early),
        (early, early),
    ] {
        let decoded = decoded(sent);
        assert_eq!(decoded.anomalies, [], "{sent}");
        let value = serde_json::to_value(&decoded.value).unwrap();
        assert_eq!(value["sessions"][0]["session_start_time"], written);
    }
    let decoded = decoded("2024-05-17T08:00:00.1234567891Z");
    assert_eq!(decoded.anomalies[0].kind, AnomalyKind::InexactNumber);
    assert_eq!(
        decoded.anomalies[0].reason,
        "has more digits than fit: rounded"
    );
}

#[test]
fn one_bad_string_is_an_anomaly_of_its_own() {
    let bodies: [&[u8]; 4] = [
        br#"{"request_id": "r", "sessions": [{"link_session_id": "\ud800"}]}"#,
        br#"{"request_id": "r", "sessions": [{"link_session_id": "\udc00 \ud800\u0041"}]}"#,
        b"{\"request_id\": \"r\", \"sessions\": [{\"link_session_id\": \"\xff\"}]}",
        b"\xEF\xBB\xBF{\"request_id\": \"r\", \"sessions\": [{\"link_session_id\": \"a\\n\xff\"}]}",
    ];
    for body in bodies {
        let decoded = decode::<CreditSessionsGetResponse>(body).unwrap();
        let [anomaly] = decoded.anomalies.as_slice() else {
            panic!("not one anomaly: {:?}", decoded.anomalies);
        };
        assert_eq!(anomaly.kind, InvalidUnicode);
        assert_eq!(anomaly.path(), "/sessions/0/link_session_id");
        assert!(body.ends_with(&[&anomaly.raw[..], b"}]}"].concat()));
        assert_eq!(decoded.value.request_id.unwrap(), "r");
        assert_eq!(decoded.value.sessions.len(), 1);
    }
    let body = br#"{"request_id": "r", "\ud800": {"sessions": 1}, "sessions": [{}]}"#;
    let decoded = decode::<CreditSessionsGetResponse>(body).unwrap();
    assert_eq!(decoded.anomalies[0].kind, InvalidUnicode);
    assert_eq!(decoded.value.sessions.len(), 1);
    // In a value that is passed over.
    let body = br#"{"request_id": ["\ud800", {"\ud800": 1}], "sessions": [{}]}"#;
    let decoded = decode::<CreditSessionsGetResponse>(body).unwrap();
    let [anomaly] = decoded.anomalies.as_slice() else {
        panic!("not one anomaly: {:?}", decoded.anomalies);
    };
    assert_eq!((anomaly.kind, &*anomaly.path()), (WrongType, "/request_id"));
    assert_eq!(decoded.value.sessions.len(), 1);
}

#[test]
fn pairs_of_surrogates_are_characters() {
    let body = br#"{"request_id": "r", "new": "\ud83d\ude00 \u00e9 \" \/ \b\f\n\r\t"}"#;
    let decoded = decode::<CreditSessionsGetResponse>(body).unwrap();
    assert_eq!(decoded.anomalies, []);
    assert_eq!(
        decoded.value.extra["new"],
        "\u{1F600} \u{e9} \" / \u{8}\u{c}\n\r\t"
    );
}

/// Where something is promised, an answer has one of the promised fields, and otherwise one
/// of the documented fields.
#[test]
fn an_answer_has_a_promised_field_or_a_documented_one() {
    fn is_answer<T: DeserializeOwned>(body: &str) -> bool {
        let anomalies = decode::<T>(body.as_bytes()).unwrap().anomalies;
        anomalies.iter().all(|anomaly| anomaly.kind != NotAnAnswer)
    }
    // Promises its items and the identifier of the request, and no error.
    type Promised = CreditPayrollIncomeGetResponse;
    assert!(is_answer::<Promised>(r#"{"request_id": "r"}"#));
    assert!(is_answer::<Promised>(r#"{"items": null}"#));
    assert!(!is_answer::<Promised>(r#"{"error": null}"#));
    // Promises the identifier of the request alone.
    type Identified = CreditSessionsGetResponse;
    assert!(is_answer::<Identified>(r#"{"request_id": "r"}"#));
    assert!(!is_answer::<Identified>(r#"{"sessions": []}"#));
    // Promises nothing.
    type Unpromised = CreditSessionResults;
    assert!(is_answer::<Unpromised>(r#"{"bank_income_results": []}"#));
    assert!(!is_answer::<Unpromised>(r#"{"request_id": "r"}"#));
}

#[test]
fn what_is_not_an_answer_is_reported_at_once() {
    for body in [
        "{}",
        r#"{"message": "no"}"#,
        r#"{"sessions": []}"#,
        r#"{"error_type": "ITEM_ERROR", "error_code": "X_Y", "request_id": "r"}"#,
    ] {
        let decoded = decode::<CreditSessionsGetResponse>(body.as_bytes()).unwrap();
        let kinds: Vec<_> = decoded.anomalies.iter().map(|it| it.kind).collect();
        assert_eq!(kinds, [NotAnAnswer], "{body}");
        assert!(decoded.strict().is_err());
    }
}

#[test]
fn depth_is_a_kind_of_its_own() {
    let deep = "[".repeat(128) + &"]".repeat(128);
    let body = format!(r#"{{"request_id": "r", "new": {deep}}}"#);
    let [decoded, _] = both::<CreditSessionsGetResponse>(body.as_bytes());
    assert_eq!(decoded[0].0, TooDeep);
}

/// Behind the last anomaly that is listed, documented nulls are not counted either.
#[test]
fn documented_nulls_are_no_anomalies_behind_the_last_that_is_listed() {
    let unknown: Vec<String> = (0..MAX_ANOMALIES)
        .map(|at| format!(r#""{at}": 0"#))
        .collect();
    let body = format!(
        r#"{{"request_id": "r", {}, "past": 0, "bank_income": [
            {{"bank_income_summary": {{"iso_currency_code": null, "unofficial_currency_code": null}}}}]}}"#,
        unknown.join(",")
    );
    let last = |body: &str| {
        let anomalies = review::<CreditBankIncomeGetResponse>(body.as_bytes()).unwrap();
        anomalies[MAX_ANOMALIES].reason.clone()
    };
    let nulls = r#""iso_currency_code": null, "unofficial_currency_code": null"#;
    assert_eq!(last(&body), last(&body.replace(nulls, "")));
}

/// Which nulls of a request are documented is not known: none is reported, nor is another value
/// in its place.
#[test]
fn a_null_in_a_request_is_no_anomaly() {
    let body = br#"{"credit": null, "depository": {"account_subtypes": []}}"#;
    assert_eq!(both::<LinkTokenAccountFilters>(body), [vec![], vec![]]);
}

#[test]
fn a_duplicate_key_of_a_request_is_reported() {
    let body = br#"{"credit": null, "credit": {"account_subtypes": ["paypal"]}}"#;
    let repeated = vec![(DuplicateKey, "/credit".to_owned())];
    assert_eq!(
        both::<LinkTokenAccountFilters>(body),
        [repeated.clone(), repeated]
    );
    let read = decode::<LinkTokenAccountFilters>(body).unwrap().value;
    assert!(read.credit.is_some());
}
