//! Types that contain themselves need a `Box` on the way. Every field on a cycle has one and
//! no other field, so that none moves when types are added elsewhere.

use std::collections::{BTreeMap, BTreeSet};

use super::api::{Shape, Type, TypeRef};

/// By name, the types that a value of each type holds in itself, not in a list or map.
type Graph = BTreeMap<String, BTreeSet<String>>;

/// Boxes the fields through which a type contains itself.
pub(crate) fn box_cycles(types: &mut BTreeMap<String, Type>) {
    let graph = types.iter_mut().map(|(name, ty)| {
        let held = refs(ty).into_iter().filter_map(|ty| held(ty));
        (name.clone(), held.map(str::to_owned).collect())
    });
    let graph: Graph = graph.collect();
    for (name, ty) in types {
        for ty in refs(ty) {
            if held(ty).is_some_and(|target| reaches(&graph, target, name)) {
                put_in_box(ty);
            }
        }
    }
}

fn refs(ty: &mut Type) -> Vec<&mut TypeRef> {
    match &mut ty.shape {
        Shape::Struct(object) => {
            let fields = object.fields.iter_mut();
            fields.map(|field| &mut field.ty).collect()
        }
        Shape::Newtype(newtype) => vec![&mut newtype.inner],
        Shape::Enum(_) => Vec::new(),
    }
}

fn held(ty: &TypeRef) -> Option<&str> {
    match ty.without_option() {
        TypeRef::Named(name) => Some(name),
        _ => None,
    }
}

fn put_in_box(ty: &mut TypeRef) {
    match ty {
        TypeRef::Option(inner) => put_in_box(inner),
        other => *other = TypeRef::Boxed(Box::new(other.clone())),
    }
}

fn reaches(graph: &Graph, from: &str, to: &str) -> bool {
    let mut seen = BTreeSet::new();
    let mut waiting = vec![from];
    while let Some(name) = waiting.pop() {
        if name == to {
            return true;
        }
        if seen.insert(name) {
            waiting.extend(graph.get(name).into_iter().flatten().map(String::as_str));
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    #[test]
    fn fields_on_a_cycle_are_boxed_and_no_others() {
        let reference = |name: &str| json!({"$ref": format!("#/components/schemas/{name}")});
        let object = |properties| json!({"type": "object", "properties": properties});
        let document = json!({
            "openapi": "3.0.0", "info": {"version": "1"},
            "paths": {"/a": {"post": {"responses": {"200": {"content": {
                "application/json": {"schema": reference("Outside")}}}}}}},
            "components": {"schemas": {
                "Outside": object(json!({"a": reference("A")})),
                "A": object(json!({"b": reference("B"), "end": reference("End"),
                    "list": {"type": "array", "items": reference("A")}})),
                "B": object(json!({"a": reference("A")})),
                "End": object(json!({"text": {"type": "string"}})),
            }},
        });
        let api = crate::api(document).unwrap();
        let types = |name: &str| {
            let fields = api.object(name).unwrap().fields.iter();
            fields.map(|field| field.ty.to_string()).collect::<Vec<_>>()
        };
        assert_eq!(types("Outside"), ["Option<A>"]);
        assert_eq!(types("A"), ["Option<Box<B>>", "Option<End>", "Vec<A>"]);
        assert_eq!(types("B"), ["Option<Box<A>>"]);
    }
}
