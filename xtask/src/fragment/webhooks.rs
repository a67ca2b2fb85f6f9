//! Which schemas are the bodies of webhooks: Plaid's document says it in prose only.

use std::collections::BTreeMap;

use anyhow::{Result, bail};
use plaid_credit_codegen::extensions::{FEATURE, WEBHOOK};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::layout::WEBHOOKS;
use crate::output::listed;

/// `openapi/webhooks.toml`: by type and code, the schema of the body.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Webhooks(BTreeMap<String, BTreeMap<String, String>>);

impl Webhooks {
    /// Each schema with its mark.
    pub(crate) fn all(&self) -> impl Iterator<Item = (&str, Value)> {
        self.0.iter().flat_map(|(kind, codes)| {
            let codes = codes.iter();
            codes.map(move |(code, schema)| (schema.as_str(), mark(kind, code)))
        })
    }

    /// Marks the listed schemas that are there, and no others.
    pub(super) fn mark(&self, document: &mut Value) {
        let schemas = document.pointer_mut("/components/schemas");
        let Some(schemas) = schemas.and_then(Value::as_object_mut) else {
            return;
        };
        for schema in schemas.values_mut().filter_map(Value::as_object_mut) {
            schema.remove(WEBHOOK);
        }
        for (name, mark) in self.all() {
            if let Some(schema) = schemas.get_mut(name) {
                schema[WEBHOOK] = mark;
                schema[FEATURE] = json!("webhooks");
            }
        }
    }

    /// Fails if the list says something else than Plaid's document.
    pub(super) fn check(&self, upstream: &Value) -> Result<()> {
        let schemas = &upstream["components"]["schemas"];
        let wrong = self
            .all()
            .filter(|(name, mark)| schemas[name][WEBHOOK] != *mark);
        let wrong = wrong.map(|(name, mark)| match &schemas[name][WEBHOOK] {
            Value::Null => format!("{WEBHOOKS}: {name}: Plaid's document has no such webhook"),
            said => format!("{WEBHOOKS}: {name}: is {mark}, and in Plaid's document {said}"),
        });
        let wrong: Vec<String> = wrong.collect();
        if !wrong.is_empty() {
            bail!("nothing was changed\n{}", listed("Mistakes", &wrong));
        }
        Ok(())
    }

    /// The webhooks of Plaid's document that are not listed although others of their type
    /// are: schema, type and code.
    pub(super) fn unlisted<'a>(
        &'a self,
        schemas: &'a Map<String, Value>,
    ) -> impl Iterator<Item = (&'a str, &'a str, &'a str)> {
        let webhooks = schemas.iter().filter_map(|(name, schema)| {
            let mark = schema.get(WEBHOOK)?;
            Some((
                name.as_str(),
                mark["type"].as_str()?,
                mark["code"].as_str()?,
            ))
        });
        webhooks.filter(|(name, kind, _)| {
            let listed = self.0.get(*kind);
            listed.is_some_and(|listed| !listed.values().any(|listed| listed == name))
        })
    }
}

fn mark(kind: &str, code: &str) -> Value {
    json!({ "type": kind, "code": code })
}

/// The mark of a schema, by what the descriptions of its properties say of type and code.
pub(super) fn said(schema: &Map<String, Value>) -> Option<Value> {
    let properties = schema.get("properties")?;
    let said = |name: &str| {
        let text = properties[name]["description"].as_str()?;
        Some(text.trim_matches(['`', '"', ' ']))
    };
    Some(mark(said("webhook_type")?, said("webhook_code")?))
}
