//! What a new document of Plaid's means for users: the report, and the changelog that
//! follows from it.

use std::collections::BTreeMap;

use anyhow::Result;

use crate::changelog;
use crate::changes::{Report, Settings, Side, Version};
use crate::fragment::record::Origin;
use crate::fragment::{self, Made};
use crate::layout::Layout;

use super::artefact::{self, Artefact};

/// What changed, for those who run the command and for users of the crate.
#[derive(Default)]
pub(super) struct Changes {
    /// None for the first fragment.
    pub(super) report: Option<Report>,
    /// None where there is no changelog and nothing to say in it.
    pub(super) changelog: Option<Artefact>,
}

/// Compares a new fragment with the present one.
pub(super) fn of_update(made: &Made, layout: &Layout) -> Result<Changes> {
    let report = match fragment::read_present(layout)? {
        Some((_, before)) => {
            let origin = Origin::of(&before).map(|origin| origin.version);
            let name = origin.unwrap_or_else(|_| "the fragment before".to_owned());
            let old = Side {
                name: &name,
                document: &before,
            };
            let new = Side {
                name: &made.record.origin.version,
                document: &made.document,
            };
            let settings = Settings {
                // Both fragments name the feature of each operation themselves.
                features: &BTreeMap::new(),
                with_prose: false,
                version: Version::of_workspace(layout.root())?,
            };
            Some(Report::new(old, new, settings))
        }
        None => None,
    };
    let entries = report.as_ref().map(Report::changelog).unwrap_or_default();
    let present = artefact::read(&layout.changelog())?;
    let changelog = match (&present, entries.is_empty()) {
        (None, true) => None,
        _ => {
            let wanted = changelog::merge(present.as_deref(), &entries);
            Some(Artefact::new(layout.changelog(), Some(wanted))?)
        }
    };
    Ok(Changes { report, changelog })
}
