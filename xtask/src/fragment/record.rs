//! `openapi/upstream.toml`: which upstream version the fragment was taken from.

use std::fmt::Write;

use anyhow::Result;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::openapi::Node;

use super::{canonical, selection};

/// What is written down about the upstream document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// The version that the document gives itself.
    pub version: String,
    /// How many operations were kept.
    pub operations: usize,
    /// How many schemas they need.
    pub schemas: usize,
    /// How many properties these have.
    pub properties: usize,
    /// SHA-256 of the kept structure in canonical form, before patches.
    pub sha256: String,
}

impl Record {
    /// The record of a kept structure, before anything of ours is in it.
    pub fn of(version: &str, kept: &Value) -> Result<Self> {
        let count = |pointer| kept.pointer(pointer).and_then(Value::as_object);
        let operations = count("/paths").map_or(0, |paths| selection::operations(paths).count());
        let schemas = count("/components/schemas").map_or(0, serde_json::Map::len);
        let sha256 =
            Sha256::digest(canonical::text(kept)?)
                .iter()
                .fold(String::new(), |mut hex, byte| {
                    // Writing to a string cannot fail.
                    let _ = write!(hex, "{byte:02x}");
                    hex
                });
        let properties = properties(kept, Node::Document);
        Ok(Self {
            version: version.to_owned(),
            operations,
            schemas,
            properties,
            sha256,
        })
    }

    /// The text of `openapi/upstream.toml`.
    pub fn text(&self) -> String {
        format!(
            "# Written by `cargo xtask fragment`: what openapi/plaid-credit.json was taken from.\n\
             version = {:?}\n\
             operations = {}\n\
             schemas = {}\n\
             properties = {}\n\
             # Over the kept structure before patches, without prose and examples.\n\
             sha256 = {:?}\n",
            self.version, self.operations, self.schemas, self.properties, self.sha256,
        )
    }
}

fn properties(value: &Value, node: Node) -> usize {
    match value {
        Value::Object(map) => map
            .iter()
            .map(|(key, child)| {
                let kind = node.child(key);
                let here = match child {
                    Value::Object(all) if node == Node::Schema && key == "properties" => all.len(),
                    _ => 0,
                };
                here + properties(child, kind)
            })
            .sum(),
        Value::Array(items) => items
            .iter()
            .map(|item| properties(item, node.child("")))
            .sum(),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::Record;

    #[test]
    fn counts_and_hash_are_of_the_structure() {
        let kept = json!({
            "paths": {"/a": {"post": {"operationId": "a"}, "parameters": []}},
            "components": {"schemas": {
                "A": {"properties": {"properties": {"type": "string"}, "b": {"properties": {"c": {}}}}},
                "B": {"default": {"properties": {"no": 1}}},
            }},
        });
        let record = Record::of("2020-09-14_1.2.3", &kept).unwrap();
        assert_eq!(
            (record.operations, record.schemas, record.properties),
            (1, 2, 3)
        );
        assert_eq!(record.sha256.len(), 64);
        let text = record.text();
        assert!(text.contains("version = \"2020-09-14_1.2.3\"\n"), "{text}");
        assert!(toml::from_str::<toml::Table>(&text).is_ok());
    }
}
