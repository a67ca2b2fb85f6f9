//! What a new document of Plaid's makes of the workspace: the fragment, its record, and
//! what the changelog says of it.

use std::fs;
use std::path::Path;

use anyhow::{Context, Error, Result, anyhow};
use serde::Deserialize;
use serde_json::Value;

use crate::changes::{Report, Settings, Side, Version};
use crate::fragment::{self, Made};
use crate::layout::Layout;
use crate::output::Output;

use super::artefact::{self, Artefact};

/// A fragment made of a new document, and how it differs from the one before.
pub(super) struct Update {
    pub(super) made: Made,
    /// None for the first fragment.
    pub(super) report: Option<Report>,
}

/// The files that a document of Plaid's asks for, the fragment first.
pub(super) fn read(
    upstream: &Path,
    layout: &Layout,
    out: &mut Output,
) -> Result<(Vec<Artefact>, Update)> {
    out.line("Reading", &upstream.display().to_string())?;
    let made = fragment::make(layout, upstream, false)?;
    fragment::report_kept(&made, out)?;
    let fragment = Artefact::new(layout.fragment(), Some(made.text.clone()))?;
    let record = Artefact::new(layout.record(), Some(made.record.text()))?;
    let report = match &fragment.present {
        Some(before) => {
            let before = serde_json::from_str(before)
                .with_context(|| format!("{}: not JSON", layout.shown(&fragment.path)))?;
            let name = version(record.present.as_deref());
            let name = name.as_deref().unwrap_or("the fragment before");
            Some(report(name, &before, &made, layout)?)
        }
        None => None,
    };
    let artefacts = vec![fragment, record];
    Ok((artefacts, Update { made, report }))
}

fn report(name: &str, before: &Value, made: &Made, layout: &Layout) -> Result<Report> {
    let old = Side {
        name,
        document: before,
        api: &plaid_credit_codegen::api(before.clone())?,
    };
    let new = Side {
        name: &made.record.version,
        document: &made.document,
        api: &plaid_credit_codegen::api(made.document.clone())?,
    };
    let settings = Settings {
        with_prose: false,
        version: Version::of_workspace(layout.root())?,
    };
    Ok(Report::new(old, new, settings))
}

/// The version of the document that a record names.
fn version(record: Option<&str>) -> Option<String> {
    #[derive(Deserialize)]
    struct Named {
        version: String,
    }
    let named: Named = toml::from_str(record?).ok()?;
    Some(named.version)
}

/// Puts everything back as it was when the crate does not build from the new fragment:
/// the way on is to mend something and to run the command again, which should then say
/// all that changed. The fragment is kept aside. Gives the error to end with.
pub(super) fn give_up(
    artefacts: &[Artefact],
    check: bool,
    layout: &Layout,
    error: &Error,
) -> Result<Error> {
    if !check {
        let back: Vec<_> = artefacts.iter().map(Artefact::reverted).collect();
        artefact::write(&back).with_context(|| {
            format!(
                "{error:#}\n\nthen not everything could be put back as it was; restore it with `git \
                 checkout openapi plaid-credit/CHANGELOG.md`"
            )
        })?;
    }
    let folder = layout.target().join("xtask");
    let aside = folder.join("plaid-credit.json");
    if let Some(text) = artefacts
        .first()
        .and_then(|fragment| fragment.wanted.as_ref())
    {
        fs::create_dir_all(&folder)
            .and_then(|()| fs::write(&aside, text))
            .with_context(|| format!("{}: cannot be written", aside.display()))?;
    }
    let aside = layout.shown(&aside);
    Ok(anyhow!(
        "{error:#}\n\nThe crate does not build from this document, so nothing was changed. The new \
         fragment is in {aside}.\nMend plaid-credit/codegen, or correct the document with a patch in \
         openapi/patches, and run the command again.\nTo try it alone: \
         PLAID_CREDIT_FRAGMENT=$PWD/{aside} cargo build -p plaid-credit",
    ))
}
