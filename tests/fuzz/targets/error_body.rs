//! Any body of an error: its code is read as serde_json reads it, and what it says is not shown.
#![no_main]

use libfuzzer_sys::{fuzz_mutator, fuzz_target};
use plaid_credit::types::CreditSessionsGetResponse;
use plaid_credit::{Error, testing};
use plaid_credit_fuzz::{choose, mutate_json};
use serde_json::Value;

const PLANTED: &str = "123-45-6789 stands here";

fuzz_target!(|data: &[u8]| {
    let Some((status, body)) = choose(data, 600) else {
        return;
    };
    let body = match serde_json::from_slice::<Value>(body) {
        Ok(Value::Object(mut object)) => {
            object.insert("error_message".to_owned(), PLANTED.into());
            object.insert("display_message".to_owned(), PLANTED.into());
            let body = Value::Object(object.clone()).to_string().into_bytes();
            let error = testing::api_error(status as u16, body.clone());
            let Error::Api(error) = &error else {
                panic!("{error:?} is not Plaid's");
            };
            assert_eq!(
                error.error_code.as_deref(),
                object.get("error_code").and_then(Value::as_str)
            );
            assert_eq!(error.error_message.as_deref(), Some(PLANTED));
            body
        }
        _ => body.to_vec(),
    };
    let error = testing::api_error(status as u16, body.clone());
    let response = testing::response::<CreditSessionsGetResponse>(body);
    let shown = format!("{error} {error:?} {error:#?} {response:?}");
    assert!(!shown.contains("123-45"), "{shown}");
});

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    match size {
        0..=2 => libfuzzer_sys::fuzzer_mutate(data, size, max_size),
        _ => 2 + mutate_json(&mut data[2..], size - 2, max_size - 2, seed),
    }
});
