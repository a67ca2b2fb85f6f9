//! The changes of the crate as entries of its changelog.

use plaid_credit_codegen::joined;

use crate::changelog::Entry;

use super::change::{Change, Grade, Kind, OwnerKind};
use super::report::{Group, Report};

impl Report {
    /// What a changelog says of the changes: those that users of the crate notice in their
    /// code, breaking ones first, types that come and go in one entry each.
    pub fn entries(&self) -> Vec<Entry> {
        let mut entries = Vec::new();
        let mut add = |is_breaking, text| entries.push(Entry { is_breaking, text });
        for (kind, what) in [(Kind::Removed, "Removed types"), (Kind::Added, "New types")] {
            let groups = self.groups.iter().filter(|group| is_wholly(group, kind));
            let names: Vec<_> = groups.map(Group::title).collect();
            // Before the first release all types are new, and the operations say enough.
            let is_first = self.gravest.is_none();
            if !names.is_empty() && !is_first {
                let text = format!("{what}: {}.", joined(&names));
                add(kind == Kind::Removed, text);
            }
        }
        for group in &self.groups {
            if is_wholly(group, Kind::Added) || is_wholly(group, Kind::Removed) {
                continue;
            }
            for is_breaking in [true, false] {
                let said = group.changes.iter().filter(|change| {
                    is_noticed(change) && (change.grade == Grade::Breaking) == is_breaking
                });
                let said: Vec<_> = said.map(|change| change.sentence.as_str()).collect();
                if !said.is_empty() {
                    let text = format!("{}: {}.", group.title(), said.join("; "));
                    add(is_breaking, text);
                }
            }
        }
        // Stable: within each half, methods stand before types.
        entries.sort_by_key(|entry| !entry.is_breaking);
        entries
    }
}

/// Whether a type as a whole comes or goes.
fn is_wholly(group: &Group, kind: Kind) -> bool {
    let is_whole = |change: &Change| change.kind == kind;
    group.owner.kind == OwnerKind::Type && group.changes.iter().any(is_whole)
}

fn is_noticed(change: &Change) -> bool {
    let is_of_code = change.grade > Grade::Documentation || change.kind == Kind::Deprecated;
    change.in_crate && is_of_code
}
