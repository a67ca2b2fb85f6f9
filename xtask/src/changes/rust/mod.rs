//! The difference of two [`Api`]s: what a user of the crate sees.
//!
//! It compares the public items themselves, so a grade is right whatever in the document
//! led to it. A renamed type is reported once, on the type, and not where it is used.

mod names;
mod operations;
mod renames;
mod structs;

use plaid_credit_codegen::Api;
use plaid_credit_codegen::api::{Newtype, Place, Shape, Struct, Type, TypeRef, Variant};

use super::change::{Change, Grade, Kind, Owner, OwnerKind, codes};
use crate::output::count;

pub(super) use names::looks_alike;
pub(super) use renames::Renames;

/// All changes of types and methods, and what was only renamed.
pub(super) fn compare(old: &Api, new: &Api) -> (Vec<Change>, Renames) {
    let renames = Renames::find(old, new);
    let mut comparison = Comparison {
        old,
        new,
        renames,
        changes: Vec::new(),
    };
    comparison.operations();
    comparison.types();
    comparison.user_identifier();
    (comparison.changes, comparison.renames)
}

struct Comparison<'a> {
    old: &'a Api,
    new: &'a Api,
    renames: Renames,
    changes: Vec<Change>,
}

/// Whose changes are noted.
#[derive(Clone)]
struct Subject {
    owner: Owner,
    place: Place,
}

impl Comparison<'_> {
    fn note(&mut self, subject: &Subject, kind: Kind, grade: Grade, sentence: String) {
        self.note_at(subject, &subject.place, kind, grade, sentence);
    }

    fn note_at(
        &mut self,
        subject: &Subject,
        place: &Place,
        kind: Kind,
        grade: Grade,
        sentence: String,
    ) {
        self.changes.push(Change {
            owner: subject.owner.clone(),
            place: Some(place.clone()),
            kind,
            grade,
            sentence,
            wire: None,
            in_crate: true,
        });
    }

    /// Whether two types differ otherwise than by the new name of a type.
    fn is_same(&self, old: &TypeRef, new: &TypeRef) -> bool {
        self.renames.apply(old) == *new
    }

    fn types(&mut self) {
        let (old, new) = (self.old, self.new);
        for before in old.types.values() {
            let name = self.renames.ty(&before.name).to_owned();
            match new.types.get(&name) {
                Some(after) => self.ty(before, after),
                None => {
                    let subject = Subject {
                        owner: Owner::removed(OwnerKind::Type, &before.name),
                        place: before.place.clone(),
                    };
                    let sentence = format!("type removed: {}", definition(&before.shape));
                    self.note(&subject, Kind::Removed, Grade::Breaking, sentence);
                }
            }
        }
        let is_new = |ty: &&Type| !self.renames.has_type_before(old, &ty.name);
        let added: Vec<_> = new.types.values().filter(is_new).collect();
        for after in added {
            let subject = Subject {
                owner: Owner::added(OwnerKind::Type, &after.name),
                place: after.place.clone(),
            };
            let sentence = format!("new type: {}", definition(&after.shape));
            self.note(&subject, Kind::Added, Grade::Additive, sentence);
        }
    }

    fn ty(&mut self, old: &Type, new: &Type) {
        let subject = Subject {
            owner: Owner::of(OwnerKind::Type, &old.name, &new.name),
            place: new.place.clone(),
        };
        if old.name != new.name {
            let sentence = format!("renamed from {}", codes([old.name.as_str()]));
            self.note(&subject, Kind::Renamed, Grade::Breaking, sentence);
        }
        match (&old.shape, &new.shape) {
            (Shape::Struct(before), Shape::Struct(after)) => {
                self.structs(&subject, (old, before), (new, after));
            }
            (Shape::Enum(before), Shape::Enum(after)) => self.enums(&subject, before, after),
            (Shape::Newtype(before), Shape::Newtype(after)) => {
                self.newtypes(&subject, before, after);
            }
            (before, after) => {
                let sentence = format!("{} becomes {}", definition(before), definition(after));
                self.note(&subject, Kind::Changed, Grade::Breaking, sentence);
            }
        }
    }

    fn newtypes(&mut self, subject: &Subject, old: &Newtype, new: &Newtype) {
        if !self.is_same(&old.inner, &new.inner) {
            let sentence = format!("the value changes from `{}` to `{}`", old.inner, new.inner);
            self.note(subject, Kind::Changed, Grade::Breaking, sentence);
        }
        if old.hidden != new.hidden {
            let sentence = format!("`Debug` now {} the value", hides(new.hidden));
            self.note(subject, Kind::Changed, Grade::Documentation, sentence);
        }
    }

    fn enums(&mut self, subject: &Subject, old: &[Variant], new: &[Variant]) {
        let by_value = |all: &[Variant], value: &str| {
            let found = all.iter().find(|variant| variant.value == value);
            found.map(|variant| variant.name.clone())
        };
        let by_name = |all: &[Variant], name: &str| {
            let found = all.iter().find(|variant| variant.name == name);
            found.map(|variant| variant.value.clone())
        };
        let (mut removed, mut added) = (Vec::new(), Vec::new());
        for Variant { value, name } in old {
            match (by_value(new, value), by_name(new, name)) {
                (Some(after), _) if after == *name => {}
                (Some(after), _) => {
                    let sentence =
                        format!("the variant for `{value}` is renamed from `{name}` to `{after}`");
                    self.note(subject, Kind::Changed, Grade::Breaking, sentence);
                }
                (None, Some(after)) => {
                    let sentence = format!("the value of `{name}`: `{value}` -> `{after}`");
                    self.note(subject, Kind::Changed, Grade::Documentation, sentence);
                }
                (None, None) => removed.push(value.as_str()),
            }
        }
        for Variant { value, name } in new {
            if by_value(old, value).is_none() && by_name(old, name).is_none() {
                added.push(value.as_str());
            }
        }
        if !removed.is_empty() {
            let sentence = match removed.as_slice() {
                [only] => format!("value `{only}` removed, and its variant with it"),
                _ => format!("values removed, with their variants: {}", codes(removed)),
            };
            self.note(subject, Kind::PartRemoved, Grade::Breaking, sentence);
        }
        if !added.is_empty() {
            let noun = if added.len() == 1 { "value" } else { "values" };
            let sentence = format!("new {noun} {}", codes(added));
            self.note(subject, Kind::PartAdded, Grade::Additive, sentence);
        }
    }

    /// The type by which requests name a user comes and goes with them.
    fn user_identifier(&mut self) {
        const NAME: &str = "UserIdentifier";
        let user = |api: &Api| {
            let mut structs = api.structs();
            structs.find_map(|object: &Struct| {
                let fields = object.fields.iter().filter(|field| field.names_user);
                let types: Vec<_> = fields.map(|field| field.ty.clone()).collect();
                (!types.is_empty()).then_some(types)
            })
        };
        let subject = |owner| Subject {
            owner,
            place: Place::of_schema(NAME),
        };
        match (user(self.old), user(self.new)) {
            (None, None) => {}
            (None, Some(_)) => self.note(
                &subject(Owner::added(OwnerKind::Type, NAME)),
                Kind::Added,
                Grade::Additive,
                "new type: an enum that names a user by ID or by token".to_owned(),
            ),
            (Some(_), None) => self.note(
                &subject(Owner::removed(OwnerKind::Type, NAME)),
                Kind::Removed,
                Grade::Breaking,
                "type removed: an enum that names a user by ID or by token".to_owned(),
            ),
            (Some(old), Some(new)) => {
                let old: Vec<_> = old.iter().map(|ty| self.renames.apply(ty)).collect();
                if old != new {
                    self.note(
                        &subject(Owner::of(OwnerKind::Type, NAME, NAME)),
                        Kind::Changed,
                        Grade::Breaking,
                        "its variants hold other types".to_owned(),
                    );
                }
            }
        }
    }
}

/// A type in a few words.
fn definition(shape: &Shape) -> String {
    match shape {
        Shape::Struct(object) => format!("struct with {}", count(object.fields.len(), "field")),
        Shape::Enum(variants) => format!("enum with {}", count(variants.len(), "value")),
        Shape::Newtype(newtype) => format!("struct around `{}`", newtype.inner),
    }
}

fn hides(hidden: bool) -> &'static str {
    if hidden { "hides" } else { "shows" }
}

#[cfg(test)]
mod tests;
