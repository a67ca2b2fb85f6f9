//! The report for a terminal.

use std::fmt;

use super::report::Report;
use super::sections::{Title, closing, sections, used_by};

/// Displays a report as plain text.
pub(super) struct Text<'a>(pub(super) &'a Report);

impl fmt::Display for Text<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let report = self.0;
        writeln!(out, "What changed from {} to {}", report.old, report.new)?;
        for section in sections(report) {
            writeln!(
                out,
                "\n{}\n{}",
                section.title,
                "=".repeat(section.title.len())
            )?;
            for entry in &section.entries {
                let (Title::Name(title) | Title::Words(title)) = entry.title;
                writeln!(out, "\n{title}")?;
                if let Some(used_by) = used_by(entry, report, str::to_owned) {
                    writeln!(out, "  {used_by}")?;
                }
                for line in &entry.lines {
                    write!(out, "  {:<15}", line.grade.word())?;
                    if let Some(name) = &line.name {
                        write!(out, "{name}: ")?;
                    }
                    write!(out, "{}", line.sentence)?;
                    match line.reason {
                        "" => writeln!(out)?,
                        reason => writeln!(out, "; {reason}")?,
                    }
                }
            }
        }
        writeln!(out)?;
        for line in closing(report) {
            writeln!(out, "{line}")?;
        }
        Ok(())
    }
}
