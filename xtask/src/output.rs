//! What the commands print: one place, so that tests see every line.

use std::io::{self, Write};

/// How many entries of a list are printed.
const MOST: usize = 20;

/// Where a command prints.
pub struct Output<'a> {
    out: &'a mut dyn Write,
}

impl<'a> Output<'a> {
    /// Prints to `out`.
    pub fn new(out: &'a mut dyn Write) -> Self {
        Self { out }
    }

    /// A line with a label before it, aligned with those of cargo.
    pub fn line(&mut self, label: &str, text: &str) -> io::Result<()> {
        writeln!(self.out, "{label:>12} {text}")?;
        // A build may follow: show the line before it.
        self.out.flush()
    }

    /// Text as it is.
    pub fn text(&mut self, text: &str) -> io::Result<()> {
        self.out.write_all(text.as_bytes())?;
        self.out.flush()
    }

    /// A list under its heading and count, cut when it is long; nothing when it is empty.
    pub fn list(&mut self, heading: &str, items: &[String]) -> io::Result<()> {
        if !items.is_empty() {
            self.text(&listed(heading, items))?;
        }
        Ok(())
    }
}

/// `items` under their heading and count; a long list is cut.
pub fn listed(heading: &str, items: &[String]) -> String {
    let mut text = format!("\n{heading} ({}):\n", items.len());
    for item in items.iter().take(MOST) {
        text.push_str(&format!("  {item}\n"));
    }
    if items.len() > MOST {
        text.push_str(&format!("  and {} more\n", items.len() - MOST));
    }
    text
}

/// `1 schema`, `2 schemas`.
pub fn count(number: usize, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {noun}{plural}")
}

#[cfg(test)]
mod tests {
    use super::{Output, count, listed};

    #[test]
    fn lines_are_aligned_and_long_lists_are_cut() {
        let mut bytes = Vec::new();
        let mut out = Output::new(&mut bytes);
        out.line("Fresh", "a").unwrap();
        out.line("Updated", "b").unwrap();
        out.list("Nothing", &[]).unwrap();
        assert_eq!(
            String::from_utf8(bytes).unwrap(),
            "       Fresh a\n     Updated b\n"
        );

        let items: Vec<String> = (0..22).map(|number| number.to_string()).collect();
        let text = listed("Numbers", &items);
        assert!(text.starts_with("\nNumbers (22):\n  0\n"));
        assert!(text.ends_with("  19\n  and 2 more\n"));
    }

    #[test]
    fn counts_have_their_plural() {
        assert_eq!(
            (count(1, "schema"), count(2, "schema")),
            ("1 schema".into(), "2 schemas".into())
        );
    }
}
