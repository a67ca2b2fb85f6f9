//! What holds for the generator as a whole.

use serde_json::{Value, json};

use super::api::Direction;
use super::{Options, api, generate};

fn to(name: &str) -> Value {
    json!({"content": {"application/json": {"schema": {"$ref": format!("#/components/schemas/{name}")}}}})
}

/// `Shared` is sent with one feature and received with the other.
fn document() -> Value {
    let object =
        |properties| json!({"type": "object", "required": ["id"], "properties": properties});
    let id = json!({"type": "string"});
    json!({
        "openapi": "3.0.0", "info": {"version": "1"},
        "paths": {
            "/send": {"post": {"operationId": "send", "x-cargo-feature": "sending",
                "requestBody": to("Shared"), "responses": {"200": to("Done")}}},
            "/get": {"post": {"operationId": "get", "x-cargo-feature": "getting", "x-reads-only": true,
                "responses": {"200": to("Shared")}}},
        },
        "components": {"schemas": {
            "Shared": object(json!({"id": id, "again": {"$ref": "#/components/schemas/Again"}})),
            "Again": object(json!({"id": id, "shared": {"$ref": "#/components/schemas/Shared"}})),
            "Done": object(json!({"id": id})),
        }},
    })
}

fn with_feature(feature: &str) -> super::Generated {
    let features = Some(vec![feature.to_owned()]);
    generate(document(), &Options { features }).unwrap()
}

#[test]
fn a_type_is_the_same_under_every_feature_set() {
    let all = api(document()).unwrap();
    assert_eq!(all.types["Shared"].direction, Direction::Both);
    for (feature, types) in [
        ("sending", vec!["Again", "Done", "Shared"]),
        ("getting", vec!["Again", "Shared"]),
    ] {
        let some = with_feature(feature).api;
        assert_eq!(some.types.keys().collect::<Vec<_>>(), types);
        for (name, ty) in &some.types {
            assert_eq!(ty, &all.types[name], "{name} with {feature}");
        }
    }
}

#[test]
fn only_the_operations_of_features_that_are_on_become_methods() {
    let generated = with_feature("getting");
    let operations = &generated.api.operations;
    assert_eq!(operations.len(), 1);
    assert!(operations[0].reads);
    assert!(generated.source.contains("pub async fn get("));
    assert!(!generated.source.contains("/send"));
}

#[test]
fn the_fragment_says_names_order_and_what_shows() {
    let mut document = document();
    let shared = &mut document["components"]["schemas"]["Shared"];
    shared["properties"]["a"] = json!({"type": "string", "x-shown": true});
    shared["required"] = json!(["id", "a"]);
    shared["x-arguments"] = json!(["id"]);
    shared["x-rust-name"] = json!("Joint");
    shared["x-rust-names"] = json!({"id": "key"});
    document["paths"]["/get"]["post"]["x-rust-name"] = json!("fetch");
    let api = api(document).unwrap();
    let joint = api.object("Joint").unwrap();
    let arguments = joint.new.as_ref().unwrap();
    assert_eq!(format!("{arguments:?}"), r#"[Field("id"), Field("a")]"#);
    assert_eq!(joint.field("id").unwrap().name, "key");
    assert!(joint.field("id").unwrap().hidden);
    assert!(!joint.field("a").unwrap().hidden);
    assert_eq!(api.operations[0].name, "fetch");
}
