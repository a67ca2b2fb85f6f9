//! `oneOf` and `anyOf` become one model with the fields of every variant, since a reader
//! that picks a variant loses the body that fits none.

use serde_json::{Map, Value};

use super::{as_part, is_annotation, settle, unique, without_place};
use crate::error::Fault;
use crate::extensions::SHOWN;
use crate::references::{chain, resolved};
use crate::walk::{Keywords, below, flag, for_each_schema, in_schema, is_of_type, schemas_mut};

const KEYWORDS: [&str; 2] = ["oneOf", "anyOf"];

/// Merges the variants of every union: objects into one object without required
/// properties, strings into one enum or string, anything else into free-form JSON.
pub(crate) fn merge(document: &mut Value) -> Result<(), Fault> {
    for_each_schema(document, &mut |schema| {
        KEYWORDS
            .iter()
            .for_each(|keyword| drop_null(schema, keyword));
        Ok(())
    })?;
    // At the top of a component, the reference may lead to the component itself.
    for (_, component) in schemas_mut(document).into_iter().flatten() {
        if let Some(component) = component.as_object_mut() {
            below(component, &mut |schema| {
                if let Some(alias) = as_alias(schema) {
                    *schema = alias;
                }
                Ok(())
            })?;
        }
    }
    settle::each(document, &KEYWORDS, |schema, keyword, components| {
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

/// Drops the variants that are null alone, which the others then may be.
fn drop_null(schema: &mut Keywords, keyword: &str) {
    let Some(Value::Array(variants)) = schema.get_mut(keyword) else {
        return;
    };
    // Beside objects, `type: object` says no more than null: Plaid writes that for `null`.
    let are_objects = variants
        .iter()
        .all(|variant| variant.get("type").is_none_or(|kind| kind == "object"));
    let is_null = |variant: &Value| {
        variant.as_object().is_some_and(|variant| {
            let mut shape = variant.keys().filter(|keyword| !is_shapeless(keyword));
            flag(variant, "nullable") && shape.all(|it| it == "type" && are_objects)
        })
    };
    let (null, rest): (Vec<Value>, Vec<Value>) = variants.iter().cloned().partition(is_null);
    if !null.is_empty() && !rest.is_empty() {
        *variants = rest;
        schema.insert("nullable".into(), true.into());
    }
}

/// The reference that a union of one variant stands for.
fn as_alias(schema: &Keywords) -> Option<Keywords> {
    KEYWORDS.iter().find_map(|keyword| {
        let variants = schema.get(*keyword)?.as_array()?;
        let [Value::Object(sole)] = variants.as_slice() else {
            return None;
        };
        as_part(schema, keyword, sole)
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
    components: &Value,
) -> Result<(), Fault> {
    let taken = variants.iter().filter_map(|it| taken_in(it, components));
    let mut taken: Vec<Keywords> = taken.collect();
    if taken.iter().any(|variant| flag(variant, "nullable")) {
        schema.insert("nullable".into(), true.into());
    }
    let has_properties = schema.contains_key("properties");
    taken.retain(|variant| !has_properties || !only_requires(variant));
    match variants {
        [Value::Object(sole)] if !has_properties => {
            let own = std::mem::replace(schema, sole.clone());
            schema.extend(own);
        }
        _ if taken.iter().all(|it| it.contains_key("properties")) => {
            join_objects(schema, &taken)?;
        }
        _ if !has_properties && taken.iter().all(|it| is_of_type(it, "string")) => {
            join_strings(schema, &taken);
        }
        _ => free_form(schema),
    }
    Ok(())
}

/// The variant, of which the names belong to another schema where it is a reference.
fn taken_in(variant: &Value, components: &Value) -> Option<Keywords> {
    let target = resolved(variant, components).as_object()?.clone();
    let mut taken = match variant.get("$ref") {
        Some(_) => without_place(target),
        None => target,
    };
    let mut chain = chain(variant, components);
    if chain.any(|link| link["nullable"] == true) {
        taken.insert("nullable".into(), true.into());
    }
    Some(taken)
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
mod tests;
