//! What has a new name.

use serde_json::{Value, json};

use super::{add, base, changed, reference, remove, rename, said, schema};

fn check(patch: Value, expected: &[&str]) {
    assert_eq!(said(&base(), &changed(patch.clone())), expected, "{patch}");
}

#[test]
fn an_operation_id() {
    let id = |id: &str| json!([add("/paths/~1loan~1get/post/operationId", json!(id))]);
    check(
        id("loansGet"),
        &["loans_get: breaking: renamed from `loan_get`"],
    );
    check(
        id("LoanGet"),
        &["loan_get: documentation: operation ID: `loanGet` -> `LoanGet`; the method is the same"],
    );
}

#[test]
fn the_operation_ids_of_inline_types() {
    let inline = json!({"type": "object", "properties": {"a": {"type": "object", "properties": {
        "b": {"type": "string"}}}}});
    let at = "/paths/~1loan~1get/post/responses/200/content/application~1json/schema";
    let old = changed(json!([add(at, inline)]));
    let mut new = old.clone();
    new["paths"]["/loan/get"]["post"]["operationId"] = json!("loansFetch");
    assert_eq!(
        said(&old, &new),
        [
            "loans_fetch: breaking: renamed from `loan_get`",
            "LoansFetchResponse: breaking: renamed from `LoanGetResponseX9673`",
            "LoansFetchResponseA: breaking: renamed from `LoanGetResponseA`",
        ]
    );
}

#[test]
fn a_schema_and_one_more_field() {
    check(
        json!([
            rename(&schema("Loan"), &schema("LoanDetails")),
            add(
                &schema("LoanGetResponse/properties/loans/items"),
                reference("LoanDetails")
            ),
            add(
                &schema("LoanDetails/properties/term"),
                json!({"type": "integer"})
            ),
        ]),
        &[
            "LoanDetails: breaking: renamed from `Loan`",
            "LoanDetails: additive: new field `term: Option<i64>`",
        ],
    );
}

#[test]
fn many_schemas_by_one_suffix() {
    let mut patch = Vec::new();
    for name in ["Loan", "Filter", "LoanStatus", "Collateral"] {
        patch.push(rename(&schema(name), &schema(&format!("{name}V2"))));
    }
    patch.extend([
        add(
            &schema("LoanGetResponse/properties/loans/items"),
            reference("LoanV2"),
        ),
        add(
            &schema("LoanGetRequest/properties/filter"),
            reference("FilterV2"),
        ),
        add(
            &schema("LoanV2/properties/status"),
            reference("LoanStatusV2"),
        ),
        add(
            &schema("LoanV2/properties/collateral"),
            reference("CollateralV2"),
        ),
        add(&schema("LoanStatusV2/enum"), json!(["NEW", "SOLD"])),
    ]);
    check(
        json!(patch),
        &[
            "CollateralV2: breaking: renamed from `Collateral`",
            "FilterV2: breaking: renamed from `Filter`",
            "LoanStatusV2: breaking: renamed from `LoanStatus`",
            "LoanStatusV2: breaking: values and variants removed: `OPEN` and `PAID`",
            "LoanStatusV2: additive: new values: `NEW` and `SOLD`",
            "LoanV2: breaking: renamed from `Loan`",
        ],
    );
}

#[test]
fn a_field() {
    check(
        json!([rename(
            &schema("Loan/properties/amount"),
            &schema("Loan/properties/loan_amount")
        )]),
        &["Loan: breaking: field `amount` is renamed to `loan_amount`"],
    );
    check(
        json!([rename(
            &schema("Loan/properties/amount"),
            &schema("Loan/properties/Amount")
        )]),
        &["Loan: documentation: field `amount` in JSON: `amount` -> `Amount`"],
    );
    // Another type, another field.
    check(
        json!([
            remove(&schema("Loan/properties/amount")),
            add(
                &schema("Loan/properties/loan_amount"),
                json!({"type": "string"})
            ),
        ]),
        &[
            "Loan: breaking: field `amount` removed, was `Option<Decimal>`",
            "Loan: additive: new field `loan_amount: Option<String>`",
        ],
    );
}
