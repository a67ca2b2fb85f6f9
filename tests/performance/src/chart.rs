//! Bar charts as SVG.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use anyhow::Result;

const LEFT: usize = 190;
const WIDTH: f64 = 380.0;
const ROW: usize = 26;

/// A picture of ratios: the shorter the bar, the better.
pub(crate) struct Chart {
    title: String,
    bars: Vec<Bar>,
}

pub(crate) struct Bar {
    name: String,
    ratio: f64,
    color: &'static str,
}

impl Bar {
    pub(crate) fn ours(name: &str, ratio: f64) -> Self {
        Self::new(name, ratio, "#2f6fb3")
    }

    pub(crate) fn rival(name: &str, ratio: f64) -> Self {
        Self::new(name, ratio, "#9a9a9a")
    }

    fn new(name: &str, ratio: f64, color: &'static str) -> Self {
        let name = name.to_owned();
        Self { name, ratio, color }
    }
}

impl Chart {
    pub(crate) fn new(title: &str) -> Self {
        Self {
            title: title.to_owned(),
            bars: Vec::new(),
        }
    }

    pub(crate) fn bar(&mut self, bar: Bar) {
        self.bars.push(bar);
    }

    /// Writes the picture into the folder of this package.
    pub(crate) fn write(&self, name: &str) -> Result<()> {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
        fs::write(path, self.svg()?)?;
        Ok(())
    }

    fn svg(&self) -> Result<String> {
        let longest = self.bars.iter().map(|bar| bar.ratio).fold(0.0, f64::max);
        let (width, height) = (LEFT + WIDTH as usize + 60, 50 + ROW * self.bars.len());
        let mut svg = String::new();
        writeln!(
            svg,
            r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" font-family="sans-serif" font-size="13">"#
        )?;
        writeln!(svg, "<title>{}</title>", self.title)?;
        // Readable on pages of any colour.
        writeln!(
            svg,
            r##"<rect width="100%" height="100%" fill="#ffffff"/>"##
        )?;
        writeln!(
            svg,
            r#"<text x="10" y="24" font-weight="bold">{}</text>"#,
            self.title
        )?;
        for (index, bar) in self.bars.iter().enumerate() {
            let Bar { name, ratio, color } = bar;
            let top = 40 + ROW * index;
            let (text, length) = (top + 14, WIDTH * ratio / longest);
            let (before, after) = (LEFT - 8, LEFT as f64 + length + 6.0);
            writeln!(
                svg,
                r#"<text x="{before}" y="{text}" text-anchor="end">{name}</text><rect x="{LEFT}" y="{top}" width="{length:.0}" height="18" fill="{color}"/><text x="{after:.0}" y="{text}">{ratio:.2}</text>"#
            )?;
        }
        svg.push_str("</svg>\n");
        Ok(svg)
    }
}
