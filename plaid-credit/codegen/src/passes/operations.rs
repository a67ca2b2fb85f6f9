//! Each operation gets the name of its Rust method.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::error::Fault;
use crate::naming;
use crate::walk::{Keywords, for_each_operation};

/// Keeps the ID that the document gives an operation.
pub(crate) const OPERATION_ID: &str = "x-operation-id";

/// By the ID and place of each operation of the whole document, its method.
pub(crate) type Methods = BTreeMap<String, String>;

/// Gives every operation of the whole document its method, so that no method's name
/// depends on the features that are on. One without an ID is called after its method and
/// path, and so is one whose ID another operation has as well.
pub(crate) fn methods(document: &mut Value) -> Result<Methods, Fault> {
    let mut ids: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for_each_operation(document, &mut |operation, pointer| {
        ids.entry(id(operation, pointer))
            .or_default()
            .push(pointer.to_owned());
        Ok(())
    })?;
    let mut places = BTreeMap::new();
    for (id, pointers) in ids {
        if let [pointer] = pointers.as_slice() {
            places.insert(pointer.clone(), id);
        } else {
            places.extend(
                pointers
                    .into_iter()
                    .map(|pointer| (pointer.clone(), made(&pointer))),
            );
        }
    }
    let methods = naming::methods(places.values().map(String::as_str));
    Ok(places
        .into_iter()
        .filter_map(|(pointer, id)| Some((pointer, methods.get(&id)?.clone())))
        .collect())
}

/// Writes the methods down as the operations' IDs, for progenitor.
pub(crate) fn name(document: &mut Value, methods: &Methods) -> Result<(), Fault> {
    for_each_operation(document, &mut |operation, pointer| {
        let id = id(operation, pointer);
        operation.insert(OPERATION_ID.into(), id.into());
        if let Some(method) = methods.get(pointer) {
            operation.insert("operationId".into(), method.clone().into());
        }
        Ok(())
    })
}

fn id(operation: &Keywords, pointer: &str) -> String {
    match operation.get("operationId").and_then(Value::as_str) {
        Some(id) if !id.trim().is_empty() => id.to_owned(),
        _ => made(pointer),
    }
}

/// `/paths/~1a~1{id}/post` makes `post /a/{id}`.
fn made(pointer: &str) -> String {
    let mut steps = pointer.rsplit('/');
    let method = steps.next().unwrap_or_default();
    let path = steps.next().unwrap_or_default().replace("~1", "/");
    format!("{method} {}", path.replace("~0", "~"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    #[test]
    fn an_operation_without_an_id_is_called_after_its_place() {
        let mut document = json!({"paths": {
            "/a/{id}": {"get": {}, "post": {"operationId": "twice"}},
            "/b": {"post": {"operationId": "twice"}, "put": {"operationId": "putIt"}},
        }});
        let methods = super::methods(&mut document).unwrap();
        let names: Vec<&String> = methods.values().collect();
        assert_eq!(names, ["get_a_id", "post_a_id", "post_b", "put_it"]);
    }
}
