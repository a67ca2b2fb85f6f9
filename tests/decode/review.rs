//! Every departure from the document can be asked for, and has a kind.

use plaid_credit::types::{
    BankPenaltiesIndicators, CreditBankIncomeGetResponse, CreditEmploymentGetResponse,
    CreditPayrollIncomeGetResponse, CreditSessionResults, CreditSessionsGetResponse,
    LinkTokenAccountFilters,
};
use plaid_credit::{AnomalyKind, MAX_ANOMALIES, decode, review};
use serde::de::DeserializeOwned;

use AnomalyKind::{
    DuplicateKey, InvalidUnicode, Missing, NotAnAnswer, Null, TooDeep, UnknownField, UnknownValue,
    WrongType,
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
fn a_documented_null_in_a_list_is_no_anomaly() {
    let body = br#"{"monthly_summaries": [null, {}]}"#;
    assert_eq!(both::<BankPenaltiesIndicators>(body), [vec![], vec![]]);
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
