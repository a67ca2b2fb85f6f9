//! The operations: which there are, where they stand, what they ask for.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{At, Comparison, Pair, Part, Place, What};
use crate::changes::change::Direction;
use crate::changes::document::{Document, Operation, is_success};
use crate::changes::naming::InlineName;
use crate::changes::rust;

/// An operation that both documents have.
pub(super) struct Matched<'c, 'a> {
    old_id: &'c str,
    id: &'c str,
    pub(super) old: &'c Operation<'a>,
    pub(super) new: &'c Operation<'a>,
}

/// Pairs operations by id, and those whose id is gone by method and path.
pub(super) fn matched<'c, 'a>(
    old: &'c Document<'a>,
    new: &'c Document<'a>,
) -> Vec<Matched<'c, 'a>> {
    let is_new = |id: &Cow<'_, str>| !old.operations.contains_key(id);
    let by_route: BTreeMap<_, _> = new
        .operations
        .iter()
        .filter(|(id, _)| is_new(id))
        .map(|(id, operation)| ((operation.method, operation.path), (id, operation)))
        .collect();
    old.operations
        .iter()
        .filter_map(|(old_id, operation)| {
            let (id, new) = new
                .operations
                .get_key_value(old_id)
                .or_else(|| by_route.get(&(operation.method, operation.path)).copied())?;
            Some(Matched {
                old_id,
                id,
                old: operation,
                new,
            })
        })
        .collect()
}

impl<'a> Comparison<'_, 'a> {
    /// Compares all operations.
    pub(super) fn operations(&mut self, matched: &[Matched<'_, 'a>]) {
        for pair in matched {
            self.operation(pair);
        }
        let kept: BTreeSet<_> = matched
            .iter()
            .flat_map(|pair| [pair.old_id, pair.id])
            .collect();
        let (old, new) = (self.old, self.new);
        let is_gone = |(id, _): &(&Cow<'_, str>, &Operation<'_>)| !kept.contains(&id[..]);
        for (id, operation) in old.operations.iter().filter(is_gone) {
            self.note(
                &at_operation(id, id),
                What::OperationRemoved(operation.route()),
            );
        }
        for (id, operation) in new.operations.iter().filter(is_gone) {
            self.note(
                &at_operation(id, id),
                What::OperationAdded(operation.route()),
            );
        }
    }

    fn operation(&mut self, pair: &Matched<'_, 'a>) {
        let at = at_operation(pair.old_id, pair.id);
        let (old, new) = (pair.old, pair.new);
        let names = Pair::new(self.old.method(pair.old_id), self.new.method(pair.id));
        if pair.old_id != pair.id || names.before != names.after {
            self.note(&at, What::OperationRenamed(names));
        }
        self.note_pair(&at, old.route(), new.route(), What::OperationMoved);
        let feature = |operation: &Operation<'_>| operation.feature.map(str::to_owned);
        self.note_pair(&at, feature(old), feature(new), What::FeatureMoved);
        self.deprecation(&at, old.node, new.node);
        self.security(&at, old.node, new.node);
        self.prose(&at, old.node, new.node, &["summary", "description"]);
        self.parameters(&at, old, new);
        self.request_body(&at, old.request_body(self.old), new.request_body(self.new));
        self.response_body(&at, old.success(self.old), new.success(self.new));
        self.responses(&at, &old.responses(self.old), &new.responses(self.new));
    }

    fn parameters(&mut self, at: &At, old: &Operation<'a>, new: &Operation<'a>) {
        let (old, new) = (old.parameters(), new.parameters());
        for (key, before) in &old {
            let at = at_parameter(at, key.1, is_required(before));
            let Some(after) = new.get(key) else {
                let rust = argument(&at.names.before, before, self.old);
                self.note(&at, What::ParameterRemoved(rust));
                continue;
            };
            let at = At {
                required: is_required(before) && is_required(after),
                ..at
            };
            let now = is_required(after);
            if is_required(before) != now {
                let rust = Pair::new(
                    argument(&at.names.before, before, self.old),
                    argument(&at.names.after, after, self.new),
                );
                self.note(&at, What::Required { now, rust });
            }
            self.deprecation(&at, before, after);
            self.prose(&at, before, after, &["description"]);
            if let (Some(before), Some(after)) = (before.get("schema"), after.get("schema")) {
                self.schema(&at, before, after);
            }
        }
        for (key, after) in new.iter().filter(|(key, _)| !old.contains_key(*key)) {
            let required = is_required(after);
            let at = at_parameter(at, key.1, required);
            let rust = argument(&at.names.after, after, self.new);
            self.note(&at, What::ParameterAdded { required, rust });
        }
    }

    fn responses(
        &mut self,
        at: &At,
        old: &BTreeMap<&'a str, &'a Value>,
        new: &BTreeMap<&'a str, &'a Value>,
    ) {
        let statuses = |all: &BTreeMap<&str, &Value>, success: bool| {
            let named = all
                .keys()
                .copied()
                .filter(|status| is_success(status) == success);
            named.collect::<Vec<_>>().join(", ")
        };
        self.note_pair(
            at,
            statuses(old, true),
            statuses(new, true),
            What::SuccessStatus,
        );
        self.note_pair(
            at,
            statuses(old, false),
            statuses(new, false),
            What::ErrorStatus,
        );
        self.error_body(at, error(old), error(new));
    }
}

/// The response that stands for all errors.
fn error<'a>(all: &BTreeMap<&'a str, &'a Value>) -> Option<&'a Value> {
    let errors = || all.iter().filter(|(status, _)| !is_success(status));
    let general = ["default", "4XX", "5XX"]
        .iter()
        .find_map(|status| all.get(*status));
    general
        .or_else(|| errors().next().map(|(_, response)| response))
        .copied()
}

fn is_required(parameter: &Value) -> bool {
    parameter
        .get("required")
        .and_then(Value::as_bool)
        .unwrap_or(false)
}

/// The Rust type of the argument for a parameter.
fn argument(name: &InlineName, parameter: &Value, document: &Document<'_>) -> String {
    let schema = parameter.get("schema").unwrap_or(&Value::Null);
    rust::field(
        schema,
        name,
        is_required(parameter),
        Direction::Request,
        document,
    )
}

fn at_operation(old_id: &str, id: &str) -> At {
    At {
        place: Place::Operation(id.to_owned()),
        part: Part::Schema(String::new()),
        direction: Direction::Both,
        required: true,
        names: Pair::new(InlineName::operation(old_id), InlineName::operation(id)),
    }
}

fn at_parameter(at: &At, name: &str, required: bool) -> At {
    At {
        part: Part::Parameter(name.to_owned()),
        direction: Direction::Request,
        required,
        names: Pair::new(
            at.names.before.parameter(name),
            at.names.after.parameter(name),
        ),
        ..at.clone()
    }
}
