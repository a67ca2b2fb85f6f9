//! What a changelog says of the changes.

use serde_json::{Value, json};

use super::{add, base, changed, reference, remove, rename, report, schema};

/// The entries after the name of their section.
fn entries(change: &Value) -> Vec<String> {
    report(&base(), &changed(change))
        .changelog()
        .iter()
        .map(|entry| format!("{:?} {}", entry.kind, entry.text))
        .collect()
}

#[test]
fn operations_and_their_types_come_and_go() {
    let operation = json!({
        "operationId": "termList",
        "x-cargo-feature": "lists",
        "responses": {"200": {"description": "Terms.", "content": {"application/json": {"schema": {
            "type": "array", "items": reference("Term"),
        }}}}},
    });
    let found = entries(&json!([
        add("/paths/~1terms", json!({"get": operation})),
        add(
            &schema("Term"),
            json!({"type": "object", "properties": {"unit": reference("TermUnit")}})
        ),
        add(
            &schema("TermUnit"),
            json!({"type": "string", "enum": ["DAY", "YEAR"]})
        ),
        remove("/paths/~1loan~1update"),
        remove(&schema("LoanUpdateRequest")),
        remove(&schema("UserToken")),
    ]));
    assert_eq!(
        found,
        [
            "Added `Client::term_list` for `GET /terms` (feature `lists`).",
            "Added Types `Term` and `TermUnit` of `Client::term_list`.",
            "Changed **Breaking:** `Payment`: now used in responses, before in requests and responses; it has no `new` any more.",
            "Removed **Breaking:** `Client::loan_update` for `POST /loan/update` (feature `loans`).",
            "Removed **Breaking:** Types `LoanUpdateRequest` and `UserToken` of `Client::loan_update`.",
            "Changed Follows Plaid's OpenAPI document `new`.",
        ]
    );
}

#[test]
fn fields_and_values_are_told_together() {
    let found = entries(&json!([
        add(
            &schema("Loan/properties/closed"),
            json!({"type": "string", "format": "date"})
        ),
        add(
            &schema("Loan/properties/fees"),
            json!({"type": "array", "items": {"type": "number"}})
        ),
        remove(&schema("Loan/properties/rate")),
        remove(&schema("Loan/properties/remarks")),
        add(&schema("Loan/properties/opened/deprecated"), json!(true)),
        add(&schema("Loan/properties/labels/deprecated"), json!(true)),
        add(
            &schema("LoanStatus/enum"),
            json!(["OPEN", "PAID", "SOLD", "LOST"])
        ),
        add(
            &schema("LoanGetRequest/required"),
            json!(["loan_id", "view", "count"])
        ),
        add(
            &schema("LoanGetRequest/properties/purpose"),
            json!({"type": "string"})
        ),
        add(&schema("LoanGetRequest/required/-"), json!("purpose")),
    ]));
    assert_eq!(
        found,
        [
            "Added `Loan`: fields `closed` (`Option<NaiveDate>`) and `fees` (`Vec<f64>`).",
            "Added `LoanStatus`: values `SOLD` and `LOST`.",
            "Changed **Breaking:** `LoanGetRequest`: `count` is now required (`Option<i64>` becomes `i64`); `new` takes it as an argument.",
            "Changed **Breaking:** `LoanGetRequest`: new required field `purpose` (`String`), which `new` takes.",
            "Deprecated `Loan`: `labels` and `opened` are now deprecated.",
            "Removed **Breaking:** `Loan`: fields `rate` (`Option<f64>`) and `remarks` (`Map<String, Value>`).",
            "Removed **Breaking:** `LoanStatus`: value `LATE`.",
            "Changed Follows Plaid's OpenAPI document `new`.",
        ]
    );
}

#[test]
fn a_route_that_moves_is_told_and_what_is_of_errors_alone_is_not() {
    let found = entries(&json!([
        rename("/paths/~1loan~1get", "/paths/~1loan~1read"),
        add(
            &schema("LoanError/properties/hint"),
            json!({"type": "string"})
        ),
        add(&schema("Loan/properties/rate/maximum"), json!(1)),
    ]));
    assert_eq!(
        found,
        [
            "Changed `Client::loan_get`: moved from `POST /loan/get` to `POST /loan/read`; the method stays as it is.",
            "Changed Follows Plaid's OpenAPI document `new`.",
        ]
    );
}

#[test]
fn without_a_change_there_is_no_entry() {
    assert_eq!(entries(&json!([])), <[&str; 0]>::default());
    let reordered = add(&schema("LoanStatus/enum"), json!(["PAID", "OPEN", "LATE"]));
    assert_eq!(entries(&json!([reordered])), <[&str; 0]>::default());
}
