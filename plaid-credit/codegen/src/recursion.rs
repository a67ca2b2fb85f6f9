//! Types that contain themselves need a `Box` on the way. Progenitor sets it where its
//! search happens to come upon the ring, in places outside of the ring as well; here every
//! field of the ring has one and no other field, so that none moves when types are added.

use std::collections::{BTreeMap, BTreeSet};

use syn::visit_mut::{VisitMut, visit_type_mut};
use syn::{Type, parse_quote};

use super::outline::Outline;
use super::rust_type;

type Graph = BTreeMap<String, BTreeSet<String>>;

/// Boxes the fields through which a type contains itself.
pub(crate) fn box_rings(outlines: &mut BTreeMap<String, Outline>) {
    for ty in outlines.values_mut().flat_map(types) {
        WithoutBoxes.visit_type_mut(ty);
    }
    let graph = outlines
        .iter_mut()
        .map(|(name, outline)| {
            let held = types(outline).into_iter().filter_map(|ty| held(ty));
            (name.clone(), held.collect())
        })
        .collect();
    let rings = rings(graph);
    for (name, outline) in outlines {
        for ty in types(outline) {
            let is_of_ring = held(ty).is_some_and(|target| reaches(&rings, &target, name));
            if is_of_ring {
                *ty = boxed(ty);
            }
        }
    }
}

fn types(outline: &mut Outline) -> Vec<&mut Type> {
    match outline {
        Outline::Struct(fields) => fields.iter_mut().map(|field| &mut field.ty).collect(),
        Outline::Newtype(inner) => vec![inner],
        Outline::Enum => Vec::new(),
    }
}

/// The model that a value holds in itself, not in a list or map.
fn held(ty: &Type) -> Option<String> {
    let ty = rust_type::inside_option(ty).unwrap_or(ty);
    rust_type::builtin(ty)
        .is_empty()
        .then(|| rust_type::name(ty))
}

fn boxed(ty: &Type) -> Type {
    match rust_type::inside_option(ty) {
        Some(inner) => parse_quote!(::std::option::Option<::std::boxed::Box<#inner>>),
        None => parse_quote!(::std::boxed::Box<#ty>),
    }
}

/// What is left of the graph without all that ends somewhere: mostly nothing.
fn rings(mut graph: Graph) -> Graph {
    let mut holders = Graph::new();
    for (name, held) in &graph {
        for target in held {
            holders
                .entry(target.clone())
                .or_default()
                .insert(name.clone());
        }
    }
    let ends = |held: &BTreeSet<String>| held.is_empty();
    let mut ended: Vec<String> = graph
        .iter()
        .filter(|(_, held)| ends(held))
        .map(|(name, _)| name.clone())
        .collect();
    while let Some(name) = ended.pop() {
        graph.remove(&name);
        for holder in holders.remove(&name).unwrap_or_default() {
            if let Some(held) = graph.get_mut(&holder)
                && held.remove(&name)
                && ends(held)
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

struct WithoutBoxes;

impl VisitMut for WithoutBoxes {
    fn visit_type_mut(&mut self, ty: &mut Type) {
        while rust_type::builtin(ty) == "Box"
            && let Some(inner) = rust_type::last_argument(ty).cloned()
        {
            *ty = inner;
        }
        visit_type_mut(self, ty);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outline::Field;

    fn outline(fields: &[(&str, &str)]) -> Outline {
        let field = |(name, ty): &(&str, &str)| Field {
            wire: (*name).to_owned(),
            ident: syn::parse_str(name).unwrap(),
            ty: syn::parse_str(ty).unwrap(),
        };
        Outline::Struct(fields.iter().map(field).collect())
    }

    #[test]
    fn fields_of_a_ring_are_boxed_and_no_others() {
        let mut outlines = BTreeMap::from([
            (
                "Outside".to_owned(),
                outline(&[("a", "::std::option::Option<::std::boxed::Box<A>>")]),
            ),
            (
                "A".to_owned(),
                outline(&[("b", "B"), ("end", "End"), ("all", "::std::vec::Vec<A>")]),
            ),
            (
                "B".to_owned(),
                outline(&[("a", "::std::option::Option<A>")]),
            ),
            (
                "End".to_owned(),
                outline(&[("text", "::std::string::String")]),
            ),
        ]);
        box_rings(&mut outlines);
        let shown = |name: &str| {
            let types = types(outlines.get_mut(name).unwrap());
            let shown = types.into_iter().map(|ty| rust_type::with_money(ty));
            shown.collect::<Vec<_>>()
        };
        let [outside, a, b] = ["Outside", "A", "B"].map(shown);
        assert_eq!(outside, ["::std::option::Option<A>"]);
        assert_eq!(a, ["::std::boxed::Box<B>", "End", "::std::vec::Vec<A>"]);
        assert_eq!(b, ["::std::option::Option<::std::boxed::Box<A>>"]);
    }
}
