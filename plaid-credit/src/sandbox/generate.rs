//! Makes an answer from a schema.

use serde_json::{Map, Value};

use super::calendar::Period;
use super::cast::{Cast, Focus};
use super::chance;
use super::fragment::Fragment;
use super::plausible::{self, Field};
use super::totals;

/// Schemas that hold themselves end here.
const DEPTH: usize = 24;

/// Makes values from schemas; the same chance makes the same values.
pub(super) struct Generator<'a> {
    fragment: &'a Fragment,
    random: fastrand::Rng,
    cast: Option<&'a Cast>,
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
    /// Of the cast.
    focus: Focus,
    /// Whether the object stands for what is in focus, and not for a part of it.
    is_own: bool,
    /// The seed of this place, where it follows from what is in focus: a field of an account is
    /// the same in all answers.
    seed: Option<u64>,
}

impl<'a> Generator<'a> {
    /// Makes answers about a cast, or about anybody.
    pub(super) fn new(
        fragment: &'a Fragment,
        random: fastrand::Rng,
        cast: Option<&'a Cast>,
    ) -> Self {
        Self {
            fragment,
            random,
            cast,
        }
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
                focus: Focus::default(),
                is_own: false,
                seed: None,
            },
        )
    }

    fn value(&mut self, schema: &'a Value, place: Place<'a>) -> Value {
        let (schema, component) = self.fragment.resolve(schema);
        let is_left_out = plausible::is_left_out(place.owner, place.name);
        if place.depth > DEPTH || is_left_out && is_nullable(schema) {
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
                _ => {
                    let known = self.cast.and_then(|cast| cast.name(field));
                    let text = known.unwrap_or_else(|| field.text(&mut self.random));
                    text.into()
                }
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
            if let Some(value) = self.fact(name, owner, property, place) {
                members.insert(name.clone(), value);
                continue;
            }
            if plausible::is_left_out(owner, name)
                && !is_required(schema, name)
                && !is_nullable(self.fragment.resolve(property).0)
            {
                continue;
            }
            let place = self.sown(
                Place {
                    name,
                    owner,
                    period,
                    is_own: false,
                    ..place
                },
                name,
            );
            members.insert(name.clone(), self.value(property, place));
        }
        totals::settle(&mut members);
        totals::sum_up(&mut members);
        totals::pay(&mut members);
        members
    }

    fn list(&mut self, items: &'a Value, place: Place<'a>) -> Value {
        // Items of any kind: there is nothing to make them from.
        if items.as_object().is_none_or(Map::is_empty) || place.depth > DEPTH {
            return Value::Array(Vec::new());
        }
        let length = plausible::length(place.name, &mut self.random);
        let (items_in, accounts) = match self.cast {
            Some(cast) => (cast.items.len(), cast.accounts(place.focus).len()),
            None => (0, 0),
        };
        let is_of_items = self.cast.is_some()
            && place.focus.item.is_none()
            && self.has_property(items, "item_id");
        let is_of_accounts = items_in > 0
            && !is_of_items
            && place.focus.account.is_none()
            && self.has_property(items, "account_id");
        let casts_doubt = matches!(place.name, "warnings" | "consumer_disputes");
        let length = match () {
            () if is_of_items => items_in,
            () if is_of_accounts && place.name.contains("accounts") => accounts,
            // All were excluded.
            () if is_of_accounts && accounts == 0 => 0,
            // Reports about users who were created are complete, and nobody contests them.
            () if casts_doubt && self.cast.is_some() => 0,
            () => length,
        };
        let elements = (0..length).map(|index| {
            let mut element = Place { index, ..place };
            if is_of_items {
                element.focus.item = Some(index);
            } else if is_of_accounts {
                element.focus.item = place.focus.item.or(Some(0));
                element.focus.account = Some(index % accounts);
            }
            if is_of_items || is_of_accounts {
                element.is_own = true;
                element.seed = self.cast.and_then(|cast| cast.seed(element.focus));
            }
            // Where several elements are about the same account, they differ by their place.
            let is_alone = is_of_items || place.name.contains("accounts");
            let element = match is_alone {
                true => element,
                false => self.sown(element, &index.to_string()),
            };
            self.value(items, element)
        });
        elements.collect()
    }

    /// What the cast knows of a field, if the document allows it there.
    fn fact(&self, name: &str, owner: &str, property: &Value, place: Place<'_>) -> Option<Value> {
        let fact = self.cast?.fact(name, owner, place.focus, place.is_own)?;
        let mut schema = self.fragment.resolve(property).0;
        // Around one reference, as above.
        while let Some([part]) = schema["allOf"].as_array().map(Vec::as_slice) {
            schema = self.fragment.resolve(part).0;
        }
        let is_listed = schema["enum"]
            .as_array()
            .is_none_or(|values| values.contains(fact));
        let is_of_type = match fact {
            Value::Null => is_nullable(schema),
            Value::String(_) => schema["type"] == "string",
            Value::Array(_) => schema["type"] == "array",
            _ => true,
        };
        (is_listed && is_of_type).then(|| fact.clone())
    }

    /// Seeds chance for a part of what is in focus.
    fn sown(&mut self, mut place: Place<'a>, part: &str) -> Place<'a> {
        if let Some(seed) = place.seed {
            let seed = chance::seed(seed, part);
            self.random = fastrand::Rng::with_seed(seed);
            place.seed = Some(seed);
        }
        place
    }

    fn has_property(&self, schema: &Value, name: &str) -> bool {
        let (schema, _) = self.fragment.resolve(schema);
        let mut parts = schema["allOf"].as_array().into_iter().flatten();
        schema["properties"].get(name).is_some() || parts.any(|part| self.has_property(part, name))
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
        // Those who are not in the cast may have anything.
        let well = self.cast.and_then(|_| plausible::all_well(&values));
        well.or_else(|| self.random.choice(values)).cloned()
    }
}

fn is_nullable(schema: &Value) -> bool {
    schema["nullable"] == true
}

fn is_required(schema: &Value, name: &str) -> bool {
    let mut required = schema["required"].as_array().into_iter().flatten();
    required.any(|required| required == name)
}
