//! What a document says at each place, in words that can be compared.

use std::collections::{BTreeMap, BTreeSet};

use plaid_credit_codegen::api::{Place, Step};
use plaid_credit_codegen::references::component;
use serde_json::{Map, Value};

use crate::openapi::METHODS;

/// By keyword, what is said.
pub(super) type Facts = BTreeMap<String, BTreeSet<String>>;

/// What a document says at each place; of the API as a whole, at the operation without an ID.
#[derive(Debug, Default)]
pub(super) struct Said {
    pub(super) at: BTreeMap<Place, Facts>,
}

/// Keywords of a schema whose value is compared as it is.
const PLAIN: &str = "default pattern minLength maxLength minimum exclusiveMinimum maximum \
    exclusiveMaximum multipleOf minItems maxItems uniqueItems minProperties maxProperties not \
    nullable deprecated readOnly writeOnly description";

/// Plaid's mark for the values of an open list that its documentation shows.
const KNOWN_VALUES: &str = "x-override-enum-values-shown";

impl Said {
    /// Reads a whole document.
    pub(super) fn of(document: &Value) -> Self {
        let mut reader = Reader {
            document,
            said: Self::default(),
        };
        reader.document();
        reader.said
    }
}

struct Reader<'a> {
    document: &'a Value,
    said: Said,
}

impl<'a> Reader<'a> {
    fn document(&mut self) {
        let document = self.document;
        for server in list(document, "servers") {
            self.say(&Place::of_operation(""), "servers", text(server, "url"));
        }
        self.schemes(&Place::of_operation(""), document);
        let version = document.pointer("/info/version").and_then(Value::as_str);
        // What follows is the build of one document.
        let version = version.and_then(|version| version.split('_').next());
        self.say(&Place::of_operation(""), "API version", version);
        for (path, item) in members(document.get("paths")) {
            for (method, operation) in members(Some(item)) {
                if METHODS.contains(&method.as_str()) {
                    self.operation(method, path, item, operation);
                }
            }
        }
        for (name, schema) in members(document.pointer("/components/schemas")) {
            self.schema(&Place::of_schema(name), schema);
        }
    }

    /// The security schemes that a document or an operation asks for.
    fn schemes(&mut self, place: &Place, node: &Value) {
        for requirement in list(node, "security").filter_map(Value::as_object) {
            let names: Vec<_> = requirement.keys().map(String::as_str).collect();
            self.say(place, "security", Some(&names.join(" and ")));
        }
    }

    fn operation(&mut self, method: &str, path: &str, item: &'a Value, operation: &'a Value) {
        let id = text(operation, "operationId").map(str::trim);
        let id = id.filter(|id| !id.is_empty());
        let id = id.map_or_else(|| format!("{method} {path}"), str::to_owned);
        let place = Place::of_operation(&id);
        self.said.at.entry(place.clone()).or_default();
        self.say(&place, "summary", text(operation, "summary"));
        self.say(&place, "description", text(operation, "description"));
        self.schemes(&place, operation);
        for (status, response) in members(operation.get("responses")) {
            if status.starts_with('2') {
                self.say(&place, "success status", Some(status));
                self.body(&place.then(Step::Response), self.resolved(response));
            } else {
                self.say(&place, "error status", Some(status));
            }
        }
        if let Some(body) = operation.get("requestBody") {
            self.body(&place.then(Step::Request), self.resolved(body));
        }
        for parameter in list(operation, "parameters").chain(list(item, "parameters")) {
            let parameter = self.resolved(parameter);
            let name = text(parameter, "name").unwrap_or_default();
            let place = place.then(Step::Parameter(name.to_owned()));
            // A parameter of the operation hides that of its path.
            if !self.said.at.contains_key(&place) {
                self.say(&place, "in", text(parameter, "in"));
                self.say(&place, "description", text(parameter, "description"));
                self.flag(&place, "required", parameter);
                self.flag(&place, "deprecated", parameter);
                self.schema(&place, parameter.get("schema").unwrap_or(&Value::Null));
            }
        }
    }

    fn body(&mut self, place: &Place, body: &'a Value) {
        self.say(place, "description", text(body, "description"));
        self.flag(place, "required", body);
        for (media_type, media) in members(body.get("content")) {
            self.say(place, "media type", Some(media_type));
            if let Some(schema) = media.get("schema") {
                self.schema(place, schema);
            }
        }
    }

    /// Parts of an `allOf` and variants of a union belong to the place of the schema.
    fn schema(&mut self, place: &Place, schema: &'a Value) {
        self.said.at.entry(place.clone()).or_default();
        for keyword in PLAIN.split(' ') {
            match schema.get(keyword) {
                None | Some(Value::Null | Value::Bool(false)) => {}
                Some(value) => self.say(place, keyword, Some(&shown(value))),
            }
        }
        if let Some(name) = referred(schema) {
            self.say(place, "type", Some(&name));
        } else if let Some(kind) = text(schema, "type") {
            let kind = match text(schema, "format") {
                Some(format) => format!("{kind} ({format})"),
                None => kind.to_owned(),
            };
            self.say(place, "type", Some(&kind));
        }
        for keyword in ["enum", KNOWN_VALUES] {
            let values = list(schema, keyword).filter(|value| !value.is_null());
            for value in values {
                self.say(place, keyword, Some(&shown(value)));
            }
        }
        self.parts(place, schema);
        for (name, property) in members(schema.get("properties")) {
            self.schema(&place.then(Step::Property(name.clone())), property);
        }
        for name in list(schema, "required").filter_map(Value::as_str) {
            let place = place.then(Step::Property(name.to_owned()));
            // A part may require what another part defines.
            self.say(&place, "required", Some("true"));
        }
        if let Some(items) = schema.get("items") {
            self.schema(&place.then(Step::Items), items);
        }
        match schema.get("additionalProperties") {
            Some(Value::Bool(false)) => self.say(place, "additionalProperties", Some("false")),
            Some(values @ Value::Object(_)) => self.schema(&place.then(Step::Values), values),
            _ => {}
        }
    }

    fn parts(&mut self, place: &Place, schema: &'a Value) {
        let parts: Vec<_> = list(schema, "allOf").collect();
        for part in &parts {
            match referred(part) {
                // A reference that is wrapped so that something can be said beside it.
                Some(name) if parts.len() == 1 => self.say(place, "type", Some(&name)),
                Some(name) => self.say(place, "allOf", Some(&name)),
                None => self.schema(place, part),
            }
        }
        for keyword in ["oneOf", "anyOf"] {
            for variant in list(schema, keyword) {
                match referred(variant) {
                    Some(name) => self.say(place, "variants", Some(&name)),
                    None => self.schema(place, variant),
                }
            }
        }
        if let Some(discriminator) = schema.get("discriminator") {
            self.say(place, "discriminator", text(discriminator, "propertyName"));
            for (value, target) in members(discriminator.get("mapping")) {
                let target = shown(target);
                let target = component(&target).map_or(target, |(_, name)| reference(&name));
                self.say(
                    place,
                    "discriminator mapping",
                    Some(&format!("{value}: {target}")),
                );
            }
        }
    }

    fn say(&mut self, place: &Place, keyword: &str, what: Option<&str>) {
        if let Some(what) = what {
            let facts = self.said.at.entry(place.clone()).or_default();
            let said = facts.entry(keyword.to_owned()).or_default();
            said.insert(what.to_owned());
        }
    }

    fn flag(&mut self, place: &Place, keyword: &str, node: &Value) {
        let is_set = node.get(keyword).is_some_and(|value| value == true);
        self.say(place, keyword, is_set.then_some("true"));
    }

    /// The component that `node` refers to, or itself.
    fn resolved(&self, node: &'a Value) -> &'a Value {
        let target = text(node, "$ref").and_then(component);
        let target = target.and_then(|(section, name)| {
            let components = self.document.get("components")?;
            components.get(section)?.get(name)
        });
        target.unwrap_or(node)
    }
}

/// The schema that a reference leads to.
fn referred(schema: &Value) -> Option<String> {
    component(text(schema, "$ref")?).map(|(_, name)| reference(&name))
}

/// A schema's name, told apart from other words so that renames can be followed.
fn reference(name: &str) -> String {
    format!("`{name}`")
}

/// What is said with other names of schemas in it.
pub(super) fn with_names(said: &str, new_name: impl Fn(&str) -> String) -> String {
    let Some((before, name)) = said
        .strip_suffix('`')
        .and_then(|said| said.rsplit_once('`'))
    else {
        return said.to_owned();
    };
    format!("{before}{}", reference(&new_name(name)))
}

fn members(value: Option<&Value>) -> impl Iterator<Item = (&String, &Value)> {
    let members: Option<&Map<String, Value>> = value.and_then(Value::as_object);
    members.into_iter().flatten()
}

fn list<'v>(value: &'v Value, keyword: &str) -> impl Iterator<Item = &'v Value> {
    let list = value.get(keyword).and_then(Value::as_array);
    list.into_iter().flatten()
}

fn text<'v>(value: &'v Value, keyword: &str) -> Option<&'v str> {
    value.get(keyword)?.as_str()
}

/// A value without the quotes of JSON.
fn shown(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}
