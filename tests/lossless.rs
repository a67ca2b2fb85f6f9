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
use plaid_credit::{Anomaly, AnomalyKind};
use plaid_credit_codegen::api::Direction;
use plaid_credit_tests::bodies::Bodies;
use plaid_credit_tests::models::{MODELS, Model, set_aside};
use plaid_credit_tests::{normal, threads};
use serde_json::Value;

/// How many changed bodies each model is tried with:
/// `LOSSLESS_MUTATIONS=5000 cargo test -p plaid-credit-tests --test lossless` tries harder.
fn mutations() -> u64 {
    let asked = std::env::var("LOSSLESS_MUTATIONS").ok();
    asked.and_then(|text| text.parse().ok()).unwrap_or(500)
}

/// Tries each model of responses and adds up what that gives. Those of schemas written inside
/// another one have no body of their own here: they are in the other's.
fn sum_of(has_body: impl Fn(&str) -> bool, tried: impl Fn(&Model) -> usize + Sync) -> usize {
    let received: Vec<_> = MODELS
        .iter()
        .filter(|model| model.direction != Direction::Request && has_body(model.schema))
        .collect();
    threads::each(received, tried).iter().sum()
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
    let tried = sum_of(
        |schema| bodies.has(schema),
        |model| {
            let mut random = Rng::with_seed(1);
            for _ in 0..50 {
                let body = bodies.generate(model.schema, &mut random);
                let (json, anomalies) = decoded(model, &body);
                assert_eq!(set_aside(&anomalies), 0, "{}: {body}", model.schema);
                assert_eq!(same(&json), same(&body), "{}", model.schema);
            }
            50
        },
    );
    assert!(tried > 200 * 50, "only {tried} bodies were tried");
}

#[test]
fn every_mutated_body_is_decoded_and_loses_nothing_silently() {
    let bodies = Bodies::of_the_fragment();
    let set_aside = sum_of(
        |schema| bodies.is_object(schema),
        |model| {
            let seeds = 0..mutations();
            seeds.map(|seed| mutated(&bodies, model, seed)).sum()
        },
    );
    assert!(
        set_aside > 10_000,
        "only {set_aside} values were set aside: the mutations change too little"
    );
}

/// Tries one model with one mutated body, and counts what was set aside, if the rest can be
/// compared.
fn mutated(bodies: &Bodies, model: &Model, seed: u64) -> usize {
    let mut random = Rng::with_seed(seed);
    let mut body = bodies.generate(model.schema, &mut random);
    for _ in 0..random.usize(1..=4) {
        mutate(&mut body, &mut random);
    }
    let (json, anomalies) = decoded(model, &body);
    let Some(rest) = without(&body, &anomalies) else {
        return 0;
    };
    let [json, rest] = [json, rest].map(|value| without_nulls(same(&value)));
    assert_eq!(json, rest, "{}, seed {seed}", model.schema);
    set_aside(&anomalies)
}

/// The body without what was set aside; none if something was read in another way.
fn without(body: &Value, anomalies: &[Anomaly]) -> Option<Value> {
    let mut rest = body.clone();
    let changed = |anomaly: &&Anomaly| anomaly.kind != AnomalyKind::NotAnAnswer;
    for anomaly in anomalies.iter().filter(changed) {
        let path = anomaly.path();
        if !anomaly.reason.ends_with(": set aside") {
            return None;
        }
        let place = rest.pointer_mut(&path);
        *place.unwrap_or_else(|| panic!("{path} is not in {body}")) = Value::Null;
    }
    Some(rest)
}

/// Where a list may hold nulls, what is set aside leaves one.
fn without_nulls(mut value: Value) -> Value {
    match &mut value {
        Value::Object(members) => {
            for member in members.values_mut() {
                *member = without_nulls(member.take());
            }
            members.retain(|_, member| !member.is_null());
        }
        Value::Array(elements) => {
            let rest = elements.iter_mut().map(|it| without_nulls(it.take()));
            *elements = rest.filter(|it| !it.is_null()).collect();
        }
        _ => {}
    }
    let is_empty = match &value {
        Value::Object(members) => members.is_empty(),
        Value::Array(elements) => elements.is_empty(),
        _ => false,
    };
    if is_empty { Value::Null } else { value }
}

/// What decoding makes of the body: the JSON again, and the anomalies.
fn decoded(model: &Model, body: &Value) -> (Value, Vec<Anomaly>) {
    match (model.decode)(body.to_string().as_bytes()) {
        Ok((value, anomalies)) => (value.to_json(), anomalies),
        Err(error) => panic!("{}: {error}\n{body:#}", model.schema),
    }
}
