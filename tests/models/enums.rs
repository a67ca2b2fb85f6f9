//! Open enums: a value is known however it is made, and an unknown one is kept.

use std::fmt::{Debug, Display};
use std::str::FromStr;

use plaid_credit::types::{
    AccountSubtype, Asset, AssetDetail, AssetDetailAssetEmployerSponsoredIndicator,
    AssetDetailAssetRetirementIndicator, AssetHoldingAssetHoldingRestrictedIndicator,
    CreditBankIncomePayFrequency, CreditSessionBankEmploymentStatus, CreditSessionBankIncomeStatus,
    IncomeVerificationPrecheckConfidence, PlaidErrorType, RiskSignalDocumentType,
};
use plaid_credit::{AnomalyKind, decode};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::json;

/// Makes the value in each way there is; they all have to be the same.
fn made<T>(text: &str) -> T
where
    T: for<'a> From<&'a str>
        + From<String>
        + FromStr<Err: Debug>
        + DeserializeOwned
        + Serialize
        + Display
        + Debug
        + PartialEq,
{
    let value = T::from(text);
    assert_eq!(T::from(text.to_owned()), value);
    assert_eq!(text.parse::<T>().unwrap(), value);
    let json = json!(text);
    assert_eq!(serde_json::from_value::<T>(json.clone()).unwrap(), value);
    let read: T = serde_json::from_str(&json.to_string()).unwrap();
    assert_eq!(read, value);
    // Escaped, so that it cannot be borrowed from the body.
    let escaped: String = text
        .chars()
        .map(|character| format!("\\u{:04x}", u32::from(character)))
        .collect();
    let read: T = serde_json::from_str(&format!("\"{escaped}\"")).unwrap();
    assert_eq!(read, value);
    assert_eq!(serde_json::to_value(&value).unwrap(), json);
    value
}

macro_rules! check {
    ($($name:ident: $count:literal),* $(,)?) => {$(
        assert_eq!($name::VALUES.len(), $count);
        for &text in $name::VALUES {
            let value: $name = made(text);
            assert!(!matches!(value, $name::Unknown(_)), "{text}");
            assert_eq!(value.as_str(), text);
            assert_eq!(value.to_string(), text);
        }
        for text in ["", "SOMETHING_NEW", " APPROVED", "True", "Zoë \"x\""] {
            let value: $name = made(text);
            assert!(matches!(&value, $name::Unknown(unknown) if unknown.as_str() == text));
            assert_eq!(value.as_str(), text);
            assert_eq!(value.to_string(), "[hidden]");
            assert_eq!(format!("{value:?}"), "Unknown([hidden])");
        }
    )*};
}

#[test]
fn every_listed_value_is_known_and_no_other() {
    check!(
        PlaidErrorType: 24,
        CreditBankIncomePayFrequency: 6,
        CreditSessionBankIncomeStatus: 5,
        CreditSessionBankEmploymentStatus: 5,
        AssetHoldingAssetHoldingRestrictedIndicator: 2,
    );
}

/// The document lists `UNKNOWN`, so it is a known value.
#[test]
fn plaids_unknown_is_not_ours() {
    let frequency: CreditBankIncomePayFrequency = made("UNKNOWN");
    assert_eq!(frequency, CreditBankIncomePayFrequency::PlaidUnknown);
    let confidence: IncomeVerificationPrecheckConfidence = made("UNKNOWN");
    assert_eq!(
        confidence,
        IncomeVerificationPrecheckConfidence::PlaidUnknown
    );
    assert_eq!(
        RiskSignalDocumentType::from("UNKNOWN"),
        RiskSignalDocumentType::PlaidUnknown
    );
    let status: CreditSessionBankIncomeStatus = made("UNKNOWN");
    assert!(matches!(status, CreditSessionBankIncomeStatus::Unknown(_)));
}

/// Freddie Mac's indicators are listed as booleans of type string; either form is sent.
#[test]
fn indicators_are_read_as_booleans_and_as_text() {
    let body = json!({"ASSET_DETAIL": {
        "AssetEmployerSponsoredIndicator": true,
        "AssetRetirementIndicator": "false",
    }});
    let decoded = decode::<Asset>(body.to_string().as_bytes()).unwrap();
    assert_eq!(decoded.anomalies, []);
    let detail: AssetDetail = decoded.value.asset_detail.unwrap();
    assert_eq!(
        detail.asset_employer_sponsored_indicator,
        Some(AssetDetailAssetEmployerSponsoredIndicator::True)
    );
    assert_eq!(
        detail.asset_retirement_indicator,
        Some(AssetDetailAssetRetirementIndicator::False)
    );
}

/// Only the listed ones have a second form.
#[test]
fn other_booleans_and_numbers_are_no_enum_values() {
    for sent in ["true", "1", "2.5", "-3", "[]"] {
        let status = serde_json::from_str::<CreditSessionBankIncomeStatus>(sent);
        assert!(status.is_err(), "{sent}: {status:?}");
    }
    let indicator = serde_json::from_str::<AssetHoldingAssetHoldingRestrictedIndicator>("1");
    assert!(indicator.is_err());
}

#[test]
fn a_number_for_a_documented_text_is_read_with_an_anomaly() {
    let decoded = decode::<AccountSubtype>(b"529").unwrap();
    assert_eq!(decoded.value.as_str(), "529");
    assert_eq!(decoded.anomalies[0].kind, AnomalyKind::WrongType);
    assert_eq!(
        decoded.anomalies[0].reason,
        "a number instead of its text: read as the text"
    );
}
