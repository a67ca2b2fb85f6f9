//! Prints what each feature of the crate brings, as a table in Markdown:
//!
//! ```text
//! cargo run -p plaid-credit-tests --example features
//! ```
//!
//! The CPU time is that of a debug build of `plaid-credit` with its generation, its dependencies
//! being built. It is measured on Linux only.

use std::collections::BTreeSet;
use std::error::Error;
use std::fs::File;
use std::process::Command;
use std::time::SystemTime;

use plaid_credit_codegen::{Generated, generate};
use plaid_credit_tests::documents::{fragment, workspace};

fn main() -> Result<(), Box<dyn Error>> {
    let all = generate(fragment(), None)?;
    let operations = all.api.operations.iter();
    let mut features: BTreeSet<&str> = operations.filter_map(|it| it.feature.as_deref()).collect();
    features.extend(
        all.api
            .webhooks()
            .filter_map(|(_, it)| it.feature.as_deref()),
    );
    println!("| feature | operations | models | generated lines | CPU to compile |");
    println!("| --- | --: | --: | --: | --: |");
    for feature in features {
        let generated = generate(fragment(), Some(&[feature.to_owned()]))?;
        row(feature, &generated)?;
    }
    row("full", &all)
}

fn row(feature: &str, generated: &Generated) -> Result<(), Box<dyn Error>> {
    let Generated { api, source, .. } = generated;
    let (operations, models) = (api.operations.len(), api.types.len());
    let lines = source.lines().count();
    build(feature)?;
    let before = seconds_of_children();
    // Only the crate itself is built once more.
    let build_script = File::options()
        .write(true)
        .open(workspace().join("plaid-credit/build.rs"));
    build_script?.set_modified(SystemTime::now())?;
    build(feature)?;
    let seconds = match (before, seconds_of_children()) {
        (Some(before), Some(after)) => format!("{:.1} s", after - before),
        _ => "-".to_owned(),
    };
    println!("| `{feature}` | {operations} | {models} | {lines} | {seconds} |");
    Ok(())
}

fn build(feature: &str) -> Result<(), Box<dyn Error>> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let mut command = Command::new(cargo);
    command.args(["build", "--quiet", "--package", "plaid-credit"]);
    command.args(["--no-default-features", "--features", feature]);
    command.args(["--target-dir", "target/features"]);
    command
        .current_dir(workspace())
        .env("CARGO_INCREMENTAL", "0");
    match command.status()?.success() {
        true => Ok(()),
        false => Err(format!("failed: {command:?}").into()),
    }
}

/// The CPU time of the processes that were waited for.
fn seconds_of_children() -> Option<f64> {
    const TICKS_PER_SECOND: f64 = 100.0;
    let status = std::fs::read_to_string("/proc/self/stat").ok()?;
    // After the name of the process: `cutime` and `cstime` are the 14th and 15th values.
    let (_, values) = status.rsplit_once(')')?;
    let mut ticks = values.split_whitespace().skip(13).map(str::parse::<f64>);
    Some((ticks.next()?.ok()? + ticks.next()?.ok()?) / TICKS_PER_SECOND)
}
