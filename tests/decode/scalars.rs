//! Numbers, dates and times are read exactly, or reported.

use chrono::NaiveDate;
use plaid_credit::types::{
    AssetReportGetResponse, CreditBankIncomeGetResponse, CreditBankIncomeSummary,
    CreditSessionsGetResponse,
};
use plaid_credit::{AnomalyKind, decode};

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
                AnomalyKind::InexactNumber,
                "/new/0".to_owned(),
                "12345678901234567.89".into()
            ),
            (
                AnomalyKind::InexactNumber,
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
        assert_eq!(kinds(text), [AnomalyKind::InexactNumber], "{text}");
    }
}

#[test]
fn zero_keeps_its_sign() {
    let body = br#"{"request_id": "r", "bank_income": [], "new": [0, -0, -0.0]}"#;
    let decoded = decode::<CreditBankIncomeGetResponse>(body).unwrap();
    assert_eq!(decoded.anomalies, []);
    assert_eq!(decoded.value.extra["new"].to_string(), "[0,-0.0,-0.0]");
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
    for (sent, index) in [
        ("2024-05-17T08:00:00.1234567891Z", 0),
        ("+2024-5-17T8:0:0.1234567891Z", 0),
        // That it has no zone comes first.
        ("2024-5-17T8:0:0.1234567891", 1),
    ] {
        let decoded = decoded(sent);
        let anomaly = &decoded.anomalies[index];
        assert_eq!(anomaly.kind, AnomalyKind::InexactNumber, "{sent}");
        assert_eq!(anomaly.reason, "has more digits than fit: rounded");
        assert!(decoded.value.sessions[0].session_start_time.is_some());
    }
}
