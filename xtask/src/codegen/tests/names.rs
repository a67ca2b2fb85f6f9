use serde_json::{Value, json};

use super::Workspace;

#[test]
fn names_are_recorded_and_restored_without_plaids_document() {
    let workspace = Workspace::new();
    assert!(
        workspace
            .read("openapi/names.toml")
            .contains("\nB = \"B\"\n")
    );
    workspace.replace("openapi/names.toml", "\nB = \"B\"\n", "\nB = \"Bee\"\n");
    let (code, text) = workspace.run(&["--check"]).unwrap();
    assert_eq!(code, 4, "{text}");
    workspace.run(&[]).unwrap();
    let fragment = workspace.read("openapi/plaid-credit.json");
    assert!(fragment.contains("\"x-rust-name\": \"Bee\""), "{fragment}");
    assert_eq!(workspace.run(&["--check"]).unwrap().0, 0);
    assert_eq!(workspace.run(&["--upstream", "--check"]).unwrap().0, 0);
}

#[test]
fn a_name_that_is_missing_from_the_record_is_stale() {
    let workspace = Workspace::new();
    let before = workspace.read("openapi/names.toml");
    workspace.replace("openapi/names.toml", "\nB = \"B\"\n", "\n");
    assert_eq!(workspace.run(&["--check"]).unwrap().0, 4);
    workspace.run(&[]).unwrap();
    assert_eq!(workspace.read("openapi/names.toml"), before);
}

#[test]
fn a_name_that_cannot_be_kept_is_to_be_changed_in_the_record() {
    let workspace = Workspace::new();
    workspace.replace("openapi/names.toml", "\nB = \"B\"\n", "\nB = \"A\"\n");
    assert_eq!(
        workspace.error(&[]),
        "openapi/names.toml: A cannot have the recorded \"A\"; change or remove the line; nothing \
         was changed"
    );
}

#[test]
fn a_name_that_cannot_move_is_not_recorded() {
    let workspace = Workspace::new();
    let names = workspace.read("openapi/names.toml");
    workspace.write(
        "openapi/names.toml",
        &format!("{names}\n[fields.A]\nkind = \"sort\"\n"),
    );
    assert_eq!(
        workspace.error(&[]),
        "openapi/names.toml: A.kind has the usual spelling, so its name cannot be chosen; remove \
         the line"
    );
}

/// A workspace whose operation takes a request, and whose answer has a schema `orderItem`.
fn with_a_request() -> Workspace {
    let workspace = Workspace::new();
    workspace.replace(
        "upstream.yml",
        "      responses:\n",
        "      requestBody: {required: true, content: {application/json: {schema: {$ref: \
         '#/components/schemas/AGetRequest'}}}}\n      responses:\n",
    );
    workspace.replace(
        "upstream.yml",
        "kind: {type: string}",
        "kind: {type: string}, one: {$ref: '#/components/schemas/orderItem'}",
    );
    let upstream = workspace.read("upstream.yml");
    let schemas = "    AGetRequest: {type: object, required: [kind, token], properties: {kind: {type: \
         string}, token: {type: string}}}\n    orderItem: {type: object, properties: {a: {type: \
         string}}}\n";
    workspace.write("upstream.yml", &format!("{upstream}{schemas}"));
    workspace.run(&["--upstream"]).unwrap();
    workspace
}

#[test]
fn what_gives_way_to_a_recorded_name_is_asked_for_at_once() {
    let workspace = with_a_request();
    // Each of these would move what is recorded.
    workspace.replace(
        "upstream.yml",
        "required: [kind, token], properties: {",
        "required: [kind, token, account], properties: {account: {type: string}, ",
    );
    workspace.replace(
        "upstream.yml",
        "one: {$ref: '#/components/schemas/orderItem'}",
        "one: {$ref: '#/components/schemas/orderItem'}, two: {$ref: \
         '#/components/schemas/OrderItem'}",
    );
    let upstream = workspace.read("upstream.yml");
    let added = "    OrderItem: {type: object, properties: {b: {type: string}}}\n";
    workspace.write("upstream.yml", &format!("{upstream}{added}"));
    assert_eq!(workspace.run(&["--upstream"]).unwrap().0, 0);

    let fragment: Value =
        serde_json::from_str(&workspace.read("openapi/plaid-credit.json")).unwrap();
    let schemas = &fragment["components"]["schemas"];
    assert_eq!(
        schemas["AGetRequest"]["x-arguments"],
        json!(["kind", "token", "account"])
    );
    assert_eq!(schemas["orderItem"]["x-rust-name"], "OrderItem");
    let given = schemas["OrderItem"]["x-rust-name"].as_str().unwrap();
    assert!(given.starts_with("OrderItemX"), "{given}");
    for flags in [&["--check"][..], &["--upstream", "--check"]] {
        let (code, text) = workspace.run(flags).unwrap();
        assert_eq!(code, 0, "{text}");
    }
}
