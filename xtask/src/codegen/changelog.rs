//! What a fragment means for users: the report, and the changelog that follows from it.

use anyhow::Result;
use plaid_credit_codegen::{Api, Generated};

use crate::changes::release::{self, Present, Release};
use crate::changes::{Report, Settings, Side, Version};
use crate::files;
use crate::fragment::record::Origin;
use crate::fragment::{self, Made};
use crate::layout::{self, Layout};
use crate::pages;

use super::artefact::Artefact;

/// Compares a new fragment with the present one; `None` for the first.
pub(super) fn of_update(made: &Made, api: &Api, layout: &Layout) -> Result<Option<Report>> {
    let Some(before) = fragment::read_present(layout)? else {
        return Ok(None);
    };
    let origin = Origin::of(&before).map(|origin| origin.version);
    let name = origin.unwrap_or_else(|_| "the fragment before".to_owned());
    let old = Side {
        name: &name,
        document: &before,
        api: &super::generate(&before)?.api,
    };
    let new = Side {
        name: &made.record.origin.version,
        document: &made.document,
        api,
    };
    let settings = Settings {
        with_prose: false,
        version: Version::of_workspace(layout.root())?,
    };
    Ok(Some(Report::new(old, new, settings)))
}

/// The changelog with what is new since the last release; `None` where there is none.
pub(super) fn since_release(
    made: &Made,
    api: &Api,
    layout: &Layout,
) -> Result<(Release, Option<Artefact>)> {
    let present = files::read(&layout.path(layout::CHANGELOG))?;
    let fragment = Present {
        upstream: &made.record.origin.version,
        document: &made.document,
        api,
    };
    let release = release::since_last(layout, fragment, present.as_deref(), |released| {
        let Generated { api, source } = super::generate(released)?;
        let pages = pages::all(&api, &source).into_iter();
        let pages = pages.map(|page| (page.name, page.text)).collect();
        Ok((api, pages))
    })?;
    let artefact = match release.changelog(present.as_deref()) {
        None => None,
        wanted => Some(Artefact::new(layout.path(layout::CHANGELOG), wanted)?),
    };
    Ok((release, artefact))
}
