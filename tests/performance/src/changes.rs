//! The report on changes, by the size of the documents.

use anyhow::{Context, Result};
use plaid_credit_codegen::{api, generate};
use serde_json::{Value, json};
use similar::TextDiff;
use xtask::changes::{Format, Report, Side, Version};

use crate::features::{document, with_some_paths};
use crate::measure::{median, process_seconds, ratio, rounds, rounds_of};
use crate::table::{Table, hundredths};

pub(crate) fn run() -> Result<()> {
    let document = document()?;
    let all = document["paths"].as_object().map_or(0, |paths| paths.len());
    let mut table = Table::new(["operations", "changes", "CPU", "/ similar"]);
    for count in [1, 10, 40, all] {
        let old = with_some_paths(document.clone(), count);
        let new = changed(old.clone());
        let changes = report(&old, &new)?.0;
        let costs = rounds(
            rounds_of(count),
            [&|| process_seconds(|| report(&old, &new)), &|| {
                process_seconds(|| lines(&old, &new))
            }],
        )?;
        let seconds = median(costs[0].iter().copied());
        table.row(
            &count.to_string(),
            [
                changes.to_string(),
                format!("{:.0} ms", seconds * 1e3),
                hundredths(ratio(&costs[0], &costs[1])),
            ],
        );
    }
    table.print();
    Ok(())
}

/// The document after a release that touches every tenth schema: a field of it is new, and one
/// is gone.
fn changed(mut document: Value) -> Value {
    let schemas = document.pointer_mut("/components/schemas");
    let schemas = schemas.and_then(Value::as_object_mut);
    for schema in schemas
        .into_iter()
        .flat_map(|all| all.values_mut())
        .filter(|schema| schema.get("properties").is_some())
        .step_by(10)
    {
        let required = schema["required"].clone();
        let Some(fields) = schema.get_mut("properties").and_then(Value::as_object_mut) else {
            continue;
        };
        let is_required = |name: &str| {
            let mut required = required.as_array().into_iter().flatten();
            required.any(|it| it.as_str() == Some(name))
        };
        if let Some(name) = fields.keys().find(|name| !is_required(name)).cloned() {
            fields.remove(&name);
        }
        let added = json!({"type": "string", "description": "Is new."});
        fields.insert("added".to_owned(), added);
    }
    document
}

/// How many changes there are, and the report.
fn report(old: &Value, new: &Value) -> Result<(usize, String)> {
    let apis = [api(old.clone())?, api(new.clone())?];
    let version = Version::parse("0.1.0").context("three numbers")?;
    let [old, new] = [
        Side::new("old", old, &apis[0]),
        Side::new("new", new, &apis[1]),
    ];
    let report = Report::new(old, new, version, false);
    Ok((report.changes().count(), report.render(Format::Markdown)))
}

/// What shows the changes without a report: both sources, compared line by line.
fn lines(old: &Value, new: &Value) -> Result<String> {
    let [old, new] = [generate(old.clone())?, generate(new.clone())?];
    let diff = TextDiff::from_lines(&old.source, &new.source);
    Ok(diff.unified_diff().to_string())
}
