//! `nullable` on a component makes progenitor wrap the whole type; it belongs where the
//! component is used.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::error::Fault;
use crate::walk::{flag, for_each_schema, reference, schemas_mut};

/// Takes `nullable` from every component, and puts it beside each `$ref` to one.
pub(crate) fn move_to_uses(document: &mut Value) -> Result<(), Fault> {
    let mut nullable = BTreeSet::new();
    for (name, schema) in schemas_mut(document).into_iter().flatten() {
        let schema = schema.as_object_mut();
        if schema.and_then(|schema| schema.remove("nullable")) == Some(Value::Bool(true)) {
            nullable.insert(name.clone());
        }
    }
    for_each_schema(document, &mut |schema| {
        if reference(schema).is_some_and(|target| nullable.contains(&target)) {
            schema.insert("nullable".into(), true.into());
        }
        Ok(())
    })
}

/// Wraps items of lists and values of maps in `allOf`, the one form in which progenitor
/// reads `nullable` beside a reference. A property keeps it as a plain keyword.
pub(crate) fn wrap_elements(document: &mut Value) -> Result<(), Fault> {
    for_each_schema(document, &mut |schema| {
        for container in ["items", "additionalProperties"] {
            if let Some(Value::Object(element)) = schema.get_mut(container)
                && flag(element, "nullable")
                && let Some(target) = element.remove("$ref")
            {
                element.insert("allOf".into(), json!([{"$ref": target}]));
            }
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    #[test]
    fn moves_nullable_from_the_component_to_its_uses() {
        let mut document = json!({"components": {"schemas": {
            "Name": {"type": "string", "nullable": true},
            "Alias": {"$ref": "#/components/schemas/Name", "nullable": true},
            "Owner": {"type": "object", "properties": {
                "name": {"$ref": "#/components/schemas/Alias"},
                "names": {"type": "array", "items": {"$ref": "#/components/schemas/Name"}},
            }},
        }}});
        super::move_to_uses(&mut document).unwrap();
        super::wrap_elements(&mut document).unwrap();
        let schemas = &document["components"]["schemas"];
        assert_eq!(schemas["Name"], json!({"type": "string"}));
        assert_eq!(
            schemas["Owner"]["properties"],
            json!({
                "name": {"$ref": "#/components/schemas/Alias", "nullable": true},
                "names": {"type": "array", "items": {
                    "nullable": true, "allOf": [{"$ref": "#/components/schemas/Name"}],
                }},
            })
        );
    }
}
