//! Structs: their fields, `new` and setters.

use plaid_credit_codegen::api::{Argument, Direction, Field, Step, Struct, Type, TypeRef};

use super::{Comparison, Subject, hides};
use crate::changes::change::{Grade, Kind, codes};

use Grade::{Additive, Breaking, Documentation};

/// How users set a field.
#[derive(Clone, Copy, PartialEq, Eq)]
enum SetBy {
    Argument,
    Setter,
    UserArgument,
    /// Nothing: users only read it.
    Nothing,
}

impl SetBy {
    fn of(field: &Field, object: &Struct) -> Self {
        match &object.new {
            None => Self::Nothing,
            Some(_) if field.names_user => Self::UserArgument,
            Some(new) if is_argument(field, new) => Self::Argument,
            Some(_) => Self::Setter,
        }
    }
}

fn is_argument(field: &Field, new: &[Argument]) -> bool {
    new.iter()
        .any(|argument| matches!(argument, Argument::Field(wire) if *wire == field.wire))
}

impl Comparison<'_> {
    pub(super) fn structs(
        &mut self,
        subject: &Subject,
        (old_type, old): (&Type, &Struct),
        (new_type, new): (&Type, &Struct),
    ) {
        let name = &old_type.name;
        let turns = old_type.direction.is_received() != new_type.direction.is_received();
        let mut stays = Vec::new();
        for before in &old.fields {
            let wire = self.renames.field(name, &before.wire).to_owned();
            match new.field(&wire) {
                Some(after) => stays.push((before, after)),
                None => {
                    let sentence = format!("field `{}` removed, was `{}`", before.name, before.ty);
                    let place = old_type.place.then(Step::Property(before.wire.clone()));
                    self.note_at(subject, &place, Kind::PartRemoved, Breaking, sentence);
                }
            }
        }
        for after in &new.fields {
            if stays.iter().all(|(_, known)| known.wire != after.wire) {
                self.new_field(subject, after, new);
            }
        }
        self.direction(subject, old_type.direction, new_type.direction, &stays);
        for (before, after) in &stays {
            self.field(
                subject,
                (before, old),
                (after, new),
                new_type.direction,
                turns,
            );
        }
        self.constructor(subject, old, new, &stays);
        if let (Some(before), Some(after)) = (&old.extra, &new.extra)
            && before != after
        {
            let sentence = format!("field `{before}`, which keeps the rest, is now `{after}`");
            self.note(subject, Kind::Changed, Breaking, sentence);
        }
    }

    fn new_field(&mut self, subject: &Subject, field: &Field, object: &Struct) {
        let is_argument = SetBy::of(field, object) == SetBy::Argument;
        let (name, ty) = (&field.name, &field.ty);
        let (grade, sentence) = if is_argument {
            let sentence = format!("new required field `{name}: {ty}`, which `new` takes");
            (Breaking, sentence)
        } else {
            (Additive, format!("new field `{name}: {ty}`"))
        };
        let place = subject.place.then(Step::Property(field.wire.clone()));
        self.note_at(subject, &place, Kind::PartAdded, grade, sentence);
    }

    /// Compares which way the values travel, and with it traits and constructor.
    fn direction(
        &mut self,
        subject: &Subject,
        old: Direction,
        new: Direction,
        fields: &[(&Field, &Field)],
    ) {
        use Direction::{Both, Request, Response};
        let keeps_types = || (fields.iter()).all(|(old, new)| self.is_same(&old.ty, &new.ty));
        let (grade, sentence) = match (old, new) {
            (Response, Both) => (Additive, "now in requests too: it has `new` and setters"),
            (Both, Response) => (
                Breaking,
                "no longer in requests: `new` and the setters are gone",
            ),
            (Request, Both) if keeps_types() => (Additive, "now in responses too"),
            (Request, Both) => (
                Breaking,
                "now in responses too: required fields become optional",
            ),
            (Request, Response) => (
                Breaking,
                "now in responses and no longer in requests: `new` and the setters are gone",
            ),
            (Both, Request) => (
                Breaking,
                "no longer in responses: it has no `Default` and does not keep unknown fields",
            ),
            (Response, Request) => (
                Breaking,
                "now in requests and no longer in responses: made with `new`",
            ),
            (Request, Request) | (Response, Response) | (Both, Both) => return,
        };
        self.note(subject, Kind::Changed, grade, sentence.to_owned());
    }

    fn field(
        &mut self,
        subject: &Subject,
        (old, old_struct): (&Field, &Struct),
        (new, new_struct): (&Field, &Struct),
        direction: Direction,
        turns: bool,
    ) {
        let place = subject.place.then(Step::Property(new.wire.clone()));
        let name = &new.name;
        let mut note = |kind, grade, sentence| {
            self.note_at(subject, &place, kind, grade, sentence);
        };
        if old.name != new.name {
            let sentence = format!("field `{}` is renamed to `{name}`", old.name);
            note(Kind::Changed, Breaking, sentence);
        } else if old.wire != new.wire {
            let sentence = format!("field `{name}` in JSON: `{}` -> `{}`", old.wire, new.wire);
            note(Kind::Changed, Documentation, sentence);
        }
        let (before, after) = (SetBy::of(old, old_struct), SetBy::of(new, new_struct));
        let is_set_otherwise =
            before != after && before != SetBy::Nothing && after != SetBy::Nothing;
        if old.deprecated != new.deprecated {
            let (kind, now) = match new.deprecated {
                true => (Kind::Deprecated, "now"),
                false => (Kind::Changed, "no longer"),
            };
            note(kind, Documentation, format!("`{name}` is {now} deprecated"));
        }
        if old.hidden != new.hidden {
            let sentence = format!("`Debug` now {} `{name}`", hides(new.hidden));
            note(Kind::Changed, Documentation, sentence);
        }
        let is_same = match turns {
            // Said once, of the type.
            true => self.is_same(old.ty.without_option(), new.ty.without_option()),
            false => self.is_same(&old.ty, &new.ty),
        };
        let types = (!is_same).then_some((&old.ty, &new.ty));
        if let Some(sentence) = signature(name, is_set_otherwise.then_some((before, after)), types)
        {
            self.note_at(subject, &place, Kind::Changed, Breaking, sentence);
        } else if direction.is_received()
            && let Some(sentence) = presence(old, new)
        {
            self.note_at(subject, &place, Kind::Changed, Documentation, sentence);
        }
    }

    /// Compares what `new` takes beyond what is said of each field.
    fn constructor(
        &mut self,
        subject: &Subject,
        old: &Struct,
        new: &Struct,
        stays: &[(&Field, &Field)],
    ) {
        let (Some(before), Some(after)) = (&old.new, &new.new) else {
            return;
        };
        let (by_user_before, by_user) = (
            before.contains(&Argument::User),
            after.contains(&Argument::User),
        );
        if by_user_before != by_user {
            let sentence = match by_user {
                true => "`new` now takes the user in one argument, by ID or by token",
                false => "`new` no longer takes the user in one argument, by ID or by token",
            };
            self.note(subject, Kind::Changed, Breaking, sentence.to_owned());
        }
        let renamed = |argument: &Argument| match argument {
            Argument::User => Argument::User,
            Argument::Field(wire) => {
                let after = stays.iter().find(|(old, _)| old.wire == *wire);
                Argument::Field(after.map_or_else(|| wire.clone(), |(_, new)| new.wire.clone()))
            }
        };
        let before: Vec<_> = before.iter().map(renamed).collect();
        let common = |of: &[Argument], with: &[Argument]| -> Vec<_> {
            let common = of.iter().filter(|argument| with.contains(argument));
            common.cloned().collect()
        };
        if common(&before, after) != common(after, &before) {
            let names = after.iter().map(|argument| match argument {
                Argument::User => "user",
                Argument::Field(wire) => new.field(wire).map_or("", |field| &field.name),
            });
            let sentence = format!(
                "`new` takes its arguments in another order: {}",
                codes(names)
            );
            self.note(subject, Kind::Changed, Breaking, sentence);
        }
    }
}

/// What is different in how a field is set and in its type.
fn signature(
    name: &str,
    set_by: Option<(SetBy, SetBy)>,
    types: Option<(&TypeRef, &TypeRef)>,
) -> Option<String> {
    let set_by = set_by.map(|(_, after)| match after {
        SetBy::Argument => format!("`{name}` is now required: `new` takes it"),
        SetBy::Setter => {
            format!("`{name}` is now optional: it has a setter, and `new` does not take it")
        }
        SetBy::UserArgument | SetBy::Nothing => {
            format!("`{name}` is now private: `new` sets it by the argument for the user")
        }
    });
    match (set_by, types) {
        (None, None) => None,
        (Some(set_by), None) => Some(set_by),
        (None, Some((old, new))) => Some(format!("`{name}` changes from `{old}` to `{new}`")),
        (Some(set_by), Some((old, new))) => Some(format!("{set_by} (`{old}` becomes `{new}`)")),
    }
}

/// What is different in the documentation of a field that is read.
fn presence(old: &Field, new: &Field) -> Option<String> {
    let name = &new.name;
    match (old.required, new.required) {
        (false, true) => Some(format!("`{name}` is now always sent")),
        (true, false) => Some(format!("`{name}` may now be left out")),
        (true, true) if old.nullable != new.nullable => Some(match new.nullable {
            true => format!("`{name}` may now be null"),
            false => format!("`{name}` is no longer null"),
        }),
        _ => None,
    }
}
