//! What a user of the crate sees of a change.

use serde_json::{Value, json};

use super::{add, base, changed, reference, remove, said, schema};

fn check(patch: Value, expected: &[&str]) {
    assert_eq!(said(&base(), &changed(patch.clone())), expected, "{patch}");
}

#[test]
fn fields_of_responses() {
    check(
        json!([add(
            &schema("Loan/properties/term"),
            json!({"type": "integer"})
        )]),
        &["Loan: additive: new field `term: Option<i64>`"],
    );
    check(
        json!([remove(&schema("Loan/properties/amount"))]),
        &["Loan: breaking: field `amount` removed, was `Option<Decimal>`"],
    );
    check(
        json!([add(
            &schema("Loan/properties/amount"),
            json!({"type": "string"})
        )]),
        &[
            "Loan: breaking: `amount` changes from `Option<Decimal>` to `Option<String>` \
           (type: `number (decimal)` -> `string`)",
        ],
    );
    // Optional either way.
    check(
        json!([add(&schema("Loan/required"), json!(["amount"]))]),
        &["Loan: documentation: `amount` is now always sent"],
    );
    check(
        json!([add(&schema("Loan/properties/amount/nullable"), json!(true))]),
        &["Loan: documentation: `amount` may now be null"],
    );
}

#[test]
fn all_that_is_different_about_a_field_is_said() {
    let text = json!({"type": "string", "nullable": true});
    check(
        json!([
            add(&schema("Loan/properties/amount"), text),
            add(&schema("Loan/required"), json!(["amount"]))
        ]),
        &[
            "Loan: breaking: `amount` changes from `Option<Decimal>` to `Option<String>` \
             (the schema may now be null; type: `number (decimal)` -> `string`)",
            "Loan: documentation: `amount` is now always sent",
        ],
    );
}

#[test]
fn fields_of_requests() {
    check(
        json!([add(
            &schema("LoanGetRequest/properties/page"),
            json!({"type": "string"})
        )]),
        &["LoanGetRequest: additive: new field `page: Option<String>`"],
    );
    check(
        json!([
            add(
                &schema("LoanGetRequest/properties/page"),
                json!({"type": "string"})
            ),
            add(
                &schema("LoanGetRequest/required"),
                json!(["loan_id", "page"])
            ),
        ]),
        &["LoanGetRequest: breaking: new required field `page: String`, which `new` takes"],
    );
    check(
        json!([add(
            &schema("LoanGetRequest/required"),
            json!(["loan_id", "count"])
        )]),
        &[
            "LoanGetRequest: breaking: `count` is now required: `new` takes it \
           (`Option<i64>` becomes `i64`)",
        ],
    );
    check(
        json!([remove(&schema("LoanGetRequest/required"))]),
        &[
            "LoanGetRequest: breaking: `loan_id` is now optional: a setter takes it, not `new` (`String` becomes `Option<String>`)",
        ],
    );
    check(
        json!([
            add(
                &schema("LoanGetRequest/x-arguments"),
                json!(["count", "loan_id"])
            ),
            add(
                &schema("LoanGetRequest/required"),
                json!(["loan_id", "count"])
            )
        ]),
        &[
            "LoanGetRequest: breaking: `count` is now required: `new` takes it \
           (`Option<i64>` becomes `i64`)",
        ],
    );
}

#[test]
fn arguments_of_new_that_move() {
    let required = || {
        add(
            &schema("LoanGetRequest/required"),
            json!(["loan_id", "count"]),
        )
    };
    let order = |names: Value| add(&schema("LoanGetRequest/x-arguments"), names);
    let old = changed(json!([required(), order(json!(["loan_id", "count"]))]));
    let new = changed(json!([required(), order(json!(["count", "loan_id"]))]));
    assert_eq!(
        said(&old, &new),
        [
            "LoanGetRequest: breaking: `new` takes its arguments in another order: `count` and `loan_id`"
        ]
    );
}

#[test]
fn values_of_enums() {
    check(
        json!([add(&schema("LoanStatus/enum"), json!(["OPEN", "LATE"]))]),
        &[
            "LoanStatus: breaking: values and variants removed: `PAID`",
            "LoanStatus: additive: new values: `LATE`",
        ],
    );
    check(
        json!([add(&schema("LoanStatus/enum"), json!(["OPEN", "paid"]))]),
        &["LoanStatus: documentation: the value of `Paid`: `PAID` -> `paid`"],
    );
    check(
        json!([add(&schema("LoanStatus/enum"), json!(["PAID", "OPEN"]))]),
        &[],
    );
}

#[test]
fn types_that_come_go_and_change_their_kind() {
    check(
        json!([
            add(
                &schema("Term"),
                json!({"type": "string", "enum": ["SHORT"]})
            ),
            add(&schema("Loan/properties/term"), reference("Term")),
        ]),
        &[
            "Loan: additive: new field `term: Option<Term>`",
            "Term: additive: new type: enum with 1 value",
        ],
    );
    check(
        json!([add(&schema("LoanStatus"), json!({"type": "string"}))]),
        &["LoanStatus: breaking: enum with 2 values becomes struct around `String`"],
    );
}

#[test]
fn a_reference_that_stands_beside_a_type_is_another_type() {
    let keep = || {
        add(
            &schema("LoanGetRequest/properties/status"),
            reference("LoanStatus"),
        )
    };
    let wrapped = json!({"allOf": [reference("LoanStatus"), {"type": "string"}]});
    let old = changed(json!([
        keep(),
        add(&schema("Loan/properties/status"), wrapped)
    ]));
    let new = changed(json!([keep()]));
    assert_eq!(
        said(&old, &new),
        [
            "Loan: breaking: `status` changes from `Option<LoanStatusX80f8>` to \
             `Option<LoanStatus>` (base schemas: `LoanStatus` -> none; type: `string` -> `LoanStatus`)",
            "LoanStatusX80f8: breaking: type removed: enum with 2 values",
        ]
    );
}

#[test]
fn a_wrapped_reference_is_the_same() {
    check(
        json!([add(
            &schema("Loan/properties/status"),
            json!({"allOf": [reference("LoanStatus")]})
        )]),
        &[],
    );
}

#[test]
fn variants_of_unions() {
    // Whose field clashes with another variant's.
    check(
        json!([
            add(
                &schema("Boat"),
                json!({"type": "object", "properties": {"seats": {"type": "string"}}})
            ),
            add(&schema("Collateral/oneOf/-"), reference("Boat")),
        ]),
        &[
            "Collateral: breaking: `seats` changes from `Option<i64>` to `Option<Value>`",
            "Collateral: documentation: variants: none -> `Boat`",
            "Boat: documentation: the schema is new in the document",
        ],
    );
    // Whose fields all stand in others.
    check(
        json!([
            remove(&schema("House/properties/floors")),
            add(
                &schema("House/properties/seats"),
                json!({"type": "integer"})
            ),
            add(&schema("Car/properties/floors"), json!({"type": "integer"})),
        ]),
        &[
            "Car: documentation: `floors` is new in the document",
            "House: documentation: `floors` is no longer in the document",
            "House: documentation: `seats` is new in the document",
        ],
    );
    let three = changed(json!([
        add(
            &schema("Boat"),
            json!({"type": "object", "properties": {"seats": {"type": "integer"}}})
        ),
        add(&schema("Collateral/oneOf/-"), reference("Boat")),
    ]));
    assert_eq!(
        said(&three, &base()),
        [
            "Collateral: documentation: variants: `Boat` -> none",
            "Boat: documentation: the schema is no longer in the document",
        ]
    );
}

#[test]
fn a_mapping_of_a_discriminator() {
    check(
        json!([
            remove(&schema("Collateral/discriminator/mapping/car")),
            add(
                &schema("Collateral/discriminator/mapping/auto"),
                json!("#/components/schemas/Car")
            ),
        ]),
        &["Collateral: documentation: discriminator mapping: `car: Car` -> `auto: Car`"],
    );
}

#[test]
fn directions() {
    check(
        json!([add(
            &schema("LoanGetRequest/properties/like"),
            reference("Loan")
        )]),
        &[
            "Collateral: additive: now in requests too: it has `new` and setters",
            "Loan: additive: now in requests too: it has `new` and setters",
            "LoanGetRequest: additive: new field `like: Option<Loan>`",
        ],
    );
    check(
        json!([
            add(&schema("Filter/required"), json!(["since"])),
            add(&schema("Loan/properties/filter"), reference("Filter")),
        ]),
        &[
            "Filter: breaking: `since` is now required: `new` takes it",
            "Filter: additive: now in responses too",
            "Loan: additive: new field `filter: Option<Filter>`",
        ],
    );
    // `new` takes an `Option` of what may be null, unless it is received as well.
    let nullable = || {
        [
            add(&schema("Filter/required"), json!(["since"])),
            add(&schema("Filter/properties/since/nullable"), json!(true)),
        ]
    };
    let [required, since] = nullable();
    let received = add(&schema("Loan/properties/filter"), reference("Filter"));
    assert_eq!(
        said(
            &changed(json!(nullable())),
            &changed(json!([required, since, received]))
        ),
        [
            "Filter: breaking: now in responses too: every field becomes optional",
            "Loan: additive: new field `filter: Option<Filter>`",
        ]
    );
    // A callback is not a call: its types have the direction that calls give them.
    let callback = json!({"onLoan": {"{$request.body#/url}": {"post": {
        "requestBody": {"content": {"application/json": {"schema": reference("Filter")}}},
        "responses": {"200": {"description": ""}},
    }}}});
    check(
        json!([add("/paths/~1loan~1get/post/callbacks", callback)]),
        &[],
    );
}

#[test]
fn webhooks_come_and_go_as_variants() {
    let webhook = |code: &str| json!({"type": "LOAN", "code": code});
    let mut old = base();
    let schemas = &mut old["components"]["schemas"];
    for (name, code) in [("PaidWebhook", "PAID"), ("LateWebhook", "LATE")] {
        schemas[name] = json!({"type": "object", "properties": {"id": {"type": "string"}}});
        schemas[name]["x-webhook"] = webhook(code);
    }
    let mut new = old.clone();
    let schemas = &mut new["components"]["schemas"];
    schemas["LateWebhook"]["x-webhook"] = webhook("OVERDUE");
    schemas["LateWebhook"]["properties"]["days"] = json!({"type": "integer"});
    schemas["OpenWebhook"] = schemas["LateWebhook"].clone();
    schemas["OpenWebhook"]["x-webhook"] = webhook("OPEN");
    assert_eq!(
        said(&old, &new),
        [
            "LateWebhook: additive: new field `days: Option<i64>`",
            "OpenWebhook: additive: new type: struct with 2 fields",
            "webhook::Event: additive: new values: `LOAN OPEN`",
            "webhook::Event: documentation: the value of `Late`: `LOAN LATE` -> `LOAN OVERDUE`",
        ]
    );
    assert_eq!(
        said(&new, &old),
        [
            "LateWebhook: breaking: field `days` removed, was `Option<i64>`",
            "OpenWebhook: breaking: type removed: struct with 2 fields",
            "webhook::Event: breaking: values and variants removed: `LOAN OPEN`",
            "webhook::Event: documentation: the value of `Late`: `LOAN OVERDUE` -> `LOAN LATE`",
        ]
    );
    let first = said(&base(), &new);
    assert_eq!(
        first.last().map(String::as_str),
        Some("webhook::Event: additive: new type: enum with 3 values")
    );
}
