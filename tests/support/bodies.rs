//! Bodies made from the schemas of the fragment.

use fastrand::Rng;
use serde_json::{Map, Value, json};

/// Below this depth objects keep their scalars only, so that bodies end.
const MAX_DEPTH: usize = 7;

/// Text that stands in every string of a marked body: a code, since other text shows nowhere.
pub const MARKED_TEXT: &str = "MARKED_TEXT";
/// Date that stands in every date and time of a marked body.
pub const MARKED_DATE: &str = "1907-11-23";
/// Number that stands in every number of a marked body that is no integer. One of more digits
/// would show nowhere.
pub const MARKED_NUMBER: f64 = 7_391.25;
/// Integer that stands for every integer of a marked body, as long as that number.
pub const MARKED_INTEGER: i64 = 739_146;

/// Makes bodies from the schemas of the fragment.
pub struct Bodies {
    schemas: Map<String, Value>,
    /// Whether every property is there, and every value one to be recognised.
    marked: bool,
}

impl Bodies {
    /// Bodies of any values, with properties missing and some that the document lacks.
    pub fn of_the_fragment() -> Self {
        Self::new(false)
    }

    /// Bodies in which every property is there and holds a mark, unless it is an enum, a
    /// boolean, or one that may show in `Debug`.
    pub fn marked() -> Self {
        Self::new(true)
    }

    fn new(marked: bool) -> Self {
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../openapi/plaid-credit.json");
        let text = std::fs::read_to_string(file).expect("the fragment is there");
        let mut document: Value = serde_json::from_str(&text).expect("the fragment is JSON");
        let Value::Object(schemas) = document["components"]["schemas"].take() else {
            panic!("no schemas")
        };
        Self { schemas, marked }
    }

    /// Whether there is a component schema of this name.
    pub fn has(&self, name: &str) -> bool {
        self.schemas.contains_key(name)
    }

    /// Whether the component schema is one of objects.
    pub fn is_object(&self, name: &str) -> bool {
        self.schemas
            .get(name)
            .is_some_and(|schema| schema["type"] == "object" || schema.get("allOf").is_some())
    }

    /// A body that the component schema allows.
    pub fn generate(&self, name: &str, random: &mut Rng) -> Value {
        let mut body = self.value(&self.schemas[name], random, 0);
        while body.is_null() {
            body = self.value(&self.schemas[name], random, 0);
        }
        body
    }

    fn value(&self, schema: &Value, random: &mut Rng, depth: usize) -> Value {
        if let Some(reference) = schema["$ref"].as_str() {
            let (_, name) = reference.rsplit_once('/').expect("a reference has a path");
            return self.value(&self.schemas[name], random, depth);
        }
        if !self.marked && schema["nullable"] == true && random.u8(..8) == 0 {
            return Value::Null;
        }
        if let Some(parts) = schema["allOf"].as_array() {
            let mut whole = Map::new();
            for part in parts {
                match self.value(part, random, depth) {
                    Value::Object(part) => whole.extend(part),
                    Value::Null => {}
                    other => return other,
                }
            }
            return Value::Object(whole);
        }
        if let Some(literals) = schema["enum"].as_array() {
            return literals[random.usize(..literals.len())].clone();
        }
        match schema["type"].as_str() {
            Some("object") => self.object(schema, random, depth),
            Some("array") if depth >= MAX_DEPTH => json!([]),
            Some("array") => (0..self.length(random))
                .map(|_| self.value(&schema["items"], random, depth + 1))
                .collect(),
            Some("string") if self.marked => marked_text(schema).into(),
            Some("string") => text(schema["format"].as_str(), random),
            Some("integer" | "number") if self.marked => marked_number(schema),
            Some("integer") => random.i64(-5..5_000).into(),
            Some("number") => number(random),
            Some("boolean") => random.bool().into(),
            _ if self.marked => json!({MARKED_TEXT: [MARKED_TEXT]}),
            _ => json!({"any": [random.u8(..), null, "thing"]}),
        }
    }

    fn length(&self, random: &mut Rng) -> usize {
        if self.marked { 1 } else { random.usize(..=2) }
    }

    fn object(&self, schema: &Value, random: &mut Rng, depth: usize) -> Value {
        let Some(properties) = schema["properties"].as_object() else {
            return if self.marked {
                json!({MARKED_TEXT: MARKED_TEXT})
            } else {
                json!({"key": random.u8(..)})
            };
        };
        let mut object = Map::new();
        for (name, property) in properties {
            let keep = if depth >= MAX_DEPTH {
                property.get("$ref").is_none()
            } else {
                self.marked || random.u8(..8) > 0
            };
            if keep {
                object.insert(name.clone(), self.value(property, random, depth + 1));
            }
        }
        if self.marked {
            object.insert(MARKED_TEXT.into(), MARKED_TEXT.into());
        } else if random.u8(..4) == 0 {
            object.insert(
                "not_in_the_document".into(),
                json!({"a": [1, {"b": "c"}], "d": null}),
            );
        }
        Value::Object(object)
    }
}

/// Whether a value may show in `Debug`, so that it holds no mark.
fn may_show(schema: &Value) -> bool {
    schema["x-shown"] == true
}

fn marked_text(schema: &Value) -> String {
    let (text, date) = match may_show(schema) {
        true => ("plain", "2001-01-01"),
        false => (MARKED_TEXT, MARKED_DATE),
    };
    match schema["format"].as_str() {
        Some("date") => date.to_owned(),
        Some("date-time") => format!("{date}T19:07:11Z"),
        _ => text.to_owned(),
    }
}

fn marked_number(schema: &Value) -> Value {
    match schema["type"].as_str() {
        _ if may_show(schema) => 7.into(),
        Some("integer") => MARKED_INTEGER.into(),
        _ => MARKED_NUMBER.into(),
    }
}

fn text(format: Option<&str>, random: &mut Rng) -> Value {
    let day = format!(
        "20{:02}-{:02}-{:02}",
        random.u8(10..30),
        random.u8(1..=12),
        random.u8(1..=28)
    );
    match format {
        Some("date") => day.into(),
        Some("date-time") => {
            let zone = ["Z", "+00:00", "-07:00", ".120Z", ".123456Z"][random.usize(..5)];
            format!("{day}T{:02}:30:59{zone}", random.u8(..24)).into()
        }
        _ => [
            "",
            "text",
            "Zoë \"quoted\" \n",
            "12.50",
            "true",
            "2024-01-01",
        ][random.usize(..6)]
        .into(),
    }
}

fn number(random: &mut Rng) -> Value {
    match random.u8(..4) {
        0 => random.i32(-9_000..9_000).into(),
        1 => (f64::from(random.i32(-900_000..900_000)) / 100.0).into(),
        2 => 0.1.into(),
        _ => 12_345_678_901_234.56.into(),
    }
}
