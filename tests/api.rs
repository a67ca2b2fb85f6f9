//! Holds the `Api` to account: it says of a document what the generated source offers, every
//! type and method and nothing else. The pages, the report on changes and the changelog rely
//! on this.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::fs;

use fastrand::Rng;
use plaid_credit_codegen::api::{Field, Shape, TypeRef, User};
use plaid_credit_codegen::{Api, Fault};
use plaid_credit_tests::documents::{fixtures, fragment, generated};
use plaid_credit_tests::edits;
use plaid_credit_tests::expected;
use plaid_credit_tests::source::{self, Items};
use plaid_credit_tests::threads;
use serde_json::Value;

/// Where the source of the document's client offers something else than its `Api` says.
fn disagreements(document: &Value) -> Result<Vec<String>, Fault> {
    let generated = generated(document)?;
    Ok(compare(&generated.source, &generated.api))
}

fn compare(source: &str, api: &Api) -> Vec<String> {
    let (read, said) = (source::read(source), expected::items(api));
    let mut found = undocumented(api, &read);
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

/// The text with escapes for the characters that a comment must not hold.
fn in_a_comment(text: &str) -> String {
    let changes_direction = ["\u{202a}", "\u{202e}", "\u{2066}"];
    changes_direction
        .iter()
        .fold(text.to_owned(), |text, letter| {
            text.replace(letter, &letter.escape_unicode().to_string())
        })
}

/// What the `Api` says in words and the documentation does not.
fn undocumented(api: &Api, read: &Items) -> Vec<String> {
    let mut said = Vec::new();
    for ty in api.types.values() {
        let name = format!("types::{}", ty.name);
        said.push((name.clone(), "", ty.description.as_deref()));
        let Shape::Struct(object) = &ty.shape else {
            continue;
        };
        for field in &object.fields {
            let mut add = |words| said.push((name.clone(), field.name.as_str(), words));
            add(field.description.as_deref());
            add(field.deprecated.then_some("**Deprecated.**"));
            let is_sent = ty.direction.is_received() && field.required;
            add(is_sent.then_some("Always sent"));
            add((is_sent && field.nullable).then_some("Always sent, may be null."));
        }
    }
    for operation in &api.operations {
        let name = format!("Client::{}", operation.name);
        let call = format!("`{} {}`", operation.verb, operation.path);
        let docs = read.get(&name).and_then(|item| item.docs.get(""));
        if !docs.is_some_and(|docs| docs.contains(&call)) {
            return vec![format!("{name} does not say {call}")];
        }
        said.push((name.clone(), "", operation.summary.as_deref()));
        said.push((name, "", operation.description.as_deref()));
    }
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    said.into_iter()
        .filter_map(|(item, member, said)| Some((item, member, words(&in_a_comment(said?)))))
        .filter(|(item, member, said)| {
            let docs = read.get(item).and_then(|item| item.docs.get(*member));
            !docs.is_some_and(|docs| words(docs).contains(said))
        })
        .map(|(item, member, said)| format!("{item} {member} does not say {said:?}"))
        .collect()
}

#[test]
fn the_source_of_the_fragment_is_what_the_api_says() {
    let found = disagreements(&fragment()).unwrap();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn the_source_of_every_fixture_is_what_the_api_says() {
    for (name, document) in fixtures() {
        let found = disagreements(&document).unwrap();
        assert!(found.is_empty(), "{name}:\n{}", found.join("\n"));
    }
}

#[test]
fn the_source_of_edited_fixtures_is_what_the_api_says() {
    let fixtures = fixtures();
    let tries = fixtures
        .iter()
        .flat_map(|fixture| (0..5).map(move |seed| (fixture, seed)));
    let compared = threads::each(tries, |((name, document), seed)| {
        let mut edited = document.clone();
        let edit = edits::edit(&mut edited, &mut Rng::with_seed(seed))?;
        // Of some documents no client can be made.
        let found = disagreements(&edited).ok()?;
        assert!(
            found.is_empty(),
            "{name}, {seed}: {edit}\n{}",
            found.join("\n")
        );
        Some(())
    });
    let (compared, tried) = (compared.iter().flatten().count(), compared.len());
    assert!(compared > tried / 3, "{compared} of {tried}");
}

#[test]
fn a_planted_disagreement_is_found() {
    type Plant = fn(&mut Field);
    let plants: [(Plant, &str); 7] = [
        (
            |field| field.wire.push('x'),
            "\"maskx\" => RequiredNullable mask hidden in the Api only",
        ),
        (
            |field| field.name.push('x'),
            "pub maskx: Option<String> in the Api only",
        ),
        (
            |field| field.ty = TypeRef::String,
            "pub mask: String in the Api only",
        ),
        (
            |field| field.names_user = true,
            "mask: Option<String> in the Api only",
        ),
        (
            |field| field.hidden = false,
            "\"mask\" => RequiredNullable mask in the Api only",
        ),
        (
            |field| field.deprecated = true,
            "does not say \"**Deprecated.**\"",
        ),
        (
            |field| field.description = Some("Else.".into()),
            "does not say \"Else.\"",
        ),
    ];
    let generated = generated(&fragment()).unwrap();
    for (plant, expected) in plants {
        let mut api = generated.api.clone();
        let Some(Shape::Struct(account)) =
            api.types.get_mut("AccountAssets").map(|ty| &mut ty.shape)
        else {
            panic!("not a struct");
        };
        plant(
            account
                .fields
                .iter_mut()
                .find(|field| field.wire == "mask")
                .unwrap(),
        );
        let found = compare(&generated.source, &api).join("\n");
        assert!(found.contains(expected), "{expected}: {found}");
    }
    let mut api = generated.api.clone();
    let removed = api.operations.pop().unwrap().name;
    let found = compare(&generated.source, &api);
    assert!(
        !found.is_empty() && found.iter().all(|line| line.contains(&removed)),
        "{found:?}"
    );
}

#[test]
fn a_type_is_documented_with_its_area_whatever_features_are_on() {
    let fragment = fragment();
    let all = generated(&fragment).unwrap();
    let all = source::areas(&all.source);
    let names: Vec<&str> = all.keys().map(String::as_str).collect();
    assert_eq!(
        names,
        [
            "",
            "asset_report",
            "audit_copy",
            "bank_income",
            "cra",
            "employment",
            "freddie_mac",
            "items",
            "link",
            "payroll_income",
            "plaid_sandbox",
            "relay",
            "sessions",
            "statements",
            "users",
            "webhooks",
        ]
    );
    let has = |area: &str, ty: &str| all[area].iter().any(|name| name == ty);
    assert!(has("bank_income", "CreditBankIncomeSummary"));
    assert!(has("sessions", "CreditSessionsGetResponse"));
    assert!(has("", "RequestId") && has("", "ApiSecret"));
}

/// The source that is compiled, whether it was generated or shipped, has what each feature needs
/// and nothing else: alone, with each other one, and with all.
#[test]
fn what_is_compiled_is_what_the_features_reach() {
    let source = fs::read_to_string(plaid_credit::generation::SOURCE).unwrap();
    let (file, api) = (source::parse(&source), generated(&fragment()).unwrap().api);
    let users: Vec<_> = api.users().collect();
    let all: BTreeSet<&str> = users.iter().filter_map(|user| user.feature).collect();
    let pairs = all
        .iter()
        .flat_map(|one| all.iter().map(|other| BTreeSet::from([*one, *other])));
    let mut tried = 0;
    for features in pairs.chain([all.clone(), BTreeSet::new()]) {
        let is_on = |user: &&User<'_>| user.feature.is_some_and(|it| features.contains(it));
        let reached = users.iter().filter(is_on).flat_map(|user| &user.types);
        let methods = api.operations.iter().filter(|it| {
            let feature = it.feature.as_deref();
            feature.is_some_and(|feature| features.contains(feature))
        });
        let mut expected: BTreeSet<String> = reached.map(|ty| format!("types::{ty}")).collect();
        expected.extend(methods.map(|it| format!("Client::{}", it.name)));
        let compiled = source::compiled(&file, &features);
        let differing: Vec<_> = compiled.symmetric_difference(&expected).collect();
        assert!(differing.is_empty(), "{features:?}: {differing:?}");
        tried += 1;
    }
    assert_eq!(tried, 15 * 15 + 2);
}

#[test]
fn what_has_no_feature_stays_in_types_itself() {
    let mut document = fragment();
    for (_, operations) in document["paths"].as_object_mut().unwrap() {
        let operations = operations.as_object_mut().unwrap().values_mut();
        for operation in operations.filter_map(Value::as_object_mut) {
            operation.remove("x-cargo-feature");
        }
    }
    let schemas = document["components"]["schemas"].as_object_mut().unwrap();
    for schema in schemas.values_mut().filter_map(Value::as_object_mut) {
        schema.remove("x-webhook");
    }
    let generated = generated(&document).unwrap();
    let areas = source::areas(&generated.source);
    assert_eq!(areas.keys().collect::<Vec<_>>(), [""]);
    assert!(generated.source.contains("\nimpl crate::Client {"));
}

/// Both paths name one type.
#[test]
fn a_type_can_be_imported_from_types_and_from_its_area() {
    use plaid_credit::types::{self, bank_income};

    let summary = bank_income::CreditBankIncomeSummary::default();
    let summary: types::CreditBankIncomeSummary = summary;
    assert!(summary.total_amount.is_none());
}

#[test]
fn models_say_what_they_require_and_where_they_are_used() {
    let items = source::read(&fs::read_to_string(plaid_credit::generation::SOURCE).unwrap());
    let docs = |name: &str| items[name].docs[""].clone();
    for (name, said) in [
        (
            "types::CreditRelayGetRequest",
            "Plaid requires `relay_token` and `report_type`. The client sends its own credentials: \
             set `client_id` and `secret` only to use others.\n\n\
             Used by [`credit_relay_get`](crate::Client::credit_relay_get) (feature `relay`).",
        ),
        (
            "types::CreditBankIncomeGetRequest",
            "Plaid requires a [`UserIdentifier`].",
        ),
        (
            "types::CreditBankIncomeGetRequestOptions",
            "Plaid requires no fields.\n\n\
             Used by [`credit_bank_income_get`](crate::Client::credit_bank_income_get) \
             (feature `bank-income`).",
        ),
        (
            "types::AssetReportToken",
            "Hidden in `Debug`.\n\n\
             Used by 11 operations or webhooks (features `asset-report`, `audit-copy`, `employment` and `relay`).",
        ),
        (
            "types::RequestId",
            "Used by 71 operations or webhooks (features `asset-report`, `audit-copy`, `bank-income`, `cra`, \
             `employment`, `freddie-mac`, `items`, `link`, `payroll-income`, `plaid-sandbox`, \
             `relay`, `sessions`, `statements`, `users` and `webhooks`).",
        ),
    ] {
        let docs = docs(name);
        assert!(docs.contains(said), "{name}: {docs}");
    }
}

/// A reader that finds nothing would agree with an `Api` that says nothing.
#[test]
fn the_reader_finds_what_users_see() {
    let items = source::read(&fs::read_to_string(plaid_credit::generation::SOURCE).unwrap());
    let public = |name: &str| -> Vec<String> { items[name].public.iter().cloned().collect() };
    assert_eq!(
        public("types::CreditRelayCreateRequest"),
        [
            "extra_setter!",
            "fn client_id(self, ApiClientId) -> Self",
            "fn new(Vec<AssetReportToken>, ApiClientId) -> Self",
            "fn secret(self, ApiSecret) -> Self",
            "fn webhook(self, impl Into<String>) -> Self",
            "pub client_id: Option<types::ApiClientId>",
            "pub extra: Map<String, Value>",
            "pub report_tokens: Vec<types::AssetReportToken>",
            "pub secondary_client_id: types::ApiClientId",
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
            "fn credit_relay_create(&self, &CreditRelayCreateRequest) -> Call<Response<CreditRelayCreateResponse>>"
        ]
    );
    assert!(
        items["types::AccountAssets"]
            .details
            .contains("\"account_id\" => Required account_id hidden")
    );
}
