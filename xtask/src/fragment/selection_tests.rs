use serde_json::{Value, json};

use super::{Selection, keep, mark};
use crate::openapi::operations;

fn selection(text: &str) -> Selection {
    toml::from_str(text).unwrap()
}

fn upstream() -> Value {
    let schema = |name: &str| json!({"$ref": format!("#/components/schemas/{name}")});
    let answer = |name| json!({"200": {"content": {"application/json": {"schema": schema(name)}}}});
    json!({
        "openapi": "3.0.0",
        "info": {"version": "2020-09-14_1.2.3"},
        "servers": [{"url": "https://example.com"}],
        "tags": [{"name": "used"}, {"name": "unused"}],
        "security": [{"key": []}],
        "paths": {
            "/a": {
                "parameters": [{"$ref": "#/components/parameters/Page"}],
                "get": {"operationId": "aGet", "tags": ["used"], "responses": answer("A")},
                "post": {"operationId": "aCreate", "tags": ["unused"], "responses": answer("C")},
            },
            "/b": {"post": {
                "operationId": "bGet",
                "security": [{"other": []}],
                "responses": {"200": {"$ref": "#/components/responses/B"}},
            }},
        },
        "components": {
            "securitySchemes": {"key": {}, "other": {}, "third": {}},
            "parameters": {"Page": {"schema": schema("PageNumber")}, "Unused": {}},
            "responses": {"B": {"content": {"application/json": {"schema": schema("B")}}}},
            "schemas": {
                "A": {"oneOf": [{"type": "object"}], "required": ["b", "a"],
                    "discriminator": {"propertyName": "kind", "mapping": {
                        "one": "#/components/schemas/One", "two": "Two"}}},
                "B": {}, "C": {}, "One": {"items": schema("Deep")}, "Two": {}, "Deep": schema("A"),
                "PageNumber": {"type": "integer"},
            },
        },
    })
}

fn names(kept: &Value, section: &str) -> Vec<String> {
    let all = kept["components"][section].as_object();
    all.into_iter()
        .flat_map(|all| all.keys().cloned())
        .collect()
}

#[test]
fn every_kind_of_reference_is_followed() {
    let kept = keep(upstream(), &selection("[features]\na = ['aGet']"), false).unwrap();
    assert_eq!(
        names(&kept, "schemas"),
        ["A", "Deep", "One", "PageNumber", "Two"]
    );
    assert_eq!(names(&kept, "parameters"), ["Page"]);
    assert_eq!(names(&kept, "securitySchemes"), ["key"]);
    assert!(kept["components"].get("responses").is_none());
    assert_eq!(kept["tags"], json!([{"name": "used"}]));
    assert_eq!(
        kept["info"],
        json!({"title": "Plaid credit API", "version": "2020-09-14"})
    );
    assert_eq!(
        kept["components"]["schemas"]["A"]["required"],
        json!(["a", "b"])
    );
    assert_eq!(operations(&kept).count(), 1);
    assert!(kept["paths"]["/a"].get("post").is_none());
}

#[test]
fn schemes_of_an_operation_are_kept() {
    let kept = keep(upstream(), &selection("[features]\nb = ['bGet']"), false).unwrap();
    assert_eq!(names(&kept, "securitySchemes"), ["key", "other"]);
    assert_eq!(names(&kept, "responses"), ["B"]);
}

#[test]
fn all_keeps_operations_of_no_feature() {
    let selection = selection("[features]\nfeature-a = ['aGet']");
    let mut kept = keep(upstream(), &selection, true).unwrap();
    mark(&mut kept, &selection);
    assert_eq!(operations(&kept).count(), 3);
    assert_eq!(kept["paths"]["/a"]["get"]["x-cargo-feature"], "feature-a");
    assert!(kept["paths"]["/a"]["post"].get("x-cargo-feature").is_none());
}

#[test]
fn an_operation_that_is_not_there_is_an_error() {
    let error = keep(upstream(), &selection("[features]\nb = ['zzz']"), false).unwrap_err();
    assert_eq!(
        error.to_string(),
        "openapi/selection.toml: operation `zzz` (feature `b`) is not in the upstream document; remove it \
         there, or fetch the document again if it was cut short"
    );
}

#[test]
fn the_operation_that_was_meant_is_found_by_its_route() {
    let mut document = upstream();
    for (path, id) in [
        ("/credit/orders/get", "creditOrdersFetch"),
        ("/credit/order/list", "creditOrderGet"),
    ] {
        document["paths"][path] = json!({"post": {"operationId": id}});
    }
    let error = |text: &str| {
        let error = keep(document.clone(), &selection(text), false).unwrap_err();
        error.to_string()
    };
    let text = "[features]\nb = ['creditOrdersGet', 'aGet']";
    assert!(
        error(text).ends_with("did you mean `creditOrdersFetch`, /credit/orders/get?"),
        "{}",
        error(text)
    );
    let text = "[features]\nb = ['creditOrdersGet', 'creditOrdersFetch']";
    assert!(
        error(text).ends_with("did you mean `creditOrderGet`, /credit/order/list?"),
        "{}",
        error(text)
    );
    let text = "[features]\nb = ['creditOrdersGet', 'creditOrdersFetch', 'creditOrderGet']";
    assert!(error(text).contains("remove it there"), "{}", error(text));
}

#[test]
fn with_all_the_selected_operations_may_be_missing() {
    let kept = keep(upstream(), &selection("[features]\nb = ['zzz']"), true).unwrap();
    assert_eq!(operations(&kept).count(), 3);
}

#[test]
fn operations_that_only_read_are_marked() {
    let selection = selection("reads = ['aGet']\n[features]\na = ['aGet', 'aCreate']");
    let mut kept = keep(upstream(), &selection, false).unwrap();
    mark(&mut kept, &selection);
    assert_eq!(kept["paths"]["/a"]["get"]["x-reads-only"], true);
    assert!(kept["paths"]["/a"]["post"].get("x-reads-only").is_none());
    let error = toml::from_str::<Selection>("reads = ['b']\n[features]\n").unwrap_err();
    assert_eq!(
        error.message(),
        "b is in `reads` but in no feature; remove it there, or add it to a feature"
    );
}

#[test]
fn an_operation_in_two_features_is_an_error() {
    let error = toml::from_str::<Selection>("[features]\na = ['x']\nb = ['y', 'x']\n");
    assert_eq!(
        error.unwrap_err().message(),
        "x is in `a` and in `b`; keep it in only one feature"
    );
    assert!(toml::from_str::<Selection>("[feature]\n").is_err());
}
