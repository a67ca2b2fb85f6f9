//! The models of plaid-credit, so that tests can hold each of them to a rule.

use std::fmt::Debug;

use plaid_credit::{Anomaly, AnomalyKind, Error, decode};
use plaid_credit_codegen::api::Direction;
use schemars::{JsonSchema, SchemaGenerator};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

macro_rules! model {
    ($direction:ident, $schema:literal, $name:ident) => {
        model::<plaid_credit::types::$name>(Direction::$direction, $schema, stringify!($name))
    };
}

/// Each model. A static, not a constant: each test that uses a constant compiles the functions in
/// it.
pub static MODELS: &[Model] = &include!(concat!(env!("OUT_DIR"), "/models.rs"));

/// A generated model. Reading it is compiled here, once for all tests.
#[derive(Clone, Copy)]
pub struct Model {
    /// Which way its values travel.
    pub direction: Direction,
    /// The name of its schema.
    pub schema: &'static str,
    /// Its name in Rust.
    pub name: &'static str,
    /// What [`decode()`] makes of a body.
    pub decode: fn(&[u8]) -> Result<Decoded, Error>,
    /// Adds what schemars makes of it.
    pub define: fn(&mut SchemaGenerator),
}

/// A value of a model, and what was set aside or changed.
pub type Decoded = (Box<dyn Read>, Vec<Anomaly>);

/// A value of a model.
pub trait Read: Debug {
    /// The value in JSON again.
    fn to_json(&self) -> Value;
}

impl<T: Debug + Serialize> Read for T {
    fn to_json(&self) -> Value {
        serde_json::to_value(self).expect("a model is JSON")
    }
}

/// How many values were set aside or changed. That a body has none of the documented
/// properties is none: they are optional.
pub fn set_aside(anomalies: &[Anomaly]) -> usize {
    let kinds = anomalies.iter().map(|anomaly| anomaly.kind);
    kinds
        .filter(|kind| *kind != AnomalyKind::NotAnAnswer)
        .count()
}

const fn model<T>(direction: Direction, schema: &'static str, name: &'static str) -> Model
where
    T: Debug + DeserializeOwned + JsonSchema + Serialize + 'static,
{
    Model {
        direction,
        schema,
        name,
        decode: |body| {
            decode::<T>(body).map(|decoded| {
                let value: Box<dyn Read> = Box::new(decoded.value);
                (value, decoded.anomalies)
            })
        },
        define: |generator| drop(generator.subschema_for::<T>()),
    }
}
