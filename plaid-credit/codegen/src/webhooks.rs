//! The webhooks: schemas that the fragment marks with a type and a code.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::api::{Shape, Type, Webhook};
use super::error::Fault;
use super::extensions::{FEATURE, WEBHOOK};
use super::walk::text;

/// Reads the webhooks among the schemas, which have their Rust names.
pub(crate) fn read(
    schemas: &Map<String, Value>,
    types: &BTreeMap<String, Type>,
) -> Result<Vec<Webhook>, Fault> {
    let mut webhooks = Vec::new();
    let mut known = BTreeSet::new();
    for (name, schema) in schemas {
        let Some((schema, mark)) = schema.as_object().zip(schema.get(WEBHOOK)) else {
            continue;
        };
        let fault = |cause: &str| Fault::in_schema(name, format!("`{WEBHOOK}` {cause}"));
        let said = |key: &str| mark[key].as_str().map(str::to_owned);
        let webhook = Webhook {
            kind: said("type").ok_or_else(|| fault("has no `type`"))?,
            code: said("code").ok_or_else(|| fault("has no `code`"))?,
            body: name.clone(),
            feature: text(schema, FEATURE),
        };
        let is_object = |ty: &Type| matches!(ty.shape, Shape::Struct(_));
        if !types.get(name).is_some_and(is_object) {
            return Err(fault("marks what is not an object"));
        }
        let is_new = known.insert((webhook.kind.clone(), webhook.code.clone()));
        if !is_new || webhook.variant() == "Unknown" {
            return Err(fault("is not its own"));
        }
        webhooks.push(webhook);
    }
    webhooks.sort();
    Ok(webhooks)
}
