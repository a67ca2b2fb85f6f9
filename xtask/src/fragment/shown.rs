//! What may show in `Debug`, from `openapi/shown.toml`.

use plaid_credit_codegen::extensions::SHOWN;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::layout;

use super::entries::{Applied, Entries};

/// `openapi/shown.toml`: what may show in `Debug`, by schema.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Shown(Entries);

impl Shown {
    /// Marks those of the listed values that are there, and returns the mistakes.
    pub(super) fn mark(&self, document: &mut Value) -> Vec<String> {
        let mut applied = Applied::default();
        applied.each(document, layout::SHOWN, &self.0, |schema| {
            if !schema.is_object() || !is_hidden(schema) {
                return Err(
                    "is not hidden: only text, numbers and dates are; a reference shows if the \
                     schema it refers to is listed; remove the entry"
                        .to_owned(),
                );
            }
            schema[SHOWN] = json!(true);
            Ok(())
        });
        applied.mistakes
    }
}

/// Whether `Debug` hides a value of the schema, or the elements of an array.
fn is_hidden(schema: &Value) -> bool {
    match schema["type"].as_str() {
        Some("array") => is_hidden(&schema["items"]),
        Some("string" | "number" | "integer") => schema.get("enum").is_none(),
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
                "is_new": {"type": "boolean"},
                "free": {},
            }},
        }}});
        let mistakes = toml::from_str::<Shown>(list)?.mark(&mut document);
        match mistakes.first() {
            Some(mistake) => anyhow::bail!("{mistake}"),
            None => Ok(document),
        }
    }

    #[test]
    fn listed_values_are_marked() {
        let document = apply("Id = ['.']\nItem = ['codes', 'count', 'free']").unwrap();
        let schemas = &document["components"]["schemas"];
        assert_eq!(schemas["Id"]["x-shown"], true);
        let properties = &schemas["Item"]["properties"];
        assert_eq!(properties["codes"]["x-shown"], true);
        assert_eq!(properties["count"]["x-shown"], true);
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
            ("Item = ['id']", "[\"id\"]: is not hidden"),
            ("Item = ['kind']", "is not hidden"),
            ("Item = ['is_new']", "is not hidden"),
            ("Id = ['.', '.']", "listed twice"),
        ] {
            let error = format!("{:#}", apply(list).unwrap_err());
            assert!(error.contains(says), "{error}");
        }
    }
}
