//! The one way in which a fragment is written.
//!
//! Two-space JSON, keywords in the order of [`Node::keywords`], names by alphabet,
//! one array element a line: a change upstream moves the lines that it touches.

use anyhow::{Context, Result};
use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};
use serde_json::{Map, Value};

use crate::openapi::Node;

/// `document` in canonical form, with a newline at its end.
pub fn text(document: &Value) -> Result<String> {
    let mut bytes = Vec::with_capacity(512 * 1024);
    serde_json::to_writer_pretty(
        &mut bytes,
        &Ordered {
            value: document,
            node: Node::Document,
        },
    )
    .context("writing the fragment as JSON")?;
    bytes.push(b'\n');
    String::from_utf8(bytes).context("writing the fragment as JSON")
}

struct Ordered<'a> {
    value: &'a Value,
    node: Node,
}

impl Serialize for Ordered<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.value {
            Value::Object(map) => {
                let mut out = serializer.serialize_map(Some(map.len()))?;
                for (key, value) in in_order(map, self.node) {
                    if is_required(self.node, key)
                        && let Some(names) = sorted(value)
                    {
                        out.serialize_entry(key, &names)?;
                    } else {
                        out.serialize_entry(
                            key,
                            &Ordered {
                                value,
                                node: self.node.child(key),
                            },
                        )?;
                    }
                }
                out.end()
            }
            Value::Array(items) => {
                let mut out = serializer.serialize_seq(Some(items.len()))?;
                for item in items {
                    out.serialize_element(&Ordered {
                        value: item,
                        node: self.node.child(""),
                    })?;
                }
                out.end()
            }
            plain => plain.serialize(serializer),
        }
    }
}

fn in_order(map: &Map<String, Value>, node: Node) -> Vec<(&String, &Value)> {
    let keywords: Vec<&str> = node.keywords().collect();
    let place = |key: &str| match keywords.iter().position(|keyword| *keyword == key) {
        Some(place) => place,
        None if node.has_keywords() && key.starts_with("x-") => keywords.len() + 1,
        None => keywords.len(),
    };
    let mut entries: Vec<_> = map.iter().collect();
    entries.sort_by(|(a, _), (b, _)| place(a).cmp(&place(b)).then_with(|| a.cmp(b)));
    entries
}

/// A schema's list of required properties has no order of its own.
fn is_required(node: Node, key: &str) -> bool {
    node == Node::Schema && key == "required"
}

fn sorted(names: &Value) -> Option<Vec<&str>> {
    let mut names: Vec<&str> = names
        .as_array()?
        .iter()
        .map(Value::as_str)
        .collect::<Option<_>>()?;
    names.sort_unstable();
    Some(names)
}

/// Sorts what has no order of its own, so that patches see it as the fragment has it.
pub fn settle(value: &mut Value, node: Node) {
    match value {
        Value::Object(map) => {
            for (key, value) in map.iter_mut() {
                if is_required(node, key) {
                    if let Value::Array(names) = value {
                        names.sort_by(|a, b| a.as_str().cmp(&b.as_str()));
                    }
                } else {
                    settle(value, node.child(key));
                }
            }
        }
        Value::Array(items) => {
            for item in items {
                settle(item, node.child(""));
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{settle, text};
    use crate::openapi::Node;

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
        settle(&mut settled, Node::Document);
        assert_eq!(text(&settled).unwrap(), text(&document()).unwrap());
        assert_eq!(
            settled["components"]["schemas"]["B"]["required"],
            json!(["description", "type"])
        );
    }
}
