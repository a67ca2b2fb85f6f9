//! Which schemas are the bodies of webhooks: Plaid's document says it in prose only.

use std::collections::BTreeMap;

use plaid_credit_codegen::extensions::WEBHOOK;
use plaid_credit_codegen::references::escape;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::layout::WEBHOOKS;
use crate::openapi::members;

/// `openapi/webhooks.toml`: by type and code, the schema of the body.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Webhooks(BTreeMap<String, BTreeMap<String, String>>);

impl Webhooks {
    /// Type, code and schema of each.
    fn all(&self) -> impl Iterator<Item = [&str; 3]> {
        self.0.iter().flat_map(|(kind, codes)| {
            let codes = codes.iter();
            codes.map(move |(code, schema)| [kind, code, schema].map(String::as_str))
        })
    }

    /// References to the bodies of those that are listed.
    pub(super) fn bodies(&self) -> impl Iterator<Item = Value> {
        let names = self.all().map(|[.., name]| escape(name));
        names.map(|name| json!({"$ref": format!("#/components/schemas/{name}")}))
    }

    /// Leaves the marks of those that are listed.
    pub(super) fn keep(&self, document: &mut Value) {
        let schemas = document.pointer_mut("/components/schemas");
        for (name, schema) in schemas.and_then(Value::as_object_mut).into_iter().flatten() {
            if let Some(schema) = schema.as_object_mut() {
                schema.retain(|key, _| key != WEBHOOK || self.all().any(|it| it[2] == name));
            }
        }
    }

    /// The entries that say something else than the marks, which Plaid's prose became.
    pub(super) fn check(&self, document: &Value) -> Vec<String> {
        let schemas = &document["components"]["schemas"];
        let wrong = self.all().filter_map(|[kind, code, name]| {
            let mark = &schemas[name][WEBHOOK];
            let is_so = mark["type"] == kind && mark["code"] == code;
            (!is_so).then(|| format!(
                "{WEBHOOKS}: {name} is not the body of {kind} {code} in Plaid's document; correct the \
                 entry, or run `cargo xtask codegen --upstream FILE` if it is new"
            ))
        });
        wrong.collect()
    }

    /// The webhooks that are not listed although others of their type are.
    pub(super) fn unlisted<'a>(
        &self,
        upstream: &'a Value,
    ) -> impl Iterator<Item = (String, String, &'a Value)> {
        let schemas = members(&upstream["components"]["schemas"]);
        schemas.filter_map(|(name, schema)| {
            let mark = schema.get(WEBHOOK)?;
            let (kind, code) = (mark["type"].as_str()?, mark["code"].as_str()?);
            let is_new = self.0.get(kind)?.values().all(|listed| listed != name);
            is_new.then(|| (name.clone(), format!("webhook {kind} {code}"), schema))
        })
    }
}

/// The mark of a schema, by what the descriptions of its properties say of type and code.
pub(super) fn said(schema: &Map<String, Value>) -> Option<Value> {
    let properties = schema.get("properties")?;
    let said = |name: &str| {
        let text = properties[name]["description"].as_str()?;
        Some(text.trim_matches(['`', '"', ' ']))
    };
    let (kind, code) = (said("webhook_type")?, said("webhook_code")?);
    Some(json!({ "type": kind, "code": code, "feature": "webhooks" }))
}
