//! `oneOf` and `anyOf` become one model with the fields of every variant, since a reader
//! that picks a variant loses the body that fits none.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::error::Fault;
use crate::extensions::{OF_PLACE, SHOWN};
use crate::walk::{Keywords, flag, for_each_schema, reference, schemas};

/// Merges the variants of every union: objects into one object without required
/// properties, strings into one enum or string, anything else into free-form JSON.
pub(crate) fn merge(document: &mut Value) -> Result<(), Fault> {
    // Unions of unions settle from the inside; one that contains itself never does.
    loop {
        let Some(components) = schemas(document).cloned() else {
            return Ok(());
        };
        let open: BTreeSet<&str> = components
            .iter()
            .filter(|(_, schema)| has_union(schema))
            .map(|(name, _)| name.as_str())
            .collect();
        let is_settled = |variant: &Value| match variant.as_object().and_then(reference) {
            Some(target) => !open.contains(target.as_str()),
            None => !has_union(variant),
        };
        let mut merged_any = false;
        for_each_schema(document, &mut |schema, _| {
            schema.remove("discriminator");
            schema.remove("not");
            for keyword in ["oneOf", "anyOf"] {
                let variants = schema.get(keyword).and_then(Value::as_array);
                if !variants.is_some_and(|variants| variants.iter().all(is_settled)) {
                    continue;
                }
                if let Some(Value::Array(variants)) = schema.remove(keyword) {
                    add_variants(schema, &variants, &components);
                    merged_any = true;
                }
            }
            Ok(())
        })?;
        if !merged_any {
            break;
        }
    }
    for_each_schema(document, &mut |schema, _| {
        let one_of = schema.remove("oneOf");
        if schema.remove("anyOf").or(one_of).is_some() {
            free_form(schema);
        }
        Ok(())
    })
}

/// Whether there is a union in the schema or below it.
fn has_union(schema: &Value) -> bool {
    match schema {
        Value::Object(keywords) => {
            ["oneOf", "anyOf"]
                .iter()
                .any(|keyword| keywords.get(*keyword).is_some_and(Value::is_array))
                || keywords.values().any(has_union)
        }
        Value::Array(items) => items.iter().any(has_union),
        _ => false,
    }
}

fn free_form(schema: &mut Keywords) {
    for keyword in [
        "type",
        "properties",
        "required",
        "enum",
        "format",
        "items",
        "additionalProperties",
    ] {
        schema.remove(keyword);
    }
}

fn add_variants(schema: &mut Keywords, variants: &[Value], components: &Map<String, Value>) {
    let resolved: Vec<&Keywords> = variants
        .iter()
        .filter_map(Value::as_object)
        .filter_map(|variant| match reference(variant) {
            Some(target) => components.get(&target).and_then(Value::as_object),
            None => Some(variant),
        })
        .collect();
    if resolved
        .iter()
        .any(|variant| variant.get("nullable").is_some_and(|value| value == true))
    {
        schema.insert("nullable".into(), true.into());
    }
    if let ([variant], Some([Value::Object(sole)])) = (resolved.as_slice(), Some(variants)) {
        match sole.get("$ref") {
            Some(target) if !schema.contains_key("properties") => {
                schema.insert("$ref".into(), target.clone());
            }
            _ => overlay_missing(schema, variant),
        }
    } else if resolved
        .iter()
        .all(|variant| variant.contains_key("properties"))
    {
        join_objects(schema, &resolved);
    } else if resolved
        .iter()
        .all(|variant| variant.get("type").is_some_and(|kind| kind == "string"))
    {
        join_strings(schema, &resolved);
    } else {
        free_form(schema);
    }
}

fn overlay_missing(schema: &mut Keywords, variant: &Keywords) {
    for (keyword, value) in variant {
        if OF_PLACE.contains(&keyword.as_str()) {
            continue;
        }
        schema
            .entry(keyword.clone())
            .or_insert_with(|| value.clone());
    }
}

fn join_objects(schema: &mut Keywords, variants: &[&Keywords]) {
    let mut joined = match schema.remove("properties") {
        Some(Value::Object(properties)) => properties,
        _ => Map::new(),
    };
    for properties in variants
        .iter()
        .filter_map(|variant| variant["properties"].as_object())
    {
        for (name, property) in properties {
            match joined.get(name) {
                None => {
                    joined.insert(name.clone(), property.clone());
                }
                Some(present) if shape(present) == shape(property) => {
                    // What shows in one variant alone is hidden.
                    if present.get(SHOWN) != property.get(SHOWN)
                        && let Some(Value::Object(present)) = joined.get_mut(name)
                    {
                        present.remove(SHOWN);
                    }
                }
                Some(present) => {
                    let both = join_properties(present, property);
                    joined.insert(name.clone(), both);
                }
            }
        }
    }
    schema.insert("type".into(), "object".into());
    schema.insert("properties".into(), Value::Object(joined));
}

/// A property that two variants declare differently: one enum of both their values,
/// as of a discriminator, or free-form JSON.
fn join_properties(one: &Value, other: &Value) -> Value {
    let both = [one, other].map(|property| property.as_object());
    if let [Some(one), Some(other)] = both {
        let is_string =
            |property: &Keywords| property.get("type").is_some_and(|kind| kind == "string");
        if is_string(one) && is_string(other) {
            let mut joined = one.clone();
            join_strings(&mut joined, &[one, other]);
            return Value::Object(joined);
        }
    }
    match one.get("description") {
        Some(description) => json!({"description": description}),
        None => json!({}),
    }
}

fn join_strings(schema: &mut Keywords, variants: &[&Keywords]) {
    schema.insert("type".into(), "string".into());
    if !variants.iter().all(|variant| flag(variant, SHOWN)) {
        schema.remove(SHOWN);
    }
    let enums: Option<Vec<&Vec<Value>>> = variants
        .iter()
        .map(|variant| variant.get("enum").and_then(Value::as_array))
        .collect();
    schema.remove("enum");
    if let Some(enums) = enums {
        let mut literals: Vec<Value> = Vec::new();
        for literal in enums.into_iter().flatten() {
            if !literals.contains(literal) {
                literals.push(literal.clone());
            }
        }
        schema.insert("enum".into(), Value::Array(literals));
    }
}

fn shape(schema: &Value) -> Value {
    let mut shape = schema.clone();
    if let Some(keywords) = shape.as_object_mut() {
        keywords.remove("description");
        keywords.remove("nullable");
        keywords.remove(SHOWN);
    }
    shape
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
            "Pet": {"oneOf": [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Dog"}],
                "discriminator": {"propertyName": "kind"}},
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

    #[test]
    fn other_variants_become_free_form() {
        let schemas = merged(json!({
            "Mixed": {"description": "Any.", "anyOf": [{"type": "string"}, {"type": "integer"}]},
            "Text": {"anyOf": [{"type": "string", "enum": ["a"]}, {"type": "string"}]},
        }));
        assert_eq!(schemas["Mixed"], json!({"description": "Any."}));
        assert_eq!(schemas["Text"], json!({"type": "string"}));
    }
}
