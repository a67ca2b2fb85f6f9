//! What `decode` makes of bodies that are not as documented: those that Plaid has sent, and
//! those made to do harm.
#![allow(clippy::unwrap_used)]

mod decode {
    mod limits;
    mod money;
    mod plaid;
    mod secrets;
    mod set_aside;
    mod unreadable;
}

use plaid_credit::Decoded;
use plaid_credit_tests::normal;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// Decodes the body, which has to come back whole.
fn read<T: DeserializeOwned + Serialize>(body: &str) -> Decoded<T> {
    let decoded = plaid_credit::decode::<T>(body.as_bytes()).unwrap();
    let sent: Value = serde_json::from_str(body).unwrap();
    assert_eq!(normal(&decoded.to_json()), normal(&sent));
    decoded
}

/// The paths and reasons of the anomalies.
fn anomalies<T>(decoded: &Decoded<T>) -> Vec<(&str, &str)> {
    let anomalies = decoded.anomalies.iter();
    anomalies
        .map(|anomaly| (&*anomaly.path, &*anomaly.reason))
        .collect()
}
