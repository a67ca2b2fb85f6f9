//! Tables in Markdown.

/// A table whose first column is text, and the others numbers.
pub(crate) struct Table(Vec<Vec<String>>);

impl Table {
    pub(crate) fn new<const N: usize>(heads: [&str; N]) -> Self {
        Self(vec![heads.map(str::to_owned).into()])
    }

    pub(crate) fn row(&mut self, name: &str, cells: impl IntoIterator<Item = String>) {
        let mut row = vec![name.to_owned()];
        row.extend(cells);
        self.0.push(row);
    }

    pub(crate) fn print(&self) {
        for (index, row) in self.0.iter().enumerate() {
            println!("| {} |", row.join(" | "));
            if index == 0 {
                println!("| --- |{}", " --: |".repeat(row.len() - 1));
            }
        }
        println!();
    }
}

/// A ratio, to two digits after the point.
pub(crate) fn hundredths(ratio: f64) -> String {
    format!("{ratio:.2}")
}
