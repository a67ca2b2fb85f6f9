//! The report: what a Rust user sees, joined by place with what is different on the wire.

use std::collections::{BTreeMap, BTreeSet};

use plaid_credit_codegen::Api;
use plaid_credit_codegen::api::{Place, Root, Shape, Step};
use serde::Serialize;
use serde_json::Value;

use crate::fragment::unselected::Unselected;

use super::change::{Change, Grade, Kind, Owner, OwnerKind, as_text, code};
use super::rust;
use super::version::Version;
use super::wire::{self, Difference, PLACE};

/// What changed between two documents.
#[derive(Clone, Debug, Serialize)]
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
    #[serde(serialize_with = "as_text")]
    pub version: Version,
    /// The gravest change of the crate that is released; none if the crate is the same.
    pub gravest: Option<Grade>,
}

/// The changes of one type or method.
#[derive(Clone, Debug, Serialize)]
pub struct Group {
    /// The type or method.
    pub owner: Owner,
    /// The methods and webhooks that it concerns.
    pub methods: BTreeSet<String>,
    /// The cargo features that turn those on.
    pub features: BTreeSet<String>,
    /// The changes, the gravest first.
    pub changes: Vec<Change>,
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

impl<'a> Side<'a> {
    /// A document, and what the generator makes of it.
    pub fn new(name: &'a str, document: &'a Value, api: &'a Api) -> Self {
        Self {
            name,
            document,
            api,
        }
    }
}

impl Report {
    /// Compares two documents, with their descriptions or without. `version` is that of the
    /// crate before the changes.
    pub fn new(old: Side<'_>, new: Side<'_>, version: Version, with_prose: bool) -> Self {
        let (mut changes, renames) = rust::compare(old.api, new.api);
        let differences = wire::compare(old.document, new.document, &renames, with_prose);
        let places = Places::of(old.api, new.api);
        join(&mut changes, differences, &places);
        let gravest = changes.iter().filter(|change| change.in_crate);
        let gravest = gravest.map(|change| change.grade).max();
        Self {
            old: old.name.to_owned(),
            new: new.name.to_owned(),
            groups: groups(changes, old.api, new.api),
            unselected: Vec::new(),
            skipped_patches: Vec::new(),
            version,
            gravest,
        }
    }

    /// All changes.
    pub fn changes(&self) -> impl Iterator<Item = &Change> {
        self.groups.iter().flat_map(|group| &group.changes)
    }

    /// How many changes there are of each grade that occurs.
    pub fn counts(&self) -> BTreeMap<Grade, usize> {
        let mut counts = BTreeMap::new();
        for change in self.changes() {
            *counts.entry(change.grade).or_default() += 1;
        }
        counts
    }

    /// The version to release the changes as.
    pub fn next_version(&self) -> Version {
        self.version.after(self.gravest)
    }
}

impl Group {
    /// What it is about.
    pub fn title(&self) -> String {
        let name = self.owner.name();
        match self.owner.kind {
            OwnerKind::Document => name.to_owned(),
            OwnerKind::Method => code(format!("Client::{name}")),
            OwnerKind::Type => code(name),
            OwnerKind::Schema => format!("`{name}` (schema)"),
        }
    }

    /// The grade of its gravest change.
    pub fn grade(&self) -> Option<Grade> {
        self.changes.first().map(|change| change.grade)
    }
}

/// What the crate has at places of the documents.
struct Places<'a> {
    owners: BTreeMap<Place, (OwnerKind, &'a str)>,
    fields: BTreeMap<Place, &'a str>,
}

impl<'a> Places<'a> {
    fn of(old: &'a Api, new: &'a Api) -> Self {
        let the_api = (Place::of_operation(""), (OwnerKind::Document, ""));
        let (mut owners, mut fields) = (BTreeMap::from([the_api]), BTreeMap::new());
        // What both have, the new side names.
        for api in [old, new] {
            for ty in api.types.values() {
                owners.insert(ty.place.clone(), (OwnerKind::Type, ty.name.as_str()));
                if let Shape::Struct(object) = &ty.shape {
                    fields.extend(object.fields.iter().map(|field| {
                        let step = Step::Property(field.wire.clone());
                        (ty.place.then(step), field.name.as_str())
                    }));
                }
            }
            owners.extend(api.operations.iter().map(|operation| {
                let place = Place::of_operation(&operation.id);
                (place, (OwnerKind::Method, operation.name.as_str()))
            }));
        }
        Self { owners, fields }
    }

    /// Whose place it is, and what it is called there; `None` for the whole.
    fn owner(&self, place: &Place) -> (Owner, Option<String>) {
        let (Root::Schema(root) | Root::Operation(root)) = &place.root;
        let mut above = place.clone();
        let field = self.fields.get(place);
        if field.is_some() {
            above.steps.pop();
        }
        let (kind, name) = loop {
            match self.owners.get(&above) {
                Some(owner) => break *owner,
                None if above.steps.pop().is_none() => break (OwnerKind::Schema, root.as_str()),
                None => {}
            }
        };
        let mut below = Place::of_schema("");
        below.steps = place.steps[above.steps.len()..].to_vec();
        let path = match field {
            Some(field) => (*field).to_owned(),
            None => below.to_string().trim_start_matches(['.', ' ']).to_owned(),
        };
        let subject = (!path.is_empty()).then(|| code(path));
        (Owner::of(kind, name, name), subject)
    }
}

/// Adds each difference on the wire to the change that it is the reason of, or else as a
/// change of its own.
fn join(changes: &mut Vec<Change>, differences: Vec<Difference>, places: &Places<'_>) {
    let mut known = BTreeMap::<Place, Vec<usize>>::new();
    for (index, change) in changes.iter().enumerate() {
        known.entry(change.place.clone()).or_default().push(index);
    }
    for difference in differences {
        let place = &difference.place;
        let here = known.get(place).map_or(&[][..], Vec::as_slice);
        if difference.keyword == PLACE {
            // Whatever the crate has there, it says itself.
            let operation = match &place.root {
                Root::Operation(id) => known.get(&Place::of_operation(id)),
                Root::Schema(_) => None,
            };
            let is_in_crate =
                places.fields.contains_key(place) || places.owners.contains_key(place);
            if !here.is_empty() || operation.is_some() || is_in_crate {
                continue;
            }
        }
        let is_whole = |kind| matches!(kind, Kind::Added | Kind::Removed | Kind::Renamed);
        let explained = here.iter().find(|index| !is_whole(changes[**index].kind));
        match (explained, difference.keyword.as_str()) {
            (Some(_), "required" | "enum" | "deprecated") => continue,
            (Some(index), "type" | "nullable" | "allOf" | "variants" | "media type") => {
                let (wire, said) = (&mut changes[*index].wire, difference.sentence(None));
                let before = wire.take().map(|before| before + "; ");
                *wire = Some(before.unwrap_or_default() + &said);
                continue;
            }
            _ => {}
        }
        let (owner, subject) = places.owner(place);
        let is_prose = difference.is_prose();
        let is_api_version = difference.is_api_version();
        changes.push(Change {
            in_crate: is_prose && owner.kind != OwnerKind::Schema || is_api_version,
            owner,
            place: place.clone(),
            kind: if is_prose {
                Kind::Reworded
            } else {
                Kind::Changed
            },
            grade: match is_api_version {
                true => Grade::Breaking,
                false => Grade::Documentation,
            },
            sentence: difference.sentence(subject.as_deref()),
            wire: None,
        });
    }
}

fn groups(changes: Vec<Change>, old: &Api, new: &Api) -> Vec<Group> {
    let mut found = BTreeMap::<(OwnerKind, String), Vec<Change>>::new();
    for change in changes {
        let key = (change.owner.kind, change.owner.name().to_owned());
        found.entry(key).or_default().push(change);
    }
    let users = [old, new].map(|api| api.users().collect::<Vec<_>>());
    let group = |mut changes: Vec<Change>| {
        // Stable: changes of one grade keep the order of the fields. What the crate says
        // comes first, and knows both names.
        let owner = changes[0].owner.clone();
        changes.sort_by_key(|change| std::cmp::Reverse(change.grade));
        let (mut methods, mut features) = (BTreeSet::new(), BTreeSet::new());
        for (users, name) in users.iter().zip([&owner.before, &owner.after]) {
            let name = name.as_deref().unwrap_or_default();
            let concerned = users.iter().filter(|user| match owner.kind {
                OwnerKind::Method => user.name == name,
                OwnerKind::Type => user.types.contains(name),
                OwnerKind::Document | OwnerKind::Schema => false,
            });
            for user in concerned {
                methods.insert(user.name.clone());
                features.extend(user.feature.map(str::to_owned));
            }
        }
        Group {
            owner,
            methods,
            features,
            changes,
        }
    };
    found.into_values().map(group).collect()
}
