//! What a fragment means for users: the report, and the changelog that follows from it.

use anyhow::Result;
use plaid_credit_codegen::{Api, Generated};
use serde_json::Value;

use crate::changes::release;
use crate::changes::{Report, Side, Version};
use crate::files;
use crate::fragment::record::Origin;
use crate::fragment::{self, Made};
use crate::layout::{self, Layout};
use crate::pages;

use super::artefact::Artefact;

/// The fragment on disk, and what it generates.
pub(super) struct Before {
    pub(super) document: Value,
    pub(super) generated: Generated,
}

impl Before {
    /// Reads the fragment; `None` before the first.
    pub(super) fn read(layout: &Layout) -> Result<Option<Self>> {
        let Some(document) = fragment::read_present(layout)? else {
            return Ok(None);
        };
        let generated = super::generate(&document, layout::FRAGMENT)?;
        Ok(Some(Self {
            document,
            generated,
        }))
    }
}

/// Compares a new fragment with the one before.
pub(super) fn of_update(
    made: &Made,
    api: &Api,
    before: &Before,
    layout: &Layout,
) -> Result<Report> {
    let origin = Origin::of(&before.document).map(|origin| origin.version);
    let name = origin.unwrap_or_else(|_| "the fragment before".to_owned());
    let old = Side::new(&name, &before.document, &before.generated.api);
    let new = Side::new(&made.record.origin.version, &made.document, api);
    let version = Version::of_workspace(layout.root())?;
    Ok(Report::new(old, new, version, false))
}

/// What to tell a maintainer about the next release, and the changelog with what is new since the
/// last one; `None` where there is none.
pub(super) fn since_release(
    made: &Made,
    api: &Api,
    before: Option<&Before>,
    layout: &Layout,
) -> Result<(String, Option<Artefact>)> {
    let present = files::read(&layout.path(layout::CHANGELOG))?;
    let fragment = Side::new(&made.record.origin.version, &made.document, api);
    let release = release::since_last(layout, fragment, present.as_deref(), |released| {
        let generated = match before {
            Some(before) if before.document == *released => before.generated.clone(),
            _ => super::generate(released, layout::FRAGMENT)?,
        };
        let pages = pages::all(&generated).into_iter();
        let pages = pages.map(|page| (page.name, page.text)).collect();
        Ok((generated.api, pages))
    })?;
    let wanted = release.changelog(present.as_deref());
    let summary = release.summary(wanted.as_deref().unwrap_or_default());
    let artefact = match wanted {
        None => None,
        wanted => Some(Artefact::new(layout.path(layout::CHANGELOG), wanted)?),
    };
    Ok((summary, artefact))
}
