//! Enum literals: progenitor takes strings only, and stops at `null`.

use serde_json::Value;

use super::unique;
use crate::walk::Keywords;

/// Leaves only enums of strings: `null` makes the schema nullable, other literals of a
/// `type: string` become their text, and enums of other types become their type.
pub(crate) fn normalise(schema: &mut Keywords) {
    let Some(Value::Array(literals)) = schema.remove("enum") else {
        return;
    };
    if literals.contains(&Value::Null) {
        schema.insert("nullable".into(), true.into());
    }
    let texts = unique(literals.iter().filter_map(text));
    if of_strings(schema, &literals) && !texts.is_empty() {
        schema.insert("type".into(), "string".into());
        schema.insert("enum".into(), texts.into());
    }
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
        let mut schema = schema.as_object().unwrap().clone();
        super::normalise(&mut schema);
        schema.into()
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
