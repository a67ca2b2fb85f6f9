//! Every generated model has the properties, types, formats and values that the document
//! gives the schema of the same name. Differences that are meant are in `conformance/rules.rs`.
#![allow(clippy::unwrap_used)]

mod conformance {
    pub(crate) mod compare;
    pub(crate) mod document;
    pub(crate) mod models;
    pub(crate) mod rules;
    pub(crate) mod shape;
    pub(crate) mod wire;
}

use std::collections::BTreeSet;

use conformance::compare::differences;
use conformance::document::Document;
use conformance::models::Models;
use conformance::{rules, wire};
use plaid_credit_tests::documents::fragment;
use serde_json::{Value, json};

/// Where the models differ from the document beyond the rules.
fn compare(document: &Document) -> Vec<String> {
    let models = Models::of_this_build();
    let mut found = Vec::new();
    for (name, schema) in document.schemas() {
        if let Some(model) = models.of_schema(name) {
            let mut expected = wire::component(document, schema);
            rules::apply(&mut expected, model.direction);
            differences(&expected, &model.shape, name, &models, &mut found);
        }
    }
    found
}

#[test]
fn every_model_conforms_to_its_schema() {
    let found = compare(&Document::new(fragment()));
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn every_schema_that_is_sent_or_received_has_a_model() {
    let document = Document::new(fragment());
    let models = Models::of_this_build();
    let expected = wire::reached(&document);
    let made: BTreeSet<String> = document
        .schemas()
        .filter(|(name, _)| models.of_schema(name).is_some())
        .map(|(name, _)| name.to_owned())
        .collect();
    assert_eq!(made, expected);
}

/// The differences that the comparison finds after `change` to the document.
#[track_caller]
fn planted(pointer: &str, change: impl Fn(&mut Value), expected: &[&str]) {
    let mut document = fragment();
    let node = document
        .pointer_mut(&format!("/components/schemas/{pointer}"))
        .unwrap();
    change(node);
    let found = compare(&Document::new(document));
    assert_eq!(found, expected);
}

#[test]
fn a_planted_difference_is_found() {
    planted(
        "CreditSession/properties/link_session_id",
        |schema| schema["type"] = json!("integer"),
        &[
            "CreditSession.link_session_id: integer int64 or null in the document, string or null in Rust",
        ],
    );
    planted(
        "CreditSession/properties/session_start_time",
        |schema| schema["format"] = json!("date"),
        &[
            "CreditSession.session_start_time: string date or null in the document, string date-time or null in Rust",
        ],
    );
    planted(
        "CreditSession/properties/errors/items",
        |schema| schema["$ref"] = json!("#/components/schemas/CreditSessionResults"),
        &[
            "CreditSession.errors[]: CreditSessionResults in the document, CreditSessionError in Rust",
        ],
    );
    planted(
        "CreditSession/properties/errors/items",
        |schema| schema["nullable"] = json!(true),
        &[
            "CreditSession.errors[]: CreditSessionError or null in the document, CreditSessionError in Rust",
        ],
    );
    planted(
        "CreditSession/properties",
        |properties| properties["planted"] = json!({"type": "string"}),
        &["CreditSession.planted: in the document only"],
    );
    planted(
        "CreditSession/properties",
        |properties| drop(properties.as_object_mut().unwrap().remove("errors")),
        &["CreditSession.errors: in Rust only"],
    );
    planted(
        "CreditSessionBankIncomeStatus/enum",
        |values| values[0] = json!("PLANTED"),
        &["CreditSessionBankIncomeStatus: PLANTED in the document only, APPROVED in Rust only"],
    );
    planted(
        "CreditRelayCreateRequest/required",
        |required| *required = json!(["secondary_client_id"]),
        &[
            "CreditRelayCreateRequest.report_tokens: optional in the document, required in Rust",
            "CreditRelayCreateRequest.report_tokens: list of AssetReportToken or null in the document, list of AssetReportToken in Rust",
        ],
    );
    planted(
        "AccountAssets/properties/verification_status/enum",
        |values| drop(values.as_array_mut().unwrap().pop()),
        &["AccountAssets.verification_status: database_matched in Rust only"],
    );
    planted(
        "AssetReportTransaction/properties/amount",
        |schema| drop(schema.as_object_mut().unwrap().remove("format")),
        &[
            "AssetReportTransaction.amount: number double or null in the document, number decimal or null in Rust",
        ],
    );
}
