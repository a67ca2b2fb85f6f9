use serde_json::{Value, json};

use super::{Patch, apply, check, read};

const PATCH: &str = r#"
    reason = "upstream says number"
    seen-in = "2020-09-14_1.0.0"
    [[change]]
    op = "test"
    path = "/components/schemas/A/type"
    value = "number"
    [[change]]
    op = "replace"
    path = "/components/schemas/A/type"
    value = "string"
    [[change]]
    op = "test"
    path = "/components/schemas/B/required"
    value = ["a"]
    [[change]]
    op = "remove"
    path = "/components/schemas/B/required"
"#;

fn parse(text: &str) -> anyhow::Result<Vec<Patch>> {
    check(toml::from_str(text)?, "0001-a")
}

fn patches(text: &str) -> Vec<Patch> {
    parse(text).unwrap()
}

fn document(kind: &str) -> Value {
    json!({"components": {"schemas": {"A": {"type": kind}, "B": {"required": ["a"]}}}})
}

fn skipped(document: &mut Value, patches: &[Patch]) -> Vec<String> {
    let skipped = apply(document, patches).into_iter();
    skipped.map(|patch| patch.to_string()).collect()
}

#[test]
fn a_patch_applies_whole_or_not_at_all() {
    let mut whole = document("number");
    assert!(skipped(&mut whole, &patches(PATCH)).is_empty());
    let expected = json!({"components": {"schemas": {"A": {"type": "string"}, "B": {}}}});
    assert_eq!(whole, expected);

    let mut other = json!({"components": {"schemas": {"A": {"type": "number"}, "B": {}}}});
    let before = other.clone();
    assert_eq!(
        skipped(&mut other, &patches(PATCH)),
        [
            "0001-a: change 3 (test /components/schemas/B/required) found nothing, expected \
             [\"a\"]; bring it up to date, or delete it"
        ]
    );
    assert_eq!(other, before);
}

#[test]
fn the_changes_of_each_schema_may_be_a_patch_of_their_own() {
    let text = PATCH.replace("seen-in", "by-schema = true\nseen-in");
    let mut other = document("string");
    assert_eq!(
        skipped(&mut other, &patches(&text)),
        ["0001-a A: upstream has corrected the mistake (seen in 2020-09-14_1.0.0); delete it"]
    );
    let expected = json!({"components": {"schemas": {"A": {"type": "string"}, "B": {}}}});
    assert_eq!(other, expected);
}

#[test]
fn a_patch_stands_in_what_it_made_beside_prose() {
    let patch = &patches(PATCH)[0];
    assert!(!patch.stands_in(&document("number")));
    assert!(!patch.stands_in(&document("string")), "B is still required");
    let mut document = document("number");
    assert!(apply(&mut document, std::slice::from_ref(patch)).is_empty());
    document["components"]["schemas"]["A"]["description"] = json!("Ours.");
    assert!(patch.stands_in(&document));
}

/// A patch of one change at a place below the schema `A`, where it tests for `from`.
fn change(place: &str, from: &str, change: &str) -> Patch {
    let text = format!(
        "reason = 'wrong'\nseen-in = '1'\n[[change]]\nop = 'test'\npath = \
         '/components/schemas/A{place}'\nvalue = {from}\n[[change]]\n{change}"
    );
    patches(&text).remove(0)
}

#[test]
fn a_patch_stands_in_what_the_fragment_makes_of_it() {
    let at = "path = '/components/schemas/A";
    for (patch, before, after) in [
        // Required properties are sorted.
        (
            change(
                "/required",
                "['c', 'b']",
                &format!("op = 'replace'\n{at}/required'\nvalue = ['b', 'a']"),
            ),
            json!({"required": ["b", "c"]}),
            json!({"required": ["a", "b"]}),
        ),
        (
            change(
                "/type",
                "'object'",
                &format!("op = 'add'\n{at}/items'\nvalue = {{required = ['b', 'a']}}"),
            ),
            json!({"type": "object"}),
            json!({"type": "object", "items": {"required": ["a", "b"]}}),
        ),
        // Others take the place of what goes.
        (
            change("/enum/1", "2", &format!("op = 'remove'\n{at}/enum/1'")),
            json!({"enum": [1, 2, 3]}),
            json!({"enum": [1, 3]}),
        ),
        (
            change(
                "/enum",
                "[1, 2, 3]",
                &format!("op = 'remove'\n{at}/enum/1'"),
            ),
            json!({"enum": [1, 2, 3]}),
            json!({"enum": [1, 3]}),
        ),
        // An amount is a decimal whatever its format was.
        (
            change(
                "/type",
                "'number'",
                &format!("op = 'add'\n{at}/format'\nvalue = 'double'"),
            ),
            json!({"type": "number"}),
            json!({"type": "number", "format": "decimal"}),
        ),
    ] {
        let within = |schema: &Value| json!({"components": {"schemas": {"A": schema}}});
        assert!(!patch.stands_in(&within(&before)), "{before}");
        assert!(patch.stands_in(&within(&after)), "{after}");
        let mut document = within(&before);
        assert!(skipped(&mut document, std::slice::from_ref(&patch)).is_empty());
        assert!(patch.stands_in(&document), "{document}");
    }
}

#[test]
fn a_move_is_refused() {
    for op in ["move", "copy"] {
        let change = format!("op = \"{op}\"\n    from = \"/components/schemas/A/type\"");
        let text = PATCH.replacen("op = \"replace\"", &change, 1);
        let error = parse(&text).unwrap_err().to_string();
        assert_eq!(
            error,
            "the change at /components/schemas/A/type moves or copies, which is not supported; \
             write it as `add` and `remove`"
        );
    }
}

#[test]
fn an_addition_that_upstream_has_made_is_not_made_again() {
    let text = r#"
        reason = "missing"
        seen-in = "1"
        [[change]]
        op = "test"
        path = "/a"
        value = 1
        [[change]]
        op = "add"
        path = "/b"
        value = {c = 2}
    "#;
    let patches = patches(text);
    let mut document = json!({"a": 1});
    assert!(apply(&mut document, &patches).is_empty());
    assert_eq!(document, json!({"a": 1, "b": {"c": 2}}));
    let problem = &apply(&mut document, &patches)[0].problem;
    assert!(problem.starts_with("upstream has corrected"), "{problem}");
    let problem = &apply(&mut json!({"a": 1, "b": 3}), &patches)[0].problem;
    assert!(
        problem.starts_with("change 2 (add /b) found 3, expected nothing"),
        "{problem}"
    );
}

#[test]
fn a_change_without_a_test_is_refused() {
    let text = PATCH.replacen("\"test\"", "\"add\"", 1);
    let error = format!("{:#}", parse(&text).unwrap_err());
    assert!(
        error.starts_with("0001-a: change 1 at /components/schemas/A/type: there is no `test`"),
        "{error}"
    );
}

#[test]
fn a_test_of_another_schema_is_of_another_patch() {
    let text = r#"
        reason = "missing"
        seen-in = "1"
        by-schema = true
        [[change]]
        op = "test"
        path = "/components/schemas/A/type"
        value = "string"
        [[change]]
        op = "add"
        path = "/components/schemas/B/type"
        value = "string"
    "#;
    let error = format!("{:#}", parse(text).unwrap_err());
    assert!(
        error.starts_with("0001-a B: change 1 at /components/schemas/B/type: there is no `test`"),
        "{error}"
    );
    // In one patch, it may stand anywhere.
    assert!(parse(&text.replace("by-schema = true", "")).is_ok());
}

#[test]
fn a_reason_is_needed() {
    let text = PATCH.replace("upstream says number", " ");
    let error = parse(&text).unwrap_err().to_string();
    assert!(error.contains("`reason` is empty"), "{error}");
    assert!(parse("seen-in = \"1\"\nchange = []").is_err());
}

#[test]
fn files_are_read_in_name_order() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["0002-b.toml", "0001-a.toml", "README.md"] {
        std::fs::write(folder.path().join(name), PATCH).unwrap();
    }
    let patches = read(folder.path()).unwrap();
    let names: Vec<_> = patches.iter().map(|patch| patch.name.as_str()).collect();
    assert_eq!(names, ["0001-a", "0002-b"]);
    std::fs::write(folder.path().join("0003-c.toml"), "reason = ").unwrap();
    let error = format!("{:#}", read(folder.path()).unwrap_err());
    assert!(
        error.contains("0003-c.toml") && error.contains("line 1"),
        "{error}"
    );
}
