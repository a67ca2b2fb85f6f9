//! The generator on broken documents: one clear line, or Rust; never a panic.

use fastrand::Rng;
use serde_json::{Map, Value, json};

use plaid_credit_tests::documents::{
    fixtures, fragment, generated, with_some_paths, with_used_components,
};
use plaid_credit_tests::threads;

/// `GENERATOR_MUTATIONS=5000 cargo test -p plaid-credit-generator-tests mutations` tries harder.
fn rounds() -> u64 {
    let asked = std::env::var("GENERATOR_MUTATIONS").ok();
    asked.and_then(|text| text.parse().ok()).unwrap_or(150)
}

/// The source made of the document, or the one line that says why there is none.
fn source(document: &Value) -> Result<String, String> {
    let generated = generated(document);
    generated
        .map(|generated| generated.source)
        .map_err(|fault| fault.to_string())
}

#[test]
fn a_mutated_document_gives_rust_or_one_line() {
    let (fragment, fixtures) = (fragment(), fixtures());
    let outcomes = threads::each(0..rounds(), |seed| {
        let mut random = Rng::with_seed(seed);
        let mut document = match random.bool() {
            true => with_used_components(with_some_paths(fragment.clone(), &mut random, 1)),
            false => fixtures[random.usize(..fixtures.len())].1.clone(),
        };
        for _ in 0..random.usize(1..4) {
            mutate(&mut document, &mut random);
        }
        let outcome = source(&document);
        match &outcome {
            Ok(text) => assert!(syn::parse_file(text).is_ok(), "seed {seed}: not Rust"),
            Err(line) => {
                let is_clear =
                    line.starts_with('#') && !line.contains('\n') && !line.contains("panicked");
                assert!(is_clear, "seed {seed}: {line}");
                assert!(!line.contains("progenitor"), "seed {seed}: {line}");
            }
        }
        outcome.is_ok()
    });
    let generated = outcomes
        .iter()
        .filter(|is_generated| **is_generated)
        .count();
    let refused = outcomes.len() - generated;
    println!("{generated} generated, {refused} refused");
    assert!(generated > 0 && refused > 0);
}

#[test]
fn a_name_of_several_lines_is_shown_on_one() {
    let document = json!({
        "openapi": "3.0.0", "info": {"title": "Lines", "version": "1"}, "paths": {},
        "components": {"schemas": {"Lines": {"type": "object", "properties": {"a\nb\u{1b}": 7}}}},
    });
    assert_eq!(
        source(&document).unwrap_err(),
        "#/components/schemas/Lines/properties/a\\nb\\u{1b}: a schema must be a JSON object"
    );
}

/// Changes one node somewhere below.
fn mutate(node: &mut Value, random: &mut Rng) {
    let deeper = match node {
        Value::Object(map) if !map.is_empty() => {
            let names: Vec<String> = map.keys().cloned().collect();
            let name = &names[random.usize(..names.len())];
            if random.u8(..5) > 0 {
                map.get_mut(name)
            } else {
                return mutate_entry(map, name, random);
            }
        }
        Value::Array(items) if !items.is_empty() && random.u8(..4) > 0 => {
            let index = random.usize(..items.len());
            items.get_mut(index)
        }
        _ => None,
    };
    match deeper {
        Some(child) => mutate(child, random),
        None => *node = other_value(random),
    }
}

fn mutate_entry(map: &mut Map<String, Value>, name: &str, random: &mut Rng) {
    match random.u8(..3) {
        0 => {
            map.remove(name);
        }
        1 => {
            let copy = map[name].clone();
            map.insert(format!("{name} copy"), copy);
        }
        _ => {
            map.insert(name.to_owned(), other_value(random));
        }
    }
}

fn other_value(random: &mut Rng) -> Value {
    let values = [
        json!(null),
        json!(true),
        json!(7),
        json!(-0.5),
        json!(""),
        json!("text"),
        json!([]),
        json!({}),
        json!([null, 1, "a"]),
        json!({"type": "string"}),
        json!({"$ref": "#/components/schemas/Gone"}),
        json!({"$ref": 1}),
        json!({"allOf": [{}]}),
        json!({"oneOf": [{"type": "array"}, {"properties": {}}]}),
    ];
    values[random.usize(..values.len())].clone()
}

#[test]
fn schemas_that_contain_themselves_do_not_exhaust_the_stack() {
    let reference = |name: &str| json!({"$ref": format!("#/components/schemas/{name}")});
    let rings = [
        json!({"A": reference("A")}),
        json!({"A": reference("B"), "B": reference("A")}),
        json!({"A": {"allOf": [reference("A")]}}),
        json!({"A": {"allOf": [reference("B"), {"type": "object"}]}, "B": {"allOf": [reference("A")]}}),
        json!({"A": {"oneOf": [reference("A")]}}),
        json!({"A": {"oneOf": [reference("B")]}, "B": {"anyOf": [reference("A")]}}),
        json!({"A": {"type": "array", "items": reference("A")}}),
        json!({"A": {"not": reference("A")}}),
        json!({"A": {"properties": {"a": {"allOf": [reference("A"), {"properties": {"b": reference("A")}}]}}}}),
        json!({"A": {"properties": {"a": {"oneOf": [reference("A"), {"properties": {"a": {"anyOf": [reference("A"), {"properties": {}}]}}}]}}}}),
    ];
    for schemas in rings {
        let content = json!({"content": {"application/json": {"schema": reference("A")}}});
        let document = json!({
            "openapi": "3.0.0", "info": {"title": "Ring", "version": "1"},
            "paths": {"/a": {"post": {"requestBody": content, "responses": {"200": content}}}},
            "components": {"schemas": schemas},
        });
        match source(&document) {
            Ok(text) => assert!(syn::parse_file(&text).is_ok(), "{document}"),
            Err(line) => assert!(line.contains("contains itself"), "{line}: {document}"),
        }
    }
}

#[test]
fn a_fault_says_where_and_what() {
    let faults = [
        (
            "/components/schemas/Email/properties/type",
            json!({"$ref": "#/components/schemas/Gone"}),
            "`$ref` to `#/components/schemas/Gone`, which does not exist",
        ),
        ("/info/version", json!(2), "missing or not text"),
        ("/components/schemas", json!([]), "must be an object"),
        (
            "/paths/~1credit~1sessions~1get",
            json!([]),
            "a path item must be an object",
        ),
    ];
    for (pointer, value, cause) in faults {
        let mut document = fragment();
        *document.pointer_mut(pointer).unwrap() = value;
        let line = source(&document).unwrap_err();
        assert!(line.ends_with(&format!("#{pointer}: {cause}")), "{line}");
    }
}

#[test]
fn mistakes_in_what_makes_no_code_do_not_matter() {
    let mut document = fragment();
    document["servers"] = json!(7);
    document["tags"] = json!({"name": null});
    document["info"]["title"] = json!(["Plaid"]);
    document["components"]["securitySchemes"] = json!("none");
    let operation = &mut document["paths"]["/credit/sessions/get"]["post"];
    operation["security"] = json!({});
    operation["tags"] = json!(null);
    assert_eq!(source(&document), source(&fragment()));
}
