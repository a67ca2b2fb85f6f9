//! Amounts of money are decimals: which numbers they are, from `openapi/money.toml`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::{Context, Result, bail};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::openapi::{Node, escaped, visit};

/// `openapi/money.toml`: what the numbers of each schema are.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Money {
    /// Amounts of money, by schema. `.` is the schema itself, `a.b` a property of an
    /// inline object, `a[]` the elements of an array.
    pub money: BTreeMap<String, Vec<String>>,
    /// Numbers that were looked at and are no money.
    #[serde(default)]
    pub other: BTreeMap<String, Vec<String>>,
    /// The file that it was read from, for messages.
    #[serde(skip)]
    pub file: String,
}

impl Money {
    /// Reads the list; without a file, no number is money.
    pub fn read(path: &Path) -> Result<Self> {
        let file = path.display().to_string();
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::from("[money]"),
            Err(error) => return Err(error).with_context(|| format!("{file}: cannot be read")),
        };
        Self::parse(&text, file)
    }

    /// Reads a list from its text; `file` is for messages.
    pub fn parse(text: &str, file: String) -> Result<Self> {
        let mut money: Self = toml::from_str(text).with_context(|| file.clone())?;
        money.file = file;
        Ok(money)
    }

    /// Makes the listed amounts decimals, and returns the pointers of numbers that
    /// the list says nothing about. An entry that names no number is an error.
    pub fn apply(&self, document: &mut Value) -> Result<Vec<String>> {
        let mut decided = BTreeSet::new();
        for (list, is_money) in [(&self.money, true), (&self.other, false)] {
            for (schema, entries) in list {
                for entry in entries {
                    let pointer = self.locate(document, schema, entry)?;
                    if is_money && let Some(number) = document.pointer_mut(&pointer) {
                        number["format"] = json!("decimal");
                    }
                    if !decided.insert(pointer) {
                        bail!(
                            "{}: {schema} lists `{entry}` twice; leave it once",
                            self.file
                        );
                    }
                }
            }
        }
        let mut undecided = Vec::new();
        visit(document, &mut |value, node, pointer| {
            let number = node == Node::Schema && value["type"] == "number";
            if number && !decided.contains(pointer) {
                undecided.push(format!("#{pointer}"));
            }
        });
        Ok(undecided)
    }

    fn locate(&self, document: &Value, schema: &str, entry: &str) -> Result<String> {
        let mut pointer = format!("/components/schemas/{}", escaped(schema));
        let says = format!("{}: {schema} = [\"{entry}\"]", self.file);
        let Some(mut node) = document.pointer(&pointer) else {
            bail!("{says}: no such schema in the fragment; remove the entry or correct the name");
        };
        let steps = entry.split('.').filter(|step| !step.is_empty());
        for step in steps {
            let name = step.trim_end_matches("[]");
            let Some((below, found)) = property(node, name) else {
                bail!("{says}: no property `{name}` there; remove the entry or correct the name");
            };
            pointer.push_str(&below);
            node = found;
            for _ in 0..(step.len() - name.len()) / "[]".len() {
                let Some(items) = node.get("items") else {
                    bail!("{says}: `{name}` is no array; correct the entry");
                };
                pointer.push_str("/items");
                node = items;
            }
        }
        match node.get("type").and_then(Value::as_str) {
            Some("number") => Ok(pointer),
            other => bail!(
                "{says}: no `type: number` any more but {}; look at what it means now and correct \
                 the entry",
                other.map_or_else(|| node.to_string(), |other| format!("`{other}`")),
            ),
        }
    }
}

/// A property of a schema or of the parts written inside it, with its pointer from there.
fn property<'a>(schema: &'a Value, name: &str) -> Option<(String, &'a Value)> {
    // An entry such as `[]` stands for the elements of the schema itself.
    if name.is_empty() {
        return Some((String::new(), schema));
    }
    if let Some(found) = schema.get("properties").and_then(|all| all.get(name)) {
        return Some((format!("/properties/{}", escaped(name)), found));
    }
    ["allOf", "oneOf", "anyOf"].iter().find_map(|keyword| {
        schema
            .get(keyword)?
            .as_array()?
            .iter()
            .enumerate()
            .find_map(|(index, part)| {
                let (below, found) = property(part, name)?;
                Some((format!("/{keyword}/{index}{below}"), found))
            })
    })
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
    fn listed_numbers_become_decimals_and_the_rest_is_hinted_at() {
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
    fn other_numbers_stay_and_are_not_hinted_at() {
        let (document, undecided) =
            apply("[money]\n[other]\nBalance = ['score', 'current']\nAmount = ['.']").unwrap();
        assert_eq!(
            document["components"]["schemas"]["Balance"]["properties"]["current"]["format"],
            "double"
        );
        assert_eq!(undecided.len(), 2);
    }

    #[test]
    fn entries_that_no_longer_apply_are_said() {
        for (list, says) in [
            (
                "[money]\nGone = ['a']",
                "money.toml: Gone = [\"a\"]: no such schema",
            ),
            ("[money]\nBalance = ['gone']", "no property `gone` there"),
            (
                "[money]\nBalance = ['type']",
                "no `type: number` any more but `string`",
            ),
            ("[money]\nBalance = ['score[]']", "`score` is no array"),
            (
                "[money]\nBalance = ['score']\n[other]\nBalance = ['score']",
                "lists `score` twice",
            ),
            ("[monye]", "unknown field `monye`"),
        ] {
            let error = format!("{:#}", apply(list).unwrap_err());
            assert!(error.contains(says), "{error}");
        }
    }
}
