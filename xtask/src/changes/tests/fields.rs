//! Changes of properties.

use serde_json::json;

use super::{Case, add, check, reference, remove, rename, schema};

#[test]
fn added_removed_renamed() {
    check(&[
        Case {
            kind: "property added to a response",
            change: json!([add(
                &schema("Loan/properties/term"),
                json!({"type": "integer"})
            )]),
            expected: &["Loan: additive New field `term`: `Option<i64>`"],
        },
        Case {
            kind: "required property added to a response",
            change: json!([
                add(
                    &schema("Loan/properties/fees"),
                    json!({"type": "array", "items": {"type": "number"}})
                ),
                add(&schema("Loan/required/-"), json!("fees")),
            ]),
            expected: &["Loan: additive New field `fees`: `Vec<f64>`"],
        },
        Case {
            kind: "optional property added to a request",
            change: json!([add(
                &schema("LoanGetRequest/properties/until"),
                json!({
                    "type": "array", "items": {"type": "string", "format": "date-time"},
                })
            )]),
            expected: &["LoanGetRequest: additive New field `until`: `Option<Vec<DateTime<Utc>>>`"],
        },
        Case {
            kind: "required property added to a request",
            change: json!([
                add(
                    &schema("LoanGetRequest/properties/until"),
                    json!({"type": "string"})
                ),
                add(&schema("LoanGetRequest/required/-"), json!("until")),
            ]),
            expected: &[
                "LoanGetRequest: breaking New required field `until`: `String`; `new` takes one more \
                 argument",
            ],
        },
        Case {
            kind: "required property added to a type of both directions",
            change: json!([
                add(
                    &schema("Payment/properties/paid"),
                    json!({"type": "boolean"})
                ),
                add(&schema("Payment/required/-"), json!("paid")),
            ]),
            expected: &[
                "Payment: breaking New required field `paid`: `Option<bool>`; `new` takes one more \
                 argument",
            ],
        },
        Case {
            kind: "property removed",
            change: json!([remove(&schema("Loan/properties/rate"))]),
            expected: &["Loan: breaking `rate` removed, was `Option<f64>`"],
        },
        Case {
            kind: "property removed from a request",
            change: json!([remove(&schema("LoanGetRequest/properties/view"))]),
            expected: &["LoanGetRequest: breaking `view` removed, was `LoanGetRequestInlineView`"],
        },
        Case {
            kind: "property renamed",
            change: json!([rename(
                &schema("Loan/properties/opened"),
                &schema("Loan/properties/opened_at")
            )]),
            expected: &["Loan: breaking `opened` was most likely renamed to `opened_at`"],
        },
        Case {
            kind: "property renamed to what is the same in Rust",
            change: json!([rename(
                &schema("LoanUpdateRequest/properties/user_token"),
                &schema("LoanUpdateRequest/properties/userToken")
            )]),
            expected: &[
                "LoanUpdateRequest: documentation `user_token` was most likely renamed to `userToken`; the Rust \
                 field stays the same",
            ],
        },
        Case {
            kind: "property removed and another one added: no likeness",
            change: json!([rename(
                &schema("Loan/properties/opened"),
                &schema("Loan/properties/city")
            )]),
            expected: &[
                "Loan: breaking `opened` removed, was `Option<String>`",
                "Loan: additive New field `city`: `Option<String>`",
            ],
        },
        Case {
            kind: "property of an inner object added",
            change: json!([add(
                &schema("LoanGetResponse/properties/lender/properties/city"),
                json!({"type": "string"}),
            )]),
            expected: &["LoanGetResponse: additive New field `lender.city`: `Option<String>`"],
        },
        Case {
            kind: "user named by ID or by token",
            change: json!([
                add(&schema("NewUserID"), json!({"type": "string"})),
                add(
                    &schema("LoanUpdateRequest/properties/user_id"),
                    reference("NewUserID")
                ),
            ]),
            expected: &[
                "LoanUpdateRequest: breaking `new` now takes the user in one argument, by ID or by token",
                "LoanUpdateRequest: additive New field `user_id`: `Option<NewUserId>`",
                "New types: additive NewUserID: wrapper of `String`",
            ],
        },
    ]);
}

#[test]
fn required() {
    check(&[
        Case {
            kind: "property of a request becomes required",
            change: json!([add(&schema("LoanGetRequest/required/-"), json!("since"))]),
            expected: &[
                "LoanGetRequest: breaking `since` is now required (`Option<NaiveDate>` becomes \
                 `NaiveDate`); `new` takes it as an argument",
            ],
        },
        Case {
            kind: "property of a request becomes optional",
            change: json!([remove(&schema("LoanGetRequest/required/1"))]),
            expected: &[
                "LoanGetRequest: breaking `view` is now optional (`LoanGetRequestInlineView` becomes \
                 `Option<LoanGetRequestInlineView>`); `new` does not take it any more",
            ],
        },
        Case {
            kind: "property of a type of both directions becomes optional",
            change: json!([remove(&schema("Payment/required"))]),
            expected: &[
                "Payment: breaking `amount` is now optional; `new` does not take it any more",
            ],
        },
        Case {
            kind: "property of a response becomes required",
            change: json!([add(&schema("Loan/required/-"), json!("rate"))]),
            expected: &["Loan: documentation `rate` is now always sent; optional either way"],
        },
        Case {
            kind: "property of a response becomes optional",
            change: json!([remove(&schema("Loan/required/0"))]),
            expected: &["Loan: documentation `amount` may now be left out; optional either way"],
        },
        Case {
            kind: "required properties in another order",
            change: json!([add(&schema("Loan/required"), json!(["status", "amount"]))]),
            expected: &[],
        },
        Case {
            kind: "several alike are said at once",
            change: json!([add(
                &schema("Loan/required"),
                json!(["amount", "opened", "rate", "status", "terms"])
            )]),
            expected: &[
                "Loan: documentation `opened`, `rate` and `terms` are now always sent; optional either way",
            ],
        },
    ]);
}

#[test]
fn nullable() {
    let nullable = |path: &str| json!([add(&schema(&format!("{path}/nullable")), json!(true))]);
    check(&[
        Case {
            kind: "required property of a request may be null",
            change: nullable("LoanGetRequest/properties/view"),
            expected: &["LoanGetRequest: breaking `view` may now be null; becomes an `Option`"],
        },
        Case {
            kind: "optional property of a request may be null",
            change: nullable("LoanGetRequest/properties/since"),
            expected: &[
                "LoanGetRequest: documentation `since` may now be null; optional either way",
            ],
        },
        Case {
            kind: "property of a response may be null",
            change: nullable("Loan/properties/amount"),
            expected: &["Loan: documentation `amount` may now be null; optional either way"],
        },
        Case {
            kind: "property may no longer be null",
            change: json!([remove(&schema("Payment/properties/note/nullable"))]),
            expected: &["Payment: documentation `note` can no longer be null; optional either way"],
        },
        Case {
            kind: "elements may be null",
            change: nullable("Loan/properties/labels/items"),
            expected: &["Loan: breaking Elements of `labels` may now be null; become `Option`s"],
        },
        Case {
            kind: "schema of a required property of a request may be null",
            change: nullable("LoanId"),
            expected: &[
                "LoanId: breaking The type may now be null; becomes an `Option` in lists and \
                        requests",
            ],
        },
        Case {
            kind: "schema of the elements of a list may be null",
            change: nullable("Payment"),
            expected: &[
                "Payment: breaking The type may now be null; becomes an `Option` in lists and \
                        requests",
            ],
        },
        Case {
            kind: "schema of an optional property of a request may be null",
            change: nullable("UserToken"),
            expected: &["UserToken: documentation The type may now be null; optional either way"],
        },
        Case {
            kind: "variant of a union may be null",
            change: json!([
                add(&schema("Car/nullable"), json!(true)),
                add(
                    &schema("LoansListResponse/properties/all"),
                    json!({"type": "array", "items": reference("Collateral")})
                ),
            ]),
            expected: &[
                "LoansListResponse: additive New field `all`: `Vec<Option<Collateral>>`",
                "Car: documentation The type may now be null; optional either way",
            ],
        },
        Case {
            kind: "null among the values of an enum",
            change: json!([add(&schema("LoanStatus/enum/-"), json!(null))]),
            expected: &["LoanStatus: documentation The type may now be null; optional either way"],
        },
    ]);
}

#[test]
fn what_is_said_of_a_property() {
    check(&[
        Case {
            kind: "default changed",
            change: json!([add(
                &schema("LoanGetRequest/properties/count/default"),
                json!(25)
            )]),
            expected: &["LoanGetRequest: documentation Default of `count`: `25` instead of `10`"],
        },
        Case {
            kind: "default removed",
            change: json!([remove(&schema("LoanGetRequest/properties/count/default"))]),
            expected: &["LoanGetRequest: documentation Default of `count`: none instead of `10`"],
        },
        Case {
            kind: "limits changed",
            change: json!([
                add(
                    &schema("LoanGetRequest/properties/count/maximum"),
                    json!(500)
                ),
                add(&schema("LoanGetRequest/properties/count/minimum"), json!(1)),
            ]),
            expected: &[
                "LoanGetRequest: documentation Limits of `count`: minimum `1` instead of none; maximum \
                 `500` instead of `100`; the client does not check them",
            ],
        },
        Case {
            kind: "pattern changed",
            change: json!([add(
                &schema("Payment/properties/note/pattern"),
                json!("^[a-z ]*$")
            )]),
            expected: &[
                "Payment: documentation Pattern of `note`: `^[a-z ]*$` instead of `^[a-z]*$`; the client \
                 does not check it",
            ],
        },
        Case {
            kind: "property deprecated",
            change: json!([add(&schema("Loan/properties/rate/deprecated"), json!(true))]),
            expected: &["Loan: documentation `rate` is now deprecated"],
        },
        Case {
            kind: "values that Plaid documents",
            change: json!([add(
                &schema("Loan/properties/labels/items/x-override-enum-values-shown"),
                json!(["car", "house"])
            )]),
            expected: &[
                "Loan: documentation Values that Plaid documents for elements of `labels`: car, house \
                 instead of none",
            ],
        },
        Case {
            kind: "property read-only",
            change: json!([add(&schema("Loan/properties/rate/readOnly"), json!(true))]),
            expected: &["Loan: documentation `rate` is now read-only"],
        },
        Case {
            kind: "property described anew",
            change: json!([add(
                &schema("LoanGetResponse/properties/lender/properties/name/description"),
                json!("The bank.")
            )]),
            expected: &["New descriptions: documentation LoanGetResponse: `lender.name`"],
        },
        Case {
            kind: "property described anew beside another change",
            change: json!([
                add(
                    &schema("Loan/properties/rate/description"),
                    json!("Per year.")
                ),
                add(&schema("Loan/properties/rate/deprecated"), json!(true)),
            ]),
            expected: &[
                "Loan: documentation New description of `rate`",
                "Loan: documentation `rate` is now deprecated",
            ],
        },
    ]);
}
