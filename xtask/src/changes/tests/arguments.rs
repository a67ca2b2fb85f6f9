//! Arguments of methods and of `new`, and the headers that are not arguments.

use serde_json::{Value, json};

use super::{add, base, changed, reference, report, said, schema};

#[test]
fn arguments_of_the_same_types() {
    let with = |parameters: &[(&str, &str)]| {
        let parameters = parameters.iter().map(|(name, place)| {
            json!({"name": name, "in": place, "required": true, "schema": {"type": "string"}})
        });
        let parameters: Vec<Value> = parameters.collect();
        changed(json!([add(
            "/paths/~1loan~1get/post/parameters",
            parameters.into()
        )]))
    };
    let breaking = |before: &str, after: &str| {
        format!(
            "loan_get: breaking: other arguments of the same types: \
             `({before}, request: &LoanGetRequest)` -> `({after}, request: &LoanGetRequest)`"
        )
    };
    let check = |old: &[(&str, &str)], new: &[(&str, &str)], expected: String| {
        assert_eq!(said(&with(old), &with(new))[0], expected, "{old:?} {new:?}");
    };
    let [a, b, c] = ["a", "b", "c"].map(|name| (name, "query"));
    check(&[a], &[b], breaking("a: &str", "b: &str"));
    check(
        &[a, b],
        &[b, a],
        breaking("a: &str, b: &str", "b: &str, a: &str"),
    );
    check(
        &[a, b],
        &[b, c],
        breaking("a: &str, b: &str", "b: &str, c: &str"),
    );
    check(&[a], &[("b", "header")], breaking("a: &str", "b: &str"));
    let same = "loan_get: documentation: arguments are sent in another way";
    check(&[a], &[("a", "header")], same.to_owned());
}

#[test]
fn optional_headers() {
    let with = |keyword: &str, value: Value| {
        let mut header = json!({"name": "X-Trace", "in": "header", "schema": {"type": "string"}});
        header[keyword] = value;
        let place = "/paths/~1loan~1get/post/parameters";
        changed(json!([add(place, json!([header]))]))
    };
    let optional = with("required", json!(false));
    assert_eq!(
        said(&base(), &optional),
        ["loan_get: documentation: new optional header: `X-Trace`"]
    );
    assert_eq!(
        report(&base(), &optional).next_version().to_string(),
        "0.1.1"
    );
    assert_eq!(
        said(&optional, &base()),
        ["loan_get: documentation: optional header removed: `X-Trace`"]
    );
    assert_eq!(
        said(&optional, &with("description", json!("Which trace it is."))),
        ["loan_get: documentation: new description of `parameter X-Trace`"]
    );
    assert_eq!(
        said(&optional, &with("schema", json!({"type": "boolean"}))),
        ["loan_get: documentation: type of `parameter X-Trace`: `string` -> `boolean`"]
    );
    let required = with("required", json!(true));
    assert_eq!(
        said(&optional, &required),
        [
            "loan_get: breaking: arguments: `(request: &LoanGetRequest)` -> `(x_trace: &str, request: &LoanGetRequest)`",
            "loan_get: documentation: `parameter X-Trace` is now required",
        ]
    );
    assert_eq!(
        said(&required, &optional),
        [
            "loan_get: breaking: arguments: `(x_trace: &str, request: &LoanGetRequest)` -> `(request: &LoanGetRequest)`",
            "loan_get: documentation: `parameter X-Trace` may now be left out",
        ]
    );
}

#[test]
fn a_required_field_of_a_type_that_had_no_new_is_only_more() {
    let new = changed(json!([
        add(&schema("LoanGetRequest/properties/like"), reference("Loan")),
        add(&schema("Loan/properties/term"), json!({"type": "integer"})),
        add(&schema("Loan/required"), json!(["term"])),
    ]));
    assert_eq!(
        said(&base(), &new),
        [
            "Collateral: additive: now in requests too: it has `new` and setters",
            "Loan: additive: new field `term: Option<i64>`",
            "Loan: additive: now in requests too: it has `new` and setters",
            "LoanGetRequest: additive: new field `like: Option<Loan>`",
        ]
    );
}
