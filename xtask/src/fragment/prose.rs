//! Prose of ours, which lives in the fragment itself and is carried from one to the next.

use plaid_credit_codegen::successes;
use serde_json::Value;

use crate::openapi::{Node, Visited, visit};

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
/// a description into every response of an operation, where OpenAPI requires one.
pub fn carry_over(document: &mut Value, present: Option<&Value>) -> Report {
    let mut report = Report::default();
    let mut written = Vec::new();
    let fragment: &Value = document;
    visit(fragment, present, &mut |it| {
        list_missing(&mut report.new, it);
        // Beside a reference, OpenAPI 3.0 ignores everything.
        let map = it.value.as_object();
        let Some(map) = map.filter(|map| !map.contains_key("$ref")) else {
            return;
        };
        let mut write = |keyword, prose| written.push((it.at.to_owned(), keyword, prose));
        for keyword in it.node.prose() {
            if let Some(prose) = it.other.and_then(|other| other.get(keyword)) {
                write(*keyword, prose.clone());
            } else if !map.contains_key(*keyword) {
                let without_prose = &mut report.without_prose;
                match (it.node, it.parent) {
                    (Node::Response, _) => match of_response(fragment, it.at) {
                        Some(prose) => write(*keyword, prose.into()),
                        None => without_prose.push(format!("#{}", it.at)),
                    },
                    (Node::Operation, _) => without_prose.push(format!("#{}/{keyword}", it.at)),
                    (Node::Schema, Node::Names(_)) => without_prose.push(format!("#{}", it.at)),
                    _ => {}
                }
            }
        }
    });
    if let Some(present) = present {
        visit(present, Some(document), &mut |it| {
            list_missing(&mut report.gone, it)
        });
    }
    for (at, keyword, prose) in written {
        if let Some(Value::Object(node)) = document.pointer_mut(&at) {
            node.insert(keyword.to_owned(), prose);
        }
    }
    report
}

/// What the status of a response means; nothing of a component, which has none.
fn of_response(fragment: &Value, at: &str) -> Option<&'static str> {
    let (responses, status) = at.rsplit_once('/')?;
    if responses == "/components/responses" {
        return None;
    }
    let is_success = successes(fragment.pointer(responses)?).contains(&status);
    Some(if is_success { "Success." } else { "An error." })
}

/// Lists a node that the other document lacks, unless what it stands in is listed. It is one
/// that reviewers know by name: an operation, a component, a property.
fn list_missing(list: &mut Vec<String>, it: &Visited) {
    let is_named = match (it.parent, it.node) {
        (_, Node::Operation) => true,
        (Node::Names(_), kind) => !matches!(kind, Node::Names(_) | Node::Data | Node::PathItem),
        _ => false,
    };
    let at = format!("#{}", it.at);
    let below = list.last().and_then(|last| at.strip_prefix(last.as_str()));
    let is_listed = below.is_some_and(|below| below.starts_with('/'));
    if is_named && it.other.is_none() && !is_listed {
        list.push(at);
    }
}

#[cfg(test)]
#[path = "prose_tests.rs"]
mod tests;
