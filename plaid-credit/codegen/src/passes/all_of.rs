//! `allOf` becomes one schema with the properties of all its parts.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use crate::error::{Fault, escape};
use crate::extensions::OF_PLACE;
use crate::walk::{Keywords, for_each_schema, reference, schemas, schemas_mut};

/// Merges every `allOf`. One with a single reference and no other shape of its own
/// is that reference, with the description and `nullable` beside it.
pub(crate) fn merge(document: &mut Value) -> Result<(), Fault> {
    let Some(components) = schemas(document).cloned() else {
        return Ok(());
    };
    let mut merger = Merger {
        components: &components,
        done: BTreeMap::new(),
    };
    for name in components.keys() {
        merger.component(name, &mut Vec::new())?;
    }
    let done = merger.done;
    for (name, schema) in schemas_mut(document).into_iter().flatten() {
        if let Some(merged) = done.get(name) {
            *schema = Value::Object(merged.clone());
        }
    }
    while merge_nested(document)? {}
    // What is left contains itself.
    for_each_schema(document, &mut |schema, _| {
        let parts = schema.remove("allOf");
        let target = parts
            .as_ref()
            .and_then(|parts| parts.as_array()?.iter().find_map(|part| part.get("$ref")));
        if let Some(target) = target {
            schema.insert("$ref".into(), target.clone());
        }
        Ok(())
    })
}

/// Merges each `allOf` within other schemas whose parts have none within themselves, and
/// says whether there was one: a part that has some is settled in the next round.
fn merge_nested(document: &mut Value) -> Result<bool, Fault> {
    let Some(components) = schemas(document).cloned() else {
        return Ok(false);
    };
    let open: BTreeSet<&str> = components
        .iter()
        .filter(|(_, schema)| has_all_of(schema))
        .map(|(name, _)| name.as_str())
        .collect();
    let done = components
        .iter()
        .filter_map(|(name, schema)| Some((name.clone(), schema.as_object()?.clone())))
        .collect();
    let mut merger = Merger {
        components: &components,
        done,
    };
    let mut merged_any = false;
    for_each_schema(document, &mut |schema, pointer| {
        let Some(parts) = schema.get("allOf").and_then(Value::as_array) else {
            return Ok(());
        };
        if let Some(alias) = as_alias(schema) {
            *schema = alias;
            merged_any = true;
            return Ok(());
        }
        let is_settled = parts
            .iter()
            .all(|part| match part.as_object().and_then(reference) {
                Some(target) => !open.contains(target.as_str()),
                None => !has_all_of(part),
            });
        if is_settled {
            *schema = merger.merged(schema, pointer, &mut Vec::new())?;
            merged_any = true;
        }
        Ok(())
    })?;
    Ok(merged_any)
}

/// Whether there is an `allOf` in the schema or below it.
fn has_all_of(schema: &Value) -> bool {
    match schema {
        Value::Object(keywords) => {
            keywords.get("allOf").is_some_and(Value::is_array) || keywords.values().any(has_all_of)
        }
        Value::Array(items) => items.iter().any(has_all_of),
        _ => false,
    }
}

/// The reference that `allOf: [$ref]` stands for.
fn as_alias(schema: &Keywords) -> Option<Keywords> {
    let parts = schema.get("allOf")?.as_array()?.iter();
    let mut parts: Vec<&Keywords> = parts.map(Value::as_object).collect::<Option<_>>()?;
    // Beside the reference, another part may hold a description.
    parts.retain(|part| {
        part.keys()
            .any(|keyword| !ANNOTATIONS.contains(&keyword.as_str()))
    });
    let [part] = parts.as_slice() else {
        return None;
    };
    reference(part)?;
    let shapeless = |keyword: &String| {
        [
            "allOf",
            "description",
            "nullable",
            "deprecated",
            "type",
            "additionalProperties",
        ]
        .contains(&keyword.as_str())
    };
    if !schema.keys().all(shapeless) {
        return None;
    }
    let mut alias = (*part).clone();
    for keyword in ANNOTATIONS {
        if let Some(value) = schema.get(keyword) {
            alias.insert(keyword.into(), value.clone());
        }
    }
    Some(alias)
}

/// What says nothing of the shape.
const ANNOTATIONS: [&str; 3] = ["description", "nullable", "deprecated"];

struct Merger<'a> {
    components: &'a Map<String, Value>,
    done: BTreeMap<String, Keywords>,
}

impl Merger<'_> {
    /// The component with its own `allOf`, or its `$ref` to another one, merged.
    fn component(&mut self, name: &str, open: &mut Vec<String>) -> Result<Keywords, Fault> {
        let pointer = format!("/components/schemas/{}", escape(name));
        if let Some(done) = self.done.get(name) {
            return Ok(done.clone());
        }
        if open.iter().any(|waiting| waiting == name) {
            let cause = format!("`{name}` contains itself");
            return Err(Fault::new(pointer, cause));
        }
        let Some(schema) = self.components.get(name).and_then(Value::as_object) else {
            return Err(Fault::new(pointer, "a schema must be a JSON object"));
        };
        open.push(name.to_owned());
        let merged = match reference(schema) {
            Some(target) => {
                let mut copy = self.component(&target, open)?;
                copy.retain(|keyword, _| !OF_PLACE.contains(&keyword.as_str()));
                overlay(&mut copy, schema);
                copy.remove("$ref");
                copy
            }
            None if schema.contains_key("allOf") => self.merged(schema, &pointer, open)?,
            None => schema.clone(),
        };
        open.pop();
        self.done.insert(name.to_owned(), merged.clone());
        Ok(merged)
    }

    fn merged(
        &mut self,
        schema: &Keywords,
        pointer: &str,
        open: &mut Vec<String>,
    ) -> Result<Keywords, Fault> {
        let mut merged = Keywords::new();
        let parts = schema
            .get("allOf")
            .and_then(Value::as_array)
            .into_iter()
            .flatten();
        // All that say a shape must allow null for the whole to do so.
        let (mut shapes, mut nullable_shapes) = (0, 0);
        for (index, part) in parts.enumerate() {
            let pointer = format!("{pointer}/allOf/{index}");
            let Some(part) = part.as_object() else {
                return Err(Fault::new(pointer, "a schema must be a JSON object"));
            };
            let mut part = match reference(part) {
                Some(target) => self.component(&target, open)?,
                None if part.contains_key("allOf") => self.merged(part, &pointer, open)?,
                None => part.clone(),
            };
            let is_nullable = part.get("nullable").is_some_and(|value| value == true);
            // What a part is called says nothing of the whole.
            for keyword in ANNOTATIONS.iter().chain(&OF_PLACE) {
                part.remove(*keyword);
            }
            shapes += usize::from(!part.is_empty());
            nullable_shapes += usize::from(!part.is_empty() && is_nullable);
            overlay(&mut merged, &part);
        }
        let mut own = schema.clone();
        own.remove("allOf");
        if shapes > 0 && shapes == nullable_shapes && !own.contains_key("type") {
            merged.insert("nullable".into(), true.into());
        }
        overlay(&mut merged, &own);
        Ok(merged)
    }
}

/// Adds the keywords of `part`: properties and `required` join, others replace.
fn overlay(merged: &mut Keywords, part: &Keywords) {
    for (keyword, value) in part {
        match (keyword.as_str(), merged.get_mut(keyword), value) {
            ("properties", Some(Value::Object(all)), Value::Object(more)) => {
                for (name, property) in more {
                    match (all.get_mut(name), property) {
                        (Some(Value::Object(present)), Value::Object(property))
                            if !present.contains_key("$ref") && !property.contains_key("$ref") =>
                        {
                            overlay(present, property);
                        }
                        _ => {
                            all.insert(name.clone(), property.clone());
                        }
                    }
                }
            }
            ("required", Some(Value::Array(all)), Value::Array(more)) => {
                for name in more {
                    if !all.contains(name) {
                        all.push(name.clone());
                    }
                }
            }
            _ => {
                merged.insert(keyword.clone(), value.clone());
            }
        }
    }
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
    fn joins_the_properties_of_references_and_inline_parts() {
        let schemas = merged(json!({
            "Base": {"type": "object", "nullable": true, "description": "The base.", "required": ["a"],
                "properties": {"a": {"type": "string"}, "b": {"type": "string", "description": "B."}}},
            "Whole": {"nullable": true, "description": "The whole.", "required": ["c"], "allOf": [
                {"$ref": "#/components/schemas/Base"},
                {"type": "object", "properties": {"b": {"nullable": true}, "c": {"type": "integer"}}},
            ]},
        }));
        assert_eq!(
            schemas["Whole"],
            json!({
                "type": "object", "nullable": true, "description": "The whole.", "required": ["a", "c"],
                "properties": {
                    "a": {"type": "string"},
                    "b": {"type": "string", "description": "B.", "nullable": true},
                    "c": {"type": "integer"},
                },
            })
        );
    }

    #[test]
    fn a_single_reference_stays_a_reference() {
        let schemas = merged(json!({
            "A": {"type": "object", "properties": {"b": {
                "description": "A B.", "nullable": true, "allOf": [{"$ref": "#/components/schemas/B"}],
            }}},
            "B": {"type": "object"},
        }));
        assert_eq!(
            schemas["A"]["properties"]["b"],
            json!({"$ref": "#/components/schemas/B", "description": "A B.", "nullable": true})
        );
    }

    #[test]
    fn an_all_of_within_itself_is_a_fault() {
        let mut document = json!({"components": {"schemas": {
            "A": {"allOf": [{"$ref": "#/components/schemas/B"}]},
            "B": {"allOf": [{"$ref": "#/components/schemas/A"}, {"type": "object"}]},
        }}});
        let fault = super::merge(&mut document).unwrap_err();
        assert_eq!(fault.cause, "`A` contains itself");
    }
}
