//! Any body, read as any type: it fails as not valid JSON just where serde_json says so.
#![no_main]

use libfuzzer_sys::fuzz_target;
use plaid_credit::{AnomalyKind, Error, decode};
use plaid_credit_fuzz::{TYPES, choose, read};
use serde::de::IgnoredAny;
use serde_json::Value;

fuzz_target!(|data: &[u8]| {
    let Some((index, body)) = choose(data, TYPES) else {
        return;
    };
    // What serde_json ignores, it checks for nothing but its syntax.
    let is_json = serde_json::from_slice::<IgnoredAny>(body).is_ok();
    let (name, [decoded, reviewed]) = read(index, body);
    match (&decoded, &reviewed) {
        (Ok(anomalies), Ok(reviewed)) => {
            assert!(is_json, "{name}: read, though it is not JSON");
            assert!(
                anomalies.len() <= reviewed.len(),
                "{name}: {anomalies:?} {reviewed:?}"
            );
            for anomaly in anomalies {
                assert!(is_in(anomaly.raw.as_ref(), body), "{name}: {anomaly:?}");
            }
        }
        (Err(error), Err(_)) => assert_eq!(is_syntax(error) && is_json, false, "{name}: {error}"),
        _ => panic!("{name}: {decoded:?}, but {reviewed:?}"),
    }

    let (ours, theirs) = (decode::<Value>(body), serde_json::from_slice::<Value>(body));
    match (ours, theirs) {
        (Ok(ours), Ok(theirs)) => {
            let is_changed = ours
                .anomalies
                .iter()
                .any(|it| it.kind != AnomalyKind::NotAnAnswer);
            assert!(
                is_changed || same(&ours.value, &theirs),
                "{ours:?}, not {theirs}"
            );
        }
        (Err(error), Ok(_)) => assert!(!is_syntax(&error), "{error}"),
        // serde_json has limits of its own, to depth and to numbers.
        (_, Err(_)) => {}
    }
});

fn is_in(part: &[u8], whole: &[u8]) -> bool {
    part.is_empty() || whole.windows(part.len()).any(|window| window == part)
}

fn is_syntax(error: &Error) -> bool {
    let Error::Decode(error) = error else {
        panic!("{error}");
    };
    ["it is not valid JSON", "it ends early", "it is empty"]
        .iter()
        .any(|reason| error.reason.starts_with(reason))
}

/// Whether two values are the same, but for the last digits of numbers.
fn same(ours: &Value, theirs: &Value) -> bool {
    match (ours, theirs) {
        (Value::Array(ours), Value::Array(theirs)) => {
            ours.len() == theirs.len()
                && ours
                    .iter()
                    .zip(theirs)
                    .all(|(ours, theirs)| same(ours, theirs))
        }
        (Value::Object(ours), Value::Object(theirs)) => {
            ours.len() == theirs.len()
                && ours
                    .iter()
                    .zip(theirs)
                    .all(|(ours, theirs)| ours.0 == theirs.0 && same(ours.1, theirs.1))
        }
        (Value::Number(ours), Value::Number(theirs)) => {
            let [ours, theirs] = [ours, theirs].map(|number| number.as_f64().unwrap_or(f64::NAN));
            (ours - theirs).abs() <= theirs.abs() * 1e-12
        }
        _ => ours == theirs,
    }
}
