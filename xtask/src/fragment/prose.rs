//! Prose of ours, which lives in the fragment itself and is carried from one to the next.

use serde_json::{Map, Value};

use crate::openapi::{Node, escaped};

/// What a fragment's prose and nodes look like beside those of the one before.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Pointers of what ought to have prose and has none.
    pub without_prose: Vec<String>,
    /// Pointers of what the fragment before lacked; what is below one is not listed.
    pub new: Vec<String>,
    /// Pointers of what only the fragment before had; what is below one is not listed.
    pub gone: Vec<String>,
}

/// Writes into `document` the prose that `present` has for the same node, and
/// a description into every response, where OpenAPI requires one.
pub fn carry_over(document: &mut Value, present: Option<&Value>) -> Report {
    let mut report = Report::default();
    let at = &mut String::from("#");
    carry(
        document,
        present,
        Node::Document,
        at,
        &mut report.without_prose,
    );
    only_in(document, present, Node::Document, at, &mut report.new);
    if let Some(present) = present {
        only_in(
            present,
            Some(document),
            Node::Document,
            at,
            &mut report.gone,
        );
    }
    report
}

fn carry(
    value: &mut Value,
    present: Option<&Value>,
    node: Node,
    at: &mut String,
    without: &mut Vec<String>,
) {
    let length = at.len();
    match value {
        Value::Object(map) => {
            // Beside a reference, OpenAPI 3.0 ignores everything.
            if !map.contains_key("$ref") {
                carry_keywords(map, present.and_then(Value::as_object), node, at, without);
            }
            for (key, child) in map.iter_mut() {
                enter(at, key);
                let before = present.and_then(|present| present.get(key));
                carry(child, before, node.child(key), at, without);
                at.truncate(length);
            }
        }
        Value::Array(items) => {
            for (index, child) in items.iter_mut().enumerate() {
                enter(at, &index.to_string());
                let before = counterpart(present, child, index, node);
                carry(child, before, node.child(""), at, without);
                at.truncate(length);
            }
        }
        _ => {}
    }
}

fn carry_keywords(
    map: &mut Map<String, Value>,
    old: Option<&Map<String, Value>>,
    node: Node,
    at: &str,
    without: &mut Vec<String>,
) {
    for keyword in node.prose() {
        if let Some(prose) = old.and_then(|old| old.get(*keyword)) {
            map.insert((*keyword).to_owned(), prose.clone());
        }
        if !map.contains_key(*keyword) {
            if node == Node::Response {
                map.insert((*keyword).to_owned(), Value::from(placeholder(at)));
            } else if wants_prose(node, at) {
                without.push(if node == Node::Operation {
                    format!("{at}/{keyword}")
                } else {
                    at.to_owned()
                });
            }
        }
    }
}

/// Operations, and of the schemas those that have a name: components and properties.
fn wants_prose(node: Node, at: &str) -> bool {
    match node {
        Node::Operation => true,
        Node::Schema => {
            let parent = at.rsplit_once('/').map_or("", |(parent, _)| parent);
            parent == "#/components/schemas" || parent.ends_with("/properties")
        }
        _ => false,
    }
}

/// What a response says when nobody has written more about it.
fn placeholder(at: &str) -> &'static str {
    let status = at.rsplit('/').next().unwrap_or_default();
    if status.starts_with('2') {
        "Success."
    } else {
        "An error."
    }
}

/// Whether a node is one that reviewers know by name: an operation, a component, a property.
fn is_named(parent: Node, kind: Node) -> bool {
    kind == Node::Operation
        || (matches!(parent, Node::Names(_))
            && !matches!(kind, Node::Names(_) | Node::Data | Node::PathItem))
}

/// Lists the named nodes of `value` that `other` lacks; what is below one is left out.
fn only_in(
    value: &Value,
    other: Option<&Value>,
    node: Node,
    at: &mut String,
    list: &mut Vec<String>,
) {
    let length = at.len();
    match value {
        Value::Object(map) => {
            for (key, child) in map {
                enter(at, key);
                let kind = node.child(key);
                let same = other.and_then(|other| other.get(key));
                if same.is_none() && is_named(node, kind) {
                    list.push(at.clone());
                } else {
                    only_in(child, same, kind, at, list);
                }
                at.truncate(length);
            }
        }
        Value::Array(items) => {
            for (index, child) in items.iter().enumerate() {
                enter(at, &index.to_string());
                let same = counterpart(other, child, index, node);
                only_in(child, same, node.child(""), at, list);
                at.truncate(length);
            }
        }
        _ => {}
    }
}

/// The element of `others` that is the same node as `item`: by what names it, else by place.
fn counterpart<'a>(
    others: Option<&'a Value>,
    item: &Value,
    index: usize,
    node: Node,
) -> Option<&'a Value> {
    let others = others?.as_array()?;
    let names: &[&str] = match node {
        Node::List(Node::Parameter) => &["$ref", "in", "name"],
        Node::List(Node::Server) => &["url"],
        Node::List(Node::Tag) => &["name"],
        _ => return others.get(index),
    };
    others
        .iter()
        .find(|other| names.iter().all(|name| other.get(name) == item.get(name)))
}

fn enter(at: &mut String, key: &str) {
    at.push('/');
    at.push_str(&escaped(key));
}

#[cfg(test)]
#[path = "prose_tests.rs"]
mod tests;
