//! What a schema is, however it is written.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::document::Document;
use super::unions;
use super::usage::schema as schema_name;

/// How deep `allOf` is followed: a schema that extends itself must end somewhere.
const DEEPEST: usize = 16;

/// What the generator sees in a schema.
#[derive(Debug)]
pub(super) enum Shape<'a> {
    /// A schema of `components`, alone or as the one part of an `allOf`.
    Reference(&'a str),
    /// A string with a list of values.
    Enum(Vec<&'a Value>),
    /// An object with known properties.
    Object(Object<'a>),
    /// An object whose keys are data; the schema of its values, if it has one.
    Map(Option<&'a Value>),
    /// An array, and the schema of its elements.
    List(Option<&'a Value>),
    /// One of several schemas that are not all strings.
    Union(Vec<&'a Value>),
    /// A string, a number, an integer or a boolean.
    Plain {
        /// The `type`.
        kind: &'a str,
        /// The `format`.
        format: Option<&'a str>,
    },
    /// Any JSON.
    Any,
}

/// The properties of an object, its own and those that `allOf` brings.
#[derive(Debug, Default)]
pub(super) struct Object<'a> {
    /// By name.
    pub(super) properties: BTreeMap<&'a str, Property<'a>>,
    /// The schemas that it extends.
    pub(super) bases: BTreeSet<&'a str>,
    /// What its own parts say of properties that are not listed.
    pub(super) additional: Option<&'a Value>,
}

/// One property of an object.
#[derive(Clone, Copy, Debug)]
pub(super) struct Property<'a> {
    /// Its schema.
    pub(super) schema: &'a Value,
    /// Whether some part requires it.
    pub(super) required: bool,
    /// Whether a part of the object's own requires it.
    pub(super) required_here: bool,
    /// The extended schema that it comes from, if not the object's own.
    pub(super) base: Option<&'a str>,
}

impl<'a> Shape<'a> {
    /// The shape of `schema`.
    pub(super) fn of(schema: &'a Value, document: &Document<'a>) -> Self {
        let parts: Vec<_> = parts(schema).into_iter().filter(is_structure).collect();
        match parts.as_slice() {
            [] => unspecific(schema),
            [part] => Self::of_part(part, document),
            several => Self::of_parts(several, document),
        }
    }

    fn of_part(part: &'a Map<String, Value>, document: &Document<'a>) -> Self {
        if let Some(name) = reference(part) {
            return Shape::Reference(name);
        }
        if let Some(variants) = ["oneOf", "anyOf"]
            .iter()
            .find_map(|key| part.get(*key)?.as_array())
        {
            return match variants.as_slice() {
                [only] => Self::of(only, document),
                several => unions::of_strings(several, document)
                    .unwrap_or_else(|| Shape::Union(several.iter().collect())),
            };
        }
        let kind = part.get("type").and_then(Value::as_str);
        if let Some(values) = enum_values(part) {
            return Shape::Enum(values);
        }
        match kind {
            Some("array") => Shape::List(part.get("items")),
            Some("object") | None if is_object(part) => {
                Self::of_object(Object::merged(&[part], document, DEEPEST))
            }
            Some("object") => Shape::Map(None),
            Some(kind) => Shape::Plain {
                kind,
                format: part.get("format").and_then(Value::as_str),
            },
            None => Shape::Any,
        }
    }

    /// Several parts make an object of all their properties. Where they are no
    /// objects they narrow one another, and the first says what the value is.
    fn of_parts(parts: &[&'a Map<String, Value>], document: &Document<'a>) -> Self {
        let merged = Object::merged(parts, document, DEEPEST);
        if merged.properties.is_empty() {
            let first = parts
                .iter()
                .find(|part| reference(part).is_some())
                .or(parts.first());
            return first.map_or(Shape::Any, |first| Self::of_part(first, document));
        }
        Shape::Object(merged)
    }

    fn of_object(object: Object<'a>) -> Self {
        if object.properties.is_empty() {
            Shape::Map(object.additional.filter(|values| is_schema(values)))
        } else {
            Shape::Object(object)
        }
    }
}

impl<'a> Object<'a> {
    fn merged(parts: &[&'a Map<String, Value>], document: &Document<'a>, deepest: usize) -> Self {
        let mut object = Self::default();
        for name in parts.iter().filter_map(|part| reference(part)) {
            object.bases.insert(name);
            object.extend(name, document, deepest);
        }
        let own = || parts.iter().filter(|part| reference(part).is_none());
        for (name, schema) in own()
            .filter_map(|part| part.get("properties")?.as_object())
            .flatten()
        {
            let required = object
                .properties
                .get(name.as_str())
                .is_some_and(|known| known.required);
            let property = Property {
                schema,
                required,
                required_here: false,
                base: None,
            };
            object.properties.insert(name, property);
        }
        for name in own()
            .filter_map(|part| part.get("required")?.as_array())
            .flatten()
        {
            if let Some(property) = name
                .as_str()
                .and_then(|name| object.properties.get_mut(name))
            {
                property.required = true;
                property.required_here = true;
            }
        }
        object.additional = own()
            .filter_map(|part| part.get("additionalProperties"))
            .next_back();
        object
    }

    fn extend(&mut self, base: &'a str, document: &Document<'a>, deepest: usize) {
        let Some(schema) = document.schema(base).filter(|_| deepest > 0) else {
            return;
        };
        let below = Self::merged(&parts(schema), document, deepest - 1);
        for (name, property) in below.properties {
            let property = Property {
                base: Some(base),
                required_here: false,
                ..property
            };
            self.properties.insert(name, property);
        }
    }
}

/// The schema and the parts of its `allOf`, as far as they are written in place.
pub(super) fn parts(schema: &Value) -> Vec<&Map<String, Value>> {
    let mut found = Vec::new();
    let mut waiting = vec![schema];
    while let Some(map) = waiting.pop().map(Value::as_object) {
        let Some(map) = map else { continue };
        found.push(map);
        if let Some(all) = map.get("allOf").and_then(Value::as_array) {
            waiting.extend(all.iter().rev());
        }
    }
    found
}

/// The value of an annotation such as `deprecated`, on the schema or a part of it.
pub(super) fn annotation<'a>(schema: &'a Value, keyword: &str) -> Option<&'a Value> {
    parts(schema).into_iter().find_map(|part| part.get(keyword))
}

/// Whether an annotation is set to `true`.
pub(super) fn is_set(schema: &Value, keyword: &str) -> bool {
    annotation(schema, keyword)
        .and_then(Value::as_bool)
        .unwrap_or(false)
}

/// Whether the place itself says that its value may be null, or a variant of a union that
/// is written there, or all parts of an `allOf`.
pub(super) fn is_nullable(schema: &Value, document: &Document<'_>) -> bool {
    is_nullable_within(schema, document, DEEPEST)
}

fn is_nullable_within(schema: &Value, document: &Document<'_>, deepest: usize) -> bool {
    if says_nullable(schema) || deepest == 0 {
        return deepest > 0;
    }
    let is_nullable = |part: &Value| {
        let part = document.target(part).unwrap_or(part);
        is_nullable_within(part, document, deepest - 1)
    };
    if unions::variants(schema).any(is_nullable) {
        return true;
    }
    let parts = schema.get("allOf").and_then(Value::as_array);
    let is_said = |part: &&Value| part.as_object().is_some_and(|part| is_structure(&part));
    let parts: Vec<_> = parts.into_iter().flatten().filter(is_said).collect();
    let is_reference = |part: &Value| part.get("$ref").is_some();
    match parts.as_slice() {
        [] => false,
        // What it refers to is asked by itself.
        [part] if is_reference(part) => false,
        _ => schema.get("type").is_none() && parts.into_iter().all(is_nullable),
    }
}

/// Whether the place or the schema that it refers to allows null.
pub(super) fn may_be_null(schema: &Value, document: &Document<'_>) -> bool {
    let mut schema = schema;
    let mut seen = BTreeSet::new();
    while !is_nullable(schema, document) {
        match Shape::of(schema, document) {
            Shape::Reference(name) if seen.insert(name) => match document.schema(name) {
                Some(target) => schema = target,
                None => return false,
            },
            _ => return false,
        }
    }
    true
}

fn says_nullable(schema: &Value) -> bool {
    let values = schema.get("enum").and_then(Value::as_array);
    schema
        .get("nullable")
        .and_then(Value::as_bool)
        .unwrap_or(false)
        || values.is_some_and(|values| values.contains(&Value::Null))
}

/// Whether `additionalProperties` says more than yes or no.
pub(super) fn is_schema(additional: &Value) -> bool {
    additional
        .as_object()
        .is_some_and(|schema| schema.values().any(|value| !value.is_boolean()))
}

/// Whether `schema` is made of others through `allOf`.
pub(super) fn is_wrapped(schema: &Value) -> bool {
    schema.get("allOf").is_some()
}

/// The values of an enum that becomes a type: its strings, and what `type: string`
/// says to be strings.
pub(super) fn enum_values(part: &Map<String, Value>) -> Option<Vec<&Value>> {
    let values = part.get("enum")?.as_array()?;
    let is_string = match part.get("type").and_then(Value::as_str) {
        Some(kind) => kind == "string",
        None => values
            .iter()
            .all(|value| value.is_string() || value.is_null()),
    };
    let values: Vec<_> = values.iter().filter(|value| !value.is_null()).collect();
    (is_string && !values.is_empty()).then_some(values)
}

/// The schema of `components` that a part refers to.
pub(super) fn reference(part: &Map<String, Value>) -> Option<&str> {
    schema_name(part.get("$ref")?.as_str()?)
}

fn is_object(part: &Map<String, Value>) -> bool {
    ["properties", "additionalProperties"]
        .iter()
        .any(|key| part.contains_key(*key))
}

/// Whether a part says by itself what the value is made of.
pub(super) fn is_structure(part: &&Map<String, Value>) -> bool {
    const KEYWORDS: [&str; 8] = [
        "$ref",
        "properties",
        "required",
        "items",
        "enum",
        "oneOf",
        "anyOf",
        "format",
    ];
    let is_plain = |kind: &Value| !matches!(kind.as_str(), None | Some("object" | "array"));
    KEYWORDS.iter().any(|key| part.contains_key(*key))
        || part.get("type").is_some_and(is_plain)
        || part.get("additionalProperties").is_some_and(is_schema)
}

/// What is known of a schema that says no more than its type.
fn unspecific(schema: &Value) -> Shape<'_> {
    match annotation(schema, "type").and_then(Value::as_str) {
        Some("object") => Shape::Map(None),
        Some("array") => Shape::List(None),
        _ if annotation(schema, "additionalProperties").is_some() => Shape::Map(None),
        _ => Shape::Any,
    }
}
