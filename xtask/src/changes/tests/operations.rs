//! Operations: the methods of the client.

use serde_json::{Value, json};

use super::{add, base, changed, remove, said};

fn check(patch: Value, expected: &[&str]) {
    assert_eq!(said(&base(), &changed(patch.clone())), expected, "{patch}");
}

fn operation(field: &str) -> String {
    format!("/paths/~1loan~1get/post/{field}")
}

#[test]
fn a_feature_takes_a_method_from_those_who_do_not_turn_it_on() {
    check(
        json!([add(&operation("x-cargo-feature"), json!("other"))]),
        &["loan_get: breaking: moved from feature `loans` to `other`"],
    );
    let always = changed(json!([remove(&operation("x-cargo-feature"))]));
    assert_eq!(
        said(&always, &base()),
        ["loan_get: breaking: now only in feature `loans`"]
    );
    assert_eq!(
        said(&base(), &always),
        ["loan_get: additive: now without a feature"]
    );
}

#[test]
fn what_a_method_takes_and_says() {
    check(
        json!([add(&operation("deprecated"), json!(true))]),
        &["loan_get: documentation: now deprecated: a call gives a warning"],
    );
    check(
        json!([remove(&operation("requestBody"))]),
        &[
            "loan_get: breaking: arguments: `(request: &LoanGetRequest)` -> `()`",
            "Filter: breaking: type removed: struct with 1 field",
            "LoanGetRequest: breaking: type removed: struct with 3 fields",
        ],
    );
    check(
        json!([add(
            &operation("parameters"),
            json!([
                {"name": "page", "in": "query", "schema": {"type": "string"}}
            ])
        )]),
        &[
            "loan_get: breaking: arguments: `(request: &LoanGetRequest)` -> `(page: Option<&str>, request: &LoanGetRequest)`",
        ],
    );
}
