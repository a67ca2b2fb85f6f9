//! What the commands print: one place, so that tests see every line.

use std::fmt::Display;
use std::io::{self, Write};

/// How many entries of a list are printed.
pub const MOST: usize = 20;

/// Where a command prints. Once nobody reads any more, as after `| head`, the rest is
/// discarded: the command still does its work.
pub struct Output<'a> {
    out: &'a mut dyn Write,
    is_coloured: bool,
    is_closed: bool,
}

impl<'a> Output<'a> {
    /// Prints to `out`.
    pub fn new(out: &'a mut dyn Write) -> Self {
        Self {
            out,
            is_coloured: false,
            is_closed: false,
        }
    }

    /// The same with labels in colour, or without.
    pub fn coloured(mut self, is_coloured: bool) -> Self {
        self.is_coloured = is_coloured;
        self
    }

    /// A line with a label before it, aligned with those of cargo.
    pub fn line(&mut self, label: &str, text: &str) -> io::Result<()> {
        let label = match self.is_coloured {
            true => format!("\x1b[1;32m{label:>12}\x1b[0m"),
            false => format!("{label:>12}"),
        };
        self.text(&format!("{label} {text}\n"))
    }

    /// Text as it is.
    pub fn text(&mut self, text: &str) -> io::Result<()> {
        if self.is_closed {
            return Ok(());
        }
        let written = self.out.write_all(text.as_bytes());
        match written.and_then(|()| self.out.flush()) {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                self.is_closed = true;
                Ok(())
            }
            result => result,
        }
    }

    /// A list under its heading and count, cut when it is long; nothing when it is empty.
    pub fn list(&mut self, heading: &str, items: &[impl Display]) -> io::Result<()> {
        self.text(&listed(heading, items, MOST))
    }

    /// A list of which each entry is to be decided on.
    pub fn whole_list(&mut self, heading: &str, items: &[impl Display]) -> io::Result<()> {
        self.text(&listed(heading, items, usize::MAX))
    }
}

/// At most so many of `items` under their heading and count; nothing if there are none.
pub fn listed(heading: &str, items: &[impl Display], most: usize) -> String {
    if items.is_empty() {
        return String::new();
    }
    let mut text = format!("\n{heading} ({}):\n", items.len());
    for item in items.iter().take(most) {
        text.push_str(&format!("  {item}\n"));
    }
    if items.len() > most {
        text.push_str(&format!("  and {} more\n", items.len() - most));
    }
    text
}

/// `1 schema`, `2 schemas`.
pub fn count(number: usize, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {noun}{plural}")
}

/// A text in which the paths below a folder are relative, with the same separators on all systems.
#[cfg(test)]
pub(crate) fn without_root(root: &std::path::Path, text: &str) -> String {
    // No other text has the separators of Windows.
    let usual = |text: &str| text.replace(std::path::MAIN_SEPARATOR, "/");
    let root = usual(&root.display().to_string());
    usual(text).replace(&format!("{root}/"), "")
}

#[cfg(test)]
mod tests {
    use std::io::{self, Write};

    use super::{MOST, Output, count, listed};

    #[test]
    fn lines_are_aligned_and_long_lists_are_cut() {
        let mut bytes = Vec::new();
        let mut out = Output::new(&mut bytes);
        out.line("Fresh", "a").unwrap();
        out.line("Updated", "b").unwrap();
        out.list("Nothing", &[""; 0]).unwrap();
        assert_eq!(
            String::from_utf8(bytes).unwrap(),
            "       Fresh a\n     Updated b\n"
        );

        let items: Vec<String> = (0..22).map(|number| number.to_string()).collect();
        let text = listed("Numbers", &items, MOST);
        assert!(text.starts_with("\nNumbers (22):\n  0\n"));
        assert!(text.ends_with("  19\n  and 2 more\n"));
        let text = listed("Numbers", &items, usize::MAX);
        assert!(text.ends_with("  20\n  21\n"));
    }

    #[test]
    fn a_reader_that_stops_reading_is_no_error() {
        struct Closed(usize);
        impl Write for Closed {
            fn write(&mut self, _: &[u8]) -> io::Result<usize> {
                self.0 += 1;
                Err(io::ErrorKind::BrokenPipe.into())
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        let mut closed = Closed(0);
        let mut out = Output::new(&mut closed);
        out.line("Fresh", "a").unwrap();
        out.text("b").unwrap();
        assert_eq!(closed.0, 1);
    }

    #[test]
    fn labels_are_coloured_on_a_terminal() {
        let mut bytes = Vec::new();
        let mut out = Output::new(&mut bytes).coloured(true);
        out.line("Fresh", "a").unwrap();
        assert_eq!(bytes, b"\x1b[1;32m       Fresh\x1b[0m a\n");
    }

    #[test]
    fn counts_have_their_plural() {
        assert_eq!(
            (count(1, "schema"), count(2, "schema")),
            ("1 schema".into(), "2 schemas".into())
        );
    }
}
