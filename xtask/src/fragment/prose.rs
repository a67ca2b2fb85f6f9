//! Prose of ours, which lives in the fragment itself and is carried from one to the next.

use serde_json::Value;

use crate::openapi::{Node, step_into};

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
    let mut written = Vec::new();
    compare(document, present, &mut |pair| {
        if pair.is_named && pair.other.is_none() {
            list_outermost(&mut report.new, pair.at);
        }
        // Beside a reference, OpenAPI 3.0 ignores everything.
        let map = pair.value.as_object();
        let Some(map) = map.filter(|map| !map.contains_key("$ref")) else {
            return;
        };
        for keyword in pair.node.prose() {
            if let Some(prose) = pair.other.and_then(|other| other.get(keyword)) {
                written.push((pair.at.to_owned(), *keyword, prose.clone()));
            } else if !map.contains_key(*keyword) {
                match pair.node {
                    Node::Response => {
                        written.push((pair.at.to_owned(), *keyword, placeholder(pair.at).into()));
                    }
                    Node::Operation => report.without_prose.push(format!("{}/{keyword}", pair.at)),
                    Node::Schema if has_name(pair.at) => {
                        report.without_prose.push(pair.at.to_owned())
                    }
                    _ => {}
                }
            }
        }
    });
    if let Some(present) = present {
        compare(present, Some(document), &mut |pair| {
            if pair.is_named && pair.other.is_none() {
                list_outermost(&mut report.gone, pair.at);
            }
        });
    }
    for (at, keyword, prose) in written {
        let node = document.pointer_mut(at.trim_start_matches('#'));
        if let Some(node) = node.and_then(Value::as_object_mut) {
            node.insert(keyword.to_owned(), prose);
        }
    }
    report
}

/// Adds `at`, unless what it stands in is listed.
fn list_outermost(list: &mut Vec<String>, at: &str) {
    let below = list.last().and_then(|last| at.strip_prefix(last.as_str()));
    if !below.is_some_and(|below| below.starts_with('/')) {
        list.push(at.to_owned());
    }
}

/// Whether the schema at a pointer is a component or a property.
fn has_name(at: &str) -> bool {
    let parent = at.rsplit_once('/').map_or("", |(parent, _)| parent);
    parent == "#/components/schemas" || parent.ends_with("/properties")
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

/// A node, and the same node of another document.
struct Pair<'a> {
    value: &'a Value,
    other: Option<&'a Value>,
    node: Node,
    is_named: bool,
    /// The pointer, with `#` before it.
    at: &'a str,
}

/// Calls `found` with every node of `document`, outer ones first.
fn compare(document: &Value, other: Option<&Value>, found: &mut impl FnMut(Pair)) {
    below(document, other, Node::Document, &mut "#".to_owned(), found);
}

fn below(
    value: &Value,
    other: Option<&Value>,
    node: Node,
    at: &mut String,
    found: &mut impl FnMut(Pair),
) {
    let mut enter = |key: &str, value: &Value, other: Option<&Value>| {
        let length = step_into(at, key);
        let child = node.child(key);
        found(Pair {
            value,
            other,
            node: child,
            is_named: is_named(node, child),
            at,
        });
        below(value, other, child, at, found);
        at.truncate(length);
    };
    match value {
        Value::Object(map) => {
            for (key, child) in map {
                enter(key, child, other.and_then(|other| other.get(key)));
            }
        }
        Value::Array(items) => {
            for (index, child) in items.iter().enumerate() {
                let same = counterpart(other, child, index, node);
                enter(&index.to_string(), child, same);
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

#[cfg(test)]
#[path = "prose_tests.rs"]
mod tests;
