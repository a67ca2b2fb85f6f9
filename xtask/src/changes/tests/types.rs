//! Changes of types, formats, enums, unions, arrays and maps.

use serde_json::json;

use super::{Case, add, check, reference, remove, schema};

#[test]
fn types_and_formats() {
    check(&[
        Case {
            kind: "type changed",
            change: json!([add(
                &schema("Loan/properties/opened/type"),
                json!("integer")
            )]),
            expected: &[
                "Loan: breaking `opened` changes from string to integer (`String` becomes `i64`)",
            ],
        },
        Case {
            kind: "integer becomes number",
            change: json!([add(
                &schema("Building/properties/floors/type"),
                json!("number")
            )]),
            expected: &[
                "Building: breaking `floors` changes from integer to number (`i64` becomes `f64`)",
            ],
        },
        Case {
            kind: "format added that makes another type",
            change: json!([add(&schema("Loan/properties/opened/format"), json!("date"))]),
            expected: &[
                "Loan: breaking `opened` changes from string to string (date) (`String` becomes \
                 `NaiveDate`)",
            ],
        },
        Case {
            kind: "format changed from date to date-time",
            change: json!([add(
                &schema("LoanGetRequest/properties/since/format"),
                json!("date-time")
            )]),
            expected: &[
                "LoanGetRequest: breaking `since` changes from string (date) to string (date-time) \
                 (`NaiveDate` becomes `DateTime<Utc>`)",
            ],
        },
        Case {
            kind: "format removed from an amount",
            change: json!([remove(&schema("Loan/properties/amount/format"))]),
            expected: &[
                "Loan: breaking `amount` changes from number (decimal) to number (`Decimal` becomes \
                 `f64`)",
            ],
        },
        Case {
            kind: "format of integers",
            change: json!([add(
                &schema("Building/properties/floors/format"),
                json!("int32")
            )]),
            expected: &[
                "Building: breaking `floors` changes from integer to integer (int32) (`i64` becomes \
                 `i32`)",
            ],
        },
        Case {
            kind: "format that makes no type",
            change: json!([add(&schema("Loan/properties/rate/format"), json!("double"))]),
            expected: &[
                "Loan: documentation `rate` changes from number to number (double); the Rust type stays \
                 the same",
            ],
        },
        Case {
            kind: "enum written in place becomes an object",
            change: json!([add(
                &schema("LoanGetRequest/properties/view"),
                json!({"type": "object", "properties": {"full": {"type": "boolean"}}})
            )]),
            expected: &[
                "LoanGetRequest: breaking `view` changes from enum to object; the Rust type is another \
                 one of the same name",
            ],
        },
        Case {
            kind: "schema of another type",
            change: json!([add(&schema("RequestID/type"), json!("integer"))]),
            expected: &[
                "RequestID: breaking The type changes from wrapper of `String` to wrapper of `i64`",
            ],
        },
        Case {
            kind: "schema of another format",
            change: json!([add(&schema("RequestID/format"), json!("uuid"))]),
            expected: &[
                "RequestID: documentation The type changes from string to string (uuid); the Rust type \
                 stays the same",
            ],
        },
    ]);
}

#[test]
fn enums() {
    check(&[
        Case {
            kind: "enum value added",
            change: json!([add(&schema("LoanStatus/enum/-"), json!("SOLD"))]),
            expected: &["LoanStatus: additive New value: `SOLD`"],
        },
        Case {
            kind: "enum values of a request added",
            change: json!([
                add(
                    &schema("LoanGetRequest/properties/view/enum/-"),
                    json!("LONG")
                ),
                add(
                    &schema("LoanGetRequest/properties/view/enum/-"),
                    json!("NONE")
                ),
            ]),
            expected: &["LoanGetRequest: additive New values of `view`: `LONG`, `NONE`"],
        },
        Case {
            kind: "enum value removed",
            change: json!([remove(&schema("LoanStatus/enum/2"))]),
            expected: &["LoanStatus: breaking Value removed: `LATE`; its variant is gone"],
        },
        Case {
            kind: "enum values in another order",
            change: json!([add(
                &schema("LoanStatus/enum"),
                json!(["LATE", "PAID", "OPEN"])
            )]),
            expected: &[],
        },
        Case {
            kind: "string becomes an enum",
            change: json!([add(&schema("Loan/properties/opened/enum"), json!(["NOW"]))]),
            expected: &[
                "Loan: breaking `opened` changes from string to enum (`String` becomes `LoanInlineOpened`)",
            ],
        },
        Case {
            kind: "enum becomes a string",
            change: json!([remove(&schema("LoanStatus/enum"))]),
            expected: &[
                "LoanStatus: breaking The type changes from enum with 3 values to wrapper of `String`",
            ],
        },
        Case {
            kind: "list of permitted numbers",
            change: json!([add(&schema("Car/properties/seats/enum/-"), json!(7))]),
            expected: &["Car: documentation `seats` permits 2, 4, 7 instead of 2, 4"],
        },
    ]);
}

#[test]
fn unions() {
    check(&[
        Case {
            kind: "variant added",
            change: json!([add(&schema("Collateral/oneOf/-"), reference("Building"))]),
            expected: &["Collateral: additive New variant: `Building`"],
        },
        Case {
            kind: "variant removed",
            change: json!([
                add(&schema("Collateral/oneOf/-"), reference("Building")),
                remove(&schema("Collateral/oneOf/1")),
            ]),
            expected: &[
                "Collateral: breaking Variant removed: `House`; fields that no other variant has are gone",
                "Collateral: additive New variant: `Building`",
            ],
        },
        Case {
            kind: "variant used on its own as well",
            change: json!([add(&schema("Loan/properties/car"), reference("Car"))]),
            expected: &[
                "Car: additive Now a type of its own; the crate has it now",
                "Loan: additive New field `car`: `Option<Car>`",
            ],
        },
        Case {
            kind: "variant that is no object",
            change: json!([add(
                &schema("Collateral/oneOf/-"),
                json!({"type": "string"})
            )]),
            expected: &[
                "Collateral: breaking The type changes from union of 2 schemas to wrapper of `Value`",
            ],
        },
        Case {
            kind: "variant that leads back to the union",
            change: json!([add(&schema("Collateral/oneOf/-"), reference("Collateral"))]),
            expected: &[
                "Collateral: breaking The type changes from union of 2 schemas to wrapper of `Value`",
            ],
        },
        Case {
            kind: "variant written in place",
            change: json!([add(
                &schema("Collateral/oneOf/0"),
                json!({"type": "object", "properties": {
                    "kind": {"type": "string"}, "seats": {"type": "integer", "enum": [2, 4]}}})
            )]),
            expected: &[],
        },
        Case {
            kind: "union of strings",
            change: json!([
                add(
                    &schema("Loan/properties/opened"),
                    json!({"oneOf": [{"type": "string"}, reference("LoanStatus")]})
                ),
                add(
                    &schema("Loan/properties/status"),
                    json!({"anyOf": [{"type": "string", "enum": ["SOLD"]}, reference("LoanStatus")]})
                ),
            ]),
            expected: &[
                "Loan: breaking `status` changes from LoanStatus to enum (`LoanStatus` becomes \
                 `LoanInlineStatus`)",
                "LoanStatus: breaking No longer a type of its own; the crate does not have it any more",
            ],
        },
        Case {
            kind: "discriminator changed",
            change: json!([add(
                &schema("Collateral/discriminator/propertyName"),
                json!("type")
            )]),
            expected: &[
                "Collateral: documentation Variants of the type are told apart by `type` instead of \
                 `kind`",
            ],
        },
    ]);
}

#[test]
fn arrays_and_maps() {
    check(&[
        Case {
            kind: "array items of another type",
            change: json!([add(
                &schema("Loan/properties/labels/items/type"),
                json!("integer")
            )]),
            expected: &[
                "Loan: breaking Elements of `labels` change from string to integer (`String` becomes \
                 `i64`)",
            ],
        },
        Case {
            kind: "array items refer to another schema",
            change: json!([add(
                &schema("Loan/properties/payments/items"),
                reference("Building")
            )]),
            expected: &[
                "Loan: breaking Elements of `payments` have another type (`Payment` becomes `Building`)",
                "Payment: breaking Now used in requests, before in requests and responses; its required \
                 fields are no longer optional",
                "Building: additive Now a type of its own; the crate has it now",
            ],
        },
        Case {
            kind: "array becomes a single value",
            change: json!([add(
                &schema("Loan/properties/labels"),
                json!({"type": "string"})
            )]),
            expected: &[
                "Loan: breaking `labels` changes from array of string to string (`Vec<String>` becomes \
                 `String`)",
            ],
        },
        Case {
            kind: "unlisted properties of a response forbidden",
            change: json!([add(&schema("Loan/additionalProperties"), json!(false))]),
            expected: &[
                "Loan: documentation Unlisted fields of the type: forbidden instead of allowed; `extra` \
                 keeps what the crate does not know",
            ],
        },
        Case {
            kind: "unlisted properties of a request allowed",
            change: json!([add(
                &schema("LoanGetRequest/additionalProperties"),
                json!(true)
            )]),
            expected: &[
                "LoanGetRequest: documentation Unlisted fields of the type: allowed instead of not \
                 mentioned",
            ],
        },
        Case {
            kind: "map values of another type",
            change: json!([add(
                &schema("Loan/properties/terms/additionalProperties/type"),
                json!("number")
            )]),
            expected: &[
                "Loan: breaking Values of `terms` change from string to number (`String` becomes `f64`)",
            ],
        },
        Case {
            kind: "free-form object becomes a map",
            change: json!([add(
                &schema("Loan/properties/remarks/additionalProperties"),
                json!({"type": "string"}),
            )]),
            expected: &[
                "Loan: breaking `remarks` changes from free-form object to map of string (`Map<String, \
                 Value>` becomes `BTreeMap<String, String>`)",
            ],
        },
    ]);
}
