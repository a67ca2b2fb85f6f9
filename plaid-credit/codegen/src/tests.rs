//! What holds for the generator as a whole.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::{Value, json};

use super::api::Direction;
use super::{api, generate, naming};

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

#[test]
fn a_type_that_travels_both_ways_is_one_type() {
    let all = api(document()).unwrap();
    assert_eq!(all.types["Shared"].direction, Direction::Both);
    assert_eq!(all.types["Done"].direction, Direction::Response);
}

/// `Done` is of one area only, and both share the others.
#[test]
fn a_type_is_compiled_for_the_features_that_use_it() {
    let source = generate(document()).unwrap().source;
    let (_, area) = source
        .split_once("#[cfg(feature = \"sending\")]\n    pub mod sending {")
        .unwrap();
    let (area, rest) = area.split_once("pub use sending::*;").unwrap();
    assert!(area.contains("pub struct Done"));
    assert!(!area.contains("pub struct Shared"));
    assert!(!source.contains("pub mod getting"));
    let both = "#[cfg(any(feature = \"getting\", feature = \"sending\"))]\n    mod shared_";
    let (before, _) = source.split_once(both).unwrap();
    assert!(!before.contains("pub struct Shared"), "{before}");
    assert!(!rest.contains("pub struct Done"));
}

#[test]
fn the_operations_are_listed_in_a_table() {
    let mut document = document();
    document["paths"]["/get"]["post"]["summary"] = json!("Get it\nwhole | in part");
    document["paths"].as_object_mut().unwrap().remove("/send");
    let generated = generate(document).unwrap();
    assert_eq!(
        generated.operations,
        "# Operations\n\n\
         | Method | What it is for | Only reads | Feature | Types |\n\
         |---|---|---|---|---|\n\
         | [`get`](crate::Client::get)<br>`POST /get` | Get it whole \\| in part | yes | `getting` | \
         [response](crate::types::Shared) |\n"
    );
}

/// One that is added breaks no caller.
#[test]
fn an_optional_header_is_no_argument() {
    let mut document = document();
    let text = json!({"type": "string"});
    document["paths"]["/get"]["post"]["parameters"] = json!([
        {"name": "X-Kind", "in": "header", "required": true, "schema": text},
        {"name": "X-Trace", "in": "header", "schema": text, "description": "Which trace it is."},
        {"name": "X-Bare", "in": "header", "required": false, "schema": text},
        {"name": "page", "in": "query", "schema": text},
    ]);
    let generated = generate(document).unwrap();
    let get = &generated.api.operations[0];
    let arguments: Vec<&str> = get.arguments.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(arguments, ["page", "x_kind"]);
    let headers: Vec<&str> = get.headers.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(headers, ["X-Trace", "X-Bare"]);
    let docs = "    /// `POST /get`\n    ///\n    /// # Optional headers\n    ///\n    \
                /// To set one, use [`Call::header`](crate::Call::header).\n    ///\n    \
                /// `X-Trace`: Which trace it is.\n    ///\n    /// `X-Bare`\n    pub fn get(";
    assert!(generated.source.contains(docs), "{}", generated.source);
    let transport = generated.source.split("mod transport").nth(1).unwrap();
    assert!(transport.contains("X-Kind") && !transport.contains("X-Trace"));
}

#[test]
fn a_parameter_may_be_called_as_those_are_that_progenitor_gets() {
    let mut document = document();
    document["paths"]["/a/{x}/{parameter_0}"] = json!({"get": {"operationId": "odd"}});
    let api = generate(document).unwrap().api;
    let odd = api.operations.iter().find(|it| it.id == "odd").unwrap();
    let arguments: Vec<&str> = odd.arguments.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(arguments, ["x", "parameter_0"]);
}

#[test]
fn what_makes_no_type_may_hold_anything() {
    let mut document = document();
    let response = &mut document["paths"]["/get"]["post"]["responses"]["200"];
    let link = json!({"parameters": {"schema": "$response.body#/id"}});
    response["links"] = json!({"next": link});
    response["headers"] = json!({"X-Left": {"schema": {"type": "count"}}});
    response["content"]["application/json"]["examples"] = json!({"a": {"value": {"schema": 7}}});
    document["paths"]["/get"]["post"]["callbacks"] = json!({"ready": {"schema": 7}});
    document["components"]["links"] = json!({"next": link});
    document["components"]["examples"] = json!({"a": {"value": {"schema": 7}}});
    assert_eq!(
        generate(document).unwrap().source,
        generate(self::document()).unwrap().source
    );
}

#[test]
fn a_method_is_compiled_for_its_feature() {
    let generated = generate(document()).unwrap();
    assert!(generated.api.operations[0].reads);
    for feature in ["getting", "sending"] {
        let block = format!(
            "/// The operations of the feature `{feature}`.\n#[cfg(feature = \"{feature}\")]\n\
             #[allow(clippy::too_many_arguments)]\nimpl crate::Client {{"
        );
        assert!(generated.source.contains(&block), "{block}");
    }
}

/// Converted, a name in another spelling would work until it is compared with Cargo.toml's.
#[test]
fn a_feature_has_one_spelling() {
    let mut document = document();
    document["paths"]["/get"]["post"]["x-cargo-feature"] = json!("bank_income");
    let feature = api(document).unwrap().operations[0].feature.clone();
    assert_eq!(feature.as_deref(), Some("bank_income"));
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

/// Of two types that ask for one name, the second would have another.
#[test]
fn a_union_does_not_ask_for_the_names_of_its_variants() {
    let mut document = document();
    let kind = |value: &str| json!({"type": "string", "enum": [value]});
    let object = |kind: Value| json!({"type": "object", "properties": {"kind": kind}});
    let schemas = &mut document["components"]["schemas"];
    schemas["Cat"] = object(kind("cat"));
    schemas["Cat"]["properties"]["kind"]["x-rust-name"] = json!("CatKind");
    schemas["Dog"] = object(kind("dog"));
    schemas["CatKind"] = object(json!({"type": "string"}));
    let to = |name: &str| json!({"$ref": format!("#/components/schemas/{name}")});
    schemas["Animal"] = json!({"oneOf": [to("Cat"), to("Dog")]});
    let done = &mut schemas["Done"]["properties"];
    for name in ["Animal", "Cat", "CatKind"] {
        done[name] = to(name);
    }
    let api = api(document).unwrap();
    let name = |place: &str| {
        let mut types = api.types.values();
        let ty = types.find(|ty| ty.place.to_string() == place);
        ty.unwrap().name.clone()
    };
    assert_eq!(name("Cat.kind"), "CatKind");
    assert_eq!(name("Animal.kind"), "AnimalKind");
}

/// The methods of `Client` that are written by hand, and those that its derives give.
fn methods_of_client(folder: &Path, methods: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            methods_of_client(&path, methods);
            continue;
        }
        let file = syn::parse_file(&std::fs::read_to_string(path).unwrap()).unwrap();
        for item in file.items {
            let syn::Item::Impl(block) = item else {
                continue;
            };
            let is_client =
                matches!(&*block.self_ty, syn::Type::Path(ty) if ty.path.is_ident("Client"));
            methods.extend(block.items.iter().filter_map(|item| match item {
                syn::ImplItem::Fn(method) if is_client => Some(method.sig.ident.to_string()),
                _ => None,
            }));
        }
    }
}

#[test]
fn no_operation_takes_the_name_of_a_method_that_the_client_has() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("../src");
    let mut methods = BTreeSet::from(["clone", "fmt"].map(str::to_owned));
    methods_of_client(&source, &mut methods);
    let own = naming::OWN_METHODS.map(str::to_owned);
    assert_eq!(BTreeSet::from(own), methods);
}

#[test]
fn the_user_of_a_request_and_its_property_user_are_two_arguments() {
    let mut document = document();
    let schemas = &mut document["components"]["schemas"];
    schemas["NewUserID"] = json!({"type": "string"});
    schemas["UserToken"] = json!({"type": "string"});
    schemas["Request"] = json!({"type": "object", "required": ["user"], "properties": {
        "user": {"$ref": "#/components/schemas/Done"},
        "user_id": {"$ref": "#/components/schemas/NewUserID"},
        "user_token": {"$ref": "#/components/schemas/UserToken"},
    }});
    document["paths"]["/send"]["post"]["requestBody"] = to("Request");
    let source = generate(document).unwrap().source;
    let new = "pub fn new(user_: impl ::std::convert::Into<UserIdentifier>, user: Done)";
    assert!(source.contains(new), "{source}");
    assert!(source.contains("= user_.into().split();"), "{source}");
}

#[test]
fn the_user_of_a_request_is_set_whatever_its_fields_are_called() {
    let mut document = document();
    let schemas = &mut document["components"]["schemas"];
    schemas["NewUserID"] = json!({"type": "string"});
    schemas["UserToken"] = json!({"type": "string"});
    schemas["Request"] = json!({
        "type": "object", "x-rust-names": {"userID": "user_id"},
        "properties": {
            "userID": {"type": "string"},
            "user_id": {"$ref": "#/components/schemas/NewUserID"},
            "user_token": {"$ref": "#/components/schemas/UserToken"},
        },
    });
    document["paths"]["/send"]["post"]["requestBody"] = to("Request");
    let generated = generate(document).unwrap();
    let request = generated.api.object("Request").unwrap();
    assert_eq!(request.field("userID").unwrap().name, "user_id");
    let name = &request.field("user_id").unwrap().name;
    assert!(name.starts_with("user_id_x"), "{name}");
    let split = format!("let ({name}, user_token) = user.into().split();");
    assert!(generated.source.contains(&split), "{}", generated.source);
}

#[test]
fn a_webhook_is_a_variant() {
    let mut document = document();
    document["components"]["schemas"]["SharedReadyWebhook"] = json!({
        "type": "object", "description": "It is ready.",
        "x-webhook": {"type": "SHARED", "code": "READY", "feature": "webhooks"},
        "properties": {"user_id": {"type": "string"}, "part": {"$ref": "#/components/schemas/Part"}},
    });
    document["components"]["schemas"]["Part"] = json!({"type": "object", "properties": {"a": {}}});
    let generated = generate(document).unwrap();
    assert_eq!(generated.api.types["Part"].direction, Direction::Response);
    let row = "SharedReady(SharedReadyWebhook) = \"SHARED\" \"READY\" { user_id: user_id }";
    let source = generated.source;
    assert!(source.contains(row), "{source}");
    let used = "Used by [`Event::SharedReady`](crate::webhook::Event::SharedReady)";
    assert!(source.contains(used), "{source}");
    assert!(
        !generate(self::document())
            .unwrap()
            .source
            .contains("events!")
    );
}

#[test]
fn each_webhook_has_a_variant_of_its_own() {
    let mut document = document();
    let webhooks = [
        "Webhook",
        "UnknownWebhook",
        "SelfWebhook",
        "Shared",
        "SharedWebhook",
        "ReadyWebhook",
    ];
    for name in webhooks {
        document["components"]["schemas"][name] =
            json!({"type": "object", "x-webhook": {"type": "SHARED", "code": name}});
    }
    let api = generate(document).unwrap().api;
    let variants = webhooks.map(|name| api.variant(&api.types[name]));
    assert_eq!(
        variants,
        [
            "Webhook",
            "UnknownWebhook",
            "SelfWebhook",
            "Shared",
            "SharedWebhook",
            "Ready"
        ]
    );
}
