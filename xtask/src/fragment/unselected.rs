//! Operations and webhooks that the selection leaves out although they stand beside selected
//! ones: a reviewer decides about each.

use std::collections::BTreeSet;
use std::fmt;

use plaid_credit_codegen::{id_or_place, references};
use serde::Serialize;
use serde_json::Value;

use super::selection::Selection;
use crate::openapi::{operation_id, operations};

/// An operation or a webhook of Plaid's document that is not selected.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Unselected {
    /// Its `operationId`, or the schema of the webhook.
    pub id: String,
    /// Its path, or the type and code of the webhook.
    pub path: String,
    /// The schemas that it needs and the selected operations and webhooks do not.
    pub schemas: Vec<String>,
}

/// The operations of `upstream` that are not selected, under the path prefixes of those that
/// are: `/credit/` for `/credit/sessions/get`. The same of webhooks, by their types.
pub fn unselected(upstream: &Value, selection: &Selection) -> Vec<Unselected> {
    let components = &upstream["components"];
    let is_selected = |operation: &Value| {
        operation_id(operation).is_some_and(|id| selection.features.contains_key(id))
    };
    let (selected, others): (Vec<_>, Vec<_>) =
        operations(upstream).partition(|(_, _, operation)| is_selected(operation));
    let prefixes: BTreeSet<&str> = selected.iter().map(|(path, ..)| prefix(path)).collect();
    let selected = selected.iter().map(|(.., operation)| *operation);
    let webhooks: Vec<Value> = selection.webhooks.bodies().collect();
    let kept = references::closure(selected.chain(&webhooks), components);
    let operations = others
        .into_iter()
        .filter(|(path, ..)| prefixes.contains(prefix(path)))
        .map(|(path, method, operation)| {
            let id = id_or_place(operation_id(operation), method, path);
            (id, path.to_owned(), operation)
        });
    let all = operations.chain(selection.webhooks.unlisted(upstream));
    all.map(|(id, path, node)| Unselected {
        id,
        path,
        schemas: references::closure([node], components)
            .difference(&kept)
            .filter(|(section, _)| section == "schemas")
            .map(|(_, name)| name.clone())
            .collect(),
    })
    .collect()
}

/// The first segment of a path.
fn prefix(path: &str) -> &str {
    let segment = path.trim_start_matches('/');
    segment.split('/').next().unwrap_or_default()
}

impl fmt::Display for Unselected {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}, {}: ", self.id, self.path)?;
        match self.schemas.len() {
            0 => out.write_str("needs no further schema"),
            1 => write!(out, "needs the schema {}", self.schemas[0]),
            _ => write!(out, "needs the schemas {}", self.schemas.join(", ")),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Selection, unselected};

    #[test]
    fn operations_beside_selected_ones_come_with_their_schemas() {
        let schema = |name: &str| json!({"$ref": format!("#/components/schemas/{name}")});
        let operation = |id: &str, name: &str| json!({"post": {"operationId": id, "requestBody": schema(name)}});
        let upstream = json!({
            "paths": {
                "/credit/a/get": operation("aGet", "A"),
                "/credit/b/get": operation("bGet", "B"),
                "/credit/c/get": operation("cGet", "A"),
                "/other/d/get": operation("dGet", "B"),
            },
            "components": {"schemas": {
                "A": {"items": schema("Shared")}, "B": {"allOf": [schema("Shared"), schema("C")]},
                "C": {}, "Shared": {},
            }},
        });
        let selection = toml::from_str("[features]\na = ['aGet']").unwrap();
        let found: Vec<String> = unselected(&upstream, &selection)
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(
            found,
            [
                "bGet, /credit/b/get: needs the schemas B, C",
                "cGet, /credit/c/get: needs no further schema",
            ]
        );
    }

    #[test]
    fn what_a_listed_webhook_has_no_other_needs() {
        let schema = |name: &str| json!({"$ref": format!("#/components/schemas/{name}")});
        let webhook = |code: &str, parts: &[&str]| {
            let mark = json!({"type": "REPORT", "code": code});
            let parts: Vec<_> = parts.iter().map(|name| schema(name)).collect();
            json!({"x-webhook": mark, "allOf": parts})
        };
        let upstream = json!({"components": {"schemas": {
            "ReadyWebhook": webhook("READY", &["Environment"]),
            "FailedWebhook": webhook("FAILED", &["Environment", "Cause", "ReadyWebhook"]),
            "Environment": {}, "Cause": {},
        }}});
        let mut selection: Selection = toml::from_str("[features]").unwrap();
        selection.webhooks = toml::from_str("[REPORT]\nREADY = 'ReadyWebhook'").unwrap();
        let found: Vec<String> = unselected(&upstream, &selection)
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(
            found,
            ["FailedWebhook, webhook REPORT FAILED: needs the schema Cause"]
        );
    }
}
