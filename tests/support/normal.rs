//! JSON without the differences that do not count.

use serde_json::{Map, Value};

/// Null, absent and empty count as the same, and so do `5` and `5.0`.
pub fn normal(value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            let members: Map<String, Value> = members
                .iter()
                .map(|(name, value)| (name.clone(), normal(value)))
                .filter(|(_, value)| !value.is_null())
                .collect();
            if members.is_empty() {
                Value::Null
            } else {
                Value::Object(members)
            }
        }
        Value::Array(items) if items.is_empty() => Value::Null,
        Value::Array(items) => items.iter().map(normal).collect(),
        Value::Number(number) if !number.is_f64() => match number.as_i64() {
            Some(whole) if whole.unsigned_abs() <= 1 << 53 => (whole as f64).into(),
            _ => value.clone(),
        },
        other => other.clone(),
    }
}
