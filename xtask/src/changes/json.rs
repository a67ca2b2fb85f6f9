//! The report for other programs.

use serde_json::{Value, json};

use super::change::{Change, Direction, Pair, Part, Place, What};
use super::report::{Group, Line, Report};

/// The report as JSON.
pub(super) fn render(report: &Report) -> Value {
    json!({
        "old": report.old,
        "new": report.new,
        "groups": report.groups.iter().map(group).collect::<Vec<_>>(),
        "without_effect": report.without_effect.iter().map(without_effect).collect::<Vec<_>>(),
        "counts": report.counts(),
        "version": {
            "from": report.version.to_string(),
            "to": report.next_version().to_string(),
        },
    })
}

fn group(group: &Group) -> Value {
    let about = match group.place {
        Place::Document => "document",
        Place::Operation(_) => "operation",
        Place::Schema(_) => "schema",
    };
    json!({
        "about": about,
        "name": group.place.name(),
        "operations": group.operations,
        "features": group.features,
        "extended_by": group.extended_by,
        "grade": group.grade(),
        "changes": group.lines.iter().map(line).collect::<Vec<_>>(),
    })
}

fn line(line: &Line) -> Value {
    let (kind, sides) = kind(&line.change);
    json!({
        "kind": kind,
        "grade": line.grade,
        "part": part(&line.change.part),
        "before": sides.before,
        "after": sides.after,
        "text": line.sentence,
        "reason": line.reason,
    })
}

fn without_effect(change: &Change) -> Value {
    let (kind, _) = kind(change);
    json!({"name": change.place.name(), "kind": kind, "part": part(&change.part)})
}

/// A part as a path: `items[].amount`, `request.query`, empty for the whole.
fn part(part: &Part) -> String {
    let (root, path) = match part {
        Part::Schema(path) => ("", path),
        Part::Parameter(path) => ("parameter", path),
        Part::RequestBody(path) => ("request", path),
        Part::ResponseBody(path) => ("response", path),
        Part::ErrorBody(path) => ("error", path),
    };
    let dot = if root.is_empty() || path.is_empty() || path.starts_with('[') {
        ""
    } else {
        "."
    };
    format!("{root}{dot}{path}")
}

/// The name of a kind of change, and what the documents have before and after it.
fn kind(change: &Change) -> (&'static str, Pair<Value>) {
    let none = || Pair::new(Value::Null, Value::Null);
    let added = |what: &str| Pair::new(Value::Null, json!(what));
    let removed = |what: &str| Pair::new(json!(what), Value::Null);
    let pair = |pair: &Pair<String>| Pair::new(json!(pair.before), json!(pair.after));
    let maybe = |pair: &Pair<Option<Value>>| Pair::new(json!(pair.before), json!(pair.after));
    let now = |now: bool| Pair::new(json!(!now), json!(now));
    match &change.what {
        What::OperationAdded(route) => ("operation-added", added(route)),
        What::OperationRemoved(route) => ("operation-removed", removed(route)),
        What::OperationRenamed(names) => ("operation-renamed", pair(names)),
        What::OperationMoved(routes) => ("operation-moved", pair(routes)),
        What::FeatureMoved(features) => (
            "feature-moved",
            Pair::new(json!(features.before), json!(features.after)),
        ),
        What::ParameterAdded { rust, .. } => ("parameter-added", added(rust)),
        What::ParameterRemoved(rust) => ("parameter-removed", removed(rust)),
        What::RequestBodyAdded(rust) => ("request-body-added", added(rust)),
        What::RequestBodyRemoved(rust) => ("request-body-removed", removed(rust)),
        What::RequestBodyRequired(is) => ("request-body-required", now(*is)),
        What::MediaType { types, .. } => ("media-type", pair(types)),
        What::SuccessStatus(statuses) => ("success-status", pair(statuses)),
        What::ErrorStatus(statuses) => ("error-status", pair(statuses)),
        What::Security(schemes) => ("security", pair(schemes)),
        What::SecuritySchemes => ("security-schemes", none()),
        What::ApiVersion(versions) => ("api-version", pair(versions)),
        What::Servers(servers) => ("servers", pair(servers)),
        What::SchemaAdded(definition) => ("schema-added", added(definition)),
        What::SchemaRemoved(definition) => ("schema-removed", removed(definition)),
        What::SchemaRenamed(names) => ("schema-renamed", pair(names)),
        What::DirectionChanged(directions) => (
            "direction-changed",
            Pair::new(
                json!(direction(directions.before)),
                json!(direction(directions.after)),
            ),
        ),
        What::FieldAdded { rust, .. } => ("field-added", added(rust)),
        What::FieldRemoved(rust) => ("field-removed", removed(rust)),
        What::FieldRenamed { names, .. } => ("field-renamed", pair(names)),
        What::Namesakes(all) => {
            let side = |of: fn(&Pair<String>) -> &String| {
                all.iter()
                    .map(|(name, rust)| (name.clone(), json!(of(rust))))
                    .collect()
            };
            (
                "renamed-in-rust",
                Pair::new(side(|rust| &rust.before), side(|rust| &rust.after)),
            )
        }
        What::UserArgument(is) => ("user-argument", now(*is)),
        What::Required { now: is, .. } => ("required", now(*is)),
        What::Boxed(is) => ("boxed", now(*is)),
        What::Nullable { now: is, .. } => ("nullable", now(*is)),
        What::Type(types) => (
            "type",
            Pair::new(json!(types.before.wire), json!(types.after.wire)),
        ),
        What::Format(types) => (
            "format",
            Pair::new(json!(types.before.wire), json!(types.after.wire)),
        ),
        What::Retargeted(names) => ("retargeted", pair(names)),
        What::Inlined(names) => ("inlined", pair(names)),
        What::Extracted(names) => ("extracted", pair(names)),
        What::Wrapped(is) => ("wrapped", now(*is)),
        What::ValuesAdded(values) => ("values-added", Pair::new(Value::Null, json!(values))),
        What::ValuesRemoved(values) => ("values-removed", Pair::new(json!(values), Value::Null)),
        What::ValuesReordered => ("values-reordered", none()),
        What::Permitted(values) => ("permitted", pair(values)),
        What::ValuesShown(values) => ("values-shown", pair(values)),
        What::VariantsAdded(names) => ("variants-added", Pair::new(Value::Null, json!(names))),
        What::VariantsRemoved(names) => ("variants-removed", Pair::new(json!(names), Value::Null)),
        What::Discriminator(names) => (
            "discriminator",
            Pair::new(json!(names.before), json!(names.after)),
        ),
        What::Default(values) => ("default", maybe(values)),
        What::Limits(limits) => {
            let side = |of: fn(&Pair<Option<Value>>) -> &Option<Value>| {
                limits
                    .iter()
                    .map(|(keyword, values)| (keyword.clone(), json!(of(values))))
                    .collect()
            };
            (
                "limits",
                Pair::new(side(|values| &values.before), side(|values| &values.after)),
            )
        }
        What::Pattern(values) => ("pattern", maybe(values)),
        What::AdditionalProperties(said) => ("additional-properties", pair(said)),
        What::Access { keyword, now: is } => (
            if *keyword == "readOnly" {
                "read-only"
            } else {
                "write-only"
            },
            now(*is),
        ),
        What::Deprecated(is) => ("deprecated", now(*is)),
        What::Reworded(_) => ("reworded", none()),
    }
}

fn direction(direction: Direction) -> &'static str {
    match direction {
        Direction::Unused => "unused",
        Direction::Error => "errors",
        Direction::Part => "part",
        Direction::Request => "requests",
        Direction::Response => "responses",
        Direction::Both => "both",
    }
}
