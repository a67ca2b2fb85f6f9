//! `openapi/upstream.toml`: which document of Plaid's the fragment was taken from.

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::openapi::{Node, UPSTREAM, members, operations, visit};

/// What the fragment says about its origin, and how large it is. The file is written from
/// it, for those who read and for the weekly job.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Record {
    /// The document and the patches.
    pub origin: Origin,
    /// How many operations the fragment has.
    pub operations: usize,
    /// How many component schemas they need.
    pub schemas: usize,
    /// How many properties its schemas have.
    pub properties: usize,
}

/// Where a fragment comes from: it says so in `info`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Origin {
    /// The version that Plaid's document gives itself.
    pub version: String,
    /// The names of the patches that were applied to it.
    pub patches: Vec<String>,
}

impl Origin {
    /// Reads what a fragment says.
    pub fn of(fragment: &Value) -> Result<Self> {
        let origin = fragment["info"].get(UPSTREAM).cloned();
        let origin = origin.with_context(|| format!("#/info/{UPSTREAM}: missing"))?;
        serde_json::from_value(origin).with_context(|| format!("#/info/{UPSTREAM}"))
    }

    /// Writes it into the `info` of a document.
    pub fn write(&self, document: &mut Value) {
        if let Some(info) = document.get_mut("info").and_then(Value::as_object_mut) {
            info.insert(UPSTREAM.to_owned(), json!(self));
        }
    }
}

impl Record {
    /// The record of a fragment.
    pub fn of(fragment: &Value, origin: Origin) -> Self {
        let mut properties = 0;
        visit(fragment, None, &mut |it| {
            if it.node == Node::Schema {
                properties += members(&it.value["properties"]).count();
            }
        });
        Self {
            origin,
            operations: operations(fragment).count(),
            schemas: members(&fragment["components"]["schemas"]).count(),
            properties,
        }
    }

    /// The text of `openapi/upstream.toml`.
    pub fn text(&self) -> String {
        format!(
            "# Written by `cargo xtask codegen`: what openapi/plaid-credit.json was taken from.\n\
             version = {:?}\n\
             operations = {}\n\
             schemas = {}\n\
             properties = {}\n",
            self.origin.version, self.operations, self.schemas, self.properties,
        )
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Origin, Record};

    #[test]
    fn counts_are_of_the_structure() {
        let mut fragment = json!({
            "info": {},
            "paths": {"/a": {"post": {"operationId": "a"}, "parameters": []}},
            "components": {"schemas": {
                "A": {"properties": {"properties": {"type": "string"}, "b": {"properties": {"c": {}}}}},
                "B": {"default": {"properties": {"no": 1}}},
            }},
        });
        let origin = Origin {
            version: "2020-09-14_1.2.3".to_owned(),
            patches: vec!["0001-a".to_owned()],
        };
        origin.write(&mut fragment);
        assert_eq!(Origin::of(&fragment).unwrap(), origin);
        assert_eq!(
            Record::of(&fragment, origin).text(),
            "# Written by `cargo xtask codegen`: what openapi/plaid-credit.json was taken from.\n\
             version = \"2020-09-14_1.2.3\"\noperations = 1\nschemas = 2\nproperties = 3\n"
        );
    }
}
