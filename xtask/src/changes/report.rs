//! The report: what a Rust user sees, joined by place with what is different on the wire.

use std::collections::{BTreeMap, BTreeSet};

use plaid_credit_codegen::Api;
use plaid_credit_codegen::api::{Operation, Place, Root, Shape, Step, Type};
use serde::Serialize;
use serde_json::Value;

use crate::fragment::unselected::Unselected;

use super::change::{Change, Grade, Kind, Owner, OwnerKind, code};
use super::rust;
use super::version::Version;
use super::wire::{self, Difference, What};

/// What changed between two documents.
#[derive(Clone, Debug)]
pub struct Report {
    /// What the old document is called.
    pub old: String,
    /// What the new document is called.
    pub new: String,
    /// The changes, by type and by method.
    pub groups: Vec<Group>,
    /// Operations of the new document that a reviewer has to decide about.
    pub unselected: Vec<Unselected>,
    /// Patches that do not apply to one of the documents.
    pub skipped_patches: Vec<String>,
    /// The version before the changes.
    pub version: Version,
    /// The gravest change of the crate that is released; none if the crate is the same.
    pub gravest: Option<Grade>,
}

/// The changes of one type or method.
#[derive(Clone, Debug)]
pub struct Group {
    /// The type or method.
    pub owner: Owner,
    /// The methods that it concerns.
    pub methods: BTreeSet<String>,
    /// The cargo features that turn those methods on.
    pub features: BTreeSet<String>,
    /// The changes, the gravest first.
    pub changes: Vec<Change>,
}

/// How many changes there are of each grade.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Changes that break code.
    pub breaking: usize,
    /// Changes that add.
    pub additive: usize,
    /// Changes of documentation or of the wire alone.
    pub documentation: usize,
}

/// One of two documents to compare.
#[derive(Clone, Copy, Debug)]
pub struct Side<'a> {
    /// What it is called in the report.
    pub name: &'a str,
    /// The OpenAPI document.
    pub document: &'a Value,
    /// What the generator makes of it.
    pub api: &'a Api,
}

/// How to compare two documents.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// Whether descriptions are compared as well.
    pub with_prose: bool,
    /// The version of the crate before the changes.
    pub version: Version,
}

impl Report {
    /// Compares two documents.
    pub fn new(old: Side<'_>, new: Side<'_>, settings: Settings) -> Self {
        let (mut changes, renames) = rust::compare(old.api, new.api);
        let differences = wire::compare(old.document, new.document, &renames, settings.with_prose);
        let places = Places::of(old.api, new.api);
        for difference in differences {
            join(&mut changes, difference, &places);
        }
        let gravest = changes.iter().filter(|change| change.in_crate);
        let gravest = gravest.map(|change| change.grade).max();
        Self {
            old: old.name.to_owned(),
            new: new.name.to_owned(),
            groups: groups(changes, old.api, new.api),
            unselected: Vec::new(),
            skipped_patches: Vec::new(),
            version: settings.version,
            gravest,
        }
    }

    /// All changes.
    pub fn changes(&self) -> impl Iterator<Item = &Change> {
        self.groups.iter().flat_map(|group| &group.changes)
    }

    /// How many changes there are of each grade.
    pub fn counts(&self) -> Counts {
        let count = |grade| {
            self.changes()
                .filter(|change| change.grade == grade)
                .count()
        };
        Counts {
            breaking: count(Grade::Breaking),
            additive: count(Grade::Additive),
            documentation: count(Grade::Documentation),
        }
    }

    /// The version to release the changes as.
    pub fn next_version(&self) -> Version {
        self.version.after(self.gravest)
    }
}

impl Group {
    /// The grade of its gravest change.
    pub fn grade(&self) -> Option<Grade> {
        self.changes.first().map(|change| change.grade)
    }
}

/// The types and methods that stand at places of the documents.
struct Places<'a> {
    types: BTreeMap<&'a Place, &'a Type>,
    methods: BTreeMap<&'a str, &'a str>,
    /// By the place of a property, the name of the Rust field.
    fields: BTreeMap<Place, &'a str>,
}

impl<'a> Places<'a> {
    fn of(old: &'a Api, new: &'a Api) -> Self {
        let mut places = Self {
            types: BTreeMap::new(),
            methods: BTreeMap::new(),
            fields: BTreeMap::new(),
        };
        // What both have, the new side names.
        for api in [old, new] {
            for ty in api.types.values() {
                places.types.insert(&ty.place, ty);
                if let Shape::Struct(object) = &ty.shape {
                    places.fields.extend(object.fields.iter().map(|field| {
                        let step = Step::Property(field.wire.clone());
                        (ty.place.then(step), field.name.as_str())
                    }));
                }
            }
            for operation in &api.operations {
                places.methods.insert(&operation.id, &operation.name);
            }
        }
        places
    }

    /// Whose place it is, and what it is called there; `None` for the whole.
    fn owner(&self, place: &Place) -> (Owner, Option<String>) {
        let field = self.fields.get(place).map(|name| code(name));
        let mut above = place.clone();
        if field.is_some() {
            above.steps.pop();
        }
        loop {
            let is_type = self.types.get(&above);
            if let Some(ty) = is_type {
                let owner = Owner::of(OwnerKind::Type, &ty.name, &ty.name);
                return (owner, field.or_else(|| below(place, above.steps.len())));
            }
            if above.steps.pop().is_none() {
                break;
            }
        }
        let (kind, name) = match &place.root {
            Root::Operation(id) => match self.methods.get(id.as_str()) {
                Some(method) => (OwnerKind::Method, *method),
                None => (OwnerKind::Schema, id.as_str()),
            },
            Root::Schema(name) => (OwnerKind::Schema, name.as_str()),
        };
        (Owner::of(kind, name, name), below(place, 0))
    }
}

/// The way from the first `steps` of a place to it, as in `lines[].kind`.
fn below(place: &Place, steps: usize) -> Option<String> {
    let rest = Place {
        root: Root::Schema(String::new()),
        steps: place.steps.get(steps..)?.to_vec(),
    };
    let text = rest.to_string();
    let text = text.trim_start_matches(['.', ' ']);
    (!text.is_empty()).then(|| code(text))
}

/// Adds a difference on the wire to the change that it is the reason of, or else as a change
/// of its own.
fn join(changes: &mut Vec<Change>, difference: Difference, places: &Places<'_>) {
    let Some(place) = &difference.place else {
        changes.push(Change {
            owner: Owner {
                kind: OwnerKind::Document,
                before: None,
                after: None,
            },
            place: None,
            kind: Kind::Changed,
            grade: Grade::Documentation,
            sentence: difference.sentence(None),
            wire: None,
            in_crate: false,
        });
        return;
    };
    let is_whole = |kind| matches!(kind, Kind::Added | Kind::Removed | Kind::Renamed);
    let here = |change: &&mut Change| change.place.as_ref() == Some(place);
    match &difference.what {
        What::Said { keyword, .. } => {
            let mut explained = changes.iter_mut().filter(here);
            let explained = explained.find(|change| change.in_crate && !is_whole(change.kind));
            if let Some(change) = explained {
                match keyword.as_str() {
                    "type" | "nullable" | "allOf" | "variants" | "media type" => {
                        change.wire.get_or_insert_with(|| difference.sentence(None));
                        return;
                    }
                    "required" | "enum" | "deprecated" => return,
                    _ => {}
                }
            }
        }
        What::Added | What::Removed => {
            // Whatever the crate has there, it says itself.
            let mut operation = place.clone();
            operation.steps.clear();
            let is_said = changes.iter().any(|change| {
                let at = change.place.as_ref();
                change.in_crate
                    && (at == Some(place)
                        || (at == Some(&operation) && matches!(place.root, Root::Operation(_))))
            });
            let is_in_crate = places.fields.contains_key(place) || places.types.contains_key(place);
            if is_said || is_in_crate {
                return;
            }
        }
    }
    let (owner, subject) = places.owner(place);
    let is_prose = difference.is_prose() && owner.kind != OwnerKind::Schema;
    changes.push(Change {
        owner,
        place: Some(place.clone()),
        kind: if difference.is_prose() {
            Kind::Reworded
        } else {
            Kind::Changed
        },
        grade: Grade::Documentation,
        sentence: difference.sentence(subject.as_deref()),
        wire: None,
        in_crate: is_prose,
    });
}

fn groups(changes: Vec<Change>, old: &Api, new: &Api) -> Vec<Group> {
    let mut found = BTreeMap::<(OwnerKind, String), Vec<Change>>::new();
    for change in changes {
        let key = (change.owner.kind, change.owner.name().to_owned());
        found.entry(key).or_default().push(change);
    }
    let (before, after) = (reached(old), reached(new));
    let group = |((kind, name), mut changes): ((OwnerKind, String), Vec<Change>)| {
        // Stable: changes of one grade keep the order of the fields.
        changes.sort_by_key(|change| std::cmp::Reverse(change.grade));
        let named = changes
            .iter()
            .find(|change| change.owner.before.as_deref() != Some(&name));
        let owner = named.or(changes.first()).map(|change| change.owner.clone());
        let owner = owner.unwrap_or_else(|| Owner::of(kind, &name, &name));
        let mut group = Group {
            methods: BTreeSet::new(),
            features: BTreeSet::new(),
            changes,
            owner,
        };
        for (api, reached, name) in [
            (old, &before, &group.owner.before),
            (new, &after, &group.owner.after),
        ] {
            let Some(name) = name else { continue };
            for operation in &api.operations {
                let concerned = match kind {
                    OwnerKind::Method => operation.name == *name,
                    OwnerKind::Type => {
                        let types = reached.get(operation.name.as_str());
                        types.is_some_and(|types| types.contains(name.as_str()))
                    }
                    OwnerKind::Document | OwnerKind::Schema => false,
                };
                if concerned {
                    group.methods.insert(operation.name.clone());
                    group.features.extend(operation.feature.clone());
                }
            }
        }
        group
    };
    found.into_iter().map(group).collect()
}

/// By method, the types that it reaches.
fn reached(api: &Api) -> BTreeMap<&str, BTreeSet<&str>> {
    let types = |operation: &Operation| {
        let mut reached = BTreeSet::new();
        let mut waiting: Vec<String> = operation.refers_to().map(str::to_owned).collect();
        while let Some(name) = waiting.pop() {
            if let Some((name, ty)) = api.types.get_key_value(&name)
                && reached.insert(name.as_str())
            {
                waiting.extend(ty.refers_to().map(str::to_owned));
            }
        }
        reached
    };
    let operations = api.operations.iter();
    operations
        .map(|operation| (operation.name.as_str(), types(operation)))
        .collect()
}

#[cfg(test)]
mod tests;
