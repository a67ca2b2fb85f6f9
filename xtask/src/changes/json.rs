//! The report for other programs.

use serde_json::{Value, json};

use crate::fragment::unselected::Unselected;

use super::change::Change;
use super::report::{Group, Report};

/// The report as JSON.
pub(super) fn of(report: &Report) -> Value {
    json!({
        "old": report.old,
        "new": report.new,
        "groups": report.groups.iter().map(group).collect::<Vec<_>>(),
        "unselected": report.unselected.iter().map(unselected).collect::<Vec<_>>(),
        "skipped_patches": report.skipped_patches,
        "counts": report.counts(),
        "version": {
            "from": report.version.to_string(),
            "to": report.next_version().to_string(),
        },
    })
}

fn group(group: &Group) -> Value {
    json!({
        "owner": group.owner,
        "methods": group.methods,
        "features": group.features,
        "grade": group.grade(),
        "changes": group.changes.iter().map(change).collect::<Vec<_>>(),
    })
}

fn change(change: &Change) -> Value {
    json!({
        "kind": change.kind,
        "grade": change.grade,
        "place": change.place.as_ref().map(ToString::to_string),
        "text": change.sentence,
        "wire": change.wire,
        "in_crate": change.in_crate,
    })
}

fn unselected(operation: &Unselected) -> Value {
    json!({
        "id": operation.id,
        "path": operation.path,
        "schemas": operation.schemas,
    })
}
