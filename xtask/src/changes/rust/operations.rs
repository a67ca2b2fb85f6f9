//! Operations: the methods of the client.

use plaid_credit_codegen::api::{Answer, Operation, Parameter, Place, SentIn};

use super::{Comparison, Subject};
use crate::changes::change::{Grade, Kind, Owner, OwnerKind};

use Grade::{Additive, Breaking, Documentation};

impl Comparison<'_> {
    pub(super) fn operations(&mut self) {
        let (old, new) = (&self.old.operations, &self.new.operations);
        let mut known = Vec::new();
        for before in old {
            let id = self.renames.operation(&before.id).to_owned();
            match new.iter().find(|after| after.id == id) {
                Some(after) => {
                    known.push(&after.id);
                    self.operation(before, after);
                }
                None => {
                    let subject = Subject {
                        owner: Owner::removed(OwnerKind::Method, &before.name),
                        place: Place::of_operation(&before.id),
                    };
                    let sentence = format!("operation removed: {}", route(before));
                    self.note(&subject, Kind::Removed, Breaking, sentence);
                }
            }
        }
        for after in new.iter().filter(|after| !known.contains(&&after.id)) {
            let subject = Subject {
                owner: Owner::added(OwnerKind::Method, &after.name),
                place: Place::of_operation(&after.id),
            };
            let feature = match &after.feature {
                Some(feature) => format!(" (feature `{feature}`)"),
                None => String::new(),
            };
            let sentence = format!("new operation: {}{feature}", route(after));
            self.note(&subject, Kind::Added, Additive, sentence);
        }
    }

    fn operation(&mut self, old: &Operation, new: &Operation) {
        let subject = Subject {
            owner: Owner::of(OwnerKind::Method, &old.name, &new.name),
            place: Place::of_operation(&new.id),
        };
        let mut note = |kind, grade, sentence| self.note(&subject, kind, grade, sentence);
        if old.name != new.name {
            let sentence = format!("renamed from `{}`", old.name);
            note(Kind::Renamed, Breaking, sentence);
        } else if old.id != new.id {
            let sentence = format!(
                "operation ID: `{}` -> `{}`; the method keeps its name",
                old.id, new.id
            );
            note(Kind::Changed, Documentation, sentence);
        }
        if (&old.verb, &old.path) != (&new.verb, &new.path) {
            let sentence = format!("route: {} -> {}", route(old), route(new));
            note(Kind::Changed, Documentation, sentence);
        }
        match (&old.feature, &new.feature) {
            (before, after) if before == after => {}
            (Some(before), Some(after)) => {
                let sentence = format!("moved from feature `{before}` to `{after}`");
                note(Kind::Changed, Breaking, sentence);
            }
            (None, Some(after)) => {
                note(Kind::Changed, Additive, format!("now in feature `{after}`"));
            }
            (_, None) => {
                let sentence = "no longer in any feature".to_owned();
                note(Kind::Changed, Breaking, sentence);
            }
        }
        if old.deprecated != new.deprecated {
            let (kind, sentence) = match new.deprecated {
                true => (Kind::Deprecated, "now deprecated: a call gives a warning"),
                false => (Kind::Changed, "no longer deprecated"),
            };
            note(kind, Documentation, sentence.to_owned());
        }
        if old.reads != new.reads {
            let sentence = match new.reads {
                true => "now only reads: a failed call may be repeated",
                false => "no longer only reads: a failed call is repeated with more care",
            };
            note(Kind::Changed, Documentation, sentence.to_owned());
        }
        self.arguments(&subject, &old.arguments, &new.arguments);
        self.answer(&subject, &old.answer, &new.answer);
    }

    fn arguments(&mut self, subject: &Subject, old: &[Parameter], new: &[Parameter]) {
        let before: Vec<_> = old
            .iter()
            .map(|parameter| {
                let ty = self.renames.apply(&parameter.ty);
                (ty, parameter.by_reference, sent_as(&parameter.sent_in))
            })
            .collect();
        let after: Vec<_> = new
            .iter()
            .map(|parameter| {
                let ty = parameter.ty.clone();
                (ty, parameter.by_reference, sent_as(&parameter.sent_in))
            })
            .collect();
        let types = |all: &[_]| -> Vec<_> {
            let all = all.iter();
            all.map(|(ty, lent, _): &(_, _, _)| (Clone::clone(ty), *lent))
                .collect()
        };
        if types(&before) != types(&after) {
            let sentence = format!("arguments: {} -> {}", signature(old), signature(new));
            self.note(subject, Kind::Changed, Breaking, sentence);
        } else if before != after {
            // Of the same types: code compiles, and means another thing if they moved.
            let mut names: Vec<_> = before.iter().map(|(.., name)| name).collect();
            let mut present: Vec<_> = after.iter().map(|(.., name)| name).collect();
            names.sort();
            present.sort();
            let (grade, sentence) = match names == present {
                true => (Breaking, "arguments in another order"),
                false => (Documentation, "arguments are sent under other names"),
            };
            let sentence = format!("{sentence}: {} -> {}", signature(old), signature(new));
            self.note(subject, Kind::Changed, grade, sentence);
        } else {
            self.media_type(subject, old, new);
        }
    }

    fn media_type(&mut self, subject: &Subject, old: &[Parameter], new: &[Parameter]) {
        let body = |all: &[Parameter]| {
            all.iter().find_map(|parameter| match &parameter.sent_in {
                SentIn::Body(media_type) => Some(media_type.clone()),
                _ => None,
            })
        };
        if let (Some(before), Some(after)) = (body(old), body(new))
            && before != after
        {
            let sentence = format!("media type of the request: `{before}` -> `{after}`");
            self.note(subject, Kind::Changed, Documentation, sentence);
        }
    }

    fn answer(&mut self, subject: &Subject, old: &Answer, new: &Answer) {
        let (grade, before, after) = match (old, new) {
            (Answer::Json(old), Answer::Json(new)) if self.renames.ty(old) == new => return,
            (Answer::Empty, Answer::Empty) => return,
            (Answer::File(old), Answer::File(new)) if old == new => return,
            (Answer::File(old), Answer::File(new)) => (Documentation, old.clone(), new.clone()),
            (old, new) => (Breaking, answer(old), answer(new)),
        };
        let sentence = format!("answer: `{before}` -> `{after}`");
        self.note(subject, Kind::Changed, grade, sentence);
    }
}

/// The name under which an argument is sent. A body has none.
fn sent_as(sent_in: &SentIn) -> (&'static str, &str) {
    match sent_in {
        SentIn::Path(name) => ("path", name),
        SentIn::Query(name) => ("query", name),
        SentIn::Header(name) => ("header", name),
        SentIn::Body(_) => ("body", ""),
    }
}

fn signature(parameters: &[Parameter]) -> String {
    let parameters = parameters.iter().map(|parameter| {
        let lent = if parameter.by_reference { "&" } else { "" };
        format!("{}: {lent}{}", parameter.name, parameter.ty)
    });
    format!("`({})`", parameters.collect::<Vec<_>>().join(", "))
}

fn answer(answer: &Answer) -> String {
    match answer {
        Answer::Json(name) => format!("Response<{name}>"),
        Answer::File(_) => "Download".to_owned(),
        Answer::Empty => "Response<()>".to_owned(),
    }
}

fn route(operation: &Operation) -> String {
    format!("`{} {}`", operation.verb, operation.path)
}
