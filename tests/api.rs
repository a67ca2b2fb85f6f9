//! The `Api` says of a document what its generated source offers: every type and method, and
//! nothing else. Whoever reads the `Api` relies on this.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;

use fastrand::Rng;
use plaid_credit_codegen::Api;
use plaid_credit_codegen::api::Shape;
use plaid_credit_tests::documents::{fixtures, fragment, generated};
use plaid_credit_tests::edits;
use plaid_credit_tests::expected;
use plaid_credit_tests::source::{self, Items};
use serde_json::Value;

/// Where the source offers something else than the `Api` says.
fn disagreements(document: &Value) -> Vec<String> {
    // Of some documents no client can be made.
    let Ok(generated) = generated(document) else {
        return Vec::new();
    };
    let (read, said) = (
        source::read(&generated.source),
        expected::items(&generated.api),
    );
    let mut found = undocumented(&generated.api, &read);
    let names: BTreeSet<&String> = read.keys().chain(said.keys()).collect();
    for name in names {
        let lines = |items: &Items| -> BTreeSet<String> {
            let item = items.get(name).cloned().unwrap_or_default();
            item.public.union(&item.details).cloned().collect()
        };
        let (read, said) = (lines(&read), lines(&said));
        let only = |one: &BTreeSet<String>, other, side: &str| -> Vec<String> {
            let only = one.difference(other);
            only.map(|line| format!("{name}: {line} in the {side} only"))
                .collect()
        };
        found.extend(only(&read, &said, "source"));
        found.extend(only(&said, &read, "Api"));
    }
    found
}

/// The descriptions that the documentation does not start with.
fn undocumented(api: &Api, read: &Items) -> Vec<String> {
    let mut expected = Vec::new();
    for ty in api.types.values() {
        let name = format!("types::{}", ty.name);
        expected.push((name.clone(), "", &ty.description));
        if let Shape::Struct(object) = &ty.shape {
            let fields = object.fields.iter();
            expected.extend(
                fields.map(|field| (name.clone(), field.name.as_str(), &field.description)),
            );
        }
    }
    for operation in &api.operations {
        let prose = operation.summary.as_ref().map(|_| &operation.summary);
        let prose = prose.unwrap_or(&operation.description);
        expected.push((format!("Client::{}", operation.name), "", prose));
    }
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut missing = Vec::new();
    for (item, member, description) in expected {
        let docs = read.get(&item).and_then(|item| item.docs.get(member));
        let docs = words(docs.map_or("", String::as_str));
        let description = words(description.as_deref().unwrap_or_default());
        if !docs.starts_with(&description) {
            missing.push(format!(
                "{item} {member}: {description:?} is not in {docs:?}"
            ));
        }
    }
    missing
}

#[test]
fn of_the_fragment() {
    let found = disagreements(&fragment());
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn of_every_fixture() {
    for (name, document) in fixtures() {
        let found = disagreements(&document);
        assert!(found.is_empty(), "{name}:\n{}", found.join("\n"));
    }
}

#[test]
fn of_edited_fixtures() {
    for (name, document) in fixtures() {
        for seed in 0..10 {
            let mut edited = document.clone();
            let edit = edits::edit(&mut edited, &mut Rng::with_seed(seed));
            let found = disagreements(&edited);
            assert!(
                found.is_empty(),
                "{name}, {seed}: {edit:?}\n{}",
                found.join("\n")
            );
        }
    }
}

/// A reader that finds nothing would agree with an `Api` that says nothing.
#[test]
fn the_reader_finds_what_users_see() {
    let items = source::read(plaid_credit::generation::SOURCE);
    let public = |name: &str| -> Vec<String> { items[name].public.iter().cloned().collect() };
    assert_eq!(
        public("types::CreditRelayCreateRequest"),
        [
            "fn client_id(self, impl Into<ApiClientId>) -> Self",
            "fn new(Vec<String>, impl Into<String>) -> Self",
            "fn secret(self, impl Into<ApiSecret>) -> Self",
            "fn webhook(self, impl Into<String>) -> Self",
            "pub client_id: Option<types::ApiClientId>",
            "pub report_tokens: Vec<String>",
            "pub secondary_client_id: String",
            "pub secret: Option<types::ApiSecret>",
            "pub webhook: Option<String>",
            "request!",
        ]
    );
    assert_eq!(
        public("types::CreditSessionBankEmploymentStatus"),
        [
            "Approved",
            "EmployerNotListed",
            "InternalError",
            "NoEmployersFound",
            "Started",
            "Unknown(UnknownValue)",
            "open_enum!",
        ]
    );
    assert_eq!(public("types::AccessToken"), ["string_newtype!"]);
    assert_eq!(
        public("Client::credit_relay_create"),
        [
            "async fn credit_relay_create(&self, &CreditRelayCreateRequest) -> Result<Response<CreditRelayCreateResponse>, Error>"
        ]
    );
    assert!(
        items["types::AccountAssets"]
            .details
            .contains("\"account_id\" => account_id hidden")
    );
}
