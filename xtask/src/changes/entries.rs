//! The changes of the crate as entries of its changelog.

use crate::changelog::Entry;

use super::change::{Change, Grade, Kind, OwnerKind, code, joined};
use super::report::{Group, Report};

impl Report {
    /// What a changelog says of the changes: those that users of the crate notice in their
    /// code, breaking ones first, types that come and go in one entry each.
    pub fn entries(&self) -> Vec<Entry> {
        let mut entries = Vec::new();
        for (kind, what) in [(Kind::Removed, "Removed types"), (Kind::Added, "New types")] {
            let groups = self
                .groups
                .iter()
                .filter(|group| is_whole_type(group, kind));
            let mut names: Vec<_> = groups.map(|group| code(group.owner.name())).collect();
            names.sort();
            // Before the first release all types are new, and the operations say enough.
            let is_first = kind == Kind::Added && names.len() == self.groups_of_types();
            if !names.is_empty() && !is_first {
                entries.push(Entry {
                    is_breaking: kind == Kind::Removed,
                    text: format!("{what}: {}.", joined(&names)),
                });
            }
        }
        for group in &self.groups {
            let is_told = |kind| is_whole_type(group, kind);
            if is_told(Kind::Added) || is_told(Kind::Removed) {
                continue;
            }
            for is_breaking in [true, false] {
                let said = group.changes.iter().filter(|change| {
                    is_noticed(change) && (change.grade == Grade::Breaking) == is_breaking
                });
                let said: Vec<_> = said.map(|change| change.sentence.clone()).collect();
                if !said.is_empty() {
                    let text = format!("{}: {}.", group.title(), said.join("; "));
                    entries.push(Entry { is_breaking, text });
                }
            }
        }
        // Stable: within each half, methods stand before types.
        entries.sort_by_key(|entry| !entry.is_breaking);
        entries
    }

    fn groups_of_types(&self) -> usize {
        let types = self.groups.iter();
        types
            .filter(|group| group.owner.kind == OwnerKind::Type)
            .count()
    }
}

fn is_whole_type(group: &Group, kind: Kind) -> bool {
    let is_whole = |change: &Change| change.kind == kind;
    group.owner.kind == OwnerKind::Type && group.changes.iter().any(is_whole)
}

fn is_noticed(change: &Change) -> bool {
    let is_of_code = change.grade > Grade::Documentation || change.kind == Kind::Deprecated;
    change.in_crate && is_of_code
}
