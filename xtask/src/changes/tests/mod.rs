//! Each test makes one change to a small document and reads the report.

mod changelog;
mod command;
mod fields;
mod names;
mod operations;
mod reports;
mod schemas;
mod types;

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{Format, Report, Settings, Side, Version};

/// One change to the document, and all that the report says of it.
struct Case {
    kind: &'static str,
    /// A JSON patch.
    change: Value,
    /// What it concerns, the grade and the sentence, of each line.
    expected: &'static [&'static str],
}

fn base() -> Value {
    serde_json::from_str(include_str!("base.json")).unwrap()
}

fn changed(change: &Value) -> Value {
    let patch: json_patch::Patch = serde_json::from_value(change.clone()).unwrap();
    let mut document = base();
    json_patch::patch(&mut document, &patch).unwrap();
    document
}

fn report(old: &Value, new: &Value) -> Report {
    Report::new(
        Side {
            name: "old",
            document: old,
        },
        Side {
            name: "new",
            document: new,
        },
        Settings {
            features: &BTreeMap::new(),
            with_prose: true,
            version: Version::parse("0.1.0").unwrap(),
        },
    )
}

/// The lines of the text report, each after the title that it stands under.
fn lines(old: &Value, new: &Value) -> Vec<String> {
    let text = report(old, new).render(Format::Text);
    let mut title = "";
    let mut lines = Vec::new();
    for line in text.lines() {
        let is_graded = ["  breaking ", "  additive ", "  documentation "]
            .iter()
            .any(|grade| line.starts_with(grade));
        if is_graded {
            let words: Vec<_> = line.split_whitespace().collect();
            lines.push(format!("{title}: {}", words.join(" ")));
        } else if !line.starts_with(' ') && !line.starts_with('=') {
            title = line;
        }
    }
    lines
}

fn check(cases: &[Case]) {
    let mut failures = Vec::new();
    for case in cases {
        let found = lines(&base(), &changed(&case.change));
        if found != case.expected {
            failures.push(format!(
                "{}\n  found    {found:#?}\n  expected {:#?}",
                case.kind, case.expected
            ));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// The place of a schema in the document.
fn schema(path: &str) -> String {
    format!("/components/schemas/{path}")
}

fn add(path: &str, value: Value) -> Value {
    json!({"op": "add", "path": path, "value": value})
}

fn remove(path: &str) -> Value {
    json!({"op": "remove", "path": path})
}

fn rename(from: &str, to: &str) -> Value {
    json!({"op": "move", "from": from, "path": to})
}

fn reference(name: &str) -> Value {
    json!({"$ref": format!("#/components/schemas/{name}")})
}
