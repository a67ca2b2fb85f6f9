//! `cargo xtask changes`: what changed between two documents, and what it means for a
//! user of the crate.
//!
//! Two differences make a report: that of the two [`Api`]s which the generator reads out of
//! the documents, and that of the documents themselves, joined by place.
//!
//! [`Api`]: plaid_credit_codegen::Api

mod change;
mod entries;
mod git;
mod input;
pub mod release;
mod report;
mod rust;
mod text;
mod version;
mod wire;

use anyhow::Result;
use clap::ValueEnum;
use serde_json::json;

use crate::fragment::facts::Facts;
use crate::fragment::unselected::Unselected;
use crate::layout::{FRAGMENT, Layout};
use crate::output::Output;
use crate::parallel::both;

use self::input::Source;

pub(crate) use self::git::Git;

pub use self::change::{Change, Grade, Kind, Owner, OwnerKind};
pub use self::report::{Group, Report, Side};
pub use self::version::Version;

/// The exit code when there is a change of the `--fail-on` grade or above.
pub const FOUND: u8 = 4;

/// Arguments of `cargo xtask changes`.
#[derive(Clone, Debug, clap::Args)]
pub struct Args {
    /// The older document: Plaid's own, a fragment in JSON, or git:REVISION for the fragment of a
    /// revision [default: git:origin/main, or git:HEAD where there is none]
    #[arg(value_name = "OLD")]
    pub old: Option<String>,
    /// The newer document, given in the same way [default: the fragment of the working tree]
    #[arg(value_name = "NEW")]
    pub new: Option<String>,
    /// The format of the report
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
    /// Compare every operation and schema of Plaid's documents, not only the selected ones
    #[arg(long)]
    pub all: bool,
    /// Exit with code 4 if there is a change of this grade or above
    #[arg(long, value_enum, value_name = "GRADE")]
    pub fail_on: Option<Grade>,
}

/// How a report is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people: Markdown, which reads well on a terminal too
    #[default]
    Markdown,
    /// For other programs
    Json,
}

/// Runs the command and returns its exit code.
pub fn run(args: &Args, layout: &Layout, out: &mut Output) -> Result<u8> {
    let (old, new) = (args.old.as_deref(), args.new.as_deref());
    let old = old.map_or_else(|| Source::published(layout), Source::parse);
    let new = new.map_or_else(|| Source::Fragment(layout.path(FRAGMENT)), Source::parse);
    let facts = Facts::read(layout)?;
    let (old, new) = both(
        || old.load(layout, &facts, args.all),
        || new.load(layout, &facts, args.all),
    );
    let (old, new) = (old?, new?);
    // A document of Plaid's is read without its prose.
    let with_prose = old.unselected.is_none() && new.unselected.is_none();
    let version = Version::of_workspace(layout.root())?;
    let mut report = Report::new(old.side(), new.side(), version, with_prose);
    for side in [&old, &new] {
        let skipped = side.skipped.iter();
        let skipped = skipped.map(|patch| format!("{}: {patch}", side.name));
        report.skipped_patches.extend(skipped);
    }
    // Those that are new, if the older document shows that.
    let known = old.unselected.as_deref().unwrap_or_default();
    let is_new = |it: &&Unselected| known.iter().all(|known| known.id != it.id);
    let unselected = new.unselected.iter().flatten();
    report.unselected = unselected.filter(is_new).cloned().collect();
    if args.all {
        // What the crate leaves out asks for no release.
        let (old, new) = both(|| old.selected(&facts), || new.selected(&facts));
        let (old, new) = (old?, new?);
        let selected = Report::new(old.side(), new.side(), version, with_prose);
        report.gravest = selected.gravest;
    }
    out.text(&report.render(args.format))?;
    let fails = |change: &Change| args.fail_on.is_some_and(|grade| change.grade >= grade);
    let found = report.changes().any(fails);
    Ok(if found { FOUND } else { 0 })
}

impl Report {
    /// The report in a format, with a newline at its end.
    pub fn render(&self, format: Format) -> String {
        match format {
            Format::Markdown => text::of(self),
            Format::Json => {
                let mut json = json!(self);
                json["counts"] = json!(self.counts());
                json["next_version"] = json!(self.next_version().to_string());
                format!("{json:#}\n")
            }
        }
    }
}

#[cfg(test)]
pub(crate) mod tests;
