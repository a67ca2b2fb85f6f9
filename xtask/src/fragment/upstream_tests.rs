use std::path::Path;

use serde_json::json;

use super::{parse, read, version};

const DOCUMENT: &str = "\
openapi: 3.0.0
info:
  title: An API
  version: 2020-09-14_1.2.3
  contact: {name: Someone}
paths:
  /a:
    post:
      operationId: a
      summary: Prose
      description: More prose
      externalDocs: {url: /a}
      x-hidden: true
      responses:
        200:
          description: OK
components:
  schemas:
    Title:
      title: A title
      type: object
      example: {type: object}
      properties:
        description: {type: string, description: Prose}
        title: {type: string}
        example: {type: string, enum: [yes, no, on, 2020-09-14], x-override-enum-values-shown: [yes]}
        examples:
          default: {description: data, example: 1}
          discriminator: {propertyName: title, mapping: {description: '#/components/schemas/Title'}}
";

#[test]
fn prose_goes_and_names_and_data_stay() {
    let document = parse(DOCUMENT).unwrap();
    assert_eq!(document["info"], json!({"version": "2020-09-14_1.2.3"}));
    assert_eq!(
        document["paths"]["/a"]["post"],
        json!({"operationId": "a", "responses": {"200": {}}})
    );
    assert_eq!(
        document["components"]["schemas"]["Title"],
        json!({"type": "object", "properties": {
            "description": {"type": "string"},
            "title": {"type": "string"},
            "example": {
                "type": "string",
                "enum": ["yes", "no", "on", "2020-09-14"],
                "x-override-enum-values-shown": ["yes"],
            },
            "examples": {
                "default": {"description": "data", "example": 1},
                "discriminator": {
                    "propertyName": "title",
                    "mapping": {"description": "#/components/schemas/Title"},
                },
            },
        }})
    );
    assert_eq!(version(&document), Some("2020-09-14_1.2.3"));
}

#[test]
fn json_gives_the_same() {
    let json = r##"{"openapi": "3.0.3", "info": {"version": "1.10"},
	"paths": {"/a": {}}, "components": {"schemas": {"A": {"description": "b"}}}}"##;
    assert_eq!(
        parse(json).unwrap()["components"],
        json!({"schemas": {"A": {}}})
    );
}

#[test]
fn anchors_are_followed() {
    let text = DOCUMENT.replace(
        "title: {type: string}",
        "title: &t {type: string}\n        more: *t",
    );
    let document = parse(&text).unwrap();
    assert_eq!(
        document["components"]["schemas"]["Title"]["properties"]["more"],
        json!({"type": "string"})
    );
}

#[test]
fn a_large_document_is_within_the_limits() {
    // More nodes than the reader's default limit.
    let text = format!(
        "{DOCUMENT}        many: {{enum: [{}]}}\n",
        "a,".repeat(260_000)
    );
    let document = parse(&text).unwrap();
    let many = &document["components"]["schemas"]["Title"]["properties"]["many"]["enum"];
    assert_eq!(many.as_array().unwrap().len(), 260_000);
}

#[test]
fn bad_input_is_told_apart() {
    let cut = &DOCUMENT[..DOCUMENT.find("Prose").unwrap()];
    let unclosed = format!("{DOCUMENT}        a: {{type: \n");
    let duplicate = DOCUMENT.replace("        title: {type: string}", "        description: {}");
    let duplicate_in_prose = DOCUMENT.replace("example: {type: object}", "example: {a: 1, a: 2}");
    let version_31 = DOCUMENT.replace("3.0.0", "3.1.0");
    let no_paths = DOCUMENT.replace("paths:", "x-paths:");
    let no_components = &DOCUMENT[..DOCUMENT.find("components").unwrap()];
    let reference = DOCUMENT.replace("schemas/Title'", "schemas/Cut'");
    for (text, says) in [
        (
            &reference[..],
            "1 of the components that the document refers to are missing; the first is #/components/schemas/Cut",
        ),
        ("", "the file is empty"),
        (" \n# a comment\n", "the top level is not a mapping"),
        ("- openapi: 3.0.0\n", "the top level is not a mapping"),
        ("info: {}\n", "#/openapi: missing"),
        (cut, "ends in the middle of a line"),
        (&unclosed, "unclosed bracket '{' at line 30"),
        (&duplicate, "duplicate mapping key: description"),
        (&duplicate_in_prose, "duplicate mapping key: a"),
        (
            &version_31,
            "#/openapi: version 3.1.0, but xtask supports only OpenAPI 3.0",
        ),
        (&no_paths, "#/paths: missing or empty"),
        (
            no_components,
            "#/components: missing or empty; the file may be cut short",
        ),
        ("{\"openapi\": ", "EOF while parsing"),
    ] {
        let error = format!("{:#}", parse(text).unwrap_err());
        assert!(error.contains(says), "{error}\n  for {says}");
    }
}

/// A document with nine lists, each of nine times the one before.
fn expanding() -> String {
    let mut text = format!("{DOCUMENT}        list0: &list0 [a, a, a, a, a, a, a, a, a]\n");
    for list in 1..9 {
        let before = vec![format!("*list{}", list - 1); 9].join(", ");
        text += &format!("        list{list}: &list{list} [{before}]\n");
    }
    text
}

#[test]
fn input_that_expands_too_much_is_rejected() {
    let (open, close) = ("[".repeat(300), "]".repeat(300));
    let deep = format!("{DOCUMENT}        deep: {open}{close}\n");
    let steps = "- ".repeat(64);
    let deep_block = format!("{DOCUMENT}        deep:\n          {steps}a\n");
    let deep_json = format!(r#"{{"openapi": {open}{close}}}"#);
    for (text, says) in [
        (
            expanding(),
            "alias replay limit exceeded: total_replayed_events=1000001 > 1000000",
        ),
        (deep, "recursion limit exceeded"),
        (deep_block, "limits breached: Depth { depth: 65 }"),
        (deep_json, "recursion limit exceeded"),
    ] {
        let error = format!("{:#}", parse(&text).unwrap_err());
        assert!(error.contains(says), "{error}\n  for {says}");
    }
}

#[test]
fn errors_name_the_file_and_the_line() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("plaid.yml");
    let error = format!("{:#}", read(Path::new("/no/such.yml")).unwrap_err());
    assert!(
        error.starts_with("/no/such.yml: the upstream document cannot be read"),
        "{error}"
    );

    std::fs::write(&file, b"openapi: 3.0.0\ninfo: \xff\n").unwrap();
    let error = format!("{:#}", read(&file).unwrap_err());
    assert!(
        error.ends_with("plaid.yml:2: not UTF-8 text; fetch the document again"),
        "{error}"
    );

    std::fs::write(&file, "openapi: 3.0.0\nopenapi: 3.0.0\n").unwrap();
    let error = format!("{:#}", read(&file).unwrap_err());
    assert!(
        error.contains("plaid.yml") && error.contains("line 2"),
        "{error}"
    );
}
