//! `allOf` becomes one schema with the properties of all its parts.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::{as_part, chain_is_too_long, is_annotation, settle, unique, without_place};
use crate::error::Fault;
use crate::references::LONGEST_CHAIN;
use crate::walk::{Keywords, flag, for_each_schema, reference, schemas, schemas_mut};

/// Merges every `allOf`. One with a single reference and no other shape of its own
/// is that reference, with the description and `nullable` beside it.
pub(crate) fn merge(document: &mut Value) -> Result<(), Fault> {
    let components = schemas(document).cloned().unwrap_or_default();
    let mut merger = Merger {
        components: &components,
        open: Vec::new(),
        done: BTreeMap::new(),
    };
    for (name, schema) in schemas_mut(document).into_iter().flatten() {
        *schema = merger.component(name)?.into();
    }
    for_each_schema(document, &mut |schema| {
        if let Some(alias) = as_alias(schema) {
            *schema = alias;
        }
        Ok(())
    })?;
    settle::each(document, &["allOf"], |schema, _, components| {
        let mut component = |name: &str| match components["schemas"].get(name) {
            Some(Value::Object(component)) => Ok(component.clone()),
            _ => Err(Fault::in_schema(name, "a schema must be a JSON object")),
        };
        *schema = merged(schema, &mut component)?;
        Ok(())
    })?;
    // What is left contains itself.
    for_each_schema(document, &mut |schema| {
        if let Some(Value::Array(parts)) = schema.remove("allOf")
            && let Some(target) = parts.iter().find_map(|part| part.get("$ref"))
        {
            schema.insert("$ref".into(), target.clone());
        }
        Ok(())
    })
}

/// The reference that `allOf: [$ref]` stands for.
fn as_alias(schema: &Keywords) -> Option<Keywords> {
    let parts = schema.get("allOf")?.as_array()?.iter();
    let mut parts: Vec<&Keywords> = parts.map(Value::as_object).collect::<Option<_>>()?;
    // Beside the reference, another part may hold a description.
    parts.retain(|part| !part.keys().all(|keyword| is_annotation(keyword)));
    let [part] = parts.as_slice() else {
        return None;
    };
    as_part(schema, "allOf", part)
}

/// Merges the components, each after those of which it is made.
struct Merger<'a> {
    components: &'a Map<String, Value>,
    /// Those that are being merged.
    open: Vec<String>,
    done: BTreeMap<String, Keywords>,
}

impl Merger<'_> {
    /// The component with its own `allOf`, or its `$ref` to another one, merged.
    fn component(&mut self, name: &str) -> Result<Keywords, Fault> {
        if let Some(done) = self.done.get(name) {
            return Ok(done.clone());
        }
        if self.open.iter().any(|open| open == name) {
            let cause = format!("`{name}` contains itself");
            return Err(Fault::in_schema(name, cause));
        }
        let Some(schema) = self.components.get(name).and_then(Value::as_object) else {
            return Err(Fault::in_schema(name, "a schema must be a JSON object"));
        };
        if self.open.len() == LONGEST_CHAIN {
            return Err(chain_is_too_long(&self.open[0]));
        }
        self.open.push(name.to_owned());
        let merged = match reference(schema) {
            Some(target) => {
                let mut copy = without_place(self.component(&target)?);
                overlay(&mut copy, schema);
                copy.remove("$ref");
                copy
            }
            None => merged(schema, &mut |target| self.component(target))?,
        };
        self.open.pop();
        self.done.insert(name.to_owned(), merged.clone());
        Ok(merged)
    }
}

/// The schema with its `allOf` merged; `component` gives the merged component of a name.
fn merged(
    schema: &Keywords,
    component: &mut dyn FnMut(&str) -> Result<Keywords, Fault>,
) -> Result<Keywords, Fault> {
    let mut whole = Keywords::new();
    let parts = schema.get("allOf").and_then(Value::as_array);
    // All that say a shape must allow null for the whole to do so.
    let (mut shapes, mut nullable_shapes) = (0, 0);
    for part in parts.into_iter().flatten().filter_map(Value::as_object) {
        let mut part = match reference(part) {
            Some(target) => without_place(component(&target)?),
            None => merged(part, component)?,
        };
        let is_nullable = flag(&part, "nullable");
        // What a part is called says nothing of the whole.
        part.retain(|keyword, _| !is_annotation(keyword));
        shapes += usize::from(!part.is_empty());
        nullable_shapes += usize::from(!part.is_empty() && is_nullable);
        overlay(&mut whole, &part);
    }
    let mut own = schema.clone();
    own.remove("allOf");
    if shapes > 0 && shapes == nullable_shapes && !own.contains_key("type") {
        whole.insert("nullable".into(), true.into());
    }
    overlay(&mut whole, &own);
    Ok(whole)
}

/// Adds the keywords of `part`: properties and `required` join, others replace.
fn overlay(merged: &mut Keywords, part: &Keywords) {
    let is_reference = |property: &Keywords| property.contains_key("$ref");
    for (keyword, value) in part {
        match (keyword.as_str(), merged.get_mut(keyword), value) {
            ("properties", Some(Value::Object(all)), Value::Object(more)) => {
                for (name, property) in more {
                    match (all.get_mut(name), property) {
                        (Some(Value::Object(present)), Value::Object(property))
                            if property.keys().all(|it| is_annotation(it))
                                || !(is_reference(present) || is_reference(property)) =>
                        {
                            overlay(present, property);
                        }
                        _ => {
                            all.insert(name.clone(), property.clone());
                        }
                    }
                }
            }
            ("required" | "oneOf" | "anyOf", Some(Value::Array(all)), Value::Array(more)) => {
                let both = std::mem::take(all).into_iter();
                *all = unique(both.chain(more.iter().cloned()));
            }
            _ => {
                merged.insert(keyword.clone(), value.clone());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Map, Value, json};

    use crate::references::LONGEST_CHAIN;

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
    fn the_whole_has_the_names_of_parts_that_are_written_in_it() {
        let named = |name: &str| json!({"type": "string", "enum": ["a"], "x-rust-name": name});
        let schemas = merged(json!({
            "Base": {"type": "object", "properties": {"base": named("BaseKind")}},
            "Whole": {"allOf": [
                {"$ref": "#/components/schemas/Base"},
                {"properties": {"own": named("OwnKind")}},
            ]},
        }));
        assert_eq!(
            schemas["Whole"]["properties"],
            json!({"base": {"type": "string", "enum": ["a"]}, "own": named("OwnKind")})
        );
    }

    #[test]
    fn what_is_said_of_a_property_leaves_its_type() {
        let owner = json!({"$ref": "#/components/schemas/Owner"});
        let schemas = merged(json!({
            "Owner": {"type": "object"},
            "Base": {"properties": {"owner": owner, "alias": {"allOf": [owner]}, "same": owner}},
            "Whole": {"allOf": [{"$ref": "#/components/schemas/Base"}, {"properties": {
                "owner": {"description": "Who owns it."}, "alias": {"nullable": true}, "same": {}}}]},
        }));
        assert_eq!(
            schemas["Whole"]["properties"],
            json!({
                "owner": {"$ref": "#/components/schemas/Owner", "description": "Who owns it."},
                "alias": {"$ref": "#/components/schemas/Owner", "nullable": true},
                "same": owner,
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
    fn a_component_that_is_made_of_itself_is_a_fault() {
        let b = json!({"$ref": "#/components/schemas/B"});
        let a = json!({"$ref": "#/components/schemas/A"});
        for schemas in [
            json!({"A": {"allOf": [b]}, "B": {"allOf": [a, {"type": "object"}]}}),
            json!({"A": b, "B": a}),
        ] {
            let mut document = json!({"components": {"schemas": schemas}});
            let fault = super::merge(&mut document).unwrap_err();
            assert_eq!(fault.cause, "`A` contains itself");
        }
    }

    fn name(index: usize) -> String {
        format!("A{index:05}")
    }

    /// Schemas, each made of the next by `link`.
    fn chain(length: usize, link: impl Fn(Value) -> Value) -> Value {
        let next = |index| json!({"$ref": format!("#/components/schemas/{}", name(index + 1))});
        let links = (0..length).map(|index| (name(index), link(next(index))));
        let mut schemas: Map<String, Value> = links.collect();
        schemas.insert(name(length), json!({"type": "object"}));
        json!({"components": {"schemas": schemas}})
    }

    fn whole(part: Value) -> Value {
        json!({"allOf": [part, {"type": "object"}]})
    }

    #[test]
    fn a_chain_that_could_exhaust_the_stack_is_a_fault() {
        let below = |part| json!({"properties": {"a": whole(part)}});
        for mut document in [
            chain(10_000, |part| part),
            chain(10_000, whole),
            chain(30, below),
        ] {
            let fault = super::merge(&mut document).unwrap_err();
            assert_eq!(fault.pointer, "/components/schemas/A00000");
            assert!(fault.cause.contains("more than 20 schemas"), "{fault}");
        }
    }

    #[test]
    fn the_longest_chain_of_the_deepest_schemas_is_merged() {
        // As deep as serde_json reads.
        let deep = |part| (0..60).fold(part, |part, _| whole(part));
        let mut document = chain(LONGEST_CHAIN - 1, deep);
        super::merge(&mut document).unwrap();
        let schemas = &document["components"]["schemas"];
        assert_eq!(schemas["A00000"], json!({"type": "object"}));
    }
}
