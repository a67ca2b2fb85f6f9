//! The report for a pull request or a changelog.

use std::fmt;

use super::report::Report;
use super::sections::{Title, closing, sections, used_by};

/// Displays a report as Markdown, with headings that fit below a release's.
pub(super) struct Markdown<'a>(pub(super) &'a Report);

impl fmt::Display for Markdown<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let report = self.0;
        writeln!(
            out,
            "What changed from {} to {}.",
            code(&report.old),
            code(&report.new)
        )?;
        for section in sections(report) {
            writeln!(out, "\n### {}\n", section.title)?;
            for entry in &section.entries {
                match entry.title {
                    Title::Name(name) => write!(out, "- **{}**", code(name))?,
                    Title::Words(words) => write!(out, "- **{words}**")?,
                }
                match used_by(entry, report, code) {
                    Some(used_by) => writeln!(out, ", {used_by}")?,
                    None => writeln!(out)?,
                }
                for line in &entry.lines {
                    write!(out, "  - *{}*: ", line.grade.word())?;
                    if let Some(name) = &line.name {
                        write!(out, "{}, ", code(name))?;
                    }
                    write!(out, "{}", line.sentence)?;
                    match line.reason {
                        "" => writeln!(out)?,
                        reason => writeln!(out, "; {reason}")?,
                    }
                }
            }
        }
        for line in closing(report) {
            writeln!(out, "\n{line}")?;
        }
        Ok(())
    }
}

fn code(name: &str) -> String {
    format!("`{name}`")
}
