//! Names that become the same in Rust: a new one may take another's place.

use serde_json::{Value, json};

use super::{add, changed, lines, schema};

/// What the report says when `more` is added to a document that has `some` already.
fn said(some: &[Value], more: &[Value]) -> Vec<String> {
    let old = changed(&json!(some));
    let new = changed(&json!([some, more].concat()));
    lines(&old, &new)
}

#[test]
fn a_name_in_the_usual_spelling_stays() {
    let namesakes = [
        add(&schema("loan_status"), json!({"type": "string"})),
        add(&schema("LoanStatus/enum/-"), json!("Open")),
        add(
            &schema("Building/properties/Floors"),
            json!({"type": "string"}),
        ),
    ];
    assert_eq!(
        said(&[], &namesakes),
        [
            "Building: additive New field `Floors`: `Option<String>`",
            "LoanStatus: additive New value: `Open`",
            "New types: documentation loan_status: wrapper of `String`",
        ]
    );
}

#[test]
fn a_name_in_another_spelling_may_move() {
    let types = [
        add(&schema("loan_fee"), json!({"type": "string"})),
        add(
            &schema("Building/properties/fee"),
            json!({"$ref": "#/components/schemas/loan_fee"}),
        ),
    ];
    let namesake = add(&schema("LoanFee"), json!({"type": "string"}));
    assert_eq!(
        said(&types, &[namesake]),
        [
            "loan_fee: breaking Renamed from `LoanFee` to `LoanFeeX6b79`",
            "New types: documentation LoanFee: wrapper of `String`",
        ]
    );
    let fields = [add(
        &schema("Building/properties/builtIn"),
        json!({"type": "string"}),
    )];
    let namesake = add(
        &schema("Building/properties/built_in"),
        json!({"type": "string"}),
    );
    assert_eq!(
        said(&fields, &[namesake]),
        [
            "Building: breaking Renamed in Rust: `builtIn` (`built_in` becomes `built_in_x7df6`); \
             another comes to the same name in Rust",
            "Building: additive New field `built_in`: `Option<String>`",
        ]
    );
    let values = [add(&schema("LoanStatus/enum/-"), json!("sold"))];
    let namesake = add(&schema("LoanStatus/enum/-"), json!("SOLD"));
    assert_eq!(
        said(&values, &[namesake]),
        [
            "LoanStatus: breaking Renamed in Rust: `sold` (`Sold` becomes `SoldX6038`); another comes \
             to the same name in Rust",
            "LoanStatus: additive New value: `SOLD`",
        ]
    );
    let operation = |id: &str| json!({"get": {"operationId": id, "responses": {}}});
    let operations = [add("/paths/~1loan~1fee", operation("loan_fee"))];
    let namesake = add("/paths/~1loan~1fees", operation("loanFee"));
    assert_eq!(
        said(&operations, &[namesake]),
        [
            "loan_fee: breaking Renamed from `Client::loan_fee` to `Client::loan_fee_x6b79`",
            "loanFee: additive New operation, `GET /loan/fees`",
        ]
    );
}
