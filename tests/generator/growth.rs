//! How long generation takes, by the size of the document.

use std::time::Instant;

use cpu_time::ProcessTime;

use plaid_credit_tests::documents::{fragment, generated, read, with_some_paths};

/// `GENERATOR_DOCUMENT=all.json cargo test --release -p plaid-credit-generator-tests growth -- --ignored --nocapture`,
/// with a document that `cargo xtask fragment --all` made.
#[test]
#[ignore = "prints figures"]
fn growth() {
    let document = match std::env::var_os("GENERATOR_DOCUMENT") {
        Some(file) => read(file.as_ref()),
        None => fragment(),
    };
    let all = document["paths"].as_object().unwrap().len();
    for count in [1, 22, 41, 113, 329, usize::MAX] {
        let count = count.min(all);
        let part = with_some_paths(document.clone(), &mut fastrand::Rng::with_seed(1), count);
        let (start, cpu) = (Instant::now(), ProcessTime::now());
        let generated = generated(&part).unwrap();
        println!(
            "{count} paths: {} types, {} lines, {:.2?} ({:.2?} CPU)",
            generated.api.types.len(),
            generated.source.lines().count(),
            start.elapsed(),
            cpu.elapsed(),
        );
        if count == all {
            break;
        }
    }
}
