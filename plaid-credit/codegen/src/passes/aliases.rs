//! Components that are only a reference: a ring of them never comes to a shape.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::error::Fault;
use crate::walk::{reference, schemas, schemas_mut};

/// Makes free-form JSON of every component that refers, through others, only to itself.
pub(crate) fn break_rings(document: &mut Value) -> Result<(), Fault> {
    let Some(components) = schemas(document) else {
        return Ok(());
    };
    let rings: BTreeSet<String> = components
        .keys()
        .filter(|name| !has_end(name, components))
        .cloned()
        .collect();
    for (name, schema) in schemas_mut(document).into_iter().flatten() {
        if rings.contains(name)
            && let Some(schema) = schema.as_object_mut()
        {
            schema.remove("$ref");
        }
    }
    Ok(())
}

fn has_end(name: &str, components: &Map<String, Value>) -> bool {
    let mut seen = BTreeSet::new();
    let mut name = name.to_owned();
    while seen.insert(name.clone()) {
        let schema = components.get(&name).and_then(Value::as_object);
        match schema.and_then(reference) {
            Some(target) => name = target,
            None => return true,
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    #[test]
    fn a_ring_of_references_is_free_form() {
        let mut document = json!({"components": {"schemas": {
            "A": {"$ref": "#/components/schemas/B"},
            "B": {"$ref": "#/components/schemas/A"},
            "C": {"$ref": "#/components/schemas/D"},
            "D": {"type": "string"},
        }}});
        super::break_rings(&mut document).unwrap();
        let schemas = &document["components"]["schemas"];
        assert_eq!(schemas["A"], json!({}));
        assert_eq!(schemas["C"], json!({"$ref": "#/components/schemas/D"}));
    }
}
