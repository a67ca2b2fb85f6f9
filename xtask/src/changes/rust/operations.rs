//! Operations: the methods of the client.

use plaid_credit_codegen::api::{Answer, Header, Operation, Parameter, Place, SentIn, Step};

use super::{Comparison, DEPRECATION, DOCUMENTED, Subject};
use crate::changes::change::{Grade, Kind, Owner, OwnerKind};
use crate::pages::{answer, parameter};

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
            let feature = after.feature.as_ref();
            let feature = feature.map_or_else(String::new, |name| format!(" (feature `{name}`)"));
            let said = format!("new operation: {}{feature}", route(after));
            let subject = subject("", &after.name, after);
            self.note(&subject, Kind::Added, Additive, said);
        }
    }

    fn operation(&mut self, old: &Operation, new: &Operation) {
        let subject = subject(&old.name, &new.name, new);
        if old.name != new.name {
            let said = format!("renamed from `{}`", old.name);
            self.note(&subject, Kind::Renamed, Breaking, said);
        } else if old.id != new.id {
            let ids = format!("`{}` -> `{}`", old.id, new.id);
            let said = format!("operation ID: {ids}; the method is the same");
            self.documentation(&subject, said);
        }
        if route(old) != route(new) {
            self.documentation(&subject, format!("route: {} -> {}", route(old), route(new)));
        }
        // A method without a feature is always there.
        match (&old.feature, &new.feature) {
            (before, after) if before == after => {}
            (None, Some(after)) => {
                let said = format!("now only in feature `{after}`");
                self.breaking(&subject, said);
            }
            (Some(before), Some(after)) => {
                let said = format!("moved from feature `{before}` to `{after}`");
                self.breaking(&subject, said);
            }
            (_, None) => {
                let said = "now without a feature";
                self.note(&subject, Kind::Changed, Additive, said);
            }
        }
        let said = [
            "now deprecated: a call gives a warning",
            "no longer deprecated",
        ];
        let deprecated = (old.deprecated, new.deprecated);
        self.turned(&subject, DEPRECATION, deprecated, said);
        let said = [
            "now only reads, so it is retried",
            "now writes, so it is retried less",
        ];
        self.turned(&subject, DOCUMENTED, (old.reads, new.reads), said);
        self.arguments(&subject, &old.arguments, &new.arguments);
        self.headers(&subject, old, new);
        let (grade, before, after) = match (&old.answer, &new.answer) {
            (Answer::Json(old), Answer::Json(new)) if self.renames.ty(old) == new => return,
            (old, new) if old == new => return,
            (Answer::File(old), Answer::File(new)) => (Documentation, old.clone(), new.clone()),
            (old, new) => (Breaking, answer(old), answer(new)),
        };
        let said = format!("response: `{before}` -> `{after}`");
        self.note(&subject, Kind::Changed, grade, said);
    }

    fn arguments(&mut self, subject: &Subject, old: &[Parameter], new: &[Parameter]) {
        let types = |parameter: &Parameter| (parameter.ty.clone(), parameter.by_reference);
        let renamed = old.iter().map(types);
        let renamed = renamed.map(|(ty, by_reference)| (self.renames.apply(&ty), by_reference));
        let has_same_types = renamed.eq(new.iter().map(types));
        let name = |parameter: &Parameter| parameter.name.clone();
        let has_same_names = old.iter().map(name).eq(new.iter().map(name));
        let sent_in = |parameter: &Parameter| parameter.sent_in.clone();
        let is_sent_alike = old.iter().map(sent_in).eq(new.iter().map(sent_in));
        let said = format!("{} -> {}", signature(old), signature(new));
        if !has_same_types {
            self.breaking(subject, format!("arguments: {said}"));
        } else if !has_same_names {
            // The code compiles, and sends each value in the place of another.
            self.breaking(
                subject,
                format!("other arguments of the same types: {said}"),
            );
        } else if !is_sent_alike {
            self.documentation(subject, "arguments are sent in another way");
        }
    }

    /// The optional headers that come and go. One that becomes an argument, or was one, is a
    /// change of the arguments.
    fn headers(&mut self, subject: &Subject, old: &Operation, new: &Operation) {
        let sides = [
            (old, new, "optional header removed"),
            (new, old, "new optional header"),
        ];
        for (one, other, said) in sides {
            for Header { name, .. } in &one.headers {
                if !has_header(other, name) {
                    let subject = subject.then(Step::Parameter(name.clone()));
                    self.documentation(&subject, format!("{said}: `{name}`"));
                }
            }
        }
    }
}

/// Whether an operation sends a header, as an argument or without one.
fn has_header(operation: &Operation, name: &str) -> bool {
    let mut arguments = operation.arguments.iter();
    operation.headers.iter().any(|header| header.name == name)
        || arguments.any(|it| matches!(&it.sent_in, SentIn::Header(sent) if sent == name))
}

fn subject(before: &str, after: &str, operation: &Operation) -> Subject {
    Subject {
        owner: Owner::of(OwnerKind::Method, before, after),
        place: Place::of_operation(&operation.id),
    }
}

fn signature(parameters: &[Parameter]) -> String {
    let parameters: Vec<String> = parameters.iter().map(parameter).collect();
    format!("`({})`", parameters.join(", "))
}

fn route(operation: &Operation) -> String {
    format!("`{} {}`", operation.verb, operation.path)
}
