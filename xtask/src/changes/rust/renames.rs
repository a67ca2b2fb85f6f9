//! What has a new name and is otherwise the same, or nearly so.

use std::collections::{BTreeMap, BTreeSet};

use plaid_credit_codegen::Api;
use plaid_credit_codegen::api::{Operation, Place, Shape, Step, Struct, Type, TypeRef};

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
            let found = types(old, new, &renames);
            if found.len() <= renames.types.len() {
                break;
            }
            renames.types = found;
        }
        renames.fields(old, new);
        renames.places(old, new);
        renames
    }

    /// The new name of a type.
    pub(super) fn ty<'a>(&'a self, old: &'a str) -> &'a str {
        self.types.get(old).map_or(old, String::as_str)
    }

    /// Whether `old` has the type that is called `name` now.
    pub(super) fn has_type_before(&self, old: &Api, name: &str) -> bool {
        let keeps_its_name = old.types.contains_key(name) && !self.types.contains_key(name);
        keeps_its_name || self.types.values().any(|new| new == name)
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
        if self.places.is_empty() {
            return old.clone();
        }
        let mut above = old.clone();
        loop {
            if let Some(new) = self.places.get(&above) {
                let mut new = new.clone();
                new.steps
                    .extend(old.steps[above.steps.len()..].iter().cloned());
                return new;
            }
            if above.steps.pop().is_none() {
                return old.clone();
            }
        }
    }

    fn fields(&mut self, old: &Api, new: &Api) {
        for (before, after) in pairs(old, new, &self.types) {
            let (Shape::Struct(first), Shape::Struct(second)) = (&before.shape, &after.shape)
            else {
                continue;
            };
            for (gone, come) in self.fields_of(first, second) {
                self.fields.insert((before.name.clone(), gone), come);
            }
        }
    }

    /// A field counts as renamed if the new one has the same type and a similar name.
    fn fields_of(&self, old: &Struct, new: &Struct) -> Vec<(String, String)> {
        let gone = old
            .fields
            .iter()
            .filter(|field| new.field(&field.wire).is_none());
        let mut candidates: Vec<_> = gone
            .flat_map(|gone| {
                let come = new.fields.iter().filter(|field| {
                    old.field(&field.wire).is_none()
                        && self.apply(gone.ty.without_option()) == *field.ty.without_option()
                });
                come.map(|come| {
                    let alike = likeness(&gone.wire, &come.wire);
                    (alike, gone.wire.clone(), come.wire.clone())
                })
            })
            .filter(|(alike, ..)| *alike >= 0.5)
            .collect();
        best(&mut candidates)
    }

    fn places(&mut self, old: &Api, new: &Api) {
        let mut places = BTreeMap::new();
        for (before, after) in &self.operations {
            places.insert(Place::of_operation(before), Place::of_operation(after));
        }
        for (before, after) in pairs(old, new, &self.types) {
            places.insert(before.place.clone(), after.place.clone());
        }
        for ((ty, gone), come) in &self.fields {
            let before = old.types.get(ty);
            let after = new.types.get(self.ty(ty));
            if let (Some(before), Some(after)) = (before, after) {
                places.insert(
                    before.place.then(Step::Property(gone.clone())),
                    after.place.then(Step::Property(come.clone())),
                );
            }
        }
        places.retain(|before, after| before != after);
        self.places = places;
    }
}

/// The types of both sides that are the same or were renamed.
fn pairs<'a>(
    old: &'a Api,
    new: &'a Api,
    renamed: &BTreeMap<String, String>,
) -> Vec<(&'a Type, &'a Type)> {
    let pair = |before: &'a Type| {
        let name = renamed.get(&before.name).unwrap_or(&before.name);
        Some((before, new.types.get(name)?))
    };
    old.types.values().filter_map(pair).collect()
}

/// Operations by ID; those whose ID is gone by method and path, or else by a similar ID.
fn operations(old: &Api, new: &Api) -> BTreeMap<String, String> {
    let lacks = |all: &[Operation], id: &str| all.iter().all(|operation| operation.id != id);
    let gone = || (old.operations.iter()).filter(|gone| lacks(&new.operations, &gone.id));
    let mut candidates = Vec::new();
    for gone in gone() {
        for come in (new.operations.iter()).filter(|come| lacks(&old.operations, &come.id)) {
            let has_same_route = (&gone.verb, &gone.path) == (&come.verb, &come.path);
            let alike = likeness(&gone.id, &come.id);
            let takes_the_same = gone.refers_to().eq(come.refers_to());
            if has_same_route || alike >= 0.99 || (takes_the_same && alike >= 0.6) {
                let score = if has_same_route { alike + 1.0 } else { alike };
                candidates.push((score, gone.id.clone(), come.id.clone()));
            }
        }
    }
    best(&mut candidates).into_iter().collect()
}

/// Types whose name is gone, with those that took their place.
fn types(old: &Api, new: &Api, renames: &Renames) -> BTreeMap<String, String> {
    let gone: Vec<_> = missing(old, new);
    let come: Vec<_> = missing(new, old);
    if gone.is_empty() || come.is_empty() {
        return BTreeMap::new();
    }
    let uses = uses(old, new, renames);
    let contents = |types: &[&Type]| types.iter().map(|ty| content(ty)).collect::<Vec<_>>();
    let (before, after) = (contents(&gone), contents(&come));
    let mut found = Vec::new();
    for (gone, before) in gone.iter().zip(&before) {
        for (come, after) in come.iter().zip(&after) {
            let overlap = overlap(before, after);
            let is_used_alike = uses.contains(&(gone.name.as_str(), come.name.as_str()));
            let stands_there = gone.place == come.place;
            if overlap >= 0.5 || is_used_alike || stands_there {
                found.push((gone, come, overlap, is_used_alike, stands_there));
            }
        }
    }
    // Many types renamed in one way are evidence for each other.
    let mut replacements = BTreeMap::<_, usize>::new();
    for (gone, come, ..) in &found {
        *replacements
            .entry(replacement(&gone.name, &come.name))
            .or_default() += 1;
    }
    let mut candidates = Vec::new();
    for (gone, come, overlap, is_used_alike, stands_there) in &found {
        let alike = likeness(&gone.name, &come.name);
        let is_common = replacements[&replacement(&gone.name, &come.name)] >= 3;
        let evidence = [*is_used_alike, is_common, alike >= 0.5];
        let evidence = evidence.iter().filter(|given| **given).count() as f32;
        let is_renamed =
            *stands_there || (*overlap >= 0.5 && evidence >= 1.0) || (*is_used_alike && is_common);
        if is_renamed {
            let score = if *stands_there { 4.0 } else { 0.0 } + overlap + alike + evidence;
            candidates.push((score, gone.name.clone(), come.name.clone()));
        }
    }
    best(&mut candidates).into_iter().collect()
}

/// The types of `of` whose name `from` does not have.
fn missing<'a>(of: &'a Api, from: &Api) -> Vec<&'a Type> {
    let types = of.types.values();
    types
        .filter(|ty| !from.types.contains_key(&ty.name))
        .collect()
}

/// Pairs of types that stand in the same field, argument or answer.
fn uses<'a>(old: &'a Api, new: &'a Api, renames: &Renames) -> BTreeSet<(&'a str, &'a str)> {
    let mut uses = BTreeSet::new();
    for (before, after) in pairs(old, new, &renames.types) {
        if let (Shape::Struct(before), Shape::Struct(after)) = (&before.shape, &after.shape) {
            for field in &before.fields {
                let after = after.field(&field.wire);
                let names = (field.ty.named(), after.and_then(|after| after.ty.named()));
                if let (Some(before), Some(after)) = names {
                    uses.insert((before, after));
                }
            }
        }
    }
    for before in &old.operations {
        let id = renames.operation(&before.id);
        if let Some(after) = new.operations.iter().find(|after| after.id == id) {
            uses.extend(before.refers_to().zip(after.refers_to()));
        }
    }
    uses
}

/// What a type has, without the names of other types.
fn content(ty: &Type) -> BTreeSet<String> {
    match &ty.shape {
        Shape::Struct(object) => {
            let fields = object.fields.iter();
            fields
                .map(|field| format!("field {}", field.wire))
                .collect()
        }
        Shape::Enum(variants) => {
            let variants = variants.iter();
            variants
                .map(|variant| format!("value {}", variant.value))
                .collect()
        }
        Shape::Newtype(newtype) => BTreeSet::from([format!("around {}", newtype.inner)]),
    }
}

/// From 0 for types that have nothing in common to 1 for those that have the same.
fn overlap(old: &BTreeSet<String>, new: &BTreeSet<String>) -> f32 {
    let all = old.union(new).count();
    if all == 0 {
        return 1.0;
    }
    old.intersection(new).count() as f32 / all as f32
}

/// The pairs with the highest scores, each name in one pair.
fn best(candidates: &mut [(f32, String, String)]) -> Vec<(String, String)> {
    candidates.sort_by(|a, b| {
        b.0.total_cmp(&a.0)
            .then_with(|| (&a.1, &a.2).cmp(&(&b.1, &b.2)))
    });
    let mut pairs = Vec::<(String, String)>::new();
    for (_, gone, come) in candidates.iter() {
        if pairs.iter().all(|(old, new)| old != gone && new != come) {
            pairs.push((gone.clone(), come.clone()));
        }
    }
    pairs
}
