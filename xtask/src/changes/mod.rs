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
mod json;
mod preparation;
pub mod release;
mod report;
mod rust;
mod text;
mod unselected;
mod version;
mod wire;

use std::thread;

use anyhow::{Result, anyhow};
use clap::ValueEnum;

use crate::layout::Layout;
use crate::output::Output;

use self::input::{Loaded, Source};
use self::preparation::Preparation;

pub use self::change::{Change, Grade, Kind, Owner, OwnerKind};
pub use self::report::{Counts, Group, Report, Settings, Side};
pub use self::unselected::{Unselected, unselected};
pub use self::version::Version;

/// The exit code when there is a change that `--fail-on` asks about.
pub const FOUND: u8 = 4;

const EXIT_CODES: &str = "\
Exit codes:
  0  the report was printed
  1  a document could not be read or generated from
  4  there is a change of the grade that --fail-on names, or of a graver one

Examples:
  cargo xtask changes
  cargo xtask changes git:v0.1.0
  cargo xtask changes 2020-09-14_1.688.6.yml 2020-09-14_1.697.4.yml --all";

/// Arguments of `cargo xtask changes`.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = EXIT_CODES)]
pub struct Args {
    /// Plaid's document, a fragment in JSON, or git:REVISION for the fragment of a
    /// revision [default: git:origin/main, or git:HEAD where there is none]
    #[arg(value_name = "OLD")]
    pub old: Option<String>,
    /// The same, to compare it with [default: the fragment of the working tree]
    #[arg(value_name = "NEW")]
    pub new: Option<String>,
    /// How the report is written
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
    /// Compare every operation and schema of Plaid's documents, not only the selected ones
    #[arg(long)]
    pub all: bool,
    /// Exit with 4 if there is a change of this grade or a graver one
    #[arg(long, value_enum, value_name = "GRADE")]
    pub fail_on: Option<FailOn>,
}

/// How a report is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For a terminal
    #[default]
    Text,
    /// For a pull request
    Markdown,
    /// For other programs
    Json,
}

/// The grades that can fail a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum FailOn {
    /// Code written so far may not compile
    Breaking,
    /// There is something new to use
    Additive,
}

/// Runs the command and returns its exit code.
pub fn run(args: &Args, layout: &Layout, out: &mut Output) -> Result<u8> {
    let old = match &args.old {
        Some(old) => Source::parse(old),
        None => Source::published(layout),
    };
    let new = match &args.new {
        Some(new) => Source::parse(new),
        None => Source::working_tree(layout),
    };
    let preparation = Preparation::read(layout, &[&old, &new], args.all)?;
    let version = Version::of_workspace(layout.root())?;
    let (old, new) = both(
        || old.load(layout, &preparation),
        || new.load(layout, &preparation),
    )?;
    let report = report(&old, &new, &preparation, version)?;
    out.text(&report.render(args.format))?;
    let found = match args.fail_on {
        None => false,
        Some(FailOn::Breaking) => report.counts().breaking > 0,
        Some(FailOn::Additive) => report.counts().breaking + report.counts().additive > 0,
    };
    Ok(if found { FOUND } else { 0 })
}

fn report(
    old: &Loaded,
    new: &Loaded,
    preparation: &Preparation,
    version: Version,
) -> Result<Report> {
    let settings = Settings {
        // A document of Plaid's is read without its prose.
        with_prose: old.whole.is_some() == new.whole.is_some(),
        version,
    };
    let mut report = Report::new(old.side(), new.side(), settings);
    report.skipped_patches = skipped_patches(old, new);
    if let Some(whole) = &new.whole {
        report.unselected = unselected(whole, &preparation.selection, old.whole.as_ref());
    }
    if preparation.all {
        // What the crate leaves out asks for no release.
        let selected = preparation.of_selected();
        let (old, new) = both(|| old.selected(&selected), || new.selected(&selected))?;
        report.gravest = Report::new(old.side(), new.side(), settings).gravest;
    }
    Ok(report)
}

fn skipped_patches(old: &Loaded, new: &Loaded) -> Vec<String> {
    let of = |side: &Loaded| {
        let name = side.name.clone();
        let patches = side.skipped_patches.iter();
        patches
            .map(|patch| format!("{patch} does not apply to {name}"))
            .collect::<Vec<_>>()
    };
    [of(old), of(new)].concat()
}

impl Loaded {
    fn side(&self) -> Side<'_> {
        Side {
            name: &self.name,
            document: &self.document,
            api: &self.api,
        }
    }

    /// The part that the crate has of a document which was loaded whole.
    fn selected(&self, preparation: &Preparation) -> Result<Self> {
        let document = match &self.whole {
            Some(whole) => preparation.prepare(whole.clone())?.document,
            None => self.document.clone(),
        };
        Ok(Self {
            name: self.name.clone(),
            api: input::generate(&self.name, &document)?,
            document,
            whole: None,
            skipped_patches: Vec::new(),
        })
    }
}

/// Does the same for both sides at once: that is most of the work.
fn both<T: Send>(
    old: impl FnOnce() -> Result<T> + Send,
    new: impl FnOnce() -> Result<T>,
) -> Result<(T, T)> {
    thread::scope(|scope| {
        let old = scope.spawn(old);
        let new = new();
        let old = old.join();
        Ok((
            old.map_err(|_| anyhow!("reading the old document failed"))??,
            new?,
        ))
    })
}

impl Report {
    /// The report in a format, with a newline at its end.
    pub fn render(&self, format: Format) -> String {
        match format {
            Format::Text => text::of(self, &text::Plain),
            Format::Markdown => text::of(self, &text::Markdown),
            Format::Json => format!("{:#}\n", json::of(self)),
        }
    }
}

#[cfg(test)]
mod tests;
