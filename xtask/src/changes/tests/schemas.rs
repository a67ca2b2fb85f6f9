//! Changes of the schemas of `components` and of references to them.

use serde_json::{Value, json};

use super::{Case, add, base, changed, check, lines, reference, remove, rename, schema};

#[test]
fn added_removed_renamed() {
    check(&[
        Case {
            kind: "schema added",
            change: json!([
                add(
                    &schema("Term"),
                    json!({"type": "object", "properties": {"months": {"type": "integer"}}})
                ),
                add(&schema("Loan/properties/term"), reference("Term")),
            ]),
            expected: &[
                "Loan: additive New field `term`: `Option<Term>`",
                "New types: additive Term: struct with 1 field",
            ],
        },
        Case {
            kind: "schema added that nothing uses",
            change: json!([add(&schema("Term"), json!({"type": "string"}))]),
            expected: &["New types: documentation Term: wrapper of `String`"],
        },
        Case {
            kind: "schema removed",
            change: json!([
                remove(&schema("Collateral")),
                remove(&schema("Loan/properties/collateral"))
            ]),
            expected: &[
                "Loan: breaking `collateral` removed, was `Option<Collateral>`",
                "Types removed: breaking Collateral: union of 2 schemas",
            ],
        },
        Case {
            kind: "schema renamed",
            change: json!([
                rename(&schema("LoanStatus"), &schema("StatusOfLoan")),
                add(&schema("Loan/properties/status"), reference("StatusOfLoan")),
            ]),
            expected: &["StatusOfLoan: breaking Renamed from `LoanStatus` to `StatusOfLoan`"],
        },
        Case {
            kind: "schema renamed to what is the same in Rust",
            change: json!([
                rename(&schema("LoanStatus"), &schema("Loan_Status")),
                add(&schema("Loan/properties/status"), reference("Loan_Status")),
            ]),
            expected: &[
                "Loan_Status: documentation Renamed in Plaid's document; the Rust type stays the same",
            ],
        },
        Case {
            kind: "schema of a body renamed",
            change: json!([
                rename(&schema("LoansListResponse"), &schema("LoansGetResponse")),
                add(
                    "/paths/~1loans~1{lender}/get/responses/200/content/application~1json/schema",
                    reference("LoansGetResponse")
                ),
            ]),
            expected: &[
                "LoansGetResponse: breaking Renamed from `LoansListResponse` to `LoansGetResponse`",
            ],
        },
        Case {
            kind: "schema described anew",
            change: json!([add(&schema("Loan/description"), json!("Money lent."))]),
            expected: &["New descriptions: documentation Loan: the type"],
        },
        Case {
            kind: "schema deprecated",
            change: json!([add(&schema("Building/deprecated"), json!(true))]),
            expected: &["Building: documentation The type is now deprecated"],
        },
        Case {
            kind: "properties in another order",
            change: json!([
                rename(&schema("Car/properties"), &schema("Car/kept")),
                rename(&schema("Car/kept"), &schema("Car/properties")),
            ]),
            expected: &[],
        },
    ]);
}

#[test]
fn references() {
    let lender = base()["components"]["schemas"]["LoanGetResponse"]["properties"]["lender"].clone();
    check(&[
        Case {
            kind: "reference retargeted",
            change: json!([add(
                &schema("Loan/properties/collateral"),
                reference("Building")
            )]),
            expected: &[
                "Collateral: breaking No longer used by any operation; the crate does not have it any more",
                "Loan: breaking `collateral` has another type (`Collateral` becomes `Building`)",
                "Building: additive Now a type of its own; the crate has it now",
            ],
        },
        Case {
            kind: "schema that only another name stands for",
            change: json!([
                add(&schema("Mark"), json!({"type": "string", "enum": ["A"]})),
                add(&schema("LoanMark"), json!({"allOf": [reference("Mark")]})),
                add(&schema("Loan/properties/mark"), reference("LoanMark")),
            ]),
            expected: &[
                "Loan: additive New field `mark`: `Option<LoanMark>`",
                "New types: additive LoanMark: enum with 1 value",
            ],
        },
        Case {
            kind: "field that extends the schema it stands in",
            change: json!([add(
                &schema("Loan/properties/former"),
                json!({"allOf": [reference("Loan"), {
                    "type": "object", "properties": {"closed": {"type": "boolean"}},
                }]})
            )]),
            expected: &["Loan: additive New field `former`: `Option<LoanInlineFormer>`"],
        },
        Case {
            kind: "enum inlined",
            change: json!([
                add(
                    &schema("Loan/properties/status"),
                    base()["components"]["schemas"]["LoanStatus"].clone()
                ),
                remove(&schema("LoanStatus")),
            ]),
            expected: &[
                "Loan: breaking `status` is now written in place (`LoanStatus` becomes \
                 `LoanInlineStatus`)",
            ],
        },
        Case {
            kind: "schema inlined",
            change: json!([add(
                &schema("Loan/properties/payments/items"),
                base()["components"]["schemas"]["Payment"].clone()
            ),]),
            expected: &[
                "Loan: breaking Elements of `payments` are now written in place (`Payment` becomes \
                 `LoanInlinePaymentsItem`)",
                "Payment: breaking Now used in requests, before in requests and responses; its required \
                 fields are no longer optional",
            ],
        },
        Case {
            kind: "schema of a string inlined",
            change: json!([add(
                &schema("LoanGetResponse/properties/request_id"),
                json!({"type": "string"})
            )]),
            expected: &[
                "LoanGetResponse: breaking `request_id` is now written in place (`RequestId` becomes \
                 `String`)",
                "RequestID: breaking Now used in errors, before in responses; the crate does not have it \
                 any more",
            ],
        },
        Case {
            kind: "schema extracted",
            change: json!([
                add(&schema("Lender"), lender),
                add(
                    &schema("LoanGetResponse/properties/lender"),
                    reference("Lender")
                ),
            ]),
            expected: &[
                "LoanGetResponse: breaking `lender` has now a shared type (`LoanGetResponseInlineLender` becomes \
                 `Lender`)",
            ],
        },
        Case {
            kind: "string gets a type of its own",
            change: json!([add(
                &schema("Loan/properties/opened"),
                reference("RequestID")
            )]),
            expected: &[
                "Loan: breaking `opened` has now a shared type (`String` becomes `RequestId`)",
            ],
        },
        Case {
            kind: "reference wrapped in allOf",
            change: json!([add(
                &schema("Loan/properties/status"),
                json!({"allOf": [reference("LoanStatus")], "nullable": true}),
            )]),
            expected: &["Loan: documentation `status` may now be null; optional either way"],
        },
        Case {
            kind: "reference wrapped in allOf beside parts without shape",
            change: json!([
                add(
                    &schema("Loan/properties/status"),
                    json!({"allOf": [reference("LoanStatus"), {"description": "How it stands."}]}),
                ),
                add(
                    &schema("Loan/properties/collateral"),
                    json!({"description": "What is pledged.", "allOf": [
                        {"type": "object", "description": "No more than words."},
                        reference("Collateral"),
                    ]}),
                ),
                add(
                    &schema("LoanGetResponse/properties/loan"),
                    json!({"allOf": [reference("Loan"), {}], "description": "The loan."}),
                ),
                add(
                    &schema("LoanUpdateRequest/properties/payment"),
                    json!({"allOf": [reference("Payment"), {"description": "It.", "nullable": false}]}),
                ),
            ]),
            // Descriptions alone: no type changes.
            expected: &[
                "New descriptions: documentation Loan: `collateral` and `status`",
                "New descriptions: documentation LoanGetResponse: `loan`",
                "New descriptions: documentation LoanUpdateRequest: `payment`",
            ],
        },
        Case {
            kind: "schema made an alias",
            change: json!([add(
                &schema("Building"),
                json!({"allOf": [reference("Car")]})
            )]),
            expected: &[
                "Building: breaking `floors` removed, was `Option<i64>`",
                "Building: additive New field `kind`: `Option<String>`",
                "Building: additive New field `seats`: `Option<i64>`",
            ],
        },
    ]);
}

#[test]
fn extended_schemas() {
    check(&[
        Case {
            kind: "what a base gets is said at the base",
            change: json!([add(
                &schema("Building/properties/doors"),
                json!({"type": "integer"})
            )]),
            expected: &["Building: additive New field `doors`: `Option<i64>`"],
        },
        Case {
            kind: "a base added",
            change: json!([add(&schema("House/allOf/-"), reference("Car"))]),
            expected: &["House: additive New field `seats`: `Option<i64>`"],
        },
        Case {
            kind: "a property of the base repeated",
            change: json!([add(
                &schema("House/allOf/1/properties/floors"),
                json!({"type": "integer"})
            )]),
            expected: &[],
        },
        Case {
            kind: "a property of the base required by the extension",
            change: json!([add(&schema("House/allOf/1/required"), json!(["floors"]))]),
            expected: &["House: documentation `floors` is now always sent; optional either way"],
        },
    ]);
}

#[test]
fn a_change_deep_inside_is_said_once_where_it_is() {
    let change = json!([add(&schema("LoanStatus/enum/-"), json!("SOLD"))]);
    let (old, new) = (base(), changed(&change));
    let report = super::report(&old, &new);
    let [group] = report.groups.as_slice() else {
        panic!("{:?}", report.groups)
    };
    assert_eq!(
        group.operations.iter().collect::<Vec<_>>(),
        ["loanGet", "loansList"]
    );
    assert_eq!(
        group.features.iter().collect::<Vec<_>>(),
        ["lists", "loans"]
    );
}

#[test]
fn a_type_that_comes_to_contain_itself() {
    let with_building = json!([add(
        &schema("Loan/properties/building"),
        reference("Building")
    )]);
    let with_both = json!([
        add(&schema("Loan/properties/building"), reference("Building")),
        add(&schema("Building/properties/loan"), reference("Loan")),
    ]);
    assert_eq!(
        lines(&changed(&with_building), &changed(&with_both)),
        [
            "Loan: breaking The type of `building` now contains this one; becomes a `Box`",
            "Loan: breaking The type of `collateral` now contains this one; becomes a `Box`",
            "Building: additive New field `loan`: `Option<Box<Loan>>`",
        ]
    );
}

#[test]
fn recursive_schemas_and_broken_references_end() {
    let recursive = |name: &str| -> Value {
        changed(&json!([
            add(
                &schema("Tree"),
                json!({"allOf": [reference("Tree")], "properties": {name: reference("Tree")}})
            ),
            add(&schema("Loop"), reference("Loop")),
            add(&schema("Loan/properties/tree"), reference("Tree")),
            add(&schema("Loan/properties/gone"), reference("Gone")),
        ]))
    };
    assert_eq!(
        lines(&recursive("left"), &recursive("right")),
        [
            "Tree: breaking `left` removed, was `Option<Box<Tree>>`",
            "Tree: additive New field `right`: `Option<Box<Tree>>`",
        ]
    );
}
