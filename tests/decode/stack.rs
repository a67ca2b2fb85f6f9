//! How much of the stack decoding takes. A binary of its own: reading every model takes long to
//! compile.
#![allow(clippy::unwrap_used)]

use plaid_credit::types::{
    self, AssetReportGetResponse, CreditPayrollIncomeGetResponse, CreditSessionsGetResponse,
};
use plaid_credit::{Anomaly, AnomalyKind, decode, review};
use serde_json::Value;

macro_rules! model {
    ($direction:ident, $schema:literal, $name:ident) => {
        |body| drop(decode::<types::$name>(body))
    };
}

/// Decodes a body as each model.
static MODELS: &[fn(&[u8])] = &include!(concat!(env!("OUT_DIR"), "/models.rs"));

/// Below the fields of models too, where each level takes more of the stack.
#[test]
fn a_small_stack_suffices_below_models() {
    for (open, close) in [("[", "]"), (r#"{"a":"#, "}"), (r#"[{"a":"#, "}]")] {
        let deep = open.repeat(200_000) + "1" + &close.repeat(200_000);
        let assets = format!(
            r#"{{"report": {{"items": [{{"accounts": [{{"transactions": [{{"new": {deep}}}]}}]}}]}}}}"#
        );
        let payroll = format!(
            r#"{{"items": [{{"payroll_income": [{{"pay_stubs": [{{"earnings": {{"breakdown": [{{"new": {deep}}}]}}}}]}}]}}]}}"#
        );
        on_a_small_stack(move || {
            for review in [false, true] {
                check::<AssetReportGetResponse>(&assets, review);
                check::<CreditPayrollIncomeGetResponse>(&payroll, review);
            }
        });
    }
    on_a_small_stack(|| {
        let list = "[".repeat(128) + &"]".repeat(128);
        assert!(decode::<Value>(list.as_bytes()).is_ok());
        let object = r#"{"a":"#.repeat(128) + "1" + &"}".repeat(128);
        assert!(decode::<Value>(object.as_bytes()).is_ok());
    });

    fn check<T: serde::de::DeserializeOwned>(body: &str, is_review: bool) {
        let anomalies = match is_review {
            false => decode::<T>(body.as_bytes()).unwrap().anomalies,
            true => review::<T>(body.as_bytes()).unwrap(),
        };
        let too_deep = |anomaly: &&Anomaly| anomaly.kind == AnomalyKind::TooDeep;
        assert_eq!(anomalies.iter().filter(too_deep).count(), 1);
    }
}

/// The whole of a body of each class is read on a small stack.
#[test]
fn a_small_stack_suffices() {
    let nested = |open: &str, close: &str| {
        let deep = open.repeat(200_000) + "1" + &close.repeat(200_000);
        format!(r#"{{"request_id": "r", "new": {deep}}}"#)
    };
    for body in [
        nested("[", "]"),
        nested(r#"{"a":"#, "}"),
        nested(r#"[{"a":"#, "}]"),
        hostile::reserved_key(60_000),
    ] {
        on_a_small_stack(move || {
            let decoded = decode::<CreditSessionsGetResponse>(body.as_bytes()).unwrap();
            assert_eq!(decoded.value.request_id.unwrap(), "r");
        });
    }
}

/// Models are read on the stack, and some take kilobytes of it.
#[test]
fn a_small_stack_suffices_for_every_model() {
    let deep = r#"[{"a":"#.repeat(64) + "1" + &"}]".repeat(64);
    for decode in MODELS {
        let body = format!(r#"{{"new": {deep}}}"#);
        // Requests and unions may refuse such a body.
        on_a_small_stack(move || decode(body.as_bytes()));
    }
}

fn on_a_small_stack(run: impl FnOnce() + Send + 'static) {
    let stack = if cfg!(debug_assertions) {
        2 << 20
    } else {
        128 << 10
    };
    let thread = std::thread::Builder::new().stack_size(stack).spawn(run);
    thread.unwrap().join().unwrap();
}
