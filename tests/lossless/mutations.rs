//! What Plaid has done to bodies: null, left out, of another type, of a new value, unknown.

use fastrand::Rng;
use serde_json::{Value, json};

/// Changes one node below the root.
pub(crate) fn mutate(body: &mut Value, random: &mut Rng) {
    let count = count(body);
    if count == 0 {
        add_unknown(body, random);
        return;
    }
    let mut left = random.usize(..count);
    change_nth(body, &mut left, random);
}

/// The nodes below this one.
fn count(node: &Value) -> usize {
    match node {
        Value::Object(members) => members.values().map(|value| 1 + count(value)).sum(),
        Value::Array(items) => items.iter().map(|value| 1 + count(value)).sum(),
        _ => 0,
    }
}

fn change_nth(node: &mut Value, left: &mut usize, random: &mut Rng) -> bool {
    match node {
        Value::Object(members) => {
            let names: Vec<String> = members.keys().cloned().collect();
            for name in names {
                if *left == 0 {
                    match changed(&members[&name], random) {
                        Some(value) => members.insert(name, value),
                        None => members.remove(&name),
                    };
                    return true;
                }
                *left -= 1;
                if change_nth(members.get_mut(&name).unwrap(), left, random) {
                    return true;
                }
            }
        }
        Value::Array(items) => {
            for index in 0..items.len() {
                if *left == 0 {
                    match changed(&items[index], random) {
                        Some(value) => items[index] = value,
                        None => drop(items.remove(index)),
                    }
                    return true;
                }
                *left -= 1;
                if change_nth(&mut items[index], left, random) {
                    return true;
                }
            }
        }
        _ => {}
    }
    false
}

fn changed(value: &Value, random: &mut Rng) -> Option<Value> {
    Some(match random.u8(..10) {
        0 => return None,
        1 => Value::Null,
        2 => random.bool().into(),
        3 => random.i64(-10..10).into(),
        4 => 9_007_199_254_740_993_u64.into(),
        5 => (f64::from(random.i32(-1_000..1_000)) / 8.0).into(),
        6 => [
            "A_NEW_VALUE",
            "2024-02-30",
            "2024-01-31T12:00:00",
            "2024-01-31",
            "true",
            "5",
        ][random.usize(..6)]
        .into(),
        7 => json!([value, null, [value], {"a": value}]),
        8 => json!({"wrapped": value, "0": [], "a/b~c": {}}),
        _ => {
            let mut value = value.clone();
            add_unknown(&mut value, random);
            value
        }
    })
}

fn add_unknown(value: &mut Value, random: &mut Rng) {
    if let Value::Object(members) = value {
        let name = ["new_field", "extra", "Typ/e~", ""][random.usize(..4)];
        members.insert(
            name.into(),
            json!({"deep": [null, 1.5, "x", {}], "n": 18_446_744_073_709_551_615_u64}),
        );
    }
}
