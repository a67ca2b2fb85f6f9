//! Enum literals: progenitor takes strings only, and stops at `null`.

use serde_json::Value;

use crate::error::Fault;
use crate::walk::{Keywords, for_each_schema};

/// Leaves only enums of strings: `null` makes the schema nullable, other literals of a
/// `type: string` become their text, and enums of other types become their type.
pub(crate) fn normalise(document: &mut Value) -> Result<(), Fault> {
    for_each_schema(document, &mut |schema, pointer| {
        let Some(literals) = schema.remove("enum") else {
            return Ok(());
        };
        let Value::Array(literals) = literals else {
            return Err(Fault::new(
                format!("{pointer}/enum"),
                "`enum` must be a list",
            ));
        };
        if literals.contains(&Value::Null) {
            schema.insert("nullable".into(), true.into());
        }
        let texts: Vec<String> = literals
            .iter()
            .filter(|literal| !literal.is_null())
            .filter_map(text)
            .collect();
        if of_strings(schema, &literals) && !texts.is_empty() {
            let mut unique: Vec<Value> = Vec::new();
            for text in texts {
                if !unique.contains(&Value::String(text.clone())) {
                    unique.push(Value::String(text));
                }
            }
            schema.insert("type".into(), "string".into());
            schema.insert("enum".into(), Value::Array(unique));
        }
        Ok(())
    })
}

fn of_strings(schema: &Keywords, literals: &[Value]) -> bool {
    match schema.get("type").and_then(Value::as_str) {
        Some(declared) => declared == "string",
        None => literals
            .iter()
            .all(|literal| literal.is_string() || literal.is_null()),
    }
}

fn text(literal: &Value) -> Option<String> {
    match literal {
        Value::String(text) => Some(text.clone()),
        Value::Bool(_) | Value::Number(_) => Some(literal.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    fn normalised(schema: Value) -> Value {
        let mut document = json!({"components": {"schemas": {"A": schema}}});
        super::normalise(&mut document).unwrap();
        document["components"]["schemas"]["A"].take()
    }

    #[test]
    fn null_among_the_literals_makes_the_schema_nullable() {
        assert_eq!(
            normalised(json!({"type": "string", "enum": ["a", null]})),
            json!({"type": "string", "enum": ["a"], "nullable": true})
        );
    }

    #[test]
    fn literals_of_other_types_under_string_become_text() {
        assert_eq!(
            normalised(json!({"type": "string", "enum": [true, 12, "x", "true"]})),
            json!({"type": "string", "enum": ["true", "12", "x"]})
        );
    }

    #[test]
    fn enums_of_numbers_become_numbers() {
        assert_eq!(
            normalised(json!({"type": "integer", "enum": [1, 2]})),
            json!({"type": "integer"})
        );
        assert_eq!(normalised(json!({"enum": [1, "a"]})), json!({}));
        assert_eq!(
            normalised(json!({"enum": ["a"]})),
            json!({"type": "string", "enum": ["a"]})
        );
    }
}
