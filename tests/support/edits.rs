//! Random edits of a document, each one change that a maintainer of it could make.

use fastrand::Rng;
use serde_json::{Map, Value, json};

const SCHEMAS: &str = "/components/schemas";

/// Makes one edit and says which, or leaves the document as it is.
pub fn edit(document: &mut Value, random: &mut Rng) -> Option<String> {
    let edits = [
        replaced,
        property_removed,
        property_added,
        nullable,
        required,
        value,
        wrapped,
        inlined,
        extracted,
        body,
        operation_removed,
    ];
    let edit = random.choice(edits)?;
    edit(document, random)
}

fn replaced(document: &mut Value, random: &mut Rng) -> Option<String> {
    let new = schema(document, random)?;
    let place = place(document, random)?;
    *document.pointer_mut(&place)? = new.clone();
    Some(format!("{place} replaced by {new}"))
}

fn property_removed(document: &mut Value, random: &mut Rng) -> Option<String> {
    let place = place(document, random)?;
    let node = document.pointer_mut(&place)?;
    let property = property(node, random)?;
    node["properties"].as_object_mut()?.remove(&property);
    if let Some(required) = node.get_mut("required") {
        required.as_array_mut()?.retain(|name| *name != property);
    }
    Some(format!("{place} loses {property}"))
}

fn property_added(document: &mut Value, random: &mut Rng) -> Option<String> {
    let new = schema(document, random)?;
    let place = place(document, random)?;
    let node = document.pointer_mut(&place)?;
    let properties = node.get_mut("properties")?.as_object_mut()?;
    properties.insert("fresh".into(), new.clone());
    let is_required = random.bool();
    if is_required {
        names_required(node)?.push("fresh".into());
    }
    Some(format!(
        "{place} gains fresh, required {is_required}: {new}"
    ))
}

fn nullable(document: &mut Value, random: &mut Rng) -> Option<String> {
    let place = place(document, random)?;
    let node = document.pointer_mut(&place)?.as_object_mut()?;
    // Beside a reference, keywords mean nothing.
    if node.contains_key("$ref") {
        return None;
    }
    let now = node.get("nullable").is_none_or(|is| *is != true);
    node.insert("nullable".into(), now.into());
    Some(format!("{place} nullable {now}"))
}

fn required(document: &mut Value, random: &mut Rng) -> Option<String> {
    let place = place(document, random)?;
    let node = document.pointer_mut(&place)?;
    let property = property(node, random)?;
    let required = names_required(node)?;
    let before = required.len();
    required.retain(|name| *name != property);
    let now = required.len() == before;
    if now {
        required.push(property.clone().into());
    }
    Some(format!("{place} required {property} {now}"))
}

fn value(document: &mut Value, random: &mut Rng) -> Option<String> {
    let place = place(document, random)?;
    let values = document.pointer_mut(&place)?.get_mut("enum")?;
    let values = values.as_array_mut()?;
    if random.bool() || values.len() < 2 {
        values.push("FRESH".into());
    } else {
        values.remove(0);
    }
    Some(format!("{place} enum {values:?}"))
}

fn wrapped(document: &mut Value, random: &mut Rng) -> Option<String> {
    let place = place(document, random)?;
    let node = document.pointer_mut(&place)?;
    *node = json!({"allOf": [node.take()]});
    Some(format!("{place} wrapped"))
}

fn inlined(document: &mut Value, random: &mut Rng) -> Option<String> {
    let place = place(document, random)?;
    let target = document.pointer(&place)?.get("$ref")?.as_str()?;
    let target = document.pointer(target.trim_start_matches('#'))?.clone();
    *document.pointer_mut(&place)? = target;
    Some(format!("{place} inlined"))
}

fn extracted(document: &mut Value, random: &mut Rng) -> Option<String> {
    let place = place(document, random)?;
    let node = document.pointer_mut(&place)?;
    if place.matches('/').count() == SCHEMAS.matches('/').count() + 1 || node.get("$ref").is_some()
    {
        return None;
    }
    let node = std::mem::replace(node, reference("Extracted"));
    document
        .pointer_mut(SCHEMAS)?
        .as_object_mut()?
        .insert("Extracted".into(), node);
    Some(format!("{place} extracted"))
}

fn body(document: &mut Value, random: &mut Rng) -> Option<String> {
    let new = schema(document, random)?;
    let media_type = random.choice(["application/json", "application/pdf"])?;
    let content = json!({"content": {media_type: {"schema": new}}, "description": ""});
    let paths = document["paths"].as_object_mut()?;
    let path = random.choice(paths.keys())?.clone();
    let operation = paths[&path].as_object_mut()?.values_mut().next()?;
    let side = random.choice(["requestBody", "response"])?;
    match side {
        "requestBody" => operation[side] = content,
        _ => operation["responses"]["200"] = content,
    }
    Some(format!("{side} of {path} is {media_type} of {new}"))
}

fn operation_removed(document: &mut Value, random: &mut Rng) -> Option<String> {
    let paths = document["paths"].as_object_mut()?;
    let path = random.choice(paths.keys())?.clone();
    paths.remove(&path);
    Some(format!("{path} removed"))
}

/// A schema of any form.
fn schema(document: &Value, random: &mut Rng) -> Option<Value> {
    let schemas = document.pointer(SCHEMAS)?.as_object()?;
    let (name, component) = random.choice(schemas)?;
    let (any, other) = (reference(name), reference(random.choice(schemas.keys())?));
    let own = json!({"type": "object", "properties": {"a": {"type": "string"}, "b": any}, "required": ["b"]});
    let forms = [
        json!({"type": "string"}),
        json!({"type": "integer"}),
        json!({"type": "number", "format": "decimal"}),
        json!({"type": "string", "enum": ["A", "B"]}),
        json!({"type": "array", "items": any}),
        json!({"type": "object"}),
        json!({"type": "object", "additionalProperties": any}),
        json!({"allOf": [any]}),
        json!({"allOf": [any], "nullable": true}),
        json!({"allOf": [any, {"type": "object", "properties": {"more": {"type": "boolean"}}}]}),
        json!({"oneOf": [any, other]}),
        own,
        component.clone(),
        any,
    ];
    random.choice(forms)
}

fn reference(name: &str) -> Value {
    json!({"$ref": format!("#{SCHEMAS}/{name}")})
}

fn property(node: &Value, random: &mut Rng) -> Option<String> {
    random
        .choice(node.get("properties")?.as_object()?.keys())
        .cloned()
}

fn names_required(node: &mut Value) -> Option<&mut Vec<Value>> {
    let required = node.as_object_mut()?.entry("required").or_insert(json!([]));
    required.as_array_mut()
}

/// The place of a component or of a schema inside one.
fn place(document: &Value, random: &mut Rng) -> Option<String> {
    let mut places = Vec::new();
    for (name, schema) in document.pointer(SCHEMAS)?.as_object()? {
        add_places(schema, format!("{SCHEMAS}/{name}"), &mut places);
    }
    random.choice(places)
}

fn add_places(schema: &Value, place: String, places: &mut Vec<String>) {
    let properties = schema.get("properties").and_then(Value::as_object);
    for (name, below) in properties.into_iter().flat_map(Map::iter) {
        add_places(below, format!("{place}/properties/{name}"), places);
    }
    for keyword in ["items", "additionalProperties"] {
        if let Some(below) = schema.get(keyword).filter(|below| below.is_object()) {
            add_places(below, format!("{place}/{keyword}"), places);
        }
    }
    for keyword in ["allOf", "oneOf", "anyOf"] {
        let parts = schema.get(keyword).and_then(Value::as_array);
        for (index, below) in parts.into_iter().flatten().enumerate() {
            add_places(below, format!("{place}/{keyword}/{index}"), places);
        }
    }
    places.push(place);
}
