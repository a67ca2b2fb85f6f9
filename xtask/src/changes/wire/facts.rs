//! What a document says at each place, in words that can be compared.

use std::collections::{BTreeMap, BTreeSet};

use plaid_credit_codegen::api::{Place, Step};
use plaid_credit_codegen::references::component;
use plaid_credit_codegen::{id_or_place, successes};
use serde_json::Value;

use crate::changes::rust::Renames;
use crate::fragment::upstream::api_version;
use crate::openapi::{list, members, operation_id, operations};

/// What a document says at each place, by keyword; of the API as a whole, at the operation
/// without an ID.
pub(super) type Facts = BTreeMap<Place, BTreeMap<String, BTreeSet<String>>>;

/// The keyword under which each place says that it is there.
pub(in crate::changes) const PLACE: &str = "place";

/// The keyword for the version of the API, by which Plaid decides how it answers.
pub(super) const API_VERSION: &str = "API version";

/// Reads a whole document, with new names in place of those that were renamed.
pub(super) fn of(document: &Value, renames: &Renames) -> Facts {
    let mut reader = Reader {
        document,
        renames,
        facts: Facts::new(),
    };
    reader.document();
    reader.facts
}

struct Reader<'a> {
    document: &'a Value,
    renames: &'a Renames,
    facts: Facts,
}

impl<'a> Reader<'a> {
    fn document(&mut self) {
        let (document, api) = (self.document, Place::of_operation(""));
        for server in list(document, "servers") {
            self.say(&api, "servers", text(server, "url"));
        }
        self.schemes(&api, document);
        let version = api_version(document);
        if !version.is_empty() {
            self.say(&api, API_VERSION, version);
        }
        for (path, method, operation) in operations(document) {
            self.operation(path, method, operation);
        }
        for (name, schema) in members(&document["components"]["schemas"]) {
            self.node(&Place::of_schema(name), schema);
        }
    }

    /// The security schemes that a document or an operation asks for.
    fn schemes(&mut self, place: &Place, node: &Value) {
        for requirement in list(node, "security").filter_map(Value::as_object) {
            let names: Vec<_> = requirement.keys().map(String::as_str).collect();
            self.say(place, "security", &names.join(" and "));
        }
    }

    fn operation(&mut self, path: &str, method: &str, operation: &'a Value) {
        let id = id_or_place(operation_id(operation), method, path);
        let place = Place::of_operation(&id);
        self.node(&place, operation);
        self.schemes(&place, operation);
        let of_path = list(&self.document["paths"][path], "parameters");
        for parameter in list(operation, "parameters").chain(of_path) {
            let parameter = self.resolved(parameter);
            let name = text(parameter, "name").to_owned();
            let place = place.then(Step::Parameter(name));
            // A parameter of the operation hides that of its path.
            if !self.facts.contains_key(&self.renames.place(&place)) {
                self.node(&place, parameter);
            }
        }
    }

    /// An operation, a parameter, a body or a schema. Parts of an `allOf` and variants of a
    /// union belong to the place of the schema.
    fn node(&mut self, place: &Place, node: &'a Value) {
        self.say(place, PLACE, "");
        for (keyword, value) in members(node) {
            match (keyword.as_str(), value) {
                ("additionalProperties", Value::Bool(false)) => self.say(place, keyword, "false"),
                (_, Value::Null) => {}
                (keyword, Value::Bool(false)) if keyword != "default" => {}
                ("$ref", _) => self.part(place, "type", node),
                ("type", kind) if node.get("$ref").is_none() => match text(node, "format") {
                    "" => self.say(place, keyword, &shown(kind)),
                    format => self.say(place, keyword, &format!("{} ({format})", shown(kind))),
                },
                ("enum" | "x-override-enum-values-shown", Value::Array(values)) => {
                    for value in values.iter().filter(|value| !value.is_null()) {
                        self.say(place, keyword, &shown(value));
                    }
                }
                // A part may require what another part defines.
                ("required", Value::Array(names)) => names.iter().for_each(|name| {
                    self.say(&place.then(Step::Property(shown(name))), keyword, "true");
                }),
                ("required", value) => self.say(place, keyword, &shown(value)),
                ("properties", properties) => {
                    for (name, property) in members(properties) {
                        self.node(&place.then(Step::Property(name.clone())), property);
                    }
                }
                ("items", items) => self.node(&place.then(Step::Items), items),
                ("additionalProperties", values @ Value::Object(_)) => {
                    self.node(&place.then(Step::Values), values);
                }
                // A reference that is wrapped so that something can be said beside it.
                ("allOf", Value::Array(parts)) => parts.iter().for_each(|part| {
                    let keyword = if parts.len() == 1 { "type" } else { keyword };
                    self.part(place, keyword, part);
                }),
                ("oneOf" | "anyOf", Value::Array(variants)) => variants
                    .iter()
                    .for_each(|variant| self.part(place, "variants", variant)),
                ("discriminator", discriminator) => self.discriminator(place, discriminator),
                ("requestBody", body) => {
                    self.node(&place.then(Step::Request), self.resolved(body));
                }
                ("responses", responses) => self.responses(place, responses),
                ("content", content) => {
                    for (media_type, media) in members(content) {
                        self.say(place, "media type", media_type);
                        if let Some(schema) = media.get("schema") {
                            self.node(place, schema);
                        }
                    }
                }
                ("schema", schema) => self.node(place, schema),
                (
                    "default" | "pattern" | "minLength" | "maxLength" | "minimum"
                    | "exclusiveMinimum" | "maximum" | "exclusiveMaximum" | "multipleOf"
                    | "minItems" | "maxItems" | "uniqueItems" | "minProperties" | "maxProperties"
                    | "not" | "nullable" | "deprecated" | "readOnly" | "writeOnly" | "summary"
                    | "description" | "in",
                    value,
                ) => self.say(place, keyword, &shown(value)),
                _ => {}
            }
        }
    }

    /// A part of a schema: a reference is said under `keyword`, all else belongs to the schema.
    fn part(&mut self, place: &Place, keyword: &str, part: &'a Value) {
        match component(text(part, "$ref")) {
            Some((_, name)) => self.say(place, keyword, &self.renamed(&name)),
            None if part.get("$ref").is_none() => self.node(place, part),
            None => {}
        }
    }

    fn discriminator(&mut self, place: &Place, discriminator: &Value) {
        self.say(place, "discriminator", text(discriminator, "propertyName"));
        for (value, target) in members(&discriminator["mapping"]) {
            let target = shown(target);
            let target = component(&target).map_or(target, |(_, name)| self.renamed(&name));
            let said = format!("{value}: {target}");
            self.say(place, "discriminator mapping", &said);
        }
    }

    fn responses(&mut self, place: &Place, responses: &'a Value) {
        let successes = successes(responses);
        for (status, response) in members(responses) {
            if successes.contains(&status.as_str()) {
                self.say(place, "success status", status);
                self.node(&place.then(Step::Response), self.resolved(response));
            } else {
                self.say(place, "error status", status);
            }
        }
    }

    fn say(&mut self, place: &Place, keyword: &str, what: &str) {
        let facts = self.facts.entry(self.renames.place(place)).or_default();
        let said = facts.entry(keyword.to_owned()).or_default();
        said.insert(what.to_owned());
    }

    /// The name that a schema has now.
    fn renamed(&self, name: &str) -> String {
        let place = self.renames.place(&Place::of_schema(name));
        place.component().unwrap_or(name).to_owned()
    }

    /// The component that `node` refers to, or itself.
    fn resolved(&self, node: &'a Value) -> &'a Value {
        match component(text(node, "$ref")) {
            Some((section, name)) => &self.document["components"][section][name],
            None => node,
        }
    }
}

/// The text under a keyword; empty if there is none.
fn text<'v>(value: &'v Value, keyword: &str) -> &'v str {
    value[keyword].as_str().unwrap_or_default()
}

/// A value without the quotes of JSON.
fn shown(value: &Value) -> String {
    let text = value.as_str();
    text.map_or_else(|| value.to_string(), str::to_owned)
}
