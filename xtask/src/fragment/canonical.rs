//! The one way in which a fragment is written.
//!
//! Two-space JSON, keywords in the order of `Node::rank`, names by alphabet,
//! one array element a line: a change upstream moves the lines that it touches.

use anyhow::{Context, Result};
use serde::ser::{Serialize, Serializer};
use serde_json::Value;

use crate::openapi::{Node, visit_part_mut};

/// `document` in canonical form, with a newline at its end.
pub fn text(document: &Value) -> Result<String> {
    let mut settled = document.clone();
    settle(&mut settled);
    let ordered = Ordered(&settled, Node::Document);
    let text = serde_json::to_string_pretty(&ordered).context("writing the fragment as JSON")?;
    Ok(text + "\n")
}

/// A node, written with its keys in their order.
struct Ordered<'a>(&'a Value, Node);

impl Serialize for Ordered<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(value, node) = *self;
        match value {
            Value::Object(map) => {
                let mut entries: Vec<_> = map.iter().collect();
                entries.sort_by_cached_key(|(key, _)| (node.rank(key), *key));
                let entries = entries.into_iter();
                let ordered = entries.map(|(key, value)| (key, Ordered(value, node.child(key))));
                serializer.collect_map(ordered)
            }
            Value::Array(items) => {
                serializer.collect_seq(items.iter().map(|item| Ordered(item, node.child(""))))
            }
            plain => plain.serialize(serializer),
        }
    }
}

/// Sorts the lists of required properties, which have no order of their own, so that patches
/// see them as the fragment has them.
pub fn settle(document: &mut Value) {
    settle_part(document, Node::Document);
}

/// Does the same to a part of a document.
pub(super) fn settle_part(part: &mut Value, node: Node) {
    visit_part_mut(part, node, &mut |value, node| {
        if node == Node::Schema
            && let Some(Value::Array(names)) = value.get_mut("required")
        {
            names.sort_by(|a, b| a.as_str().cmp(&b.as_str()));
        }
    });
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{settle, text};

    fn document() -> Value {
        json!({
            "components": {"schemas": {
                "B": {"x-cargo-feature": "z", "properties": {"type": {"nullable": true, "type": "string"},
                    "description": {"type": "number", "default": 0.0}},
                    "required": ["type", "description"], "type": "object", "zebra": 1},
                "A": {"enum": ["b", "a"], "type": "string", "default": {"b": [], "a": {}}},
            }},
            "openapi": "3.0.0",
        })
    }

    #[test]
    fn keywords_have_their_order_and_names_the_alphabet() {
        let written = text(&document()).unwrap();
        let place = |part: &str| written.find(part).unwrap();
        assert!(place("openapi") < place("components"));
        assert!(place("\"A\"") < place("\"B\""));
        assert!(place("\"nullable\"") > place("\"type\": \"string\",\n            \"nullable\""));
        assert!(
            place("\"b\",") < place("\"a\"\n"),
            "enum values keep their order"
        );
        assert!(written.contains("[\n          \"description\",\n          \"type\"\n        ]"));
        assert!(place("zebra") < place("x-cargo-feature"));
        assert!(written.ends_with("}\n"));
    }

    #[test]
    fn writing_what_was_written_changes_nothing() {
        let once = text(&document()).unwrap();
        let twice = text(&serde_json::from_str(&once).unwrap()).unwrap();
        assert_eq!(once, twice);
    }

    #[test]
    fn settling_gives_the_order_of_the_text() {
        let mut settled = document();
        settle(&mut settled);
        assert_eq!(text(&settled).unwrap(), text(&document()).unwrap());
        assert_eq!(
            settled["components"]["schemas"]["B"]["required"],
            json!(["description", "type"])
        );
    }
}
