//! What each feature generates.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use anyhow::Result;
use plaid_credit_codegen::generate;
use serde_json::Value;

use crate::table::Table;

pub(crate) fn run() -> Result<()> {
    let api = generate(document()?)?.api;
    let users: Vec<_> = api.users().collect();
    let features: BTreeSet<&str> = users.iter().filter_map(|user| user.feature).collect();
    let mut table = Table::new(["feature", "operations", "models", "of all models"]);
    let mut row = |name: &str, feature: Option<&str>| {
        let is_on = |other: Option<&str>| feature.is_none_or(|name| other == Some(name));
        let operations = api.operations.iter();
        let operations = operations.filter(|it| is_on(it.feature.as_deref()));
        let used = users.iter().filter(|user| is_on(user.feature));
        let models: BTreeSet<&str> = used.flat_map(|user| user.types.iter().copied()).collect();
        let share = models.len() as f64 / api.types.len() as f64;
        let counts = [operations.count(), models.len()].map(|count| count.to_string());
        let share = format!("{:.0}%", share * 100.0);
        table.row(name, counts.into_iter().chain([share]));
    };
    for feature in &features {
        row(&format!("`{feature}`"), Some(feature));
    }
    row("`full`", None);
    table.print();
    Ok(())
}

/// The fragment from which the crate is generated.
pub(crate) fn document() -> Result<Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../openapi/plaid-credit.json");
    Ok(serde_json::from_slice(&fs::read(path)?)?)
}

/// The document with only some of its paths, from all over it, and what these reach.
pub(crate) fn with_some_paths(mut document: Value, count: usize) -> Value {
    if let Some(paths) = document["paths"].as_object_mut() {
        let all = paths.len();
        let mut index = 0;
        paths.retain(|_, _| {
            index += 1;
            index * count / all > (index - 1) * count / all
        });
    }
    let mut reached = BTreeSet::new();
    reach(&document["paths"], &document, &mut reached);
    let schemas = document.pointer_mut("/components/schemas");
    if let Some(schemas) = schemas.and_then(Value::as_object_mut) {
        schemas.retain(|name, _| reached.contains(name));
    }
    document
}

/// Collects the names of the schemas that `value` refers to, directly or by another.
fn reach(value: &Value, document: &Value, reached: &mut BTreeSet<String>) {
    match value {
        Value::String(text) => {
            if let Some(name) = text.strip_prefix("#/components/schemas/")
                && reached.insert(name.to_owned())
            {
                reach(&document["components"]["schemas"][name], document, reached);
            }
        }
        Value::Array(items) => items.iter().for_each(|it| reach(it, document, reached)),
        Value::Object(members) => members.values().for_each(|it| reach(it, document, reached)),
        _ => {}
    }
}
