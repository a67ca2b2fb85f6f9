//! The difference of two [`Api`]s: what a user of the crate sees.
//!
//! It compares the public items themselves, so a grade is right whatever in the document
//! led to it. A renamed type is reported once, on the type, and not where it is used.

mod names;
mod operations;
mod renames;
mod structs;

use std::collections::BTreeSet;

use plaid_credit_codegen::Api;
use plaid_credit_codegen::api::{Direction, Place, Shape, Step, Type, TypeRef, Variant};
use plaid_credit_codegen::naming::USER_IDENTIFIER;

use super::change::{Change, Grade, Kind, Owner, OwnerKind, codes};
use crate::output::count;

pub(super) use names::looks_alike;
pub(super) use renames::Renames;

/// All changes of types and methods, and what was only renamed.
pub(super) fn compare(old: &Api, new: &Api) -> (Vec<Change>, Renames) {
    let [old, new] = [old, new].map(with_events);
    let renames = Renames::find(&old, &new);
    let mut comparison = Comparison {
        old: &old,
        new: &new,
        renames,
        changes: Vec::new(),
    };
    comparison.operations();
    comparison.types();
    comparison.user_identifier();
    (comparison.changes, comparison.renames)
}

/// The `Api` with the enum of webhooks among its types.
fn with_events(api: &Api) -> Api {
    const NAME: &str = "webhook::Event";
    let variants = api.webhooks().map(|(ty, webhook)| Variant {
        value: format!("{} {}", webhook.kind, webhook.code),
        name: api.variant(ty).to_owned(),
    });
    let ty = Type {
        name: NAME.to_owned(),
        place: Place::of_schema(NAME),
        direction: Direction::Response,
        description: None,
        shape: Shape::Enum(variants.collect()),
        webhook: None,
    };
    let mut api = api.clone();
    if api.webhooks().next().is_some() {
        api.types.insert(NAME.to_owned(), ty);
    }
    api
}

struct Comparison<'a> {
    old: &'a Api,
    new: &'a Api,
    renames: Renames,
    changes: Vec<Change>,
}

/// A change that is in the documentation alone.
const DOCUMENTED: (Kind, Grade) = (Kind::Changed, Grade::Documentation);
/// A deprecation that comes or goes.
const DEPRECATION: (Kind, Grade) = (Kind::Deprecated, Grade::Documentation);

/// Whose changes are noted.
#[derive(Clone)]
struct Subject {
    owner: Owner,
    place: Place,
}

impl Subject {
    fn of_type(before: &str, after: &str, place: &Place) -> Self {
        Self {
            owner: Owner::of(OwnerKind::Type, before, after),
            place: place.clone(),
        }
    }

    /// The same subject at the property `wire` of its place.
    fn at(&self, wire: &str) -> Self {
        self.then(Step::Property(wire.to_owned()))
    }

    /// The same subject, its place one step further.
    fn then(&self, step: Step) -> Self {
        Self {
            owner: self.owner.clone(),
            place: self.place.then(step),
        }
    }
}

impl Comparison<'_> {
    fn note(&mut self, subject: &Subject, kind: Kind, grade: Grade, said: impl Into<String>) {
        self.changes.push(Change {
            owner: subject.owner.clone(),
            place: subject.place.clone(),
            kind,
            grade,
            sentence: said.into(),
            wire: None,
            in_crate: true,
        });
    }

    fn breaking(&mut self, subject: &Subject, said: impl Into<String>) {
        self.note(subject, Kind::Changed, Grade::Breaking, said);
    }

    fn documentation(&mut self, subject: &Subject, said: impl Into<String>) {
        self.note(subject, Kind::Changed, Grade::Documentation, said);
    }

    /// Notes what is so now, or is so no longer.
    fn turned<S: Into<String>>(
        &mut self,
        subject: &Subject,
        (kind, grade): (Kind, Grade),
        (old, new): (bool, bool),
        [now, no_longer]: [S; 2],
    ) {
        if old != new {
            self.note(subject, kind, grade, if new { now } else { no_longer });
        }
    }

    fn hidden(&mut self, subject: &Subject, hidden: (bool, bool), what: &str) {
        let said = ["hides", "shows"].map(|does| format!("`Debug` now {does} {what}"));
        self.turned(subject, DOCUMENTED, hidden, said);
    }

    /// Whether two types are the same but for the new name of a type.
    fn is_same(&self, old: &TypeRef, new: &TypeRef) -> bool {
        self.renames.apply(old) == *new
    }

    fn types(&mut self) {
        let mut known = BTreeSet::new();
        for before in self.old.types.values() {
            match self.new.types.get(self.renames.ty(&before.name)) {
                Some(after) => {
                    known.insert(&after.name);
                    self.ty(before, after);
                }
                None => {
                    let subject = Subject::of_type(&before.name, "", &before.place);
                    let said = format!("type removed: {}", definition(&before.shape));
                    self.note(&subject, Kind::Removed, Grade::Breaking, said);
                }
            }
        }
        let types = self.new.types.values();
        for after in types.filter(|after| !known.contains(&after.name)) {
            let subject = Subject::of_type("", &after.name, &after.place);
            let said = format!("new type: {}", definition(&after.shape));
            self.note(&subject, Kind::Added, Grade::Additive, said);
        }
    }

    fn ty(&mut self, old: &Type, new: &Type) {
        let subject = Subject::of_type(&old.name, &new.name, &new.place);
        if old.name != new.name {
            let said = format!("renamed from `{}`", old.name);
            self.note(&subject, Kind::Renamed, Grade::Breaking, said);
        }
        match (&old.shape, &new.shape) {
            (Shape::Struct(before), Shape::Struct(after)) => {
                self.structs(&subject, (old, before), (new, after));
            }
            (Shape::Enum(before), Shape::Enum(after)) => self.enums(&subject, before, after),
            (Shape::Newtype(before), Shape::Newtype(after)) => {
                if !self.is_same(&before.inner, &after.inner) {
                    let said = format!("the value: `{}` -> `{}`", before.inner, after.inner);
                    self.breaking(&subject, said);
                }
                match (before.hidden, after.hidden, &after.inner) {
                    (false, true, TypeRef::String) => {
                        let said = "`Display` is gone, and `Debug` now hides the value";
                        self.breaking(&subject, said);
                    }
                    (true, false, TypeRef::String) => {
                        let said = "`Display` is new, and `Debug` now shows the value".to_owned();
                        self.note(&subject, Kind::Changed, Grade::Additive, said);
                    }
                    (before, after, _) => self.hidden(&subject, (before, after), "the value"),
                }
            }
            (before, after) => {
                let said = format!("{} becomes {}", definition(before), definition(after));
                self.breaking(&subject, said);
            }
        }
    }

    fn enums(&mut self, subject: &Subject, old: &[Variant], new: &[Variant]) {
        let mut removed = Vec::new();
        for before in old {
            let Variant { value, name } = before;
            match counterpart(before, new) {
                None => removed.push(value.as_str()),
                Some(after) if after.name != *name => {
                    let said = format!("the variant for `{value}`: `{name}` -> `{}`", after.name);
                    self.breaking(subject, said);
                }
                Some(after) if after.value != *value => {
                    let said = format!("the value of `{name}`: `{value}` -> `{}`", after.value);
                    self.documentation(subject, said);
                }
                Some(_) => {}
            }
        }
        if !removed.is_empty() {
            let said = format!("values and variants removed: {}", codes(removed));
            self.breaking(subject, said);
        }
        let added = new.iter().filter(|after| counterpart(after, old).is_none());
        let added: Vec<_> = added.map(|variant| variant.value.as_str()).collect();
        if !added.is_empty() {
            let said = format!("new values: {}", codes(added));
            self.note(subject, Kind::Changed, Grade::Additive, said);
        }
    }

    /// The type by which requests name a user comes and goes with them.
    fn user_identifier(&mut self) {
        const WHAT: &str = "enum that names a user by ID or by token";
        let place = Place::of_schema(USER_IDENTIFIER);
        let subject = |before, after| Subject::of_type(before, after, &place);
        match (self.old.user_identifier(), self.new.user_identifier()) {
            (None, None) => {}
            (None, Some(_)) => {
                let said = format!("new type: {WHAT}");
                self.note(
                    &subject("", USER_IDENTIFIER),
                    Kind::Added,
                    Grade::Additive,
                    said,
                );
            }
            (Some(_), None) => {
                let said = format!("type removed: {WHAT}");
                self.note(
                    &subject(USER_IDENTIFIER, ""),
                    Kind::Removed,
                    Grade::Breaking,
                    said,
                );
            }
            (Some(before), Some(after)) => {
                let mut pairs = before.iter().zip(after);
                if !pairs.all(|(before, after)| self.is_same(&before.ty, &after.ty)) {
                    self.breaking(
                        &subject(USER_IDENTIFIER, USER_IDENTIFIER),
                        "its variants hold other types",
                    );
                }
            }
        }
    }
}

/// The variant for the same value, or else the one of the same name.
fn counterpart<'a>(of: &Variant, all: &'a [Variant]) -> Option<&'a Variant> {
    let by_value = all.iter().find(|variant| variant.value == of.value);
    by_value.or_else(|| all.iter().find(|variant| variant.name == of.name))
}

/// A type in a few words.
fn definition(shape: &Shape) -> String {
    match shape {
        Shape::Struct(object) => format!("struct with {}", count(object.fields.len(), "field")),
        Shape::Enum(variants) => format!("enum with {}", count(variants.len(), "value")),
        Shape::Newtype(newtype) => format!("struct around `{}`", newtype.inner),
    }
}
