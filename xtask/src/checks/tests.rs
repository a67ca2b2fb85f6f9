use serde_json::{Value, json};

use super::check;
use crate::fragment::selection::Selection;

/// A fragment without mistakes, whose schema `A` is `schema`.
fn fragment(schema: Value) -> Value {
    json!({
        "openapi": "3.0.0",
        "security": [{"key": []}],
        "paths": {"/a": {"post": {
            "operationId": "aGet",
            "responses": {"200": {
                "description": "Success.",
                "content": {"application/json": {"schema": {"$ref": "#/components/schemas/A"}}},
            }},
            "x-cargo-feature": "first",
        }}},
        "components": {
            "securitySchemes": {"key": {"type": "apiKey"}},
            "schemas": {"A": schema},
        },
    })
}

fn selection() -> Selection {
    toml::from_str("[features]\nfirst = ['aGet']").unwrap()
}

fn findings(fragment: &Value) -> Vec<String> {
    check(fragment, Some(&selection()))
}

#[track_caller]
fn finds(fragment: &Value, expected: &[&str]) {
    assert_eq!(findings(fragment), expected);
}

const PATCH: &str = "correct it with a patch in openapi/patches/";

#[test]
fn a_sound_fragment_has_no_findings() {
    finds(&fragment(json!({"type": "object"})), &[]);
}

#[test]
fn a_finding_names_pointer_problem_and_remedy() {
    let found = check(&fragment(json!({"type": "array"})), Some(&selection()));
    assert_eq!(
        found[0],
        format!("#/components/schemas/A: is an array without items; {PATCH}")
    );
}

#[test]
fn components_that_nothing_uses() {
    let mut document = fragment(json!({}));
    document["components"]["schemas"]["B"] = json!({"$ref": "#/components/schemas/B"});
    document["components"]["parameters"] = json!({"a/b": {}});
    document["components"]["securitySchemes"]["spare"] = json!({});
    let remedy = "nothing uses it; remove it, or run `cargo xtask codegen --upstream FILE`";
    finds(
        &document,
        &[
            &format!("#/components/parameters/a~1b: {remedy}"),
            &format!("#/components/schemas/B: {remedy}"),
            &format!("#/components/securitySchemes/spare: {remedy}"),
        ],
    );
}

#[test]
fn operation_ids_that_are_missing_or_shared() {
    let mut document = fragment(json!({}));
    let operation = document["paths"]["/a"]["post"].clone();
    document["paths"]["/b"] = json!({"get": operation, "put": operation});
    document["paths"]["/b"]["get"]
        .as_object_mut()
        .unwrap()
        .remove("operationId");
    finds(
        &document,
        &[
            &format!(
                "#/paths/~1b/get: has no operationId, after which the client's method is named; {PATCH}"
            ),
            &format!("#/paths/~1b/put: has the operationId `aGet` of /paths/~1a/post; {PATCH}"),
        ],
    );
}

#[test]
fn enums_and_defaults_of_another_type() {
    let document = fragment(json!({"properties": {
        "a": {"type": "string", "enum": ["true", true, null]},
        "b": {"type": "string", "nullable": true, "enum": ["x", null], "default": null},
        "c": {"type": "integer", "default": 1.5},
        "d": {"type": "boolean", "default": "no"},
        "e": {"type": "string", "enum": ["x"], "default": "y"},
        "f": {"type": "array", "items": {}, "default": []},
        "g": {"type": "number", "default": 1},
        "type": {"type": "object", "default": {"enum": [1], "type": "string"}},
    }}));
    let at = "#/components/schemas/A/properties";
    finds(
        &document,
        &[
            &format!("{at}/a: has the enum value true where `type` is `string`; {PATCH}"),
            &format!("{at}/a: has the enum value null where `type` is `string`; {PATCH}"),
            &format!("{at}/c: has the default 1.5 where `type` is `integer`; {PATCH}"),
            &format!("{at}/d: has the default \"no\" where `type` is `boolean`; {PATCH}"),
            &format!("{at}/e: has the default \"y\", which is not among its enum values; {PATCH}"),
        ],
    );
}

#[test]
fn required_that_names_no_property() {
    let document = fragment(json!({
        "required": ["own", "of_part", "of_reference", "gone"],
        "properties": {"own": {}, "self": {"$ref": "#/components/schemas/A"}},
        "allOf": [
            {"properties": {"of_part": {}}, "required": ["own", "gone_too"]},
            {"properties": {"inner": {"properties": {"of_reference": {}}, "required": ["of_reference"]}}},
            {"$ref": "#/components/schemas/A/properties/other"},
        ],
    }));
    // Where a reference dangles, what it has is not known.
    assert!(findings(&document).is_empty());
    let mut document = document;
    document["components"]["schemas"]["A"]["properties"]["other"] =
        json!({"oneOf": [{"properties": {"of_reference": {}}}]});
    finds(
        &document,
        &[
            &format!(
                "#/components/schemas/A: requires `gone`, which is not one of its properties; {PATCH}"
            ),
            &format!(
                "#/components/schemas/A: requires `gone_too`, which is not one of its properties; {PATCH}"
            ),
        ],
    );
}

#[test]
fn variants_that_only_require_some_of_the_properties() {
    finds(
        &fragment(json!({
            "properties": {"a": {}, "b": {}},
            "anyOf": [{"required": ["a"]}, {"required": ["b"]}],
        })),
        &[],
    );
    finds(
        &fragment(json!({
            "properties": {"a": {}},
            "allOf": [{"oneOf": [{"required": ["a", "gone"]}, {"required": ["gone"]}]}],
        })),
        &[&format!(
            "#/components/schemas/A: requires `gone`, which is not one of its properties; {PATCH}"
        )],
    );
}

#[test]
fn a_required_property_at_the_end_of_a_long_chain() {
    let mut document = fragment(json!({"required": ["own"], "allOf": [reference(0)]}));
    let schemas = document["components"]["schemas"].as_object_mut().unwrap();
    for index in 0..50_000 {
        schemas.insert(format!("B{index}"), reference(index + 1));
    }
    schemas.insert("B50000".to_owned(), json!({"properties": {"own": {}}}));
    finds(&document, &[]);
}

fn reference(index: usize) -> Value {
    json!({"$ref": format!("#/components/schemas/B{index}")})
}

#[test]
fn operations_that_never_succeed() {
    let mut document = fragment(json!({}));
    let mut with = |status: &str| {
        let responses = document["paths"]["/a"]["post"]["responses"].as_object_mut();
        let responses = responses.unwrap();
        let response = std::mem::take(responses).into_iter().next().unwrap().1;
        responses.insert(status.to_owned(), response);
        document.clone()
    };
    // Where there is no other, the generator reads `default` as the success.
    finds(&with("default"), &[]);
    finds(
        &with("400"),
        &["#/paths/~1a/post/responses: has no response for success; \
           add one with a patch in openapi/patches/, or remove the operation from selection.toml"],
    );
}

#[test]
fn operations_that_are_not_selected() {
    let mut document = fragment(json!({}));
    document["paths"]["/a"]["post"]["operationId"] = json!("bGet");
    finds(
        &document,
        &[
            "#/paths/~1a/post: bGet is in no feature of selection.toml; \
             add it to one, or run `cargo xtask codegen --upstream FILE` to leave it out",
            "#/paths: aGet of feature `first` is missing; \
             run `cargo xtask codegen --upstream FILE`, or remove it from selection.toml",
        ],
    );
}
