//! Amounts of money are decimals: which numbers they are, from `openapi/money.toml`.

use serde::Deserialize;
use serde_json::{Value, json};

use crate::layout::MONEY;
use crate::openapi::{Node, visit};

use super::entries::{Applied, Entries};

/// `openapi/money.toml`: what the numbers of each schema are.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Money {
    /// Amounts of money.
    pub(crate) money: Entries,
    /// Numbers that were looked at and are not money.
    other: Entries,
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
    /// Makes those of the listed amounts decimals that are there, and no other number.
    pub(super) fn mark(&self, document: &mut Value) -> Marked {
        let mut numbers = Vec::new();
        visit(document, None, &mut |it| {
            if it.node == Node::Schema && is_number(it.value) {
                numbers.push(it.at.to_owned());
            }
        });
        for pointer in &numbers {
            let number = document.pointer_mut(pointer);
            if let Some(number) = number.filter(|number| number["format"] == "decimal") {
                number.as_object_mut().map(|number| number.remove("format"));
            }
        }
        let check = |schema: &Value| match is_number(schema) {
            true => Ok(()),
            false => Err(format!(
                "`type` is not `number` but {}; check what the value means now and correct the \
                 entry",
                kind(schema),
            )),
        };
        let mut applied = Applied::default();
        applied.each(document, MONEY, &self.money, |schema| {
            check(schema)?;
            schema["format"] = json!("decimal");
            Ok(())
        });
        applied.each(document, MONEY, &self.other, |schema| check(schema));
        numbers.retain(|pointer| !applied.places.contains(pointer));
        let undecided = numbers.iter().map(|pointer| format!("#{pointer}"));
        Marked {
            undecided: undecided.collect(),
            mistakes: applied.mistakes,
        }
    }
}

/// Whether the generator reads a number there: null may be listed as another type.
fn is_number(schema: &Value) -> bool {
    match &schema["type"] {
        Value::Array(kinds) => kinds.iter().filter(|kind| *kind != "null").eq(["number"]),
        kind => kind == "number",
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

    use super::{Marked, Money};

    fn document() -> Value {
        json!({"components": {"schemas": {
            "Balance": {"type": "object", "properties": {
                "current": {"type": "number", "format": "double", "nullable": true},
                "score": {"type": "number"},
                "type": {"type": "string"},
                "history": {"type": "array", "items": {"type": "object", "properties": {
                    "amount": {"type": "number"}}}},
                "by_day": {"type": "object", "additionalProperties": {"type": "array", "items":
                    {"type": "number"}}},
            }},
            "Amount": {"type": "number"},
            "Both": {"allOf": [{"$ref": "#/x"}, {"properties": {"fee": {"type": "number"}}}]},
        }}})
    }

    fn apply(list: &str) -> anyhow::Result<(Value, Vec<String>)> {
        let mut document = document();
        let marked = toml::from_str::<Money>(list)?.mark(&mut document);
        match marked.mistakes.first() {
            Some(mistake) => anyhow::bail!("{mistake}"),
            None => Ok((document, marked.undecided)),
        }
    }

    #[test]
    fn listed_numbers_become_decimals_and_the_rest_is_undecided() {
        let (document, undecided) = apply(
            "[money]\nBalance = ['current', 'history[].amount', 'by_day{}[]']\nAmount = ['.']\nBoth = ['fee']",
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
        assert_eq!(
            schemas["Balance"]["properties"]["by_day"]["additionalProperties"]["items"]["format"],
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
            apply("[money]\n[other]\nBalance = ['score', 'current', 'by_day{}[]']\nAmount = ['.']")
                .unwrap();
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
            (
                "[money]\nBalance = ['score[]']",
                "`score` is not an array (`[]`)",
            ),
            ("[money]\nBalance = ['score{}']", "or map (`{}`)"),
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
    fn a_number_may_list_null_as_another_type() {
        let nullable = json!({"type": ["number", "null"]});
        let document = json!({"components": {"schemas": {
            "Amount": nullable, "Score": nullable, "Any": {"type": ["number", "string"]},
        }}});
        let mut marked = document.clone();
        let list: Money = toml::from_str("[money]\nAmount = ['.']").unwrap();
        let Marked {
            undecided,
            mistakes,
        } = list.mark(&mut marked);
        assert_eq!(mistakes, [""; 0]);
        assert_eq!(undecided, ["#/components/schemas/Score"]);
        assert_eq!(
            marked["components"]["schemas"]["Amount"]["format"],
            "decimal"
        );
        Money::default().mark(&mut marked);
        assert_eq!(marked, document);
    }

    #[test]
    fn a_number_that_is_no_longer_listed_is_not_money() {
        let (mut document, _) = apply("[money]\nBalance = ['current']").unwrap();
        Money::default().mark(&mut document);
        let current = &document["components"]["schemas"]["Balance"]["properties"]["current"];
        assert_eq!(current.get("format"), None);
    }
}
