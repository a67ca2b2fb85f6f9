//! Amounts of money are the numbers that were sent, to the last digit.

use plaid_credit::types::{CreditBankIncomeGetResponse, CreditBankIncomeTransaction};
use plaid_credit::{AnomalyKind, Decoded, decode};
use rust_decimal::Decimal;
use serde::Deserialize;
use serde::de::value::MapDeserializer;
use serde_json::Value;

use crate::{anomalies, assert_anomalies};

/// What is sent, how a `Decimal` has it, and what is written again: the same amount, or an error,
/// never a rounded amount.
const EXACT: &[(&str, &str, Option<&str>)] = &[
    ("0", "0", Some("0")),
    ("0.1", "0.1", Some("0.1")),
    // Zero has no sign in a `Decimal`.
    ("-0.00", "0.00", Some("0")),
    ("1525", "1525", Some("1525")),
    ("1525.50", "1525.50", Some("1525.5")),
    ("4090.14", "4090.14", Some("4090.14")),
    ("-4090.14", "-4090.14", Some("-4090.14")),
    ("1e3", "1000", Some("1000")),
    ("1.25E+2", "125", Some("125")),
    ("5e-3", "0.005", Some("0.005")),
    ("0e29", "0", Some("0")),
    ("0.0e-4294967295", "0", Some("0")),
    ("1.00000000000000000000000000000", "1", Some("1")),
    (
        "-100000000000000000000000000000e-10",
        "-10000000000000000000",
        Some("-1e+19"),
    ),
    (
        "12345678901234.56",
        "12345678901234.56",
        Some("12345678901234.56"),
    ),
    (
        "0.0000123456789012345",
        "0.0000123456789012345",
        Some("0.0000123456789012345"),
    ),
    (
        "0.00000000000000000001",
        "0.00000000000000000001",
        Some("1e-20"),
    ),
    // Past what an `f64` tells apart.
    ("1234567890123456.789", "1234567890123456.789", None),
    (
        "1234567890123456789012345678",
        "1234567890123456789012345678",
        None,
    ),
    (
        "0.1234567890123456789012345678",
        "0.1234567890123456789012345678",
        None,
    ),
];

/// More than a `Decimal` holds without rounding.
const INEXACT: [&str; 10] = [
    "79228162514264337593543950336",
    "0.12345678901234567890123456789",
    "1e30",
    "1.5e-28",
    "-1e400",
    "1.5e-4294967295",
    "1e99999999999999999999",
    "1e-9223372036854775808",
    "10e9223372036854775807",
    "123456789012345678901234567890123456789012345678901234567890",
];

/// A transaction of the amount, with another field that does not fit, or none.
fn transaction(amount: &str, other: &str) -> Decoded<CreditBankIncomeTransaction> {
    let body = format!(r#"{{"amount": {amount}, "pending": {other}}}"#);
    decode(body.as_bytes()).unwrap()
}

#[test]
fn amounts_are_exact() {
    for &(sent, held, written) in EXACT {
        // The second is read value by value.
        for (other, count) in [("true", 0), ("[]", 1)] {
            let decoded = transaction(sent, other);
            assert_eq!(decoded.anomalies.len(), count, "{sent}");
            let amount = decoded.value.amount.unwrap();
            assert_eq!(amount.to_string(), held, "{sent}");
            assert_eq!(amount, held.parse::<Decimal>().unwrap());
            let json = serde_json::to_value(&decoded.value).ok();
            let again = json.as_ref().map(|json| json["amount"].to_string());
            assert_eq!(again.as_deref(), written, "{sent}");
            if let Some(json) = json {
                let again: CreditBankIncomeTransaction = serde_json::from_value(json).unwrap();
                assert_eq!(again, decoded.value, "{sent}");
            }
        }
    }
}

/// Which serde_json's own reader rounds.
#[test]
fn the_least_amount_is_exact() {
    let amount = transaction("10e-29", "true").value.amount.unwrap();
    assert_eq!(amount.to_string(), "0.0000000000000000000000000001");
}

#[test]
fn amounts_that_would_be_rounded_are_set_aside() {
    for sent in INEXACT {
        let decoded = transaction(sent, "true");
        let reason =
            "the number does not fit: expected a decimal number of at most 28 digits: set aside";
        assert_anomalies(&decoded, &[("/amount", reason)]);
        assert_eq!(decoded.anomalies[0].kind, AnomalyKind::InexactNumber);
        assert_eq!(decoded.value.amount, None);
        assert_eq!(decoded.value.pending, Some(true));
        assert_eq!(decoded.anomalies[0].raw, sent);
    }
}

#[test]
fn only_numbers_are_amounts() {
    for sent in [r#""12.50""#, "true", "[1]", r#"{"value": 1}"#] {
        let decoded = transaction(sent, "true");
        assert_eq!(anomalies(&decoded).len(), 1, "{sent}");
        assert_eq!(decoded.value.amount, None, "{sent}");
    }
}

#[test]
fn null_is_no_amount() {
    let decoded = transaction("null", "true");
    assert_eq!(anomalies(&decoded), []);
    assert_eq!(decoded.value.amount, None);
}

/// `serde_json::Value`, `untagged` and `flatten` hand on an `f64`: exact to 15 digits.
#[test]
fn amounts_are_exact_as_far_as_f64_is_inside_other_containers() {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Untagged {
        One(Box<CreditBankIncomeTransaction>),
    }
    #[derive(Deserialize)]
    struct Flattened {
        id: u8,
        #[serde(flatten)]
        transaction: CreditBankIncomeTransaction,
    }
    for (sent, held) in [
        ("0.1", "0.1"),
        ("1525", "1525"),
        ("-1525", "-1525"),
        ("4090.14", "4090.14"),
        ("-17.05", "-17.05"),
        ("1e3", "1000"),
        ("1525.50", "1525.5"),
        ("12345678901234.56", "12345678901234.56"),
    ] {
        let held: Decimal = held.parse().unwrap();
        let body = format!(r#"{{"id": 1, "amount": {sent}}}"#);
        let value: Value = serde_json::from_str(&body).unwrap();
        let read: CreditBankIncomeTransaction = serde_json::from_value(value.clone()).unwrap();
        assert_eq!(read.amount, Some(held));
        let Untagged::One(read) = serde_json::from_str(&body).unwrap();
        assert_eq!(read.amount, Some(held));
        let read: Flattened = serde_json::from_str(&body).unwrap();
        assert_eq!((read.id, read.transaction.amount), (1, Some(held)));
    }
}

/// What other readers may hand on.
#[test]
fn what_is_not_a_number_is_no_amount() {
    for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        let members =
            MapDeserializer::<_, serde::de::value::Error>::new([("amount", value)].into_iter());
        assert!(
            CreditBankIncomeTransaction::deserialize(members).is_err(),
            "{value}"
        );
    }
    for text in ["n/a", "", "-", ".", "1.2.3", "+1", "0x1"] {
        let body = format!(r#"{{"amount": {{"$serde_json::private::Number": "{text}"}}}}"#);
        let read = serde_json::from_str::<CreditBankIncomeTransaction>(&body);
        assert!(read.is_err(), "{text}");
    }
    let body = r#"{"amount": "123-45-6789"}"#;
    let error = serde_json::from_str::<CreditBankIncomeTransaction>(body).unwrap_err();
    assert!(!error.to_string().contains("6789"), "{error}");
}

/// serde_json's own readers give out a number by a key, but only with `arbitrary_precision`.
#[test]
fn a_key_that_serde_json_reserves_is_a_key_for_its_own_readers_too() {
    let has_meaning = serde_json::from_str::<Value>("1e400").is_ok();
    let new = r#"{"$serde_json::private::Number":"1"}"#;
    let body = format!(r#"{{"request_id": "r", "new": {new}}}"#);
    let read: CreditBankIncomeGetResponse = serde_json::from_str(&body).unwrap();
    let expected = if has_meaning { "1" } else { new };
    assert_eq!(read.extra["new"].to_string(), expected);
    let body = r#"{"amount": {"$serde_json::private::Number": "1.50"}}"#;
    let read = serde_json::from_str::<CreditBankIncomeTransaction>(body);
    assert_eq!(read.is_ok(), has_meaning);
}

/// In the container the rest of the report is there as well.
#[test]
fn a_whole_report_keeps_its_amounts() {
    let body = r#"{"bank_income": [{"bank_income_summary": {"total_amount": 1234567890123456.789,
        "total_amounts": [{"amount": 0.10}, {"amount": "many"}, {"amount": 1e2}]}}]}"#;
    let decoded = decode::<CreditBankIncomeGetResponse>(body.as_bytes()).unwrap();
    let summary = decoded.value.bank_income[0].bank_income_summary.as_ref();
    let summary = summary.unwrap();
    let total = summary.total_amount.unwrap().to_string();
    assert_eq!(total, "1234567890123456.789");
    let amounts = summary.total_amounts.iter();
    let amounts: Vec<_> = amounts.map(|with_currency| with_currency.amount).collect();
    assert_eq!(
        amounts,
        [Some(Decimal::new(10, 2)), None, Some(Decimal::new(100, 0))]
    );
    let path = "/bank_income/0/bank_income_summary/total_amounts/1/amount";
    assert_eq!(anomalies(&decoded)[0].0, path);
}
