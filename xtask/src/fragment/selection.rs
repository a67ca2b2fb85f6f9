//! Which operations are kept, and the part of a document that they need.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Result, bail};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use heck::ToSnakeCase;
use plaid_credit_codegen::extensions::{FEATURE, READS_ONLY};
use plaid_credit_codegen::references;

use crate::openapi::METHODS;

use super::{canonical, upstream};

/// The file, for messages.
pub(super) const FILE: &str = "openapi/selection.toml";

/// `openapi/selection.toml`: the operations that are kept, and what the crate makes of them.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(try_from = "File")]
pub struct Selection {
    /// Operation id to cargo feature.
    pub features: BTreeMap<String, String>,
    /// The operations that change nothing at Plaid.
    pub reads: BTreeSet<String>,
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
                        "{operation} is in `{first}` and in `{feature}`; leave it in one feature"
                    ));
                }
            }
        }
        let reads = file.reads;
        match reads.iter().find(|id| !features.contains_key(*id)) {
            None => Ok(Self { features, reads }),
            Some(operation) => Err(format!(
                "{operation} is in `reads` but in no feature; remove it there, or add it to a \
                 feature"
            )),
        }
    }
}

/// The part of `upstream` that the selected operations need, in settled order. With
/// `all`, every operation is kept, whether a feature has it or not, and those that are
/// selected may be missing.
pub fn keep(mut upstream: Value, selection: &Selection, all: bool) -> Result<Value> {
    let version = upstream::version(&upstream).unwrap_or_default();
    let api_version = version.split('_').next().unwrap_or_default().to_owned();
    let mut take = |key: &str| upstream.get_mut(key).map(Value::take);
    let (openapi, servers) = (take("openapi"), take("servers"));
    let (root_security, tags) = (take("security"), take("tags"));
    let Some(Value::Object(mut paths)) = take("paths") else {
        bail!("#/paths: not a mapping")
    };
    let Some(Value::Object(mut components)) = take("components") else {
        bail!("#/components: not a mapping")
    };

    if !all {
        check_known(&paths, selection)?;
    }
    keep_operations(&mut paths, selection, all);

    let schemes = security_schemes(&paths, root_security.as_ref());
    if let Some(Value::Object(defined)) = components.get_mut("securitySchemes") {
        defined.retain(|name, _| schemes.contains(name));
    }
    let reached = references::closure(paths.values(), &components);
    references::retain(&mut components, &reached);

    let mut kept = Map::new();
    let info = json!({"title": "Plaid credit API", "version": api_version});
    let tags = tags.map(|tags| used_tags(tags, &paths));
    for (key, value) in [
        ("openapi", openapi),
        ("info", Some(info)),
        ("servers", servers),
        ("security", root_security),
        ("tags", tags),
        ("paths", Some(Value::Object(paths))),
        ("components", Some(Value::Object(components))),
    ] {
        if let Some(value) = value {
            kept.insert(key.to_owned(), value);
        }
    }
    let mut kept = Value::Object(kept);
    canonical::settle(&mut kept);
    Ok(kept)
}

/// Marks each operation with the cargo feature that turns it on, and those that only read.
pub fn mark(document: &mut Value, selection: &Selection) {
    let Some(Value::Object(paths)) = document.get_mut("paths") else {
        return;
    };
    for item in paths.values_mut().filter_map(Value::as_object_mut) {
        for (method, operation) in item {
            let id = operation_id(operation).unwrap_or_default().to_owned();
            let Some(operation) = operation
                .as_object_mut()
                .filter(|_| METHODS.contains(&method.as_str()))
            else {
                continue;
            };
            if let Some(feature) = selection.features.get(&id) {
                operation.insert(FEATURE.to_owned(), json!(feature));
            }
            if selection.reads.contains(&id) {
                operation.insert(READS_ONLY.to_owned(), json!(true));
            }
        }
    }
}

/// Each operation of a document's paths: path, method, operation.
pub fn operations(paths: &Map<String, Value>) -> impl Iterator<Item = (&str, &str, &Value)> {
    paths.iter().flat_map(|(path, item)| {
        item.as_object()
            .into_iter()
            .flatten()
            .filter(|(method, _)| METHODS.contains(&method.as_str()))
            .map(move |(method, operation)| (path.as_str(), method.as_str(), operation))
    })
}

/// The `operationId` of an operation.
pub fn operation_id(operation: &Value) -> Option<&str> {
    operation.get("operationId").and_then(Value::as_str)
}

fn check_known(paths: &Map<String, Value>, selection: &Selection) -> Result<()> {
    let known: Vec<&str> = operations(paths)
        .filter_map(|(_, _, operation)| operation_id(operation))
        .collect();
    let Some(missing) = selection
        .features
        .keys()
        .find(|id| !known.contains(&id.as_str()))
    else {
        return Ok(());
    };
    let advice = nearest(paths, selection, missing).map_or_else(
        || "remove it there, or fetch the document again if it was cut short".to_owned(),
        |(path, id)| format!("did you mean `{id}`, {path}?"),
    );
    bail!(
        "{FILE}: operation `{missing}` (feature `{}`) is not in the upstream document; {advice}",
        selection.features[missing],
    )
}

/// The operation that `missing` was renamed to, or was meant to name: of those that are not
/// selected, the one with the nearest route.
fn nearest<'a>(
    paths: &'a Map<String, Value>,
    selection: &Selection,
    missing: &str,
) -> Option<(&'a str, &'a str)> {
    let words = |text: &str| text.to_snake_case();
    let routes: Vec<(String, &str, &str)> = operations(paths)
        .filter_map(|(path, _, operation)| Some((path, operation_id(operation)?)))
        .filter(|(_, id)| !selection.features.contains_key(*id))
        .map(|(path, id)| (words(path), path, id))
        .collect();
    let candidates: Vec<&str> = routes.iter().map(|(route, ..)| route.as_str()).collect();
    let wanted = words(missing);
    let found = *similar::get_close_matches(wanted.as_str(), &candidates, 1, 0.7).first()?;
    let (_, path, id) = routes.iter().find(|(route, ..)| route == found)?;
    Some((path, id))
}

fn keep_operations(paths: &mut Map<String, Value>, selection: &Selection, all: bool) {
    paths.retain(|_, item| {
        let Some(item) = item.as_object_mut() else {
            return false;
        };
        item.retain(|key, operation| {
            !METHODS.contains(&key.as_str())
                || all
                || operation_id(operation).is_some_and(|id| selection.features.contains_key(id))
        });
        item.keys().any(|key| METHODS.contains(&key.as_str()))
    });
}

/// The names of the security schemes that the operations and the root ask for.
fn security_schemes(paths: &Map<String, Value>, root: Option<&Value>) -> BTreeSet<String> {
    operations(paths)
        .filter_map(|(_, _, operation)| operation.get("security"))
        .chain(root)
        .filter_map(Value::as_array)
        .flatten()
        .filter_map(Value::as_object)
        .flat_map(|requirement| requirement.keys().cloned())
        .collect()
}

fn used_tags(tags: Value, paths: &Map<String, Value>) -> Value {
    let used: BTreeSet<&str> = operations(paths)
        .filter_map(|(_, _, operation)| operation.get("tags")?.as_array())
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    match tags {
        Value::Array(tags) => tags
            .into_iter()
            .filter_map(|mut tag| tag.get_mut("name").map(Value::take))
            .filter(|name| name.as_str().is_some_and(|name| used.contains(name)))
            .map(|name| json!({ "name": name }))
            .collect(),
        other => other,
    }
}

#[cfg(test)]
#[path = "selection_tests.rs"]
mod tests;
