//! What `decode` makes of bodies that are not as documented: those that Plaid has sent, and
//! those made to do harm.
#![allow(clippy::unwrap_used)]

mod limits;
mod money;
mod other_types;
mod plaid;
mod review;
mod scalars;
mod secrets;
mod set_aside;
mod unreadable;

use plaid_credit::Decoded;
use serde::de::DeserializeOwned;

/// Decodes the body.
fn read<T: DeserializeOwned>(body: &str) -> Decoded<T> {
    plaid_credit::decode::<T>(body.as_bytes()).unwrap()
}

/// The paths and reasons of the anomalies.
fn anomalies<T>(decoded: &Decoded<T>) -> Vec<(String, &str)> {
    let anomalies = decoded.anomalies.iter();
    anomalies
        .map(|anomaly| (anomaly.path(), &*anomaly.reason))
        .collect()
}

/// Asserts the paths and reasons of the anomalies.
fn assert_anomalies<T>(decoded: &Decoded<T>, expected: &[(&str, &str)]) {
    let anomalies = anomalies(decoded);
    let listed: Vec<(&str, &str)> = anomalies
        .iter()
        .map(|(path, reason)| (&**path, *reason))
        .collect();
    assert_eq!(listed, expected);
}
