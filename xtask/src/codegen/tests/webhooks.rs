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
        serde_json::json!({"type": "REPORT", "code": "READY"})
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
            "[REPORT]\nDONE = 'ReadyWebhook'\n",
            "openapi/webhooks.toml: ReadyWebhook: is {\"code\":\"DONE\",\"type\":\"REPORT\"}, and in \
             Plaid's document {\"code\":\"READY\",\"type\":\"REPORT\"}",
        ),
        (
            "[REPORT]\nREADY = 'A'\n",
            "openapi/webhooks.toml: A: Plaid's document has no such webhook",
        ),
        (
            "[REPORT]\nREADY = 'GoneWebhook'\n",
            "openapi/webhooks.toml: GoneWebhook: Plaid's document has no such webhook",
        ),
    ] {
        let workspace = workspace(list);
        let error = workspace.error(&["--upstream"]);
        assert!(error.contains(says), "{error}");
    }
}

#[test]
fn a_new_entry_needs_the_document() {
    let workspace = workspace("[REPORT]\nREADY = 'ReadyWebhook'\n");
    let error = workspace.error(&["--check"]);
    assert!(
        error.contains("the webhook ReadyWebhook is missing; run"),
        "{error}"
    );
    assert_eq!(workspace.run(&["--upstream", "--check"]).unwrap().0, STALE);
}
