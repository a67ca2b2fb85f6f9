//! Generating the source, by the number of operations.

use anyhow::Result;
use plaid_credit_codegen::generate;

use crate::features::{document, with_some_paths};
use crate::measure::{median, process_seconds, ratio, rounds, rounds_of};
use crate::table::{Table, hundredths};

pub(crate) fn run() -> Result<()> {
    let document = document()?;
    let all = document["paths"].as_object().map_or(0, |paths| paths.len());
    let mut table = Table::new(["operations", "models", "CPU", "/ prettyplease"]);
    for count in [1, 10, 40, all] {
        let part = with_some_paths(document.clone(), count);
        let generated = generate(part.clone())?;
        let costs = rounds(
            rounds_of(count),
            [&|| process_seconds(|| Ok(generate(part.clone())?)), &|| {
                process_seconds(|| printed(&generated.source))
            }],
        )?;
        let seconds = median(costs[0].iter().copied());
        table.row(
            &count.to_string(),
            [
                generated.api.types.len().to_string(),
                format!("{:.0} ms", seconds * 1e3),
                hundredths(ratio(&costs[0], &costs[1])),
            ],
        );
    }
    table.print();
    Ok(())
}

/// What the source costs to parse and print, once it is there.
fn printed(source: &str) -> Result<String> {
    Ok(prettyplease::unparse(&syn::parse_file(source)?))
}
