//! Which operations and webhooks are kept, and the part of a document that they need.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Result, bail};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use heck::ToSnakeCase;
use plaid_credit_codegen::extensions::{FEATURE, READS_ONLY};
use plaid_credit_codegen::references;

use crate::layout::SELECTION;
use crate::openapi::{METHODS, Node, list, operation_id, operations, required_schemes, visit_mut};

use super::webhooks::Webhooks;
use super::{canonical, upstream};

/// `openapi/selection.toml`: the operations that are kept, and what the crate makes of them.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(try_from = "File")]
pub struct Selection {
    /// Operation id to cargo feature.
    pub features: BTreeMap<String, String>,
    /// The operations that change nothing at Plaid.
    pub reads: BTreeSet<String>,
    /// The webhooks, which have a file of their own.
    pub webhooks: Webhooks,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    reads: BTreeSet<String>,
    features: BTreeMap<String, Vec<String>>,
}

impl TryFrom<File> for Selection {
    type Error = String;

    fn try_from(file: File) -> Result<Self, String> {
        let mut features: BTreeMap<String, String> = BTreeMap::new();
        for (feature, operations) in file.features {
            for operation in operations {
                if let Some(first) = features.insert(operation.clone(), feature.clone()) {
                    return Err(format!(
                        "{operation} is in `{first}` and in `{feature}`; keep it in only one feature"
                    ));
                }
            }
        }
        if let Some(operation) = file.reads.iter().find(|id| !features.contains_key(*id)) {
            return Err(format!(
                "{operation} is in `reads` but in no feature; remove it there, or add it to a \
                 feature"
            ));
        }
        Ok(Self {
            features,
            reads: file.reads,
            webhooks: Webhooks::default(),
        })
    }
}

/// The part of `document` that the selected operations and webhooks need, in settled order. With
/// `all`, every operation is kept, whether a feature has it or not, and those that are
/// selected may be missing.
pub fn keep(mut document: Value, selection: &Selection, all: bool) -> Result<Value> {
    if !all {
        check_known(&document, selection)?;
    }
    let version = upstream::api_version(&document);
    document["info"] = json!({"title": "Plaid credit API", "version": version});
    if let Some(Value::Object(paths)) = document.get_mut("paths") {
        keep_operations(paths, selection, all);
    }
    selection.webhooks.keep(&mut document);
    keep_tags(&mut document);
    keep_components(&mut document);
    canonical::settle(&mut document);
    Ok(document)
}

/// Marks each operation with the cargo feature that turns it on, and those that only read.
pub fn mark(document: &mut Value, selection: &Selection) {
    selection.webhooks.keep(document);
    visit_mut(document, &mut |operation, node| {
        let id = operation_id(operation).filter(|_| node == Node::Operation);
        let Some(id) = id.map(str::to_owned) else {
            return;
        };
        if let Some(feature) = selection.features.get(&id) {
            operation[FEATURE] = json!(feature);
        }
        if selection.reads.contains(&id) {
            operation[READS_ONLY] = json!(true);
        }
    });
}

fn check_known(document: &Value, selection: &Selection) -> Result<()> {
    let known: BTreeSet<&str> = operations(document)
        .filter_map(|(_, _, operation)| operation_id(operation))
        .collect();
    let mut selected = selection.features.iter();
    let Some((missing, feature)) = selected.find(|(id, _)| !known.contains(id.as_str())) else {
        return Ok(());
    };
    let advice = nearest(document, selection, missing).map_or_else(
        || "remove it there, or fetch the document again if it was cut short".to_owned(),
        |(path, id)| format!("did you mean `{id}`, {path}?"),
    );
    bail!(
        "{SELECTION}: operation `{missing}` (feature `{feature}`) is not in the upstream document; \
         {advice}",
    )
}

/// The operation that `missing` was renamed to, or was meant to name: of those that are not
/// selected, the one with the nearest route.
fn nearest<'a>(
    document: &'a Value,
    selection: &Selection,
    missing: &str,
) -> Option<(&'a str, &'a str)> {
    let routes: BTreeMap<String, (&str, &str)> = operations(document)
        .filter_map(|(path, _, operation)| Some((path, operation_id(operation)?)))
        .filter(|(_, id)| !selection.features.contains_key(*id))
        .map(|(path, id)| (path.to_snake_case(), (path, id)))
        .collect();
    let candidates: Vec<&str> = routes.keys().map(String::as_str).collect();
    let wanted = missing.to_snake_case();
    let found = similar::get_close_matches(wanted.as_str(), &candidates, 1, 0.7);
    routes.get(*found.first()?).copied()
}

fn keep_operations(paths: &mut Map<String, Value>, selection: &Selection, all: bool) {
    let is_method = |key: &String| METHODS.contains(&key.as_str());
    paths.retain(|_, item| {
        let Some(item) = item.as_object_mut() else {
            return false;
        };
        item.retain(|key, operation| {
            all || !is_method(key)
                || operation_id(operation).is_some_and(|id| selection.features.contains_key(id))
        });
        item.keys().any(is_method)
    });
}

/// Keeps the names of the tags that operations have.
fn keep_tags(document: &mut Value) {
    let used: BTreeSet<String> = operations(document)
        .flat_map(|(.., operation)| list(operation, "tags"))
        .filter_map(|tag| tag.as_str().map(str::to_owned))
        .collect();
    if let Some(Value::Array(tags)) = document.get_mut("tags") {
        tags.retain(|tag| tag["name"].as_str().is_some_and(|name| used.contains(name)));
        for tag in tags {
            *tag = json!({"name": tag["name"]});
        }
    }
}

/// The components that operations and webhooks reach.
pub(crate) fn used(document: &Value) -> BTreeSet<(String, String)> {
    let components = &document["components"];
    let webhooks: Vec<Value> = references::to_webhooks(components).collect();
    references::closure(webhooks.iter().chain(document.get("paths")), components)
}

/// Keeps the components that are used.
pub(super) fn keep_components(document: &mut Value) {
    let (schemes, used) = (required_schemes(document), used(document));
    let Some(Value::Object(components)) = document.get_mut("components") else {
        return;
    };
    if let Some(Value::Object(defined)) = components.get_mut("securitySchemes") {
        defined.retain(|name, _| schemes.contains(name));
    }
    references::retain(components, &used);
}

#[cfg(test)]
#[path = "selection_tests.rs"]
mod tests;
