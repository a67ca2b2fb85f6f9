//! Types that contain themselves need a `Box` on the way. Every field on a cycle has one and
//! no other field, so that none moves when types are added elsewhere.

use std::collections::{BTreeMap, BTreeSet};

use super::api::{Shape, Type, TypeRef};

type Graph = BTreeMap<String, BTreeSet<String>>;

/// Boxes the fields through which a type contains itself.
pub(crate) fn box_cycles(types: &mut BTreeMap<String, Type>) {
    let graph = types
        .iter()
        .map(|(name, ty)| {
            let held = refs(ty).into_iter().filter_map(held).map(str::to_owned);
            (name.clone(), held.collect())
        })
        .collect();
    let cycles = cycles(graph);
    for (name, ty) in types {
        for held_type in refs_mut(ty) {
            if held(held_type).is_some_and(|target| reaches(&cycles, target, name)) {
                put_in_box(held_type);
            }
        }
    }
}

fn refs(ty: &Type) -> Vec<&TypeRef> {
    match &ty.shape {
        Shape::Struct(object) => object.fields.iter().map(|field| &field.ty).collect(),
        Shape::Newtype(newtype) => vec![&newtype.inner],
        Shape::Enum(_) => Vec::new(),
    }
}

fn refs_mut(ty: &mut Type) -> Vec<&mut TypeRef> {
    match &mut ty.shape {
        Shape::Struct(object) => object
            .fields
            .iter_mut()
            .map(|field| &mut field.ty)
            .collect(),
        Shape::Newtype(newtype) => vec![&mut newtype.inner],
        Shape::Enum(_) => Vec::new(),
    }
}

/// The type that a value holds in itself, not in a list or map.
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

/// Prunes acyclic nodes, leaving only cycles and what leads to them: mostly nothing.
fn cycles(mut graph: Graph) -> Graph {
    let mut holders = Graph::new();
    for (name, held) in &graph {
        for target in held {
            holders
                .entry(target.clone())
                .or_default()
                .insert(name.clone());
        }
    }
    let mut ended: Vec<String> = graph
        .iter()
        .filter(|(_, held)| held.is_empty())
        .map(|(name, _)| name.clone())
        .collect();
    while let Some(name) = ended.pop() {
        graph.remove(&name);
        for holder in holders.remove(&name).unwrap_or_default() {
            if let Some(held) = graph.get_mut(&holder)
                && held.remove(&name)
                && held.is_empty()
            {
                ended.push(holder);
            }
        }
    }
    graph
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
