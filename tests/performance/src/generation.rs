//! Generating the source, by the number of operations.

use anyhow::{Context, Result};
use plaid_credit_codegen::generate;
use serde_json::Value;

use crate::fragment::{document, with_some_paths};
use crate::measure::{median, process_seconds, ratio, rounds};
use crate::table::{Table, times};

pub(crate) fn run() -> Result<()> {
    let document = document()?;
    let all = document["paths"].as_object().map_or(0, |paths| paths.len());
    let mut table = Table::new(["operations", "models", "CPU", "of progenitor"]);
    for count in [1, 10, 40, all] {
        let part = with_some_paths(document.clone(), count);
        let models = generate(part.clone(), None)?.api.types.len();
        let costs = rounds(
            5,
            [
                &|| process_seconds(|| Ok(generate(part.clone(), None)?)),
                &|| process_seconds(|| progenitor(&part)),
            ],
        )?;
        let seconds = median(costs[0].iter().copied());
        table.row(
            &count.to_string(),
            [
                models.to_string(),
                format!("{seconds:.1} s"),
                times(ratio(&costs[0], &costs[1])),
            ],
        );
    }
    table.print();
    Ok(())
}

fn progenitor(document: &Value) -> Result<String> {
    let document: openapiv3::OpenAPI = serde_json::from_value(document.clone())?;
    let tokens = progenitor::Generator::default()
        .generate_tokens(&document)
        .context("progenitor")?;
    Ok(prettyplease::unparse(&syn::parse2(tokens)?))
}
