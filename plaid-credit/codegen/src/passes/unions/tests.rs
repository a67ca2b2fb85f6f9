use serde_json::{Value, json};

fn merged(schemas: Value) -> Value {
    let mut document = json!({"components": {"schemas": schemas}});
    super::merge(&mut document).unwrap();
    document["components"]["schemas"].take()
}

#[test]
fn variants_that_are_objects_join_into_one() {
    let schemas = merged(json!({
        "Pet": {"oneOf": [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Dog"}]},
        "Cat": {"type": "object", "required": ["kind"], "properties": {
            "kind": {"type": "string", "enum": ["cat"]}, "lives": {"type": "integer"}, "x": {"type": "string"}}},
        "Dog": {"type": "object", "properties": {
            "kind": {"type": "string", "enum": ["dog"]}, "x": {"type": "integer"}}},
    }));
    assert_eq!(
        schemas["Pet"],
        json!({"type": "object", "properties": {
            "kind": {"type": "string", "enum": ["cat", "dog"]}, "lives": {"type": "integer"}, "x": {},
        }})
    );
}

/// A union of two objects that have this property, in either order.
fn joined(one: &Value, other: &Value) -> [Value; 2] {
    [[one, other], [other, one]].map(|properties| {
        let variants = properties.map(|property| json!({"properties": {"a": property}}));
        let mut schemas = merged(json!({"A": {"oneOf": variants}}));
        schemas["A"]["properties"]["a"].take()
    })
}

#[test]
fn the_order_of_variants_makes_no_difference_to_a_type() {
    let text = json!({"type": "string"});
    let date = json!({"type": "string", "format": "date"});
    assert_eq!(joined(&text, &date), [text.clone(), text]);
    assert_eq!(joined(&date, &date), [date.clone(), date]);
    let literal = json!({"type": "string", "enum": ["a"], "format": "date"});
    let date = json!({"type": "string", "format": "date"});
    assert_eq!(joined(&literal, &date), [date.clone(), date]);
}

#[test]
fn what_is_said_of_a_property_makes_no_difference_to_its_type() {
    let count = json!({"type": "integer"});
    let old = json!({"type": "integer", "deprecated": true});
    assert_eq!(joined(&count, &old), [count.clone(), count]);
    assert_eq!(joined(&old, &old), [old.clone(), old]);
    let tags = |item: Value| json!({"type": "array", "items": item});
    let short = tags(json!({"type": "string", "description": "At most 3 characters."}));
    let plain = tags(json!({"type": "string"}));
    assert_eq!(joined(&short, &plain), [short, plain]);
    let object = |name: &str| json!({"properties": {name: {"type": "string"}}});
    let [described, _] = joined(&object("description"), &object("x-id"));
    assert_eq!(described, json!({}));
}

#[test]
fn null_is_allowed_where_one_variant_allows_it() {
    let (plain, nullable) = (
        json!({"type": "string"}),
        json!({"type": "string", "nullable": true}),
    );
    assert_eq!(
        joined(&plain, &nullable),
        [nullable.clone(), nullable.clone()]
    );
    let list = |item: &Value| json!({"type": "array", "items": item});
    let map = |value: &Value| json!({"type": "object", "additionalProperties": value});
    let object = |property: &Value| json!({"type": "object", "properties": {"b": property}});
    let containers: [&dyn Fn(&Value) -> Value; 3] = [&list, &map, &object];
    for of in containers {
        let expected = of(&nullable);
        assert_eq!(
            joined(&of(&plain), &of(&nullable)),
            [expected.clone(), expected]
        );
    }
    let count = json!({"type": "integer", "nullable": true});
    let any = json!({"nullable": true});
    assert_eq!(joined(&plain, &count), [any.clone(), any]);
}

#[test]
fn what_shows_in_one_variant_alone_is_hidden() {
    let tags = |item: Value| json!({"type": "array", "items": item});
    let shown = tags(json!({"type": "string", "x-shown": true}));
    let hidden = tags(json!({"type": "string"}));
    assert_eq!(joined(&shown, &hidden), [hidden.clone(), hidden]);
    assert_eq!(joined(&shown, &shown), [shown.clone(), shown]);
}

#[test]
fn a_union_has_the_names_of_variants_that_are_written_in_it() {
    let named = |name: &str| json!({"type": "string", "enum": ["cat"], "x-rust-name": name});
    let object = |kind: Value| json!({"type": "object", "properties": {"kind": kind}});
    let of = |one: Value, other: Value| json!({"oneOf": [one, other]});
    let cat = json!({"$ref": "#/components/schemas/Cat"});
    let empty = json!({"properties": {}});
    let schemas = merged(json!({
        "Animal": of(cat, empty.clone()),
        "Cat": object(named("CatKind")),
        "Pet": of(object(named("PetKind")), empty),
        "Sole": {"oneOf": [object(named("SoleKind"))]},
    }));
    let unnamed = json!({"type": "string", "enum": ["cat"]});
    assert_eq!(schemas["Animal"], object(unnamed));
    assert_eq!(schemas["Cat"], object(named("CatKind")));
    assert_eq!(schemas["Pet"], object(named("PetKind")));
    assert_eq!(schemas["Sole"], object(named("SoleKind")));
}

#[test]
fn a_union_beside_properties_adds_to_them() {
    let (a, b) = (json!({"a": {}}), json!({"b": {}}));
    let ab = json!({"a": {}, "b": {}});
    let schemas = merged(json!({
        "A": {"type": "object", "properties": a},
        "Inline": {"properties": b, "oneOf": [{"properties": a, "required": ["a"]}]},
        "Reference": {"properties": b, "required": ["b"], "oneOf": [{"$ref": "#/components/schemas/A"}]},
        "AtLeastOne": {"description": "One.", "type": "object", "properties": ab,
            "anyOf": [{"required": ["a"]}, {"type": "object", "required": ["b"], "nullable": true}]},
        "Part": {"properties": b, "anyOf": [{"required": ["b"]}, {"properties": a}]},
        "Text": {"properties": b, "oneOf": [{"type": "string"}]},
    }));
    let joined = json!({"type": "object", "properties": ab});
    assert_eq!(schemas["Inline"], joined);
    assert_eq!(schemas["Part"], joined);
    assert_eq!(
        schemas["Reference"],
        json!({"type": "object", "properties": ab, "required": ["b"]})
    );
    assert_eq!(
        schemas["AtLeastOne"],
        json!({"description": "One.", "type": "object", "properties": ab, "nullable": true})
    );
    assert_eq!(schemas["Text"], json!({}));
}

fn to(name: &str) -> Value {
    json!({"$ref": format!("#/components/schemas/{name}")})
}

#[test]
fn a_variant_is_what_its_references_lead_to() {
    let object = |name: &str| json!({"type": "object", "properties": {name: {}}});
    let schemas = merged(json!({
        "A": {"oneOf": [to("B")], "nullable": true},
        "B": object("b"),
        "C": object("c"),
        "Pet": {"oneOf": [to("A"), to("C")]},
    }));
    let joined = json!({"type": "object", "properties": {"b": {}, "c": {}}, "nullable": true});
    assert_eq!(schemas["Pet"], joined);
}

#[test]
fn a_union_that_is_only_a_reference_stays_one() {
    let schemas = merged(json!({"Tree": {"type": "object", "properties": {
        "left": {"description": "Left.", "nullable": true, "oneOf": [to("Tree")]},
        "right": {"type": "object", "anyOf": [to("Tree"), {"nullable": true}]},
        "all": {"type": "array", "items": {"oneOf": [to("Tree")]}},
    }}}));
    let tree = |remarks: Value| {
        let mut tree = to("Tree");
        let remarks = remarks.as_object().unwrap().clone();
        tree.as_object_mut().unwrap().extend(remarks);
        tree
    };
    assert_eq!(
        schemas["Tree"]["properties"],
        json!({
            "left": tree(json!({"description": "Left.", "nullable": true})),
            "right": tree(json!({"nullable": true})),
            "all": {"type": "array", "items": to("Tree")},
        })
    );
}

#[test]
fn a_variant_that_is_only_null_makes_the_others_nullable() {
    let only_null = json!({"nullable": true});
    let object = json!({"nullable": true, "type": "object"});
    let schemas = merged(json!({
        "A": {"type": "object", "properties": {"a": {}}},
        "Null": {"oneOf": [to("A"), only_null]},
        "NullObject": {"anyOf": [object, to("A")]},
        "Text": {"oneOf": [{"type": "string"}, only_null]},
        "TextOrObject": {"oneOf": [{"type": "string"}, object]},
        "Nothing": {"oneOf": [only_null]},
        "Anything": {"oneOf": [to("A"), {}]},
    }));
    let nullable = json!({"$ref": "#/components/schemas/A", "nullable": true});
    assert_eq!(schemas["Null"], nullable);
    assert_eq!(schemas["NullObject"], nullable);
    assert_eq!(schemas["Text"], json!({"type": "string", "nullable": true}));
    assert_eq!(schemas["TextOrObject"], only_null);
    assert_eq!(schemas["Nothing"], only_null);
    assert_eq!(schemas["Anything"], json!({}));
}

#[test]
fn other_variants_become_free_form() {
    let schemas = merged(json!({
        "Mixed": {"description": "Any.", "anyOf": [{"type": "string"}, {"type": "integer"}]},
        "Text": {"anyOf": [{"type": "string", "enum": ["a"]}, {"type": "string"}]},
    }));
    assert_eq!(schemas["Mixed"], json!({"description": "Any."}));
    assert_eq!(schemas["Text"], json!({"type": "string"}));
}

#[test]
fn unions_of_one_another_are_free_form() {
    let schemas = merged(json!({
        "A": {"description": "A.", "oneOf": [{"$ref": "#/components/schemas/B"}]},
        "B": {"anyOf": [{"$ref": "#/components/schemas/A"}]},
    }));
    assert_eq!(schemas, json!({"A": {"description": "A."}, "B": {}}));
}
