//! What has a new name and is otherwise the same, or nearly so.

use std::collections::{BTreeMap, BTreeSet};

use plaid_credit_codegen::Api;
use plaid_credit_codegen::api::{Field, Place, Shape, Step, Struct, Type, TypeRef};

use super::names::{likeness, replacement};

/// The new names of what was renamed.
#[derive(Debug, Default)]
pub(in crate::changes) struct Renames {
    types: BTreeMap<String, String>,
    operations: BTreeMap<String, String>,
    /// By the old name of a struct and the old name of a field in JSON.
    fields: BTreeMap<(String, String), String>,
    /// Old places that are elsewhere now, with all that is below them.
    places: BTreeMap<Place, Place>,
}

impl Renames {
    pub(super) fn find(old: &Api, new: &Api) -> Self {
        let mut renames = Self {
            operations: operations(old, new),
            ..Self::default()
        };
        // What is renamed shows where the types in it stand.
        loop {
            let found = renames.renamed_types(old, new);
            if found.len() <= renames.types.len() {
                break;
            }
            renames.types = found;
        }
        renames.places(old, new);
        renames.fields(old, new);
        renames
    }

    /// The new name of a type.
    pub(super) fn ty<'a>(&'a self, old: &'a str) -> &'a str {
        self.types.get(old).map_or(old, String::as_str)
    }

    /// A type with the new names in it.
    pub(super) fn apply(&self, ty: &TypeRef) -> TypeRef {
        let inside = |inner: &TypeRef| Box::new(self.apply(inner));
        match ty {
            TypeRef::Named(name) => TypeRef::Named(self.ty(name).to_owned()),
            TypeRef::Option(inner) => TypeRef::Option(inside(inner)),
            TypeRef::Vec(inner) => TypeRef::Vec(inside(inner)),
            TypeRef::Map(inner) => TypeRef::Map(inside(inner)),
            TypeRef::Boxed(inner) => TypeRef::Boxed(inside(inner)),
            other => other.clone(),
        }
    }

    /// The new ID of an operation.
    pub(in crate::changes) fn operation<'a>(&'a self, old: &'a str) -> &'a str {
        self.operations.get(old).map_or(old, String::as_str)
    }

    /// The new name in JSON of a field of the struct that was called `ty`.
    pub(super) fn field<'a>(&'a self, ty: &str, old: &'a str) -> &'a str {
        let key = (ty.to_owned(), old.to_owned());
        self.fields.get(&key).map_or(old, String::as_str)
    }

    /// The new place of what stood at `old`.
    pub(in crate::changes) fn place(&self, old: &Place) -> Place {
        let mut above = old.clone();
        loop {
            if let Some(new) = self.places.get(&above) {
                let mut new = new.clone();
                new.steps.extend_from_slice(&old.steps[above.steps.len()..]);
                return new;
            }
            if above.steps.pop().is_none() {
                return old.clone();
            }
        }
    }

    /// A field counts as renamed if the new one has the same type and a similar name.
    fn fields(&mut self, old: &Api, new: &Api) {
        for [(old_type, before), (new_type, after)] in self.structs(old, new) {
            let lacks = |object: &Struct, field: &Field| object.field(&field.wire).is_none();
            let mut candidates = Vec::new();
            for gone in before.fields.iter().filter(|gone| lacks(after, gone)) {
                let ty = self.apply(gone.ty.without_option());
                for come in after.fields.iter().filter(|come| lacks(before, come)) {
                    let alike = likeness(&gone.wire, &come.wire);
                    if ty == *come.ty.without_option() && alike >= 0.5 {
                        candidates.push((alike, gone.wire.clone(), come.wire.clone()));
                    }
                }
            }
            for (gone, come) in best(candidates) {
                let from = old_type.place.then(Step::Property(gone.clone()));
                let to = new_type.place.then(Step::Property(come.clone()));
                self.places.insert(from, to);
                self.fields.insert((old_type.name.clone(), gone), come);
            }
        }
    }

    fn places(&mut self, old: &Api, new: &Api) {
        let operations = self.operations.iter();
        let operations =
            operations.map(|(old, new)| (Place::of_operation(old), Place::of_operation(new)));
        let types = self.paired(old, new);
        let types = types.map(|(old, new)| (old.place.clone(), new.place.clone()));
        let places = operations.chain(types);
        self.places = places.filter(|(old, new)| old != new).collect();
    }

    /// The types of both sides that are the same or were renamed.
    fn paired<'a>(&self, old: &'a Api, new: &'a Api) -> impl Iterator<Item = (&'a Type, &'a Type)> {
        let types = old.types.values();
        types.filter_map(|before| Some((before, new.types.get(self.ty(&before.name))?)))
    }

    /// The structs among them.
    fn structs<'a>(&self, old: &'a Api, new: &'a Api) -> Vec<[(&'a Type, &'a Struct); 2]> {
        let structs = self.paired(old, new).filter_map(|(before, after)| {
            match (&before.shape, &after.shape) {
                (Shape::Struct(old), Shape::Struct(new)) => Some([(before, old), (after, new)]),
                _ => None,
            }
        });
        structs.collect()
    }

    /// Pairs of types that stand in the same field, argument or answer.
    fn uses<'a>(&self, old: &'a Api, new: &'a Api) -> BTreeSet<(&'a str, &'a str)> {
        let mut uses = BTreeSet::new();
        for [(_, before), (_, after)] in self.structs(old, new) {
            uses.extend(before.fields.iter().filter_map(|field| {
                Some((field.ty.named()?, after.field(&field.wire)?.ty.named()?))
            }));
        }
        for before in &old.operations {
            let id = self.operation(&before.id);
            let after = new.operations.iter().filter(|after| after.id == id);
            uses.extend(after.flat_map(|after| before.refers_to().zip(after.refers_to())));
        }
        uses
    }

    /// Types whose name is gone, with those that took their place.
    fn renamed_types(&self, old: &Api, new: &Api) -> BTreeMap<String, String> {
        let uses = self.uses(old, new);
        let (all_gone, all_come) = (missing(old, new), missing(new, old));
        let mut found = Vec::new();
        for gone in &all_gone {
            for come in &all_come {
                let overlap = overlap(&gone.1, &come.1);
                let is_used_alike = uses.contains(&(&gone.0.name, &come.0.name));
                let stands_there = gone.0.place == come.0.place;
                if overlap >= 0.5 || is_used_alike || stands_there {
                    let names = (gone.0.name.clone(), come.0.name.clone());
                    found.push((names, overlap, is_used_alike, stands_there));
                }
            }
        }
        // Many types renamed in one way are evidence for each other.
        let mut common = BTreeMap::<_, usize>::new();
        for ((gone, come), ..) in &found {
            *common.entry(replacement(gone, come)).or_default() += 1;
        }
        let mut candidates = Vec::new();
        for ((gone, come), overlap, is_used_alike, stands_there) in found {
            let alike = likeness(&gone, &come);
            let is_common = common[&replacement(&gone, &come)] >= 3;
            let evidence = [is_used_alike, is_common, alike >= 0.5];
            let evidence = evidence.iter().filter(|given| **given).count();
            let is_alike = overlap >= 0.5 && evidence > 0;
            if stands_there || is_alike || (is_used_alike && is_common) {
                let score = overlap + alike + evidence as f32;
                candidates.push((score + if stands_there { 4.0 } else { 0.0 }, gone, come));
            }
        }
        best(candidates).into_iter().collect()
    }
}

/// Operations by ID; those whose ID is gone by method and path, or else by a similar ID.
fn operations(old: &Api, new: &Api) -> BTreeMap<String, String> {
    let lacks = |api: &Api, id: &str| api.operations.iter().all(|operation| operation.id != id);
    let mut candidates = Vec::new();
    for gone in old.operations.iter().filter(|gone| lacks(new, &gone.id)) {
        for come in new.operations.iter().filter(|come| lacks(old, &come.id)) {
            let has_same_route = (&gone.verb, &gone.path) == (&come.verb, &come.path);
            let takes_the_same = gone.refers_to().eq(come.refers_to());
            let alike = likeness(&gone.id, &come.id);
            if has_same_route || alike >= 0.99 || (takes_the_same && alike >= 0.6) {
                let score = if has_same_route { alike + 1.0 } else { alike };
                candidates.push((score, gone.id.clone(), come.id.clone()));
            }
        }
    }
    best(candidates).into_iter().collect()
}

/// The types of `of` whose name `from` does not have, with what they have themselves.
fn missing<'a>(of: &'a Api, from: &Api) -> Vec<(&'a Type, BTreeSet<&'a str>)> {
    let types = of.types.values();
    let missing = types.filter(|ty| !from.types.contains_key(&ty.name));
    let content = |ty: &'a Type| match &ty.shape {
        Shape::Struct(object) => object.fields.iter().map(|field| &*field.wire).collect(),
        Shape::Enum(variants) => variants.iter().map(|variant| &*variant.value).collect(),
        Shape::Newtype(_) => BTreeSet::new(),
    };
    missing.map(|ty| (ty, content(ty))).collect()
}

/// From 0 for types that have nothing in common to 1 for those that have the same.
fn overlap(old: &BTreeSet<&str>, new: &BTreeSet<&str>) -> f32 {
    match old.union(new).count() {
        0 => 1.0,
        all => old.intersection(new).count() as f32 / all as f32,
    }
}

/// The pairs with the highest scores, each name in one pair.
fn best(mut candidates: Vec<(f32, String, String)>) -> Vec<(String, String)> {
    // Stable: of equal scores, the first in the order of names.
    candidates.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut pairs = Vec::<(String, String)>::new();
    for (_, gone, come) in candidates {
        if pairs.iter().all(|(old, new)| *old != gone && *new != come) {
            pairs.push((gone, come));
        }
    }
    pairs
}
