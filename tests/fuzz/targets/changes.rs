//! Any two documents, `[old, new]`, can be compared, and a document with itself has no changes.
#![no_main]

use libfuzzer_sys::{fuzz_mutator, fuzz_target};
use plaid_credit_fuzz::mutate_json;
use serde_json::Value;
use xtask::changes::{Format, Report, Side, Version};

fuzz_target!(|data: &[u8]| {
    let Ok([old, new]) = serde_json::from_slice::<[Value; 2]>(data) else {
        return;
    };
    let api = |document: &Value| plaid_credit_codegen::api(document.clone());
    let (Ok(old_api), Ok(new_api)) = (api(&old), api(&new)) else {
        return;
    };
    let old = Side::new("old", &old, &old_api);
    let new = Side::new("new", &new, &new_api);
    for with_prose in [false, true] {
        let report = |old, new| Report::new(old, new, version(), with_prose);
        for (old, new) in [(old, new), (new, old)] {
            let report = report(old, new);
            report.render(Format::Markdown);
            report.render(Format::Json);
        }
        let nothing = report(old, old);
        assert_eq!(
            nothing.changes().count(),
            0,
            "{}",
            nothing.render(Format::Markdown)
        );
    }
});

fn version() -> Version {
    Version::parse("0.1.0").expect("three numbers")
}

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    mutate_json(data, size, max_size, seed)
});
