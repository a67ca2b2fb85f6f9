//! `Debug` of no model shows a token, an account, a name or an amount.

use fastrand::Rng;
use plaid_credit::decode;
use plaid_credit::types::{
    AssetReportGetResponse, CreditBankIncomeGetResponse, CreditBankIncomeTransaction,
    CreditSessionBankIncomeResult, CreditSessionsGetRequest, CreditSessionsGetResponse, UserToken,
};
use plaid_credit_tests::bodies::{Bodies, MARKED_DATE, MARKED_INTEGER, MARKED_NUMBER, MARKED_TEXT};
use plaid_credit_tests::models::{MODELS, set_aside};

fn is_marked(shown: &str) -> bool {
    let numbers = [MARKED_NUMBER.to_string(), MARKED_INTEGER.to_string()];
    let texts = [MARKED_TEXT, MARKED_DATE].map(str::to_owned);
    let mut marks = numbers.iter().chain(&texts);
    marks.any(|mark| shown.contains(mark.as_str()))
}

#[test]
fn no_hidden_value_of_any_model_shows() {
    let bodies = Bodies::marked();
    let mut tried = 0;
    for model in MODELS.iter().filter(|model| bodies.has(model.schema)) {
        let name = model.schema;
        // Each seed chooses other values of the enums.
        for seed in 0..4 {
            let body = bodies.generate(name, &mut Rng::with_seed(seed));
            let is_marked_body = is_marked(&body.to_string());
            let (value, anomalies) = match (model.decode)(body.to_string().as_bytes()) {
                Ok(decoded) => decoded,
                Err(error) => panic!("{name}: {error}\n{body:#}"),
            };
            assert_eq!(set_aside(&anomalies), 0, "{name}: {body:#}");
            for shown in [format!("{value:?}"), format!("{value:#?}")] {
                assert!(!is_marked(&shown), "{name}: {shown}");
                assert!(!shown.contains("Unknown("), "{name}: {shown}");
            }
            tried += usize::from(is_marked_body);
        }
    }
    assert!(tried > 150 * 4, "only {tried} bodies held a mark");
}

/// What may show is meant for counts and for codes. Plaid may send anything in its place.
#[test]
fn numbers_and_ids_show_only_if_they_cannot_be_a_persons() {
    let shown = |body: &str| {
        let decoded = decode::<CreditBankIncomeGetResponse>(body.as_bytes()).unwrap();
        format!("{:?}", decoded.value)
    };
    let body = r#"{"bank_income": [{"days_requested": 730, "bank_income_id": "Vandersnoot1985",
        "bank_income_summary": {"income_sources_count": 3}}]}"#;
    let response = shown(body);
    assert!(response.contains("days_requested: Some(730)"), "{response}");
    assert!(
        response.contains("income_sources_count: [hidden]"),
        "{response}"
    );
    assert!(!response.contains("Vandersnoot1985"), "{response}");
    let response = shown(r#"{"bank_income": [{"days_requested": 123456789}]}"#);
    assert!(
        response.contains("days_requested: Some([hidden])"),
        "{response}"
    );
}

/// Nine digits may be a social security number, wherever they stand.
#[test]
fn digits_of_fractions_and_years_do_not_show() {
    for body in [
        r#"{"report": {"days_requested": 0.123456789}}"#,
        r#"{"report": {"date_generated": "2024-05-17T08:00:00.123456789Z"}}"#,
        r#"{"report": {"date_generated": "+123456-07-08T00:00:00Z"}}"#,
    ] {
        let value = decode::<AssetReportGetResponse>(body.as_bytes())
            .unwrap()
            .value;
        let shown = format!("{value:?}");
        assert!(!shown.contains("12345"), "{shown}");
    }
    let body =
        br#"{"report": {"days_requested": 61.0, "date_generated": "2024-05-17T08:00:00.5Z"}}"#;
    let shown = format!(
        "{:?}",
        decode::<AssetReportGetResponse>(body).unwrap().value
    );
    assert!(shown.contains("days_requested: Some(61.0)"), "{shown}");
    assert!(
        shown.contains("date_generated: Some(2024-05-17T08:00:00Z)"),
        "{shown}"
    );
}

#[test]
fn codes_request_ids_and_times_show_and_other_text_does_not() {
    let body = br#"{"request_id": "m8MDnv9okwxFNBV", "sessions": [{
        "link_session_id": "ADA_LOVELACE", "session_start_time": "1907-11-23T19:07:11Z",
        "errors": [{"error_type": "ITEM_ERROR", "error_code": "LOVELACE"}]
    }]}"#;
    let decoded = decode::<CreditSessionsGetResponse>(body).unwrap();
    let shown = format!("{:?}", decoded.value);
    for part in [
        "request_id: Some(RequestId(m8MDnv9okwxFNBV))",
        "link_session_id: [hidden]",
        "session_start_time: Some(1907-11-23T19:07:11Z)",
        "error_type: Some(ITEM_ERROR)",
        "error_code: Some([hidden])",
    ] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
}

#[test]
fn hidden_values_show_whether_they_are_there() {
    let request = CreditSessionsGetRequest::new(UserToken::from("user-sandbox-1"));
    assert_eq!(
        format!("{request:?}"),
        "CreditSessionsGetRequest { client_id: None, secret: None, user_id: None, \
         user_token: Some(UserToken([hidden])) }"
    );
}

#[test]
fn booleans_and_documented_enum_values_show() {
    let body = br#"{"transaction_id": "txn-1", "pending": true}"#;
    let transaction = decode::<CreditBankIncomeTransaction>(body).unwrap().value;
    let shown = format!("{transaction:?}");
    assert!(shown.contains("pending: Some(true)"), "{shown}");
    let body = br#"{"item_id": "item-1", "status": "APPROVED"}"#;
    let result = decode::<CreditSessionBankIncomeResult>(body).unwrap().value;
    let shown = format!("{result:?}");
    assert!(shown.contains("status: Some(Approved)"), "{shown}");
}
