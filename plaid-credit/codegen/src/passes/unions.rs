//! `oneOf` and `anyOf` become one model with the fields of every variant, since a reader
//! that picks a variant loses the body that fits none.

use serde_json::{Map, Value};

use super::{is_annotation, settle, unique, without_place};
use crate::error::Fault;
use crate::extensions::SHOWN;
use crate::walk::{Keywords, flag, for_each_schema, in_schema, is_of_type, reference};

/// Merges the variants of every union: objects into one object without required
/// properties, strings into one enum or string, anything else into free-form JSON.
pub(crate) fn merge(document: &mut Value) -> Result<(), Fault> {
    let keywords = ["oneOf", "anyOf"];
    settle::each(document, &keywords, |schema, keyword, components| {
        if let Some(Value::Array(variants)) = schema.remove(keyword) {
            add_variants(schema, &variants, components)?;
        }
        Ok(())
    })?;
    // What is left contains itself.
    for_each_schema(document, &mut |schema| {
        let one_of = schema.remove("oneOf");
        if schema.remove("anyOf").or(one_of).is_some() {
            free_form(schema);
        }
        Ok(())
    })
}

fn free_form(schema: &mut Keywords) {
    schema.retain(|keyword, _| is_shapeless(keyword));
}

fn is_shapeless(keyword: &str) -> bool {
    is_annotation(keyword) || keyword.starts_with("x-")
}

fn add_variants(
    schema: &mut Keywords,
    variants: &[Value],
    components: &Map<String, Value>,
) -> Result<(), Fault> {
    let resolved = variants.iter().filter_map(|it| taken_in(it, components));
    let mut resolved: Vec<Keywords> = resolved.collect();
    if resolved.iter().any(|variant| flag(variant, "nullable")) {
        schema.insert("nullable".into(), true.into());
    }
    let has_properties = schema.contains_key("properties");
    resolved.retain(|variant| !has_properties || !only_requires(variant));
    match variants {
        [Value::Object(sole)] if !has_properties => {
            let own = std::mem::replace(schema, sole.clone());
            schema.extend(own);
        }
        _ if resolved.iter().all(|it| it.contains_key("properties")) => {
            join_objects(schema, &resolved)?;
        }
        _ if !has_properties && resolved.iter().all(|it| is_of_type(it, "string")) => {
            join_strings(schema, &resolved);
        }
        _ => free_form(schema),
    }
    Ok(())
}

/// The variant, of which the names belong to another schema where it is a reference.
fn taken_in(variant: &Value, components: &Map<String, Value>) -> Option<Keywords> {
    let variant = variant.as_object()?;
    let Some(target) = reference(variant) else {
        return Some(variant.clone());
    };
    let target = components.get(&target)?.as_object()?;
    Some(without_place(target.clone()))
}

/// Whether a variant says no more than which properties there must be.
fn only_requires(variant: &Keywords) -> bool {
    let mut shape = variant.keys().filter(|keyword| !is_shapeless(keyword));
    shape.all(|it| it == "required" || it == "type" && is_of_type(variant, "object"))
}

fn join_objects(schema: &mut Keywords, variants: &[Keywords]) -> Result<(), Fault> {
    let mut joined = match schema.remove("properties") {
        Some(Value::Object(properties)) => properties,
        _ => Map::new(),
    };
    let properties = variants
        .iter()
        .filter_map(|variant| variant["properties"].as_object());
    for (name, property) in properties.flatten() {
        match joined.get_mut(name) {
            None => {
                joined.insert(name.clone(), property.clone());
            }
            Some(present) => join_properties(present, property)?,
        }
    }
    schema.insert("type".into(), "object".into());
    schema.insert("properties".into(), joined.into());
    Ok(())
}

/// Makes one of a property that two variants have: one enum of both their values, as of a
/// discriminator, or free-form JSON where their types have nothing in common.
fn join_properties(present: &mut Value, other: &Value) -> Result<(), Fault> {
    let is_same = shape(present)? == shape(other)?;
    let (Value::Object(one), Value::Object(other)) = (present, other) else {
        return Ok(());
    };
    let are_strings = is_of_type(one, "string") && is_of_type(other, "string");
    match (is_same, are_strings) {
        (true, _) => {}
        (false, true) => {
            let both = [one.clone(), other.clone()];
            join_strings(one, &both);
        }
        (false, false) => free_form(one),
    }
    join_remarks(one, other);
    Ok(())
}

/// Of two schemas that are one now: null is allowed where either allows it, and nothing shows
/// or is deprecated that does so in one alone.
fn join_remarks(one: &mut Keywords, other: &Keywords) {
    if flag(other, "nullable") {
        one.insert("nullable".into(), true.into());
    }
    for keyword in ["deprecated", SHOWN] {
        if !flag(other, keyword) {
            one.remove(keyword);
        }
    }
    for (keyword, part) in one.iter_mut() {
        let Some(other) = other.get(keyword) else {
            continue;
        };
        match (keyword.as_str(), part, other) {
            ("items" | "additionalProperties", Value::Object(part), Value::Object(other)) => {
                join_remarks(part, other);
            }
            ("properties", Value::Object(properties), Value::Object(others)) => {
                for (name, property) in properties.iter_mut() {
                    if let (Value::Object(property), Some(Value::Object(other))) =
                        (property, others.get(name))
                    {
                        join_remarks(property, other);
                    }
                }
            }
            _ => {}
        }
    }
}

fn join_strings(schema: &mut Keywords, variants: &[Keywords]) {
    schema.insert("type".into(), "string".into());
    if !variants.iter().all(|variant| flag(variant, SHOWN)) {
        schema.remove(SHOWN);
    }
    // A text that is no date would be set aside.
    schema.remove("format");
    let formats = unique(variants.iter().map(|variant| variant.get("format")));
    if let [Some(format)] = formats.as_slice() {
        schema.insert("format".into(), (*format).clone());
    }
    schema.remove("enum");
    let enums = variants
        .iter()
        .map(|variant| variant.get("enum")?.as_array());
    if let Some(enums) = enums.collect::<Option<Vec<_>>>() {
        let literals = unique(enums.into_iter().flatten().cloned());
        schema.insert("enum".into(), literals.into());
    }
}

/// What makes a difference to the type of a property.
fn shape(property: &Value) -> Result<Value, Fault> {
    let mut shape = property.clone();
    in_schema(&mut shape, &mut |schema| {
        schema.retain(|keyword, _| !is_shapeless(keyword));
        Ok(())
    })?;
    Ok(shape)
}

#[cfg(test)]
mod tests {
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
}
