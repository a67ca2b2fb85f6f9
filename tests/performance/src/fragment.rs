//! What each feature generates.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use anyhow::Result;
use plaid_credit_codegen::{Generated, generate};
use serde_json::Value;

use crate::table::Table;

pub(crate) fn run() -> Result<()> {
    let document = document()?;
    let all = generate(document.clone(), None)?;
    let operations = all.api.operations.iter();
    let mut features: BTreeSet<&str> = operations.filter_map(|it| it.feature.as_deref()).collect();
    features.extend(
        all.api
            .webhooks()
            .filter_map(|(_, it)| it.feature.as_deref()),
    );
    let mut table = Table::new([
        "feature",
        "operations",
        "models",
        "lines of generated source",
        "of all",
    ]);
    let lines = |generated: &Generated| generated.source.lines().count();
    let mut row = |name: &str, generated: &Generated| {
        let share = lines(generated) as f64 / lines(&all) as f64;
        let counts = [
            generated.api.operations.len(),
            generated.api.types.len(),
            lines(generated),
        ];
        let counts = counts.map(|count| count.to_string());
        let share = format!("{:.0}%", share * 100.0);
        table.row(name, counts.into_iter().chain([share]));
    };
    for feature in features {
        let generated = generate(document.clone(), Some(&[feature.to_owned()]))?;
        row(&format!("`{feature}`"), &generated);
    }
    row("`full`", &all);
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
