//! Amounts of money are decimals: which numbers they are, from `openapi/money.toml`.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::openapi::{Node, visit};

use super::entries::{self, Entries};
use super::place;

/// `openapi/money.toml`: what the numbers of each schema are.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Money {
    /// Amounts of money, by schema. `.` is the schema itself, `a.b` a property of an
    /// inline object, `a[]` the elements of an array.
    pub money: Entries,
    /// Numbers that were looked at and are not money.
    #[serde(default)]
    pub other: Entries,
    /// The file that it was read from, for messages.
    #[serde(skip)]
    pub file: String,
}

/// What became of the entries.
#[derive(Clone, Debug, Default)]
pub struct Marked {
    /// The pointers of numbers that the list does not mention.
    pub undecided: Vec<String>,
    /// Entries that name nothing, with the remedy.
    pub mistakes: Vec<String>,
}

impl Money {
    /// Reads the list; without a file, no number is money.
    pub fn read(path: &Path) -> Result<Self> {
        let file = path.display().to_string();
        let text = entries::read(path)?.unwrap_or_else(|| String::from("[money]"));
        Self::parse(&text, file)
    }

    /// Reads a list from its text; `file` is for messages.
    pub fn parse(text: &str, file: String) -> Result<Self> {
        let mut money: Self = toml::from_str(text).with_context(|| file.clone())?;
        money.file = file;
        Ok(money)
    }

    /// Makes the listed amounts decimals and returns the pointers of the numbers that the
    /// list does not mention. An entry that does not name a number is an error.
    pub fn apply(&self, document: &mut Value) -> Result<Vec<String>> {
        let marked = self.mark(document);
        entries::refuse(&marked.mistakes)?;
        Ok(marked.undecided)
    }

    /// Makes those of the listed amounts decimals that are there, and no other number.
    pub fn mark(&self, document: &mut Value) -> Marked {
        let mut mistakes = Vec::new();
        let mut decided = BTreeMap::new();
        for (list, is_money) in [(&self.money, true), (&self.other, false)] {
            entries::each(list, &self.file, &mut mistakes, |schema, entry| {
                let pointer = place::of_entry(document, schema, entry)?;
                let node = document.pointer(&pointer).unwrap_or(&Value::Null);
                if node["type"] != "number" {
                    return Err(format!(
                        "`type` is not `number` but {}; check what the value means now and \
                         correct the entry",
                        kind(node),
                    ));
                }
                match decided.insert(pointer, is_money) {
                    None => Ok(()),
                    Some(_) => Err("listed twice; leave it once".to_owned()),
                }
            });
        }
        let mut numbers = Vec::new();
        visit(document, &mut |value, node, pointer| {
            if node == Node::Schema && value["type"] == "number" {
                numbers.push(pointer.to_owned());
            }
        });
        let mut undecided = Vec::new();
        for pointer in numbers {
            let is_money = decided.get(&pointer).copied();
            let number = document
                .pointer_mut(&pointer)
                .and_then(Value::as_object_mut);
            if let Some(number) = number {
                if is_money == Some(true) {
                    number.insert("format".to_owned(), json!("decimal"));
                } else if number.get("format") == Some(&json!("decimal")) {
                    number.remove("format");
                }
            }
            if is_money.is_none() {
                undecided.push(format!("#{pointer}"));
            }
        }
        Marked {
            undecided,
            mistakes,
        }
    }
}

fn kind(schema: &Value) -> String {
    match schema["type"].as_str() {
        Some(kind) => format!("`{kind}`"),
        None => schema.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::Money;

    fn document() -> Value {
        json!({"components": {"schemas": {
            "Balance": {"type": "object", "properties": {
                "current": {"type": "number", "format": "double", "nullable": true},
                "score": {"type": "number"},
                "type": {"type": "string"},
                "history": {"type": "array", "items": {"type": "object", "properties": {
                    "amount": {"type": "number"}}}},
            }},
            "Amount": {"type": "number"},
            "Both": {"allOf": [{"$ref": "#/x"}, {"properties": {"fee": {"type": "number"}}}]},
        }}})
    }

    fn apply(list: &str) -> anyhow::Result<(Value, Vec<String>)> {
        let mut document = document();
        let undecided = Money::parse(list, "money.toml".into())?.apply(&mut document)?;
        Ok((document, undecided))
    }

    #[test]
    fn listed_numbers_become_decimals_and_the_rest_is_undecided() {
        let (document, undecided) = apply(
            "[money]\nBalance = ['current', 'history[].amount']\nAmount = ['.']\nBoth = ['fee']",
        )
        .unwrap();
        let schemas = &document["components"]["schemas"];
        let decimal = json!("decimal");
        assert_eq!(
            schemas["Balance"]["properties"]["current"]["format"],
            decimal
        );
        assert_eq!(
            schemas["Balance"]["properties"]["history"]["items"]["properties"]["amount"]["format"],
            decimal
        );
        assert_eq!(schemas["Amount"]["format"], decimal);
        assert_eq!(
            schemas["Both"]["allOf"][1]["properties"]["fee"]["format"],
            decimal
        );
        assert_eq!(undecided, ["#/components/schemas/Balance/properties/score"]);
    }

    #[test]
    fn other_numbers_stay_and_are_decided() {
        let (document, undecided) =
            apply("[money]\n[other]\nBalance = ['score', 'current']\nAmount = ['.']").unwrap();
        assert_eq!(
            document["components"]["schemas"]["Balance"]["properties"]["current"]["format"],
            "double"
        );
        assert_eq!(undecided.len(), 2);
    }

    #[test]
    fn entries_that_no_longer_apply_are_errors() {
        for (list, says) in [
            (
                "[money]\nGone = ['a']",
                "money.toml: Gone = [\"a\"]: the fragment has no such schema",
            ),
            ("[money]\nBalance = ['gone']", "there is no property `gone`"),
            (
                "[money]\nBalance = ['type']",
                "`type` is not `number` but `string`",
            ),
            ("[money]\nBalance = ['score[]']", "`score` is not an array"),
            (
                "[money]\nBalance = ['score']\n[other]\nBalance = ['score']",
                "Balance = [\"score\"]: listed twice",
            ),
            ("[monye]", "unknown field `monye`"),
        ] {
            let error = format!("{:#}", apply(list).unwrap_err());
            assert!(error.contains(says), "{error}");
        }
    }

    #[test]
    fn a_number_that_is_no_longer_listed_is_not_money() {
        let (mut document, _) = apply("[money]\nBalance = ['current']").unwrap();
        Money::parse("[money]", "money.toml".into())
            .unwrap()
            .apply(&mut document)
            .unwrap();
        let current = &document["components"]["schemas"]["Balance"]["properties"]["current"];
        assert_eq!(current.get("format"), None);
    }
}
