//! Each test makes a change to a small document and reads the report.

mod arguments;
pub(crate) mod command;
mod operations;
mod release;
mod renames;
mod types;
mod version;
mod wire;

use serde_json::{Value, json};

use super::{Change, Grade, Report, Side, Version};

/// A document with one operation and all the rest that a crate has.
fn base() -> Value {
    json!({
        "openapi": "3.0.0",
        "info": {"title": "Loans", "version": "2020-09-14"},
        "servers": [{"url": "https://sandbox.example.com"}],
        "security": [{"clientId": []}],
        "paths": {"/loan/get": {"post": {
            "operationId": "loanGet",
            "x-cargo-feature": "loans",
            "requestBody": {"required": true, "content": {"application/json": {
                "schema": reference("LoanGetRequest"),
            }}},
            "responses": {"200": {"description": "", "content": {"application/json": {
                "schema": reference("LoanGetResponse"),
            }}}},
        }}},
        "components": {"schemas": {
            "LoanGetRequest": {
                "type": "object",
                "required": ["loan_id"],
                "properties": {
                    "loan_id": {"type": "string"},
                    "count": {"type": "integer", "maximum": 10},
                    "filter": reference("Filter"),
                },
            },
            "Filter": {"type": "object", "properties": {"since": {"type": "string", "format": "date"}}},
            "LoanGetResponse": {
                "type": "object",
                "required": ["loans"],
                "properties": {"loans": {"type": "array", "items": reference("Loan")}},
            },
            "Loan": {
                "type": "object",
                "properties": {
                    "amount": {"type": "number", "format": "decimal"},
                    "status": reference("LoanStatus"),
                    "collateral": reference("Collateral"),
                },
            },
            "LoanStatus": {"type": "string", "enum": ["OPEN", "PAID"]},
            "Collateral": {
                "oneOf": [reference("Car"), reference("House")],
                "discriminator": {"propertyName": "kind", "mapping": {
                    "car": "#/components/schemas/Car", "house": "#/components/schemas/House",
                }},
            },
            "Car": {"type": "object", "properties": {
                "kind": {"type": "string"}, "seats": {"type": "integer"},
            }},
            "House": {"type": "object", "properties": {
                "kind": {"type": "string"}, "floors": {"type": "integer"},
            }},
        }},
    })
}

/// The base document with the operations of a JSON patch applied.
fn changed(patch: Value) -> Value {
    let patch: json_patch::Patch = serde_json::from_value(patch).unwrap();
    let mut document = base();
    json_patch::patch(&mut document, &patch).unwrap();
    document
}

fn report(old: &Value, new: &Value) -> Report {
    let api = |document: &Value| plaid_credit_codegen::api(document.clone()).unwrap();
    let side = |name, document, api| Side {
        name,
        document,
        api,
    };
    let version = Version::parse("0.1.0").unwrap();
    Report::new(
        side("old", old, &api(old)),
        side("new", new, &api(new)),
        version,
        true,
    )
}

/// What a report says: owner, grade and sentence of each change.
fn said(old: &Value, new: &Value) -> Vec<String> {
    let line = |change: &Change| {
        let wire = change.wire.as_ref().map(|wire| format!(" ({wire})"));
        let (owner, grade) = (change.owner.name(), change.grade.word());
        format!(
            "{owner}: {grade}: {}{}",
            change.sentence,
            wire.unwrap_or_default()
        )
    };
    report(old, new).changes().map(line).collect()
}

fn reference(name: &str) -> Value {
    json!({"$ref": format!("#/components/schemas/{name}")})
}

fn schema(path: &str) -> String {
    format!("/components/schemas/{path}")
}

fn add(path: &str, value: Value) -> Value {
    json!({"op": "add", "path": path, "value": value})
}

fn remove(path: &str) -> Value {
    json!({"op": "remove", "path": path})
}

fn rename(from: &str, to: &str) -> Value {
    json!({"op": "move", "from": from, "path": to})
}

#[test]
fn nothing_changes_between_a_document_and_itself() {
    assert_eq!(said(&base(), &base()), [""; 0]);
    assert_eq!(report(&base(), &base()).next_version().to_string(), "0.1.0");
}

#[test]
fn what_does_not_change_the_crate_asks_for_no_version() {
    let new = changed(json!([add(
        &schema("LoanGetRequest/properties/count/maximum"),
        json!(20)
    )]));
    let report = report(&base(), &new);
    assert_eq!(report.gravest, None);
    assert_eq!(report.counts()[&Grade::Documentation], 1);
    assert_eq!(report.next_version().to_string(), "0.1.0");
}

#[test]
fn a_group_names_the_methods_and_features_that_reach_its_type() {
    let new = changed(json!([add(&schema("LoanStatus/enum/-"), json!("LATE"))]));
    let report = report(&base(), &new);
    let [group] = report.groups.as_slice() else {
        panic!("{:?}", report.groups)
    };
    assert_eq!(group.owner.name(), "LoanStatus");
    assert_eq!(group.methods.iter().collect::<Vec<_>>(), ["loan_get"]);
    assert_eq!(group.features.iter().collect::<Vec<_>>(), ["loans"]);
    assert_eq!(group.grade(), Some(Grade::Additive));
}
