//! `$ref`s of an OpenAPI document, and the components that they reach.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use crate::error::escape;

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
                    ("discriminator", Value::Object(discriminator)) => {
                        for_each_mapping(discriminator, found);
                    }
                    _ => for_each(value, found),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| for_each(item, found)),
        _ => {}
    }
}

fn for_each_mapping(discriminator: &Map<String, Value>, found: &mut impl FnMut(&str)) {
    // A property may be called `discriminator`: then it is a schema like any other.
    if !discriminator
        .get("propertyName")
        .is_some_and(Value::is_string)
    {
        if let Some(Value::String(reference)) = discriminator.get("$ref") {
            found(reference);
        }
        for (_, value) in discriminator.iter().filter(|(key, _)| *key != "$ref") {
            for_each(value, found);
        }
        return;
    }
    let Some(Value::Object(mapping)) = discriminator.get("mapping") else {
        return;
    };
    for target in mapping.values().filter_map(Value::as_str) {
        if target.contains('/') {
            found(target);
        } else {
            found(&format!("{COMPONENTS}schemas/{target}"));
        }
    }
}

/// A schema that is only a reference to the component schema of this name.
pub(crate) fn to_schema(name: &str) -> Value {
    json!({"$ref": format!("{COMPONENTS}schemas/{}", escape(name))})
}

/// Splits `#/components/schemas/Name` into `("schemas", "Name")`.
pub fn component(reference: &str) -> Option<(String, String)> {
    let (section, name) = reference.strip_prefix(COMPONENTS)?.split_once('/')?;
    Some((section.to_owned(), unescape(name)))
}

/// The name behind the escapes of a JSON pointer in a URI fragment.
fn unescape(segment: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = segment.as_bytes();
    while let [first, more @ ..] = rest {
        let code = (*first == b'%')
            .then(|| std::str::from_utf8(more.get(..2)?).ok())
            .flatten()
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        bytes.push(code.unwrap_or(*first));
        rest = if code.is_some() { &more[2..] } else { more };
    }
    let text = String::from_utf8(bytes).unwrap_or_else(|_| segment.to_owned());
    text.replace("~1", "/").replace("~0", "~")
}

/// The components, as (section, name), that `roots` reach, directly or through one
/// another. A reference to nothing is reached too: the checks report it.
pub fn closure<'a>(
    roots: impl IntoIterator<Item = &'a Value>,
    components: &Map<String, Value>,
) -> BTreeSet<(String, String)> {
    let mut reached = BTreeSet::new();
    let mut waiting = Vec::new();
    let mut note = |reference: &str, waiting: &mut Vec<(String, String)>| {
        if let Some(key) = component(reference)
            && reached.insert(key.clone())
        {
            waiting.push(key);
        }
    };
    for root in roots {
        for_each(root, &mut |reference| note(reference, &mut waiting));
    }
    while let Some((section, name)) = waiting.pop() {
        if let Some(component) = components.get(&section).and_then(|all| all.get(&name)) {
            for_each(component, &mut |reference| note(reference, &mut waiting));
        }
    }
    reached
}

/// Keeps of `components` what `reached` names, and drops sections left empty.
pub fn retain(components: &mut Map<String, Value>, reached: &BTreeSet<(String, String)>) {
    let mut names: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (section, name) in reached {
        names.entry(section).or_default().insert(name);
    }
    for (section, all) in components.iter_mut() {
        // Security schemes are reached by name, not by reference.
        if section == "securitySchemes" {
            continue;
        }
        if let Value::Object(all) = all {
            all.retain(|name, _| {
                names
                    .get(section.as_str())
                    .is_some_and(|kept| kept.contains(name.as_str()))
            });
        }
    }
    components.retain(|_, all| all.as_object().is_none_or(|all| !all.is_empty()));
}
