//! Limits would become types that refuse a value: Plaid checks requests itself, and a
//! response past a limit must still be read. A default would be sent with every request
//! although the user left it to Plaid, and one of another type stops progenitor. So both
//! are documented, not generated.

use serde_json::Value;

use crate::walk::{Keywords, flag, text};

/// Adds the limits on values, lengths and counts, and the default, to the description.
pub(crate) fn describe(schema: &mut Keywords) {
    let mut sentences: Vec<String> = text(schema, "description").into_iter().collect();
    // Beside a reference, limits mean nothing.
    if !schema.contains_key("$ref") {
        let counts = [
            ("Length", ["character", "characters"]),
            ("Items", ["item", "items"]),
            ("Properties", ["entry", "entries"]),
        ];
        let counts = counts.map(|(what, unit)| range(schema, what, unit));
        let pattern = text(schema, "pattern").map(|pattern| format!("Matches `{pattern}`."));
        let limits = counts.into_iter().chain([values(schema), pattern]);
        sentences.extend(limits.flatten());
    }
    match schema.get("default") {
        None | Some(Value::Null) => {}
        Some(Value::String(text)) => sentences.push(format!("Defaults to `{text}`.")),
        Some(other) => sentences.push(format!("Defaults to `{other}`.")),
    }
    if !sentences.is_empty() {
        schema.insert("description".into(), sentences.join(" ").into());
    }
}

/// The limits under `minLength` and `maxLength`, if `what` is `Length`.
fn range(schema: &Keywords, what: &str, unit: [&str; 2]) -> Option<String> {
    let number = |limit: &str| {
        let limit = schema.get(&format!("{limit}{what}"));
        limit.filter(|value| value.is_number())
    };
    let counted = |count: &Value| {
        let unit = unit[usize::from(count != 1)];
        format!("{count} {unit}").trim_end().to_owned()
    };
    match (number("min"), number("max")) {
        (None, None) => None,
        (Some(least), None) => Some(format!("At least {}.", counted(least))),
        (None, Some(most)) => Some(format!("At most {}.", counted(most))),
        (Some(least), Some(most)) if least == most => Some(format!("Exactly {}.", counted(least))),
        (Some(least), Some(most)) => Some(format!("From {least} to {}.", counted(most))),
    }
}

fn values(schema: &Keywords) -> Option<String> {
    let sentence = range(schema, "imum", [""; 2])?;
    let excluded = match ["exclusiveMinimum", "exclusiveMaximum"].map(|limit| flag(schema, limit)) {
        [false, false] => return Some(sentence),
        [true, false] => "the lower limit",
        [false, true] => "the upper limit",
        [true, true] => "both limits",
    };
    let sentence = sentence.trim_end_matches('.');
    Some(format!("{sentence}, excluding {excluded}."))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::walk::for_each_schema;

    #[test]
    fn limits_are_documented_but_not_those_of_a_property_called_pattern() {
        let mut document = json!({"components": {"schemas": {"A": {"properties": {
            "pattern": {"type": "string", "pattern": "^a", "maxLength": 2, "description": "A code."},
            "list": {"type": "array", "minItems": 2, "maxItems": 2},
            "count": {"type": "integer", "minimum": 1, "maximum": 5},
            "text": {"type": "string", "minLength": 1},
        }}}}});
        for_each_schema(&mut document, &mut |schema| {
            super::describe(schema);
            Ok(())
        })
        .unwrap();
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

    #[test]
    fn a_default_of_any_type_is_documented() {
        let described = |schema: serde_json::Value| {
            let mut schema = schema.as_object().unwrap().clone();
            super::describe(&mut schema);
            schema.get("description").cloned()
        };
        assert_eq!(
            described(json!({"type": "integer", "default": "ten", "description": "How many."})),
            Some("How many. Defaults to `ten`.".into())
        );
        assert_eq!(
            described(json!({"default": []})),
            Some("Defaults to `[]`.".into())
        );
        assert_eq!(described(json!({"default": null})), None);
    }
}
