//! Operations: the methods of the client.

use plaid_credit_codegen::api::{Answer, Operation, Parameter, Place, SentIn, TypeRef};

use super::{Comparison, Subject};
use crate::changes::change::{Grade, Kind, Owner, OwnerKind};

use Grade::{Additive, Breaking, Documentation};

impl Comparison<'_> {
    pub(super) fn operations(&mut self) {
        let (old, new) = (&self.old.operations, &self.new.operations);
        let mut known = Vec::new();
        for before in old {
            let id = self.renames.operation(&before.id);
            match new.iter().find(|after| after.id == id) {
                Some(after) => {
                    known.push(&after.id);
                    self.operation(before, after);
                }
                None => {
                    let said = format!("operation removed: {}", route(before));
                    let subject = subject(&before.name, "", before);
                    self.note(&subject, Kind::Removed, Breaking, said);
                }
            }
        }
        for after in new.iter().filter(|after| !known.contains(&&after.id)) {
            let feature = after.feature.iter();
            let feature: String = feature
                .map(|feature| format!(" (feature `{feature}`)"))
                .collect();
            let said = format!("new operation: {}{feature}", route(after));
            self.note(
                &subject("", &after.name, after),
                Kind::Added,
                Additive,
                said,
            );
        }
    }

    fn operation(&mut self, old: &Operation, new: &Operation) {
        let subject = subject(&old.name, &new.name, new);
        if old.name != new.name {
            let said = format!("renamed from `{}`", old.name);
            self.note(&subject, Kind::Renamed, Breaking, said);
        } else if old.id != new.id {
            let said = format!(
                "operation ID: `{}` -> `{}`; the method is the same",
                old.id, new.id
            );
            self.documentation(&subject, said);
        }
        if route(old) != route(new) {
            self.documentation(&subject, format!("route: {} -> {}", route(old), route(new)));
        }
        match (&old.feature, &new.feature) {
            (before, after) if before == after => {}
            (None, Some(after)) => {
                let said = format!("now in feature `{after}`");
                self.note(&subject, Kind::Changed, Additive, said);
            }
            (Some(before), Some(after)) => {
                let said = format!("moved from feature `{before}` to `{after}`");
                self.breaking(&subject, said);
            }
            (_, None) => self.breaking(&subject, "no longer in a feature"),
        }
        match (old.deprecated, new.deprecated) {
            (false, true) => {
                let said = "now deprecated: a call gives a warning";
                self.note(&subject, Kind::Deprecated, Documentation, said);
            }
            (true, false) => self.documentation(&subject, "no longer deprecated"),
            _ => {}
        }
        let said = [
            "now only reads, so it is retried",
            "now writes, so it is retried less",
        ];
        self.turned(&subject, (old.reads, new.reads), said);
        self.arguments(&subject, &old.arguments, &new.arguments);
        let (grade, before, after) = match (&old.answer, &new.answer) {
            (Answer::Json(old), Answer::Json(new)) if self.renames.ty(old) == new => return,
            (old, new) if old == new => return,
            (Answer::File(old), Answer::File(new)) => (Documentation, old.clone(), new.clone()),
            (old, new) => (Breaking, answer(old), answer(new)),
        };
        let said = format!("answer: `{before}` -> `{after}`");
        self.note(&subject, Kind::Changed, grade, said);
    }

    fn arguments(&mut self, subject: &Subject, old: &[Parameter], new: &[Parameter]) {
        let types = old
            .iter()
            .map(|old| (self.renames.apply(&old.ty), old.by_reference));
        let has_same_types = types.eq(new.iter().map(|new| (new.ty.clone(), new.by_reference)));
        let names = |all: &[Parameter]| -> Vec<SentIn> {
            all.iter()
                .map(|parameter| parameter.sent_in.clone())
                .collect()
        };
        let (mut before, mut after) = (names(old), names(new));
        let is_same = before == after;
        let key = |sent_in: &SentIn| format!("{sent_in:?}");
        before.sort_by_key(key);
        after.sort_by_key(key);
        let said = format!("{} -> {}", signature(old), signature(new));
        if !has_same_types {
            self.breaking(subject, format!("arguments: {said}"));
        } else if !is_same && before == after {
            // The code compiles, and sends each value in the place of another.
            self.breaking(subject, format!("arguments in another order: {said}"));
        } else if !is_same {
            self.documentation(subject, "arguments are sent in another way");
        }
    }
}

fn subject(before: &str, after: &str, operation: &Operation) -> Subject {
    Subject {
        owner: Owner::of(OwnerKind::Method, before, after),
        place: Place::of_operation(&operation.id),
    }
}

fn signature(parameters: &[Parameter]) -> String {
    let parameters = parameters.iter().map(|parameter| {
        let ty = match (parameter.by_reference, parameter.ty.to_string()) {
            (true, ty) if *parameter.ty.innermost() == TypeRef::String => {
                ty.replace("String", "&str")
            }
            (true, ty) => format!("&{ty}"),
            (false, ty) => ty,
        };
        format!("{}: {ty}", parameter.name)
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
