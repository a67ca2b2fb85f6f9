//! Any body, read as the answer of any operation or as a webhook: it fails as not valid JSON
//! just where serde_json says so, every anomaly has the bytes at its path, and a value without
//! anomalies is all of the body.
#![no_main]

use libfuzzer_sys::fuzz_target;
use plaid_credit::chrono::{DateTime, Utc};
use plaid_credit::webhook::{Event, UnknownEvent};
use plaid_credit::{Anomaly, AnomalyKind, Decoded, Error, decode, review};
use plaid_credit_fuzz::{choose, for_each_answer};
use serde::Serialize;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::Value;

/// What a body was read as, with its anomalies, and those that a review lists.
type Reading = (
    Result<(Option<Value>, Vec<Anomaly>), Error>,
    Result<Vec<Anomaly>, Error>,
);

// Others send answers and webhooks, and all models that are read stand in one of these. A reader
// for each model as well would keep the compiler busy for most of an hour.
macro_rules! readers {
    ($($schema:literal $model:ident,)*) => {
        const READERS: &[(&str, fn(&[u8]) -> Reading)] = &[
            $(($schema, read::<plaid_credit::types::$model>),)*
            ("webhook", read_event),
            ("any JSON", read::<Value>),
        ];
    };
}
for_each_answer!(readers);

fn read<T: DeserializeOwned + Serialize>(body: &[u8]) -> Reading {
    (json(decode::<T>(body)), review::<T>(body))
}

fn read_event(body: &[u8]) -> Reading {
    let event = || json(Event::read(body));
    (event(), event().map(|(_, anomalies)| anomalies))
}

/// The value as JSON, if it can be written: an amount may have more digits than a number.
fn json<T: Serialize>(
    decoded: Result<Decoded<T>, Error>,
) -> Result<(Option<Value>, Vec<Anomaly>), Error> {
    let decoded = decoded?;
    Ok((serde_json::to_value(&decoded.value).ok(), decoded.anomalies))
}

fuzz_target!(|data: &[u8]| {
    let Some((reader, body)) = choose(data, READERS.len()) else {
        return;
    };
    let (name, read) = READERS[reader];
    // A byte order mark is no part of JSON, but is passed over.
    let plain = body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body);
    // What serde_json ignores, it checks for nothing but its syntax.
    let is_json = serde_json::from_slice::<IgnoredAny>(plain).is_ok();
    match read(body) {
        (Ok((ours, anomalies)), Ok(reviewed)) => {
            assert!(is_json, "{name}: read, though it is not JSON");
            assert!(
                anomalies.len() <= reviewed.len(),
                "{name}: {anomalies:?} {reviewed:?}"
            );
            // serde_json has limits of its own, to depth and to numbers.
            let Ok(theirs) = serde_json::from_slice::<Value>(plain) else {
                return;
            };
            if !has_duplicates(body) {
                for anomaly in anomalies.iter().chain(&reviewed) {
                    assert!(has_its_bytes(anomaly, &theirs), "{name}: {anomaly:?}");
                }
            }
            let is_whole = anomalies
                .iter()
                .all(|it| it.kind == AnomalyKind::NotAnAnswer);
            if let Some(ours) = ours.filter(|_| is_whole) {
                assert!(is_same(&ours, &theirs), "{name}: {ours}, not {theirs}");
            }
        }
        (Err(error), Err(_)) => assert!(!(is_syntax(&error) && is_json), "{name}: {error}"),
        (decoded, reviewed) => panic!("{name}: {decoded:?}, but {reviewed:?}"),
    }
});

/// Whether a key occurs twice in an object, or may do so. serde_json keeps the last value.
fn has_duplicates(body: &[u8]) -> bool {
    review::<UnknownEvent>(body).is_ok_and(|anomalies| {
        let kinds = [AnomalyKind::DuplicateKey, AnomalyKind::NotListed];
        anomalies.iter().any(|it| kinds.contains(&it.kind))
    })
}

/// Whether the bytes of the anomaly are those at its path.
fn has_its_bytes(anomaly: &Anomaly, theirs: &Value) -> bool {
    let Ok(raw) = serde_json::from_slice::<Value>(&anomaly.raw) else {
        return anomaly.raw.is_empty();
    };
    theirs
        .pointer(&anomaly.path())
        .is_some_and(|there| is_same(&raw, there))
}

fn is_syntax(error: &Error) -> bool {
    let Error::Decode(error) = error else {
        panic!("{error}");
    };
    ["it is not valid JSON", "it ends early", "it is empty"]
        .iter()
        .any(|reason| error.reason.starts_with(reason))
}

/// Whether two values are the same, but for the last digits of numbers, how times are spelled,
/// whether an indicator is a boolean or text, and whether what is empty is there at all.
fn is_same(ours: &Value, theirs: &Value) -> bool {
    match (ours, theirs) {
        (Value::Array(ours), Value::Array(theirs)) => {
            let mut pairs = ours.iter().zip(theirs);
            ours.len() == theirs.len() && pairs.all(|(ours, theirs)| is_same(ours, theirs))
        }
        (Value::Object(ours), Value::Object(theirs)) => {
            let mut alone = theirs.iter().filter(|(name, _)| !ours.contains_key(*name));
            let mut ours = ours.iter();
            alone.all(|(_, value)| is_empty(value))
                && ours.all(|(name, ours)| match theirs.get(name) {
                    Some(theirs) => is_same(ours, theirs),
                    None => is_empty(ours),
                })
        }
        (Value::Number(ours), Value::Number(theirs)) => {
            let [ours, theirs] = [ours, theirs].map(|number| number.as_f64().unwrap_or(f64::NAN));
            (ours - theirs).abs() <= theirs.abs() * 1e-12
        }
        _ if is_empty(ours) || is_empty(theirs) => is_empty(ours) && is_empty(theirs),
        _ => matches!((text(ours), text(theirs)), (Some(ours), Some(theirs)) if ours == theirs),
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => members.is_empty(),
        _ => false,
    }
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => {
            let time = text.parse::<DateTime<Utc>>();
            Some(time.map_or_else(|_| text.clone(), |time| time.to_string()))
        }
        Value::Bool(bool) => Some(bool.to_string()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}
