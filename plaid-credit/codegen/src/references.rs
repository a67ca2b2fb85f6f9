//! `$ref`s of an OpenAPI document, and the components that they reach.

use std::collections::BTreeSet;

use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};

use crate::extensions::WEBHOOK;
use crate::walk::Keywords;

/// How many schemas or other components may refer to one another in a row. No document needs
/// nearly as many; without a limit, they could exhaust the stack.
pub(crate) const LONGEST_CHAIN: usize = 20;

/// Where the components of an OpenAPI 3.0 document stand.
const COMPONENTS: &str = "#/components/";

/// Calls `found` with every reference below `node`: the values of `$ref`, and
/// those of discriminator mappings, which name schemas by reference or by bare name.
pub fn for_each(node: &Value, found: &mut impl FnMut(&str)) {
    match node {
        Value::Object(map) => {
            for (key, value) in map {
                match (key.as_str(), value) {
                    ("$ref", Value::String(reference)) => found(reference),
                    // A property may be called `discriminator`: then it is a schema like any other.
                    ("discriminator", value) if value["propertyName"].is_string() => {
                        let mapping = value["mapping"].as_object().into_iter().flatten();
                        for target in mapping.filter_map(|(_, target)| target.as_str()) {
                            match target.contains('/') {
                                true => found(target),
                                false => found(&format!("{COMPONENTS}schemas/{target}")),
                            }
                        }
                    }
                    _ => for_each(value, found),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| for_each(item, found)),
        _ => {}
    }
}

/// A schema that is only a reference to the component schema of this name.
pub(crate) fn to_schema(name: &str) -> Keywords {
    let target = format!("{COMPONENTS}schemas/{}", escape(name));
    [("$ref".to_owned(), target.into())].into_iter().collect()
}

/// References to the bodies of webhooks, which no operation needs to reach.
pub fn to_webhooks(components: &Value) -> impl Iterator<Item = Value> {
    let schemas = components["schemas"].as_object().into_iter().flatten();
    let webhooks = schemas.filter(|(_, schema)| schema.get(WEBHOOK).is_some());
    webhooks.map(|(name, _)| to_schema(name).into())
}

/// Splits `#/components/schemas/Name` into `("schemas", "Name")`.
pub fn component(reference: &str) -> Option<(String, String)> {
    let (section, name) = reference.strip_prefix(COMPONENTS)?.split_once('/')?;
    Some((section.to_owned(), unescape(name)))
}

/// The node, and what the references lead to that begin with it, one after the other.
pub(crate) fn chain<'a>(node: &'a Value, components: &'a Value) -> impl Iterator<Item = &'a Value> {
    let next = move |node: &&'a Value| {
        let (section, name) = component(node.get("$ref")?.as_str()?)?;
        components.get(section)?.get(name)
    };
    // A ring ends too.
    std::iter::successors(Some(node), next).take(LONGEST_CHAIN)
}

/// What stands at the end of the references, if any, that begin with the node.
pub fn resolved<'a>(node: &'a Value, components: &'a Value) -> &'a Value {
    chain(node, components).last().unwrap_or(node)
}

/// Escapes one segment of a JSON pointer.
pub fn escape(segment: &str) -> String {
    segment.replace('~', "~0").replace('/', "~1")
}

/// The name behind the escapes of a JSON pointer in a URI fragment.
fn unescape(segment: &str) -> String {
    let text = percent_decode_str(segment).decode_utf8();
    let text = text.unwrap_or(segment.into());
    text.replace("~1", "/").replace("~0", "~")
}

/// The components, as (section, name), that `roots` reach, directly or through one
/// another. A reference to nothing is reached too: the checks report it.
pub fn closure<'a>(
    roots: impl IntoIterator<Item = &'a Value>,
    components: &'a Value,
) -> BTreeSet<(String, String)> {
    let mut reached = BTreeSet::new();
    let mut waiting: Vec<&Value> = roots.into_iter().collect();
    while let Some(node) = waiting.pop() {
        for_each(node, &mut |reference| {
            if let Some((section, name)) = component(reference) {
                let target = components.get(&section).and_then(|all| all.get(&name));
                if reached.insert((section, name)) {
                    waiting.extend(target);
                }
            }
        });
    }
    reached
}

/// Keeps of `components` what `reached` names, and drops sections left empty.
pub fn retain(components: &mut Map<String, Value>, reached: &BTreeSet<(String, String)>) {
    components.retain(|section, all| match all {
        // Security schemes are reached by name, not by reference.
        Value::Object(all) if section != "securitySchemes" => {
            all.retain(|name, _| reached.contains(&(section.clone(), name.clone())));
            !all.is_empty()
        }
        Value::Object(all) => !all.is_empty(),
        _ => true,
    });
}
