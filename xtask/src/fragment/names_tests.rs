use plaid_credit_codegen::api::Api;
use serde_json::{Value, json};

use super::Names;

fn document(schemas: Value) -> Value {
    let mut document = json!({
        "openapi": "3.0.0",
        "info": {"title": "Test", "version": "2020-09-14"},
        "paths": {"/a/get": {"post": {
            "operationId": "aGet",
            "requestBody": {"required": true, "content": {"application/json": {
                "schema": {"$ref": "#/components/schemas/AGetRequest"}}}},
            "responses": {"200": {"description": "Success.", "content": {"application/json": {
                "schema": {"$ref": "#/components/schemas/AGetResponse"}}}}},
        }}},
        "components": {"schemas": {
            "AGetRequest": {"type": "object", "required": ["token", "kind"], "properties": {
                "token": {"type": "string"}, "kind": {"type": "string"}}},
            "AGetResponse": {"type": "object", "properties": {
                "one": {"$ref": "#/components/schemas/orderItem"},
                "OrderID": {"type": "string"},
                "status": {"type": "string", "enum": ["Not Open", "OPEN"]}}},
            "orderItem": {"type": "object", "properties": {"a": {"type": "string"}}},
        }},
    });
    for (name, schema) in schemas.as_object().unwrap() {
        document["components"]["schemas"][name] = schema.clone();
    }
    document
}

fn api(document: &mut Value, recorded: &Names) -> Api {
    let by_rule = plaid_credit_codegen::api(document.clone()).unwrap();
    recorded.restore(document, &by_rule).unwrap();
    plaid_credit_codegen::api(document.clone()).unwrap()
}

#[test]
fn the_record_lists_what_exists_and_reads_itself() {
    let mut document = document(json!({}));
    let before = document.clone();
    let names = Names::of(&api(&mut document, &Names::default()));
    assert_eq!(document, before);
    insta::assert_snapshot!(names.text().unwrap(), @r#"
    # Written by `cargo xtask codegen`: the Rust names that exist. They stay when upstream adds
    # something that would take them. A schema is named by its place: `Report.lines[]` is written
    # in the elements of the property `lines`. Of fields and enum values, those are listed whose
    # spelling is not the usual one: the others cannot move.

    [methods]
    aGet = "a_get"

    [types]
    AGetRequest = "AGetRequest"
    AGetResponse = "AGetResponse"
    "AGetResponse.status" = "AGetResponseStatus"
    orderItem = "OrderItem"

    [fields.AGetResponse]
    OrderID = "order_id"

    [values."AGetResponse.status"]
    "Not Open" = "NotOpen"

    [arguments]
    AGetRequest = ["kind", "token"]
    "#);
    let again: Names = toml::from_str(&names.text().unwrap()).unwrap();
    assert_eq!(again, names);
}

#[test]
fn what_is_added_moves_no_name() {
    let recorded = Names::of(&api(&mut document(json!({})), &Names::default()));
    let mut document = document(json!({
        "AGetResponse": {"type": "object", "properties": {
            "one": {"$ref": "#/components/schemas/orderItem"},
            "two": {"$ref": "#/components/schemas/OrderItem"},
            "OrderID": {"type": "string"},
            "order_id": {"type": "string"},
            "status": {"type": "string", "enum": ["Not Open", "OPEN", "NOT_OPEN"]}}},
        "OrderItem": {"type": "object", "properties": {"b": {"type": "string"}}},
        "AGetRequest": {"type": "object", "required": ["token", "kind", "account"], "properties": {
            "account": {"type": "string"},
            "token": {"type": "string"}, "kind": {"type": "string"}}},
    }));
    document["paths"]["/b/get"] = document["paths"]["/a/get"].clone();
    document["paths"]["/b/get"]["post"]["operationId"] = json!("a_get");
    let names = Names::of(&api(&mut document, &recorded));
    assert_eq!(names.types["orderItem"], "OrderItem");
    assert!(names.types["OrderItem"].starts_with("OrderItemX"));
    assert_eq!(names.fields["AGetResponse"]["OrderID"], "order_id");
    assert_eq!(names.values["AGetResponse.status"]["Not Open"], "NotOpen");
    assert_eq!(names.methods["aGet"], "a_get");
    assert_eq!(names.arguments["AGetRequest"], ["kind", "token", "account"]);
    let schemas = &document["components"]["schemas"];
    assert_eq!(schemas["orderItem"]["x-rust-name"], "OrderItem");
    assert_eq!(
        schemas["AGetResponse"]["x-rust-names"],
        json!({"OrderID": "order_id"})
    );
    assert_eq!(
        schemas["AGetRequest"]["x-arguments"],
        json!(["kind", "token"])
    );
}

#[test]
fn a_renamed_argument_keeps_its_place() {
    let recorded = Names::of(&api(&mut document(json!({})), &Names::default()));
    assert_eq!(recorded.arguments["AGetRequest"], ["kind", "token"]);
    let mut document = document(json!({
        "AGetRequest": {"type": "object", "required": ["token", "variety"], "properties": {
            "token": {"type": "string"}, "variety": {"type": "string"}}},
    }));
    let names = Names::of(&api(&mut document, &recorded));
    assert_eq!(names.arguments["AGetRequest"], ["variety", "token"]);
}

#[test]
fn what_a_schema_takes_in_from_another_cannot_be_named() {
    let taken_in = json!({"allOf": [{"$ref": "#/components/schemas/Base"}, {"type": "object"}]});
    let base =
        json!({"type": "object", "properties": {"status": {"type": "string", "enum": ["OPEN"]}}});
    let schemas = json!({"AGetResponse": taken_in, "Base": base});
    let recorded = Names::of(&api(&mut document(schemas.clone()), &Names::default()));
    let mut document = document(schemas);
    document["components"]["schemas"]["AGetResponseStatus"] = json!({"type": "object"});
    document["components"]["schemas"]["orderItem"] =
        json!({"$ref": "#/components/schemas/AGetResponseStatus"});
    document["components"]["schemas"]["AGetRequest"]["properties"]["more"] =
        json!({"$ref": "#/components/schemas/AGetResponseStatus"});
    let by_rule = plaid_credit_codegen::api(document.clone()).unwrap();
    let error = recorded.restore(&mut document, &by_rule).unwrap_err();
    assert_eq!(
        error.to_string(),
        "openapi/names.toml: AGetResponse.status stands in another schema, so it cannot have the \
         recorded \"AGetResponseStatus\"; remove the line: the generator then chooses"
    );
}

#[test]
fn a_record_that_cannot_be_kept_is_an_error() {
    let mut recorded = Names::of(&api(&mut document(json!({})), &Names::default()));
    recorded
        .types
        .insert("orderItem".into(), "AGetRequest".into());
    recorded
        .types
        .insert("AGetRequest".into(), "AGetRequest".into());
    let error = recorded
        .check(&api(&mut document(json!({})), &recorded))
        .unwrap_err();
    assert!(
        error.to_string().starts_with("openapi/names.toml: "),
        "{error}"
    );
}
