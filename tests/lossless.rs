//! Decoding never fails over one value: generated bodies of every response model, valid ones
//! and ones with something changed, are read, and all that is not listed as an anomaly is in
//! the value.
#![allow(clippy::unwrap_used)]

mod lossless {
    pub(crate) mod mutations;
}

use chrono::{DateTime, Utc};
use fastrand::Rng;
use lossless::mutations::mutate;
use plaid_credit::{AnomalyKind, Error, decode};
use plaid_credit_tests::bodies::Bodies;
use plaid_credit_tests::normal;
use serde_json::Value;

/// How many changed bodies each model is tried with.
const MUTATED: usize = 2_000;

/// What decoding made of a body: the JSON again, and how many anomalies there were.
type Decode = fn(&[u8]) -> Result<(Value, usize), Error>;

fn decode_as<T: serde::de::DeserializeOwned + serde::Serialize>(
    body: &[u8],
) -> Result<(Value, usize), Error> {
    decode::<T>(body).map(|decoded| {
        let json = serde_json::to_value(&decoded.value).unwrap();
        // A body may have none of the documented properties, which are optional.
        let anomalies = decoded.anomalies.iter();
        let anomalies = anomalies.filter(|it| it.kind != AnomalyKind::NotAnAnswer);
        (json, anomalies.count())
    })
}

macro_rules! received_models {
    ($($direction:ident $name:literal $model:ident,)*) => {
        const MODELS: &[(&str, &str, Decode)] =
            &[$((stringify!($direction), $name, decode_as::<plaid_credit::types::$model>)),*];
    };
}
plaid_credit_tests::for_each_model!(received_models);

/// The models of responses: name in the document, and how to decode one. Those of schemas
/// written inside another one have no body of their own here: they are in the other's.
fn received() -> impl Iterator<Item = (&'static str, Decode)> {
    MODELS
        .iter()
        .filter(|(direction, ..)| *direction != "request")
        .map(|(_, name, decode)| (*name, *decode))
}

/// JSON without the differences that do not count: also not how a time is spelled, and whether
/// an indicator is a boolean or its text.
fn same(value: &Value) -> Value {
    fn respelled(value: &mut Value) {
        match value {
            Value::Object(members) => members.values_mut().for_each(respelled),
            Value::Array(items) => items.iter_mut().for_each(respelled),
            Value::String(text) => {
                if let Ok(time) = text.parse::<DateTime<Utc>>() {
                    *text = time.to_string();
                }
            }
            Value::Bool(bool) => *value = bool.to_string().into(),
            _ => {}
        }
    }
    let mut value = normal(value);
    respelled(&mut value);
    value
}

#[test]
fn every_valid_body_fits_its_model() {
    let bodies = Bodies::of_the_fragment();
    let mut tried = 0;
    for (name, decode) in received().filter(|(name, _)| bodies.has(name)) {
        let mut random = Rng::with_seed(1);
        for _ in 0..50 {
            let body = bodies.generate(name, &mut random);
            let (json, anomalies) = decode(body.to_string().as_bytes()).unwrap();
            assert_eq!(anomalies, 0, "{name}: {body}");
            assert_eq!(same(&json), same(&body), "{name}");
            tried += 1;
        }
    }
    assert!(tried > 200 * 50, "only {tried} bodies were tried");
}

#[test]
fn every_mutated_body_is_decoded_and_loses_nothing_silently() {
    let bodies = Bodies::of_the_fragment();
    let models: Vec<_> = received()
        .filter(|(name, _)| bodies.is_object(name))
        .collect();
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let set_aside: usize = std::thread::scope(|scope| {
        let shares: Vec<_> = models
            .chunks(models.len().div_ceil(threads))
            .map(|share| {
                scope.spawn(|| {
                    let each = share
                        .iter()
                        .map(|(name, decode)| mutated(&bodies, name, *decode));
                    each.sum::<usize>()
                })
            })
            .collect();
        shares.into_iter().map(|share| share.join().unwrap()).sum()
    });
    assert!(
        set_aside > 10_000,
        "only {set_aside} values were set aside: the mutations change too little"
    );
}

/// Tries one model with mutated bodies, and counts what was set aside.
fn mutated(bodies: &Bodies, name: &str, decode: Decode) -> usize {
    let mut set_aside = 0;
    for seed in 0..MUTATED {
        let mut random = Rng::with_seed(seed as u64);
        let mut body = bodies.generate(name, &mut random);
        for _ in 0..random.usize(1..=4) {
            mutate(&mut body, &mut random);
        }
        let (json, anomalies) = match decode(body.to_string().as_bytes()) {
            Ok(decoded) => decoded,
            Err(error) => panic!("{name}, seed {seed}: {error}\n{body:#}"),
        };
        if anomalies == 0 {
            assert_eq!(same(&json), same(&body), "{name}, seed {seed}");
        }
        set_aside += anomalies;
    }
    set_aside
}
