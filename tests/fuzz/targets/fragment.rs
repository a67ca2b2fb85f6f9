//! Any document becomes Rust, or one line that says why not.
#![no_main]

use libfuzzer_sys::{fuzz_mutator, fuzz_target};
use plaid_credit_codegen::generate;
use plaid_credit_fuzz::mutate_json;

fuzz_target!(|data: &[u8]| {
    let Ok(document) = serde_json::from_slice(data) else {
        return;
    };
    match generate(document) {
        Ok(generated) => {
            let parsed = syn::parse_file(&generated.source);
            parsed.expect("what is generated is Rust");
        }
        Err(fault) => {
            let line = fault.to_string();
            let is_clear =
                line.starts_with('#') && !line.contains('\n') && !line.contains("panicked");
            assert!(is_clear, "{line}");
        }
    }
});

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    mutate_json(data, size, max_size, seed)
});
