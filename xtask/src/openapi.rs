//! What may stand where in an OpenAPI 3.0 document.
//!
//! Everything that walks a document asks here whether a key is a keyword or a
//! name that somebody chose: a property may be called `description`, and what
//! stands below `enum` or `default` is data.

use std::collections::BTreeSet;
use std::ptr;

pub(crate) use plaid_credit_codegen::METHODS;
use plaid_credit_codegen::extensions::WEBHOOK;
use plaid_credit_codegen::references::escape;
use serde_json::Value;

/// The kind of a node of the document, as OpenAPI names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Node {
    Document,
    Info,
    Server,
    Tag,
    PathItem,
    Operation,
    Parameter,
    RequestBody,
    Response,
    Header,
    MediaType,
    Encoding,
    Link,
    Components,
    SecurityScheme,
    Schema,
    Discriminator,
    /// An object whose keys are names.
    Names(&'static Node),
    /// An array of such nodes.
    List(&'static Node),
    /// Data, or a keyword's plain value: nothing below it is a keyword.
    Data,
}

/// Of `info`: the document of Plaid's that the fragment was taken from.
pub(crate) const UPSTREAM: &str = "x-upstream";

/// The one extension of Plaid's that is kept: the values of an open list known today.
const KNOWN_VALUES: &str = "x-override-enum-values-shown";

/// The keywords in the order in which a fragment has them.
#[rustfmt::skip]
const ORDER: &[&str] = &[
    "$ref", "openapi", "info", "operationId", "title", "summary", "url", "type", "format", "in",
    "name", "description", "version", "variables", "contentType", "nullable", "deprecated",
    "readOnly", "writeOnly", "allowEmptyValue", "default", "enum", "pattern", "minLength",
    "maxLength", "minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum", "multipleOf",
    "minItems", "maxItems", "uniqueItems", "minProperties", "maxProperties", "items", "allOf",
    "oneOf", "anyOf", "not", "discriminator", "propertyName", "mapping", "required", "properties",
    "patternProperties", "additionalProperties", "style", "explode", "allowReserved", "schema",
    "servers", "security", "tags", "securitySchemes", "paths", "parameters", "get", "put", "post",
    "delete", "options", "head", "patch", "trace", "headers", "requestBody", "requestBodies",
    "responses", "callbacks", "content", "encoding", "links", "schemas", "components",
];

impl Node {
    /// What stands at a JSON pointer.
    pub(crate) fn at(pointer: &str) -> Node {
        let keys = pointer.split('/').skip(1);
        keys.fold(Node::Document, Node::child)
    }

    /// What stands under `key`.
    pub(crate) fn child(self, key: &str) -> Node {
        use Node::*;
        match (self, key) {
            (Names(inner), _) | (List(inner), _) => *inner,

            (Document, "info") => Info,
            (Document, "tags") => List(&Tag),
            (Document, "paths") => Names(&PathItem),
            (Document, "components") => Components,
            (Document | PathItem | Operation, "servers") => List(&Server),

            (PathItem, method) if METHODS.contains(&method) => Operation,
            (PathItem | Operation, "parameters") => List(&Parameter),
            (Operation, "requestBody") => RequestBody,
            (Operation | Components, "responses") => Names(&Response),
            (Operation | Components, "callbacks") => Names(&Names(&PathItem)),

            (Parameter | Header | MediaType, "schema") => Schema,
            (Parameter | Header | RequestBody | Response, "content") => Names(&MediaType),
            (Response | Encoding | Components, "headers") => Names(&Header),
            (Response | Components, "links") => Names(&Link),
            (MediaType, "encoding") => Names(&Encoding),
            (Link, "server") => Server,

            (Components, "schemas") => Names(&Schema),
            (Components, "parameters") => Names(&Parameter),
            (Components, "requestBodies") => Names(&RequestBody),
            (Components, "securitySchemes") => Names(&SecurityScheme),

            (Schema, "properties" | "patternProperties") => Names(&Schema),
            (Schema, "items" | "not" | "additionalProperties") => Schema,
            (Schema, "allOf" | "oneOf" | "anyOf") => List(&Schema),
            (Schema, "discriminator") => Discriminator,

            _ => Data,
        }
    }

    /// Whether the keys of this node are keywords of OpenAPI.
    pub(crate) fn has_keywords(self) -> bool {
        !matches!(self, Node::Names(_) | Node::List(_) | Node::Data)
    }

    /// Whether `key` is upstream's prose, an example or a remark for its own tools.
    pub(crate) fn is_upstreams_own(self, key: &str) -> bool {
        self.has_keywords()
            && match key {
                "description" | "summary" | "title" | "externalDocs" | "example" | "examples"
                | "termsOfService" | "contact" => true,
                _ => is_extension(key),
            }
    }

    /// Where `key` stands among the keys of this node: keywords have their order, extensions
    /// come last. Keys of the same rank follow the alphabet.
    pub(crate) fn rank(self, key: &str) -> usize {
        if !self.has_keywords() {
            return 0;
        }
        let position = ORDER.iter().position(|keyword| *keyword == key);
        let others = usize::MAX - usize::from(!key.starts_with("x-"));
        position.unwrap_or(others)
    }

    /// The keywords of this node that hold prose of ours.
    pub(crate) fn prose(self) -> &'static [&'static str] {
        match self {
            Node::Operation | Node::PathItem => &["summary", "description"],
            Node::Document | Node::MediaType | Node::Encoding | Node::Components => &[],
            Node::Discriminator | Node::Names(_) | Node::List(_) | Node::Data => &[],
            _ => &["description"],
        }
    }
}

/// Whether `key` is an extension of OpenAPI, but for the one of Plaid's that is kept.
fn is_extension(key: &str) -> bool {
    key.starts_with("x-") && key != KNOWN_VALUES
}

/// Removes from the operations and schemas of a fragment what `cargo xtask codegen` writes
/// into them beyond OpenAPI. That a schema is a webhook, it takes from Plaid's document.
pub(crate) fn remove_marks(fragment: &mut Value) {
    visit_mut(fragment, &mut |value, node| {
        if let (Node::Operation | Node::Schema, Value::Object(map)) = (node, value) {
            map.retain(|key, _| !is_extension(key) || key == WEBHOOK);
        }
    });
}

/// What stands under each key of an object; nothing in any other value.
pub(crate) fn members(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten()
}

/// The elements of the array under a keyword; none if there is no array.
pub(crate) fn list<'v>(value: &'v Value, keyword: &str) -> impl Iterator<Item = &'v Value> {
    value[keyword].as_array().into_iter().flatten()
}

/// Each operation of a document: path, method, operation.
pub(crate) fn operations(document: &Value) -> impl Iterator<Item = (&str, &str, &Value)> {
    members(&document["paths"]).flat_map(|(path, item)| {
        members(item)
            .filter(|(method, _)| METHODS.contains(&method.as_str()))
            .map(move |(method, operation)| (path.as_str(), method.as_str(), operation))
    })
}

/// The `operationId` of an operation.
pub(crate) fn operation_id(operation: &Value) -> Option<&str> {
    operation.get("operationId").and_then(Value::as_str)
}

/// The names of the security schemes that a document and its operations ask for.
pub(crate) fn required_schemes(document: &Value) -> BTreeSet<String> {
    operations(document)
        .map(|(.., operation)| operation)
        .chain([document])
        .flat_map(|node| list(node, "security"))
        .flat_map(members)
        .map(|(name, _)| name.clone())
        .collect()
}

/// A node of a document.
pub(crate) struct Visited<'a> {
    /// What stands there.
    pub(crate) value: &'a Value,
    /// The same node of the other document, if it is there.
    pub(crate) other: Option<&'a Value>,
    /// What kind of node it is.
    pub(crate) node: Node,
    /// What kind of node it stands in.
    pub(crate) parent: Node,
    /// Its JSON pointer (`/paths/...`).
    pub(crate) at: &'a str,
}

/// Calls `found` with every node of `document`, outer ones first, and with the same node of
/// another document.
pub(crate) fn visit(document: &Value, other: Option<&Value>, found: &mut impl FnMut(&Visited)) {
    below(
        (document, other),
        (Node::Document, Node::Data),
        &mut String::new(),
        found,
    );
}

fn below(
    (value, other): (&Value, Option<&Value>),
    (node, parent): (Node, Node),
    at: &mut String,
    found: &mut impl FnMut(&Visited),
) {
    found(&Visited {
        value,
        other,
        node,
        parent,
        at,
    });
    let length = at.len();
    let mut enter = |key: &str, values| {
        at.push('/');
        at.push_str(&escape(key));
        below(values, (node.child(key), node), at, found);
        at.truncate(length);
    };
    match value {
        Value::Object(map) => {
            for (key, child) in map {
                enter(key, (child, other.and_then(|other| other.get(key))));
            }
        }
        Value::Array(items) => {
            for (index, child) in items.iter().enumerate() {
                let others = other.and_then(Value::as_array);
                let same = others.and_then(|others| counterpart(others, items, child, node));
                enter(&index.to_string(), (child, same));
            }
        }
        _ => {}
    }
}

/// The element of `others` that is the same node as `item` among `items`: by what names it.
/// A schema that is written there is the same as the one that is most like it.
fn counterpart<'a>(
    others: &'a [Value],
    items: &[Value],
    item: &Value,
    node: Node,
) -> Option<&'a Value> {
    let names: &[&str] = match node {
        Node::List(Node::Parameter) => &["$ref", "in", "name"],
        Node::List(Node::Server) => &["url"],
        Node::List(Node::Tag) => &["name"],
        Node::List(Node::Schema) if item.get("$ref").is_some() => &["$ref"],
        Node::List(Node::Schema) => {
            let found = most_alike(others, items, item)?;
            let back = most_alike(items, others, found)?;
            return ptr::eq(back, item).then_some(found);
        }
        _ => return None,
    };
    others
        .iter()
        .find(|other| names.iter().all(|name| other.get(name) == item.get(name)))
}

/// Of the schemas written in a list, the one that has most properties in common with `part` of
/// another list. Its number counts where they do not decide.
fn most_alike<'a>(list: &'a [Value], of: &[Value], part: &Value) -> Option<&'a Value> {
    let written = |part: &&Value| part.get("$ref").is_none();
    let number = of.iter().filter(written).position(|it| ptr::eq(it, part));
    let list = list.iter().filter(written).enumerate();
    let list = list.map(|(index, other)| {
        let properties = members(&part["properties"]);
        let common = properties.filter(|(name, _)| other["properties"].get(*name).is_some());
        ((common.count(), Some(index) == number), other)
    });
    let alike = list.filter(|(likeness, _)| *likeness > (0, false));
    alike
        .max_by_key(|(likeness, _)| *likeness)
        .map(|(_, other)| other)
}

/// Calls `found` with every node of `document` and its kind, outer ones first; what `found`
/// removes is not visited.
pub(crate) fn visit_mut(document: &mut Value, found: &mut impl FnMut(&mut Value, Node)) {
    visit_part_mut(document, Node::Document, found);
}

/// Does the same with a part of a document.
pub(crate) fn visit_part_mut(
    value: &mut Value,
    node: Node,
    found: &mut impl FnMut(&mut Value, Node),
) {
    found(value, node);
    match value {
        Value::Object(map) => map
            .iter_mut()
            .for_each(|(key, child)| visit_part_mut(child, node.child(key), found)),
        Value::Array(items) => items
            .iter_mut()
            .for_each(|item| visit_part_mut(item, node.child(""), found)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::Node;

    #[test]
    fn a_property_called_description_is_a_schema() {
        let properties = Node::Schema.child("properties");
        assert!(!properties.is_upstreams_own("description"));
        assert_eq!(properties.child("description"), Node::Schema);
        assert!(properties.child("title").is_upstreams_own("title"));
    }

    #[test]
    fn below_enum_and_default_is_data() {
        for keyword in ["enum", "default", "const", "required"] {
            let data = Node::Schema.child(keyword);
            assert_eq!(data, Node::Data);
            assert!(!data.child("anything").is_upstreams_own("description"));
        }
    }

    #[test]
    fn extensions_go_but_for_the_known_values() {
        assert!(Node::Schema.is_upstreams_own("x-hidden-from-docs"));
        assert!(!Node::Schema.is_upstreams_own("x-override-enum-values-shown"));
        assert!(
            !Node::Components
                .child("schemas")
                .is_upstreams_own("x-schema")
        );
    }
}
