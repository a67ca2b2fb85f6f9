//! `cargo xtask changes`: what changed between two documents, and what it means for a
//! user of the crate.

mod body;
mod change;
mod changelog;
mod compare;
mod document;
mod grade;
mod input;
mod json;
mod markdown;
pub mod naming;
mod report;
mod rings;
mod rust;
mod same;
mod sections;
mod shape;
mod text;
mod types;
mod unions;
mod usage;
mod version;
mod wording;

use anyhow::{Result, anyhow};
use clap::ValueEnum;

use crate::layout::Layout;
use crate::output::Output;

use self::input::{Loaded, Preparation, Source};

pub use self::change::{Change, Direction, Pair, Part, Place, Type, What};
pub use self::grade::Grade;
pub use self::report::{Counts, Group, Line, Report, Settings, Side};
pub use self::version::Version;

/// The exit code when there is a change that `--fail-on` asks about.
pub const FOUND: u8 = 4;

/// Arguments of `cargo xtask changes`.
#[derive(Clone, Debug, clap::Args)]
pub struct Args {
    /// Plaid's document, a fragment in JSON, or git:REV for the fragment of a
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
    /// For a pull request or a changelog
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
        None => Source::published(layout)?,
    };
    let new = match &args.new {
        Some(new) => Source::parse(new),
        None => Source::working_tree(layout),
    };
    let preparation = Preparation::read(layout, &[&old, &new], args.all)?;
    let (old, new) = load(&old, &new, layout, &preparation)?;
    let report = Report::new(
        Side {
            name: &old.name,
            document: &old.document,
        },
        Side {
            name: &new.name,
            document: &new.document,
        },
        Settings {
            features: &preparation.selection.features,
            with_prose: old.is_upstream == new.is_upstream,
            version: Version::of_workspace(layout.root())?,
        },
    );
    out.text(&report.render(args.format))?;
    let fails = args.fail_on.is_some_and(|grade| match grade {
        FailOn::Breaking => report.counts().breaking > 0,
        FailOn::Additive => report.counts().breaking + report.counts().additive > 0,
    });
    Ok(if fails { FOUND } else { 0 })
}

/// Reads both documents at once: that is most of the work.
fn load(
    old: &Source,
    new: &Source,
    layout: &Layout,
    preparation: &Preparation,
) -> Result<(Loaded, Loaded)> {
    std::thread::scope(|scope| {
        let old = scope.spawn(|| old.load(layout, preparation));
        let new = new.load(layout, preparation);
        let old = old
            .join()
            .map_err(|_| anyhow!("reading the old document failed"))?;
        Ok((old?, new?))
    })
}

impl Report {
    /// The report in a format, with a newline at its end.
    pub fn render(&self, format: Format) -> String {
        match format {
            Format::Text => text::Text(self).to_string(),
            Format::Markdown => markdown::Markdown(self).to_string(),
            Format::Json => format!("{:#}\n", json::render(self)),
        }
    }
}

#[cfg(test)]
mod tests;
