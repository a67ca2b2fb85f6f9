//! Defaults: one of another type stops progenitor, and any would be sent with every
//! request although the user left it to Plaid. So they are documented, not generated.

use serde_json::Value;

use crate::error::Fault;
use crate::passes::append_to_description;
use crate::walk::for_each_schema;

/// Moves `default` into the description.
pub(crate) fn describe(document: &mut Value) -> Result<(), Fault> {
    for_each_schema(document, &mut |schema, _| {
        let Some(default) = schema.remove("default") else {
            return Ok(());
        };
        if default.is_null() {
            return Ok(());
        }
        let sentence = match &default {
            Value::String(text) => format!("Defaults to `{text}`."),
            other => format!("Defaults to `{other}`."),
        };
        append_to_description(schema, &sentence);
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    #[test]
    fn a_default_of_any_type_is_documented() {
        let mut document = json!({"components": {"schemas": {
            "A": {"type": "integer", "default": "ten", "description": "How many."},
            "B": {"type": "array", "default": []},
            "C": {"type": "string", "default": null},
        }}});
        super::describe(&mut document).unwrap();
        assert_eq!(
            document["components"]["schemas"],
            json!({
                "A": {"type": "integer", "description": "How many. Defaults to `ten`."},
                "B": {"type": "array", "description": "Defaults to `[]`."},
                "C": {"type": "string"},
            })
        );
    }
}
