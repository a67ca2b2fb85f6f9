//! Enums: progenitor names variants in its own way, and stops at two that come to the same.

use serde_json::{Value, json};

use crate::error::Fault;
use crate::walk::for_each_schema;

/// Leaves one value of each enum, so that progenitor makes a type of it. The variants are
/// made of the model.
pub(crate) fn stand_in(document: &mut Value) -> Result<(), Fault> {
    for_each_schema(document, &mut |schema, _| {
        if let Some(values) = schema.get_mut("enum") {
            *values = json!(["value"]);
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    #[test]
    fn one_value_stands_for_all() {
        let mut document =
            json!({"components": {"schemas": {"A": {"enum": ["+", "-", "a", "A"]}}}});
        super::stand_in(&mut document).unwrap();
        assert_eq!(
            document["components"]["schemas"]["A"]["enum"],
            json!(["value"])
        );
    }
}
