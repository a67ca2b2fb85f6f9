//! The reviewed list of webhooks.

use super::Workspace;
use crate::codegen::STALE;

/// A webhook as Plaid's document has it: type and code in prose.
fn schema(name: &str, kind: &str, code: &str) -> String {
    format!(
        "    {name}:\n      type: object\n      properties:\n        webhook_type: {{type: string, \
         description: '`{kind}`'}}\n        webhook_code: {{type: string, description: '`\"{code}\"`'}}\n        \
         item: {{$ref: '#/components/schemas/Of{name}'}}\n    Of{name}: {{type: string}}\n"
    )
}

/// A workspace whose upstream document has webhooks of two types.
fn workspace(list: &str) -> Workspace {
    let workspace = Workspace::new();
    let schemas = [
        schema("ReadyWebhook", "REPORT", "READY"),
        schema("FailedWebhook", "REPORT", "FAILED"),
        schema("OtherWebhook", "OTHER", "READY"),
    ];
    let schemas = format!("  schemas:\n{}", schemas.concat());
    workspace.replace("upstream.yml", "  schemas:\n", &schemas);
    workspace.write("openapi/webhooks.toml", list);
    workspace
}

#[test]
fn listed_webhooks_are_kept_and_others_of_their_type_are_listed() {
    let workspace = workspace("[REPORT]\nREADY = 'ReadyWebhook'\n");
    let (code, text) = workspace.run(&["--upstream"]).unwrap();
    assert_eq!(code, 0, "{text}");
    assert!(
        text.contains(
            "\nOperations and webhooks that are not selected in openapi (1):\n  FailedWebhook, \
             webhook REPORT FAILED: needs the schema OfFailedWebhook\n"
        ),
        "{text}"
    );
    let fragment: serde_json::Value =
        serde_json::from_str(&workspace.read("openapi/plaid-credit.json")).unwrap();
    let schemas = &fragment["components"]["schemas"];
    assert_eq!(
        schemas["ReadyWebhook"]["x-webhook"],
        serde_json::json!({"type": "REPORT", "code": "READY", "feature": "webhooks"})
    );
    assert!(schemas["OfReadyWebhook"].is_object());
    assert!(schemas["FailedWebhook"].is_null());
    let index = workspace.read("tests/snapshots/index.snap");
    let row = "\nWEBHOOKS\nREPORT READY = webhook::Event::Ready\n";
    assert!(index.contains(row), "{index}");
    assert_eq!(workspace.run(&["--check"]).unwrap().0, 0);
}

#[test]
fn a_list_that_contradicts_the_prose_is_refused() {
    for (list, says) in [
        (
            "DONE = 'ReadyWebhook'",
            "ReadyWebhook is not the body of REPORT DONE in Plaid's document",
        ),
        (
            "READY = 'A'",
            "A is not the body of REPORT READY in Plaid's document",
        ),
        (
            "READY = 'Gone'",
            "Gone is not the body of REPORT READY in Plaid's document",
        ),
    ] {
        let workspace = workspace(&format!("[REPORT]\n{list}\n"));
        let error = workspace.error(&["--upstream"]);
        let says = format!("openapi/webhooks.toml: {says}");
        assert!(error.contains(&says), "{error}");
    }
}

#[test]
fn a_new_entry_needs_the_document() {
    let workspace = workspace("[REPORT]\nREADY = 'ReadyWebhook'\n");
    let error = workspace.error(&["--check"]);
    let says = "ReadyWebhook is not the body of REPORT READY in Plaid's document; correct the entry, or run \
        `cargo xtask codegen --upstream FILE` if it is new";
    assert!(error.contains(says), "{error}");
    assert_eq!(workspace.run(&["--upstream", "--check"]).unwrap().0, STALE);
}
