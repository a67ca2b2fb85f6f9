//! Structs: their fields, `new` and setters.

use plaid_credit_codegen::api::{Argument, Direction, Field, Step, Struct, Type, TypeRef};

use super::{Comparison, DEPRECATION, DOCUMENTED, Subject};
use crate::changes::change::{Grade, Kind, codes};

use Grade::{Additive, Breaking};

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
            Some(_) if object.new_takes(field) => Self::Argument,
            Some(_) => Self::Setter,
        }
    }
}

impl Comparison<'_> {
    pub(super) fn structs(
        &mut self,
        subject: &Subject,
        (old_type, old): (&Type, &Struct),
        (new_type, new): (&Type, &Struct),
    ) {
        let mut stays = Vec::new();
        for before in &old.fields {
            match new.field(self.renames.field(&old_type.name, &before.wire)) {
                Some(after) => stays.push((before, after)),
                None => {
                    let mut subject = subject.clone();
                    subject.place = old_type.place.then(Step::Property(before.wire.clone()));
                    let said = format!("field `{}` removed, was `{}`", before.name, before.ty);
                    self.breaking(&subject, said);
                }
            }
        }
        for after in &new.fields {
            if stays.iter().all(|(_, known)| known.wire != after.wire) {
                let field = format!("field `{}: {}`", after.name, after.ty);
                // Nobody calls a `new` that was not there.
                let (grade, said) = match SetBy::of(after, new) {
                    SetBy::Argument if old.new.is_some() => {
                        (Breaking, format!("new required {field}, which `new` takes"))
                    }
                    _ => (Additive, format!("new {field}")),
                };
                self.note(&subject.at(&after.wire), Kind::Changed, grade, said);
            }
        }
        let directions = (old_type.direction, new_type.direction);
        let keeps_types = stays.iter().all(|(before, after)| {
            let set_by = [SetBy::of(before, old), SetBy::of(after, new)];
            let is_argument = set_by == [SetBy::Argument; 2];
            let arguments = [(before, directions.0), (after, directions.1)];
            let [was, is] = arguments.map(|(field, direction)| field.argument_type(direction));
            self.is_same(&before.ty, &after.ty) && (!is_argument || self.is_same(was, is))
        });
        if let Some((grade, said)) = direction(directions, keeps_types) {
            self.note(subject, Kind::Changed, grade, said);
        }
        for (before, after) in &stays {
            let subject = subject.at(&after.wire);
            self.field(&subject, (before, old), (after, new), directions);
        }
        self.constructor(subject, old, new, &stays);
        if old.extra != new.extra {
            let names = format!("`{}` -> `{}`", old.extra, new.extra);
            let said = format!("field that keeps unknown fields: {names}");
            self.breaking(subject, said);
        }
    }

    fn field(
        &mut self,
        subject: &Subject,
        (old, old_struct): (&Field, &Struct),
        (new, new_struct): (&Field, &Struct),
        (old_direction, direction): (Direction, Direction),
    ) {
        let name = &new.name;
        if old.name != new.name {
            let said = format!("field `{}` is renamed to `{name}`", old.name);
            self.breaking(subject, said);
        } else if old.wire != new.wire {
            let said = format!("field `{name}` in JSON: `{}` -> `{}`", old.wire, new.wire);
            self.documentation(subject, said);
        }
        let turns = |said: [&str; 2]| said.map(|said| format!("`{name}` {said}"));
        let deprecated = (old.deprecated, new.deprecated);
        let said = turns(["is now deprecated", "is no longer deprecated"]);
        self.turned(subject, DEPRECATION, deprecated, said);
        self.hidden(subject, (old.hidden, new.hidden), &format!("`{name}`"));
        let is_same = match old_direction.is_received() == direction.is_received() {
            true => self.is_same(&old.ty, &new.ty),
            // That it is an `Option` now or no longer is said once, of the type.
            false => self.is_same(old.ty.without_option(), new.ty.without_option()),
        };
        let types = (!is_same).then_some((&old.ty, &new.ty));
        let set_by = (SetBy::of(old, old_struct), SetBy::of(new, new_struct));
        if let Some(said) = signature(name, set_by, types) {
            self.breaking(subject, said);
        }
        if direction.is_received() && set_by.0 == set_by.1 {
            let said = turns(["is now always sent", "may now be left out"]);
            self.turned(subject, DOCUMENTED, (old.required, new.required), said);
            if old.required && new.required {
                let said = turns(["may now be null", "is no longer null"]);
                self.turned(subject, DOCUMENTED, (old.nullable, new.nullable), said);
            }
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
        let user = [before, after].map(|new| new.contains(&Argument::User));
        let said = ["now takes", "no longer takes"];
        let said = said.map(|takes| format!("`new` {takes} one argument for the user"));
        self.turned(subject, (Kind::Changed, Breaking), user.into(), said);
        let before = before.iter().map(|argument| match argument {
            Argument::User => Argument::User,
            Argument::Field(wire) => {
                let after = stays.iter().find(|(old, _)| old.wire == *wire);
                Argument::Field(after.map_or_else(|| wire.clone(), |(_, new)| new.wire.clone()))
            }
        });
        let before: Vec<_> = before.filter(|argument| after.contains(argument)).collect();
        let kept = after.iter().filter(|argument| before.contains(argument));
        if !kept.eq(&before) {
            let names = after.iter().map(|argument| match argument {
                Argument::User => new.user_argument(),
                Argument::Field(wire) => new.field(wire).map_or("", |field| &field.name),
            });
            let said = "`new` takes its arguments in another order";
            self.breaking(subject, format!("{said}: {}", codes(names)));
        }
    }
}

/// What it means that the values of a struct travel another way.
fn direction(
    directions: (Direction, Direction),
    keeps_types: bool,
) -> Option<(Grade, &'static str)> {
    use Direction::{Both, Request, Response};
    Some(match directions {
        (before, after) if before == after => return None,
        (Response, Both) => (Additive, "now in requests too: it has `new` and setters"),
        (_, Both) if keeps_types => (Additive, "now in responses too"),
        (_, Both) => (
            Breaking,
            "now in responses too: every field becomes optional",
        ),
        (_, Request) => (
            Breaking,
            "now only in requests: required fields must be set, and `Default` may be gone",
        ),
        (_, Response) => (
            Breaking,
            "now only in responses: `new` and setters are gone",
        ),
    })
}

/// What is different in how a field is set and in its type.
fn signature(
    name: &str,
    (before, after): (SetBy, SetBy),
    types: Option<(&TypeRef, &TypeRef)>,
) -> Option<String> {
    let set_by = match after {
        _ if before == after || before == SetBy::Nothing => None,
        SetBy::Nothing => None,
        SetBy::Argument => Some(format!("`{name}` is now required: `new` takes it")),
        SetBy::Setter => Some(format!(
            "`{name}` is now optional: a setter takes it, not `new`"
        )),
        SetBy::UserArgument => Some(format!("`{name}` is now private: `new` takes the user")),
    };
    match (set_by, types) {
        (set_by, None) => set_by,
        (None, Some((old, new))) => Some(format!("`{name}` changes from `{old}` to `{new}`")),
        (Some(set_by), Some((old, new))) => Some(format!("{set_by} (`{old}` becomes `{new}`)")),
    }
}
