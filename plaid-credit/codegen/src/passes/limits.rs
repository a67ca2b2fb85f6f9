//! Limits would become types that refuse a value: Plaid checks requests itself, and a
//! response past a limit must still be read. So they are documented, not generated.

use serde_json::Value;

use crate::error::Fault;
use crate::passes::append_to_description;
use crate::walk::{Keywords, flag, for_each_schema, text};

/// Moves the limits on values, lengths and counts into the description.
pub(crate) fn describe(document: &mut Value) -> Result<(), Fault> {
    for_each_schema(document, &mut |schema, _| {
        // Beside a reference, they mean nothing.
        if schema.contains_key("$ref") {
            return Ok(());
        }
        let sentences = [
            range(schema, "minLength", "maxLength", " character"),
            range(schema, "minItems", "maxItems", " item"),
            range(schema, "minProperties", "maxProperties", " entry"),
            values(schema),
            text(schema, "pattern").map(|pattern| format!("Matches `{pattern}`.")),
        ];
        for sentence in sentences.into_iter().flatten() {
            append_to_description(schema, &sentence);
        }
        Ok(())
    })
}

fn range(schema: &Keywords, minimum: &str, maximum: &str, unit: &str) -> Option<String> {
    let number = |keyword| schema.get(keyword).filter(|value| value.is_number());
    let counted = |count: &Value| match (unit, count == 1) {
        ("", _) => count.to_string(),
        (unit, true) => format!("{count}{unit}"),
        (" entry", false) => format!("{count} entries"),
        (unit, false) => format!("{count}{unit}s"),
    };
    match (number(minimum), number(maximum)) {
        (None, None) => None,
        (Some(least), None) => Some(format!("At least {}.", counted(least))),
        (None, Some(most)) => Some(format!("At most {}.", counted(most))),
        (Some(least), Some(most)) if least == most => Some(format!("Exactly {}.", counted(least))),
        (Some(least), Some(most)) => Some(format!("From {least} to {}.", counted(most))),
    }
}

fn values(schema: &Keywords) -> Option<String> {
    let exclusive = [("exclusiveMinimum", "more"), ("exclusiveMaximum", "less")]
        .into_iter()
        .filter(|(keyword, _)| flag(schema, keyword))
        .map(|(_, word)| word)
        .collect::<Vec<_>>();
    let sentence = range(schema, "minimum", "maximum", "")?;
    match exclusive.as_slice() {
        [] => Some(sentence),
        ["more"] => Some(excluding(&sentence, "the lower limit")),
        ["less"] => Some(excluding(&sentence, "the upper limit")),
        _ => Some(excluding(&sentence, "both limits")),
    }
}

fn excluding(sentence: &str, what: &str) -> String {
    format!("{}, excluding {what}.", sentence.trim_end_matches('.'))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    #[test]
    fn limits_are_documented_but_not_those_of_a_property_called_pattern() {
        let mut document = json!({"components": {"schemas": {"A": {"properties": {
            "pattern": {"type": "string", "pattern": "^a", "maxLength": 2, "description": "A code."},
            "list": {"type": "array", "minItems": 2, "maxItems": 2},
            "count": {"type": "integer", "minimum": 1, "maximum": 5},
            "text": {"type": "string", "minLength": 1},
        }}}}});
        super::describe(&mut document).unwrap();
        let described = |name: &str| {
            document["components"]["schemas"]["A"]["properties"][name]["description"].clone()
        };
        assert_eq!(
            described("pattern"),
            "A code. At most 2 characters. Matches `^a`."
        );
        assert_eq!(described("list"), "Exactly 2 items.");
        assert_eq!(described("count"), "From 1 to 5.");
        assert_eq!(described("text"), "At least 1 character.");
    }
}
