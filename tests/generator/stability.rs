//! Names never move: whatever else is added to a document or taken from it.

use std::collections::BTreeMap;

use fastrand::Rng;
use heck::{ToKebabCase, ToLowerCamelCase, ToSnakeCase, ToUpperCamelCase};
use plaid_credit_codegen::Api;
use plaid_credit_codegen::api::Shape;
use plaid_credit_tests::documents::{fixtures, fragment, with_some_paths};
use plaid_credit_tests::threads;
use serde_json::{Value, json};
use xtask::fragment::names::Names;

/// The Rust name of every schema, property, enum value and operation.
fn names(api: &Api) -> BTreeMap<String, String> {
    let mut names = BTreeMap::new();
    for ty in api.types.values() {
        let place = &ty.place;
        names.insert(place.to_string(), ty.name.clone());
        match &ty.shape {
            Shape::Struct(object) => names.extend(object.fields.iter().map(|field| {
                let what = format!("{place} field {}", field.wire);
                (what, field.name.clone())
            })),
            Shape::Enum(variants) => names.extend(variants.iter().map(|variant| {
                let what = format!("{place} value {}", variant.value);
                (what, variant.name.clone())
            })),
            Shape::Newtype(_) => {}
        }
    }
    for operation in &api.operations {
        let what = format!("{} {}", operation.verb, operation.path);
        names.insert(what, operation.name.clone());
    }
    names
}

/// Adds operations with components of their own.
fn grown(mut document: Value, added: &[String]) -> Value {
    let components = &mut document["components"]["schemas"];
    if components.is_null() {
        *components = json!({});
    }
    let components = components.as_object_mut().unwrap();
    let mut properties = serde_json::Map::new();
    for (index, name) in added.iter().enumerate() {
        if components.contains_key(name) {
            continue;
        }
        let status = json!({"type": "string", "enum": ["NEW"]});
        components.insert(
            name.clone(),
            json!({"type": "object", "properties": {"status": status, "type": status}}),
        );
        properties.insert(
            format!("p{index}"),
            json!({"$ref": format!("#/components/schemas/{name}")}),
        );
    }
    let content = json!({"content": {"application/json": {"schema": {"type": "object", "properties": properties}}}});
    document["paths"]["/added/by/the/test"] = json!({"post": {
        "operationId": "addedByTheTest", "requestBody": content, "responses": {"200": content},
    }});
    document
}

/// Adds operations whose IDs are those of the document in other spellings.
fn with_namesakes_of_operations(mut document: Value) -> Value {
    let paths = document["paths"].as_object_mut().unwrap();
    let ids: Vec<String> = paths
        .values()
        .filter_map(|item| item["post"]["operationId"].as_str().map(str::to_owned))
        .collect();
    for (index, id) in ids.iter().enumerate() {
        let namesakes = [
            id.to_snake_case(),
            id.to_kebab_case(),
            id.to_upper_camel_case(),
        ];
        for (spelling, namesake) in namesakes.iter().filter(|other| *other != id).enumerate() {
            paths.insert(
                format!("/namesake/{index}/{spelling}"),
                json!({"post": {"operationId": namesake, "responses": {"204": {"description": ""}}}}),
            );
        }
    }
    document
}

/// What has another name after than before, or none. The names from before are recorded,
/// as `cargo xtask codegen` does.
fn moved(before: &Value, after: &Value) -> Vec<String> {
    let api = |document: &Value| plaid_credit_codegen::api(document.clone()).unwrap();
    let before = api(before);
    let mut document = after.clone();
    Names::of(&before)
        .restore(&mut document, &api(after))
        .unwrap();
    let after = api(&document);
    let (before, after) = (names(&before), names(&after));
    let moved = before
        .into_iter()
        .filter(|(what, name)| after.get(what) != Some(name));
    moved
        .map(|(what, name)| format!("{what} was {name}"))
        .collect()
}

/// Names that come near those of the document: other cases of components, and what the
/// inline schemas of one might be called.
fn near(document: &Value, random: &mut Rng) -> String {
    let components = document["components"]["schemas"].as_object().unwrap();
    let (name, schema) = random.choice(components).unwrap();
    let property = schema["properties"]
        .as_object()
        .and_then(|all| random.choice(all.keys()).cloned());
    let joined = format!(
        "{name}{}",
        property.unwrap_or_default().to_upper_camel_case()
    );
    match random.u8(..5) {
        0 => name.to_snake_case(),
        1 => name.to_lower_camel_case(),
        2 => name.to_upper_camel_case(),
        3 => name.to_uppercase(),
        _ => joined,
    }
}

#[test]
fn nothing_in_the_fragment_is_renamed_by_what_is_added() {
    let fragment = fragment();
    threads::each(0..2, |seed| {
        let mut random = Rng::with_seed(seed);
        let smaller = with_some_paths(fragment.clone(), &mut random, 8);
        let added: Vec<String> = (0..60).map(|_| near(&fragment, &mut random)).collect();
        let larger = grown(fragment.clone(), &added);
        assert_eq!(
            moved(&smaller, &fragment),
            [""; 0],
            "seed {seed}: from some operations to all"
        );
        assert_eq!(
            moved(&fragment, &larger),
            [""; 0],
            "seed {seed}: with {added:?}"
        );
    });
}

#[test]
fn inline_types_of_the_fragment_keep_their_names_whatever_is_added() {
    let added = [
        "EmailType",
        "PhoneNumberType",
        "WarningWarningCode",
        "ApiSecret",
        "RequestId",
        "EmailInlineType",
        "requestID",
    ];
    let larger = grown(fragment(), &added.map(str::to_owned));
    assert_eq!(moved(&fragment(), &larger), [""; 0]);
}

#[test]
fn values_and_properties_keep_their_names_beside_namesakes() {
    let document = |schema: Value| {
        let content = json!({"content": {"application/json": {"schema": schema}}});
        let operation = json!({"operationId": "aGet", "responses": {"200": content}});
        json!({"openapi": "3.0.0", "info": {"version": "1"}, "paths": {"/a/get": {"post": operation}}})
    };
    let namesakes = [
        ["W_2", "W2"],
        ["", "EMPTY"],
        ["UNKNOWN", "PLAID_UNKNOWN"],
        ["Not Open", "NOT_OPEN"],
        ["1099", "x1099"],
        ["orderID", "order_id"],
    ];
    for [one, other] in namesakes {
        for [one, other] in [[one, other], [other, one]] {
            let values = |values: &[&str]| document(json!({"type": "string", "enum": values}));
            assert_eq!(moved(&values(&[one]), &values(&[one, other])), [""; 0]);
            let fields = |names: &[&str]| {
                let properties = names.iter().map(|name| ((*name).to_owned(), json!({})));
                let properties: serde_json::Map<String, Value> = properties.collect();
                document(json!({"type": "object", "properties": properties}))
            };
            assert_eq!(moved(&fields(&[one]), &fields(&[one, other])), [""; 0]);
        }
    }
}

#[test]
fn methods_of_the_fragment_keep_their_names_whatever_is_added() {
    let larger = with_namesakes_of_operations(fragment());
    assert_eq!(moved(&fragment(), &larger), [""; 0]);
}

/// The fixture of operation IDs is full of namesakes in no usual spelling, one of which
/// is plain while it is alone, so it is not cut.
#[test]
fn nothing_in_a_fixture_is_renamed_by_what_is_added() {
    let fixtures = fixtures();
    let tries = fixtures
        .iter()
        .flat_map(|fixture| (0..2).map(move |seed| (fixture, seed)));
    threads::each(tries, |((name, fixture), seed)| {
        let mut random = Rng::with_seed(seed);
        let smaller = if name == "operation_ids" {
            fixture.clone()
        } else {
            with_some_paths(fixture.clone(), &mut random, 2)
        };
        assert_eq!(moved(&smaller, fixture), [""; 0], "{name}, seed {seed}");
        let added: Vec<String> = (0..9)
            .map(|index| format!("{}Inline{index}", random.alphabetic()))
            .collect();
        assert_eq!(
            moved(fixture, &grown(fixture.clone(), &added)),
            [""; 0],
            "{name}, seed {seed}"
        );
    });
}
