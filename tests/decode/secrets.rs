//! What was set aside may be personal: it shows nowhere but in `raw`.

use plaid_credit::types::{AssetReportGetResponse, CreditPayrollIncomeGetResponse};
use plaid_credit::{Decoded, Error};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::read;

/// Values with a social security number in them, some written like an error of serde.
fn planted() -> Vec<Value> {
    vec![
        json!("123-45-6789"),
        json!("expected 123-45-6789"),
        json!("\", expected 123-45-6789"),
        json!("missing field 123-45-6789"),
        json!("missing field `123-45-6789`, expected 123-45-6789 at line 1 column 2"),
        json!(123_456_789),
        json!(-123_456_789.5),
        json!(["123-45-6789"]),
        json!({"123-45-6789": "123-45-6789"}),
    ]
}

/// Puts each planted value at the pointer, and says how often it was set aside.
fn plant<T>(body: &Value, pointer: &str) -> usize
where
    T: DeserializeOwned + std::fmt::Debug + 'static,
{
    let mut set_aside = 0;
    for value in planted() {
        let mut body = body.clone();
        *body.pointer_mut(pointer).unwrap() = value.clone();
        let decoded: Decoded<T> = read(&body.to_string());
        let Some(anomaly) = decoded.anomalies.first().cloned() else {
            continue;
        };
        assert_eq!(decoded.anomalies.len(), 1, "{pointer}");
        set_aside += 1;
        let path = anomaly.path();
        let item = path.strip_prefix(pointer).unwrap();
        let raw: Value = serde_json::from_slice(&anomaly.raw).unwrap();
        assert_eq!(value.pointer(item), Some(&raw));
        hides(&anomaly.reason);
        hides(&anomaly.to_string());
        hides(&format!("{anomaly:?} {anomaly:#?}"));
        hides(&format!("{decoded:?} {decoded:#?}"));
        let error = decoded.strict().unwrap_err();
        let length = format!("[{} bytes hidden]", body.to_string().len());
        hides(&format!("{error} {error:?} {error:#?}").replace(&length, ""));
        let Error::Decode(error) = error else {
            panic!("not an error of decoding: {error}");
        };
        let raw = value.pointer(item).unwrap().to_string();
        assert_eq!(error.anomaly.unwrap().raw, raw);
        assert_eq!(error.body.len(), body.to_string().len());
    }
    set_aside
}

fn hides(shown: &str) {
    for part in ["123", "6789", "456"] {
        assert!(!shown.contains(part), "{shown}");
    }
}

#[test]
fn json_that_no_model_describes_does_not_show() {
    let body = json!({"account": {"number": "123-45-6789"}, "123": 6789}).to_string();
    let value: Decoded<Value> = read(&body);
    hides(&format!("{value:?} {value:#?}"));
    let map: Decoded<serde_json::Map<String, Value>> = read(&body);
    hides(&format!("{map:?}"));
    assert_eq!(
        format!("{value:?}"),
        "Decoded { value: [hidden], anomalies: [] }"
    );
}

#[test]
fn values_of_the_wrong_type_do_not_show() {
    let report = json!({
        "report": {
            "date_generated": null,
            "days_requested": null,
            "user": null,
            "items": [{
                "accounts": [{
                    "owners": null,
                    "mask": null,
                    "balances": {"available": null},
                    "historical_balances": [{"date": null}],
                    "ownership_type": null,
                }],
            }],
        },
        "request_id": null,
    });
    let account = "/report/items/0/accounts/0";
    // Of the nine values five are strings, two numbers, one a list and one an object.
    for (pointer, set_aside) in [
        ("/report".to_owned(), 8),
        ("/report/date_generated".to_owned(), 9),
        ("/report/days_requested".to_owned(), 7),
        ("/report/items/0".to_owned(), 8),
        ("/request_id".to_owned(), 4),
        (account.to_owned(), 8),
        (format!("{account}/owners"), 9),
        (format!("{account}/mask"), 4),
        (format!("{account}/balances/available"), 7),
        (format!("{account}/historical_balances/0/date"), 9),
        (format!("{account}/ownership_type"), 4),
    ] {
        let counted = plant::<AssetReportGetResponse>(&report, &pointer);
        assert_eq!(counted, set_aside, "{pointer}");
    }
}

#[test]
fn integers_do_not_show() {
    let body = json!({"request_id": "r", "error": {"status": null}});
    assert_eq!(
        plant::<CreditPayrollIncomeGetResponse>(&body, "/error/status"),
        8
    );
}
