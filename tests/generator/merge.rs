//! Makes one document of many, so that they are compiled as one crate.

use heck::ToUpperCamelCase;
use serde_json::{Map, Value, json};

/// The fixture whose schemas keep their names: those of the prelude.
const OF_SCHEMA_NAMES: &str = "type_names_prelude_models";
/// The fixture whose operations keep their names and paths.
const OF_OPERATION_NAMES: &str = "operation_ids";

/// All documents in one, what is in each led by its name.
pub(crate) fn merge(documents: Vec<(String, Value)>) -> Value {
    let mut merged = json!({
        "openapi": "3.0.0", "info": {"title": "Fixtures", "version": "1"},
        "paths": {}, "components": {},
    });
    for (name, mut document) in documents {
        prefix(&mut document, &name, &name.to_upper_camel_case());
        extend(&mut merged["paths"], document["paths"].take());
        if let Value::Object(sections) = document["components"].take() {
            for (section, components) in sections {
                extend(&mut merged["components"][section], components);
            }
        }
    }
    merged
}

fn extend(into: &mut Value, members: Value) {
    let Value::Object(members) = members else {
        return;
    };
    let into = match into {
        Value::Object(into) => into,
        other => {
            *other = Value::Object(Map::new());
            return extend(other, Value::Object(members));
        }
    };
    for (name, member) in members {
        assert!(!into.contains_key(&name), "two fixtures have a `{name}`");
        into.insert(name, member);
    }
}

/// Leads the names of components and operations, and paths, by the name of the document.
fn prefix(document: &mut Value, name: &str, prefix: &str) {
    if name != OF_SCHEMA_NAMES {
        references(document, prefix);
        let sections = document["components"].as_object_mut();
        for components in sections.into_iter().flat_map(Map::values_mut) {
            rename(components, |component| format!("{prefix}{component}"));
        }
    }
    if name != OF_OPERATION_NAMES {
        rename(&mut document["paths"], |path| format!("/{name}{path}"));
        let items = document["paths"].as_object_mut();
        let items = items.into_iter().flat_map(Map::values_mut);
        for operation in items
            .filter_map(Value::as_object_mut)
            .flat_map(Map::values_mut)
        {
            if let Some(Value::String(id)) = operation.get_mut("operationId") {
                *id = format!("{name}_{id}");
            }
        }
    }
}

fn rename(members: &mut Value, name: impl Fn(&str) -> String) {
    if let Value::Object(members) = members {
        let renamed = std::mem::take(members).into_iter();
        members.extend(renamed.map(|(old, member)| (name(&old), member)));
    }
}

/// Every `$ref`, and what a discriminator maps to.
fn references(node: &mut Value, prefix: &str) {
    match node {
        Value::Array(items) => items.iter_mut().for_each(|item| references(item, prefix)),
        Value::Object(members) => {
            for (key, member) in members {
                match (key.as_str(), member) {
                    ("$ref", Value::String(target)) => point(target, prefix),
                    ("mapping", Value::Object(mapping)) => {
                        let targets = mapping.values_mut();
                        targets.for_each(|target| match target {
                            Value::String(target) => point(target, prefix),
                            other => references(other, prefix),
                        });
                    }
                    (_, member) => references(member, prefix),
                }
            }
        }
        _ => {}
    }
}

fn point(target: &mut String, prefix: &str) {
    let start = target.rfind('/').map_or(0, |slash| slash + 1);
    target.insert_str(start, prefix);
}
