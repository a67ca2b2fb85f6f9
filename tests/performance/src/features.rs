//! What each feature generates.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use anyhow::Result;
use plaid_credit_codegen::{generate, references};
use serde_json::Value;

use crate::building::{Program, Shipped};
use crate::cargo::recompile;
use crate::table::{Table, hundredths};

/// How often each feature is compiled. The least counts: the first time, the dependencies are
/// compiled too. The seconds still vary with the machine, so features are compared by their lines.
const ROUNDS: usize = 3;
/// The feature that turns on all others.
const FULL: &str = "full";

pub(crate) fn run() -> Result<()> {
    let api = generate(document()?)?.api;
    let users: Vec<_> = api.users().collect();
    let features: BTreeSet<&str> = users.iter().filter_map(|user| user.feature).collect();
    let shipped = Shipped::write()?;
    let source = shipped.source()?;
    let folder = tempfile::tempdir()?;
    let mut costs: BTreeMap<&str, f64> = BTreeMap::new();
    for _ in 0..ROUNDS {
        for feature in features.iter().copied().chain([FULL]) {
            Program::with_crate(feature, false).write(folder.path())?;
            let cost = recompile(folder.path())?;
            let least = costs.entry(feature).or_insert(cost);
            *least = least.min(cost);
        }
    }
    let mut table = Table::new([
        "feature",
        "operations",
        "models",
        "lines",
        "/ `full`",
        "CPU",
    ]);
    let all_lines = compiled_lines(&source, |_| true);
    let mut row = |feature: &str, is_on: &dyn Fn(&str) -> bool| {
        let is_on_or_always = |other: Option<&str>| other.is_none_or(is_on);
        let operations = api.operations.iter();
        let operations = operations.filter(|it| is_on_or_always(it.feature.as_deref()));
        let used = users.iter().filter(|user| is_on_or_always(user.feature));
        let models: BTreeSet<&str> = used.flat_map(|user| user.types.iter().copied()).collect();
        let lines = compiled_lines(&source, is_on);
        let counts = [operations.count(), models.len(), lines].map(|count| count.to_string());
        let share = hundredths(lines as f64 / all_lines as f64);
        let cells = [share, format!("{:.1} s", costs[feature])];
        table.row(&format!("`{feature}`"), counts.into_iter().chain(cells));
    };
    for feature in &features {
        row(feature, &|other| other == *feature);
    }
    row(FULL, &|_| true);
    table.print();
    Ok(())
}

/// How many lines of generated source are compiled with the features that are on. An item that
/// has a condition ends where its indentation does.
fn compiled_lines(source: &str, is_on: impl Fn(&str) -> bool) -> usize {
    let mut off: Option<usize> = None;
    let mut count = 0;
    for line in source.lines() {
        let code = line.trim_start();
        let indentation = line.len() - code.len();
        match off {
            None => {
                let condition = code
                    .strip_prefix("#[cfg(")
                    .filter(|it| it.contains("feature"));
                // Names stand between quotes.
                let is_off =
                    condition.is_some_and(|it| !it.split('"').skip(1).step_by(2).any(&is_on));
                off = is_off.then_some(indentation);
                count += usize::from(!is_off);
            }
            Some(start) if start == indentation && code.ends_with(['}', ';', ',']) => off = None,
            Some(_) => {}
        }
    }
    count
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
    let used = references::closure([&document["paths"]], &document["components"]);
    if let Some(components) = document["components"].as_object_mut() {
        references::retain(components, &used);
    }
    document
}

#[cfg(test)]
mod tests {
    use super::compiled_lines;

    const SOURCE: &str = r#"
mod types {
    pub struct Always;
    #[cfg(any(feature = "cra", feature = "link"))]
    mod shared_1 {
        pub struct Shared {
            pub field: u8,
        }
    }
    #[cfg(feature = "cra")]
    pub use cra::*;
}
"#;

    #[test]
    fn lines_of_a_feature_that_is_off_do_not_count() {
        assert_eq!(compiled_lines(SOURCE, |_| true), 12);
        assert_eq!(compiled_lines(SOURCE, |feature| feature == "link"), 10);
        assert_eq!(compiled_lines(SOURCE, |_| false), 4);
    }
}
