//! Which operations are kept, and the part of a document that they need.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::{Context, Result, anyhow, bail};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use toml::Spanned;

use crate::openapi::{FEATURE, METHODS, Node};
use plaid_credit_codegen::references;

use super::{canonical, upstream};

/// `openapi/selection.toml`: the cargo feature of each operation that is kept.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// Operation id to cargo feature.
    pub features: BTreeMap<String, String>,
    /// The file that it was read from, for messages.
    pub file: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    features: BTreeMap<String, Vec<Spanned<String>>>,
}

impl Selection {
    /// Reads the selection; an operation named twice is an error.
    pub fn read(path: &Path) -> Result<Self> {
        let file = path.display().to_string();
        let text = std::fs::read_to_string(path)
            .with_context(|| format!("{file}: the selection of operations cannot be read"))?;
        Self::parse(&text, file)
    }

    /// Reads a selection from its text; `file` is for messages.
    pub fn parse(text: &str, file: String) -> Result<Self> {
        let parsed: File = toml::from_str(text).with_context(|| file.clone())?;
        let mut features = BTreeMap::new();
        for (feature, operations) in parsed.features {
            for operation in operations {
                let line = 1 + text[..operation.span().start].matches('\n').count();
                let operation = operation.into_inner();
                if let Some(first) = features.insert(operation.clone(), feature.clone()) {
                    bail!(
                        "{file}:{line}: {operation} is in `{first}` and in `{feature}`; \
                         leave it in one feature"
                    );
                }
            }
        }
        Ok(Self { features, file })
    }
}

/// The part of `upstream` that the selected operations need, in settled order. With
/// `all`, every operation is kept, whether a feature has it or not.
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

    check_known(&paths, selection)?;
    keep_operations(&mut paths, selection, all);

    let schemes = security_schemes(&paths, root_security.as_ref());
    if let Some(Value::Object(defined)) = components.get_mut("securitySchemes") {
        defined.retain(|name, _| schemes.contains(name));
    }
    let reached = references::closure(paths.values(), &components);
    check_reached(&components, &reached)?;
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
    canonical::settle(&mut kept, Node::Document);
    Ok(kept)
}

/// Marks each operation with the cargo feature that turns it on.
pub fn mark_features(document: &mut Value, selection: &Selection) {
    let Some(Value::Object(paths)) = document.get_mut("paths") else {
        return;
    };
    for item in paths.values_mut().filter_map(Value::as_object_mut) {
        for (method, operation) in item {
            if METHODS.contains(&method.as_str())
                && let Some(feature) = operation_id(operation)
                    .and_then(|id| selection.features.get(id))
                    .cloned()
                && let Some(operation) = operation.as_object_mut()
            {
                operation.insert(FEATURE.to_owned(), Value::String(feature));
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
    let nearest = similar::get_close_matches(missing.as_str(), &known, 1, 0.7);
    let advice = nearest.first().map_or_else(
        || "remove it there, or fetch the document again if it was cut short".to_owned(),
        |nearest| format!("did you mean `{nearest}`?"),
    );
    Err(anyhow!(
        "{}: operation `{missing}` (feature `{}`) is not in the upstream document; {advice}",
        selection.file,
        selection.features[missing],
    ))
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

/// A reference to nothing means that the document is broken or was cut short.
fn check_reached(
    components: &Map<String, Value>,
    reached: &BTreeSet<(String, String)>,
) -> Result<()> {
    let absent = |(section, name): &&(String, String)| {
        components
            .get(section)
            .and_then(|all| all.get(name))
            .is_none()
    };
    match reached.iter().find(absent) {
        None => Ok(()),
        Some((section, name)) => bail!(
            "#/components/{section}/{name}: a kept operation refers to it, and it is not there; \
             the document may be cut short, fetch it again"
        ),
    }
}

#[cfg(test)]
#[path = "selection_tests.rs"]
mod tests;
