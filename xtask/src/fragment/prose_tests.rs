use serde_json::{Value, json};

use super::carry_over;

fn document() -> Value {
    json!({
        "servers": [{"url": "https://b"}, {"url": "https://a"}],
        "paths": {"/a": {"post": {
            "parameters": [{"in": "query", "name": "n"}, {"in": "header", "name": "n"}],
            "responses": {"200": {}, "default": {}},
        }}},
        "components": {"schemas": {
            "A": {"allOf": [{"type": "object", "properties": {
                "description": {"type": "string"},
                "list": {"type": "array", "items": {"type": "string"}},
                "reference": {"$ref": "#/components/schemas/B"},
            }}]},
            "B": {"type": "string"},
        }},
    })
}

/// A copy with prose on what the tests look for.
fn described() -> Value {
    let mut described = document();
    for (pointer, prose) in [
        ("/servers/1", "The server a"),
        ("/paths/~1a/post", "An operation"),
        ("/paths/~1a/post/parameters/0", "In the query"),
        ("/paths/~1a/post/responses/200", "What came out"),
        ("/components/schemas/A", "A schema"),
        (
            "/components/schemas/A/allOf/0/properties/description",
            "A property",
        ),
        ("/components/schemas/A/allOf/0/properties/list", "A list"),
        ("/components/schemas/B", "Another"),
    ] {
        described.pointer_mut(pointer).unwrap()["description"] = json!(prose);
    }
    described["paths"]["/a"]["post"]["summary"] = json!("In short");
    described
}

#[test]
fn prose_stays_with_its_node() {
    let mut present = described();
    // Servers and parameters are found by what names them, not by their place.
    present["servers"].as_array_mut().unwrap().reverse();
    present["paths"]["/a"]["post"]["parameters"]
        .as_array_mut()
        .unwrap()
        .reverse();
    let mut document = document();
    let report = carry_over(&mut document, Some(&present));
    let mut expected = described();
    expected["paths"]["/a"]["post"]["responses"]["default"]["description"] = json!("An error.");
    assert_eq!(document, expected);
    assert_eq!(report, super::Report::default());
}

#[test]
fn a_response_is_described_by_what_its_status_means() {
    let mut document = json!({
        "paths": {"/a": {
            "get": {"responses": {"default": {}}},
            "post": {"responses": {"200": {}, "400": {}, "default": {}}},
        }},
        "components": {"responses": {"200 OK": {}, "Error": {"description": "It failed."}}},
    });
    let report = carry_over(&mut document, None);
    let [success, error] = ["Success.", "An error."].map(|text| json!({"description": text}));
    let item = &document["paths"]["/a"];
    assert_eq!(item["get"]["responses"], json!({"default": success}));
    assert_eq!(
        item["post"]["responses"],
        json!({"200": success, "400": error, "default": error})
    );
    // Only who refers to it knows what it means.
    assert!(
        report
            .without_prose
            .contains(&"#/components/responses/200 OK".to_owned()),
        "{report:?}"
    );
    assert_eq!(document["components"]["responses"]["200 OK"], json!({}));
}

#[test]
fn what_has_no_prose_is_listed() {
    let mut document = document();
    let report = carry_over(&mut document, None);
    assert_eq!(
        document["paths"]["/a"]["post"]["responses"]["200"]["description"],
        "Success."
    );
    assert_eq!(
        report.without_prose,
        [
            "#/components/schemas/A",
            "#/components/schemas/A/allOf/0/properties/description",
            "#/components/schemas/A/allOf/0/properties/list",
            "#/components/schemas/B",
            "#/paths/~1a/post/summary",
            "#/paths/~1a/post/description",
        ]
    );
    assert!(report.gone.is_empty());
}

#[test]
fn new_and_gone_nodes_are_listed_once() {
    let present = described();
    let mut document = document();
    let schemas = document["components"]["schemas"].as_object_mut().unwrap();
    schemas.remove("B");
    schemas.insert("C".into(), json!({"properties": {"c": {}}}));
    schemas["A"]["allOf"][0]["properties"]["get"] = json!({"properties": {"inner": {}}});
    let post = document["paths"]["/a"]
        .as_object_mut()
        .unwrap()
        .remove("post")
        .unwrap();
    document["paths"]["/b"] = json!({ "post": post });
    let report = carry_over(&mut document, Some(&present));
    assert_eq!(
        report.new,
        [
            "#/components/schemas/A/allOf/0/properties/get",
            "#/components/schemas/C",
            "#/paths/~1b/post",
        ]
    );
    assert_eq!(report.gone, ["#/components/schemas/B", "#/paths/~1a/post"]);
}

#[test]
fn nothing_is_written_beside_a_reference() {
    let mut present = document();
    let pointer = "/components/schemas/A/allOf/0/properties/reference";
    *present.pointer_mut(pointer).unwrap() = json!({"type": "string", "description": "Prose"});
    let mut document = document();
    carry_over(&mut document, Some(&present));
    assert_eq!(
        document.pointer(pointer),
        Some(&json!({"$ref": "#/components/schemas/B"}))
    );
}

/// Descriptions of the property `kind` in each part, as `carry_over` leaves them; a part is
/// the names of its properties, and a `$ref` has none.
fn kinds(before: &[&[&str]], after: &[&[&str]]) -> Vec<Option<String>> {
    let document = |parts: &[&[&str]], prose: bool| {
        let parts = parts.iter().enumerate().map(|(index, names)| {
            let property = |name: &&str| match prose {
                true => (
                    (*name).to_owned(),
                    json!({"description": format!("{name} {index}")}),
                ),
                false => ((*name).to_owned(), json!({})),
            };
            match names.is_empty() {
                true => json!({"$ref": "#/components/schemas/B"}),
                false => json!({"properties": names.iter().map(property).collect::<Value>()}),
            }
        });
        json!({"components": {"schemas": {"A": {"oneOf": parts.collect::<Value>()}}}})
    };
    let mut carried = document(after, false);
    carry_over(&mut carried, Some(&document(before, true)));
    let parts = carried["components"]["schemas"]["A"]["oneOf"].as_array();
    let parts = parts.unwrap().iter();
    let prose = parts.map(|part| &part["properties"]["kind"]["description"]);
    prose.map(|it| it.as_str().map(str::to_owned)).collect()
}

#[test]
fn parts_of_a_schema_keep_their_prose_wherever_they_stand() {
    let some = |prose: &str| Some(prose.to_owned());
    let car: &[&str] = &["kind", "seats"];
    let house: &[&str] = &["kind", "floors"];
    assert_eq!(kinds(&[car], &[&[], car]), [None, some("kind 0")]);
    assert_eq!(kinds(&[&[], car], &[car]), [some("kind 1")]);
    assert_eq!(kinds(&[car], &[house, car]), [None, some("kind 0")]);
    assert_eq!(
        kinds(&[car, house], &[house, car]),
        [some("kind 1"), some("kind 0")]
    );
    assert_eq!(
        kinds(&[car, house], &[&["kind"], &["kind"]]),
        [some("kind 0"), some("kind 1")]
    );
    assert_eq!(kinds(&[&["x"], car], &[car]), [some("kind 1")]);
}

#[test]
fn a_part_whose_properties_have_new_names_is_the_same() {
    let of = |name: &str| {
        let part = json!({"properties": {name: {}}});
        json!({"components": {"schemas": {"A": {"allOf": [part]}}}})
    };
    let (mut document, mut present) = (of("new"), of("old"));
    present["components"]["schemas"]["A"]["allOf"][0]["description"] = json!("A part");
    carry_over(&mut document, Some(&present));
    let part = &document["components"]["schemas"]["A"]["allOf"][0];
    assert_eq!(part["description"], "A part");
}
