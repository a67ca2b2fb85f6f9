//! What may show in `Debug`, from `openapi/shown.toml`.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::{Context, Result};
use plaid_credit_codegen::extensions::SHOWN;
use serde_json::{Value, json};

use super::entries::{self, Entries};
use super::place;

/// `openapi/shown.toml`: what may show in `Debug`, by schema.
#[derive(Clone, Debug, Default)]
pub struct Shown {
    entries: Entries,
    file: String,
}

impl Shown {
    /// Reads the list; without a file, everything is hidden.
    pub fn read(path: &Path) -> Result<Self> {
        let file = path.display().to_string();
        Self::parse(&entries::read(path)?.unwrap_or_default(), file)
    }

    /// Reads a list from its text; `file` is for messages.
    pub fn parse(text: &str, file: String) -> Result<Self> {
        let entries = toml::from_str(text).with_context(|| file.clone())?;
        Ok(Self { entries, file })
    }

    /// Marks the listed values. An entry that does not name a value that would be hidden
    /// is an error.
    pub fn apply(&self, document: &mut Value) -> Result<()> {
        entries::refuse(&self.mark(document))
    }

    /// Marks those of the listed values that are there, and returns the mistakes.
    pub fn mark(&self, document: &mut Value) -> Vec<String> {
        let mut mistakes = Vec::new();
        let mut seen = BTreeSet::new();
        entries::each(&self.entries, &self.file, &mut mistakes, |schema, entry| {
            let pointer = place::of_entry(document, schema, entry)?;
            let node = document
                .pointer_mut(&pointer)
                .and_then(Value::as_object_mut);
            let Some(node) = node.filter(|node| is_hidden(&json!(node))) else {
                return Err(
                    "is not text, a number or a date, which are all that is hidden; a reference \
                     shows if the schema it refers to is listed; remove the entry"
                        .to_owned(),
                );
            };
            node.insert(SHOWN.to_owned(), json!(true));
            match seen.insert(pointer) {
                true => Ok(()),
                false => Err("listed twice; leave it once".to_owned()),
            }
        });
        mistakes
    }
}

/// Whether `Debug` hides a value of the schema, or the elements of an array.
fn is_hidden(schema: &Value) -> bool {
    match schema["type"].as_str() {
        Some("array") => is_hidden(&schema["items"]),
        Some("string" | "number") => schema.get("enum").is_none(),
        Some(_) => false,
        None => ["$ref", "enum", "properties", "allOf", "oneOf", "anyOf"]
            .iter()
            .all(|keyword| schema.get(keyword).is_none()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::Shown;

    fn apply(list: &str) -> anyhow::Result<Value> {
        let mut document = json!({"components": {"schemas": {
            "Id": {"type": "string"},
            "Item": {"type": "object", "properties": {
                "id": {"$ref": "#/components/schemas/Id"},
                "codes": {"type": "array", "items": {"type": "string"}},
                "kind": {"type": "string", "enum": ["A"]},
                "count": {"type": "integer"},
                "free": {},
            }},
        }}});
        Shown::parse(list, "shown.toml".into())?.apply(&mut document)?;
        Ok(document)
    }

    #[test]
    fn listed_values_are_marked() {
        let document = apply("Id = ['.']\nItem = ['codes', 'free']").unwrap();
        let schemas = &document["components"]["schemas"];
        assert_eq!(schemas["Id"]["x-shown"], true);
        let properties = &schemas["Item"]["properties"];
        assert_eq!(properties["codes"]["x-shown"], true);
        assert_eq!(properties["free"]["x-shown"], true);
        assert_eq!(properties["id"].get("x-shown"), None);
    }

    #[test]
    fn entries_without_effect_are_errors() {
        for (list, says) in [
            (
                "Gone = ['.']",
                "shown.toml: Gone = [\".\"]: the fragment has no such schema",
            ),
            ("Item = ['gone']", "there is no property `gone`"),
            ("Item = ['id']", "[\"id\"]: is not text, a number or a date"),
            ("Item = ['kind']", "is not text, a number or a date"),
            ("Item = ['count']", "is not text, a number or a date"),
            ("Id = ['.', '.']", "listed twice"),
            ("Id = 1", "shown.toml: "),
        ] {
            let error = format!("{:#}", apply(list).unwrap_err());
            assert!(error.contains(says), "{error}");
        }
    }
}
