//! Makes an answer from a schema.

use serde_json::{Map, Value};

use super::calendar::Period;
use super::fragment::Fragment;
use super::plausible::{self, Field};
use super::totals;

/// Schemas that hold themselves end here.
const DEPTH: usize = 24;

/// Makes values from schemas; the same chance makes the same values.
pub(super) struct Generator<'a> {
    fragment: &'a Fragment,
    random: fastrand::Rng,
}

/// Where in an answer a value stands.
#[derive(Debug, Clone, Copy)]
struct Place<'a> {
    /// The property's name.
    name: &'a str,
    /// The schema that has the property.
    owner: &'a str,
    /// How many come before it in the list around it.
    index: usize,
    period: Period,
    depth: usize,
}

impl<'a> Generator<'a> {
    pub(super) fn new(fragment: &'a Fragment, random: fastrand::Rng) -> Self {
        Self { fragment, random }
    }

    /// A value for a whole answer.
    pub(super) fn answer(&mut self, schema: &'a Value) -> Value {
        self.value(
            schema,
            Place {
                name: "",
                owner: "",
                index: 0,
                period: Period::WHOLE,
                depth: 0,
            },
        )
    }

    fn value(&mut self, schema: &'a Value, place: Place<'a>) -> Value {
        let (schema, component) = self.fragment.resolve(schema);
        if place.depth > DEPTH || plausible::is_left_out(place.name) && is_nullable(schema) {
            return Value::Null;
        }
        if let Some(value) = self.listed(schema) {
            return value;
        }
        let place = Place {
            depth: place.depth + 1,
            ..place
        };
        if let Some(choice) = ["oneOf", "anyOf"]
            .iter()
            .find_map(|key| schema[*key].get(0))
        {
            return self.value(choice, place);
        }
        // Around one reference: a description stands beside it.
        if let Some([part]) = schema["allOf"].as_array().map(Vec::as_slice)
            && schema["properties"].is_null()
        {
            return self.value(part, place);
        }
        if schema["allOf"].is_array() || schema["properties"].is_object() {
            return Value::Object(self.object(schema, component.unwrap_or(place.owner), place));
        }
        let field = Field {
            name: place.name,
            owner: place.owner,
            index: place.index,
            period: place.period,
        };
        match schema["type"].as_str() {
            Some("array") => self.list(&schema["items"], place),
            Some("string") => match schema["format"].as_str() {
                Some("date") => field.date().into(),
                Some("date-time") => field.date_time().into(),
                _ => field.text(&mut self.random).into(),
            },
            Some("number") if schema["format"] == "decimal" => field.money(&mut self.random),
            Some("number") => field.number(&mut self.random),
            Some("integer") => {
                let least = schema["minimum"].as_i64().unwrap_or(i64::MIN);
                let most = schema["maximum"].as_i64().unwrap_or(i64::MAX);
                let count = field.count(&mut self.random);
                count.max(least).min(most).into()
            }
            Some("boolean") => field.flag(&mut self.random).into(),
            _ => Value::Object(Map::new()),
        }
    }

    fn object(
        &mut self,
        schema: &'a Value,
        owner: &'a str,
        place: Place<'a>,
    ) -> Map<String, Value> {
        let mut members = Map::new();
        for part in schema["allOf"].as_array().into_iter().flatten() {
            let (part, name) = self.fragment.resolve(part);
            members.extend(self.object(part, name.unwrap_or(owner), place));
        }
        let properties = schema["properties"].as_object();
        let is_period = properties.is_some_and(|properties| {
            properties.contains_key("start_date") && properties.contains_key("end_date")
        });
        let period = match place.name {
            "historical_summary" if is_period => Period::month(place.index),
            _ => place.period,
        };
        for (name, property) in properties.into_iter().flatten() {
            let place = Place {
                name,
                owner,
                period,
                ..place
            };
            members.insert(name.clone(), self.value(property, place));
        }
        totals::settle(&mut members);
        totals::sum_up(&mut members);
        members
    }

    fn list(&mut self, items: &'a Value, place: Place<'a>) -> Value {
        // Items of any kind: there is nothing to make them from.
        if items.as_object().is_none_or(Map::is_empty) || place.depth > DEPTH {
            return Value::Array(Vec::new());
        }
        let length = plausible::length(place.name, &mut self.random);
        (0..length)
            .map(|index| self.value(items, Place { index, ..place }))
            .collect()
    }

    /// One of the values that the document lists, or that Plaid's extension lists.
    fn listed(&mut self, schema: &Value) -> Option<Value> {
        // Those beside a list are its elements'.
        if schema["type"] == "array" {
            return None;
        }
        let values = schema["enum"]
            .as_array()
            .or_else(|| schema["x-override-enum-values-shown"].as_array())?;
        let values: Vec<&Value> = values.iter().filter(|value| !value.is_null()).collect();
        self.random.choice(values).cloned()
    }
}

fn is_nullable(schema: &Value) -> bool {
    schema["nullable"] == true
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sandbox::fragment::{self, Answer};

    #[test]
    fn answers_are_valid_by_the_schemas_they_are_made_from() {
        let fragment = fragment::compiled_in().expect("the fragment is read");
        for operation in &fragment.operations {
            let Answer::Json(schema) = &operation.answer else {
                continue;
            };
            let validator = fragment.validator(schema).expect("a schema");
            assert!(!validator.is_valid(&Value::Null), "{}", operation.id);
            for seed in 0..4 {
                let random = fastrand::Rng::with_seed(seed);
                let answer = Generator::new(fragment, random).answer(schema);
                if let Err(error) = validator.validate(&answer) {
                    panic!("{}{}: {error}", operation.id, error.instance_path());
                }
            }
        }
    }
}
