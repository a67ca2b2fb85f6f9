//! The lines of a changelog, and what stands where in them.

use std::ops::Range;

/// The sections of Keep a Changelog, in its order.
const SECTIONS: [&str; 6] = [
    "Added",
    "Changed",
    "Deprecated",
    "Removed",
    "Fixed",
    "Security",
];

/// A file, line by line.
pub(super) struct Lines {
    lines: Vec<String>,
    ending: &'static str,
}

/// An item of a list.
pub(super) struct Item {
    pub(super) lines: Range<usize>,
    /// Its text on one line.
    pub(super) text: String,
}

/// `text` on one line, without what only lays it out.
pub(super) fn normalised(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

impl Lines {
    pub(super) fn read(text: &str) -> Self {
        let ending = if text.contains("\r\n") { "\r\n" } else { "\n" };
        Self {
            lines: text.lines().map(str::to_owned).collect(),
            ending,
        }
    }

    pub(super) fn text(&self) -> String {
        let ended = self
            .lines
            .iter()
            .map(|line| format!("{line}{}", self.ending));
        ended.collect()
    }

    /// The section of what is not released, from its heading on. It is made where there
    /// is none: above the newest version.
    pub(super) fn unreleased(&mut self) -> Range<usize> {
        let is_unreleased = |title: &str| {
            let title = title.trim_start_matches('[').to_lowercase();
            title.starts_with("unreleased")
        };
        let is_version = |title: &str| {
            let title = title.trim_start_matches(['[', 'v']);
            title.starts_with(|first: char| first.is_ascii_digit())
        };
        let all = 0..self.lines.len();
        let start = match self.heading(all.clone(), 2, is_unreleased) {
            Some(start) => start,
            None => match self.heading(all.clone(), 2, is_version) {
                Some(newest) => {
                    self.insert(newest, &["## [Unreleased]", ""]);
                    newest
                }
                None => {
                    let last = self.last_content(all);
                    self.insert(last + 1, &["", "## [Unreleased]"]);
                    last + 2
                }
            },
        };
        let rest = start + 1..self.lines.len();
        let end = [1, 2]
            .iter()
            .filter_map(|level| self.heading(rest.clone(), *level, |_| true))
            .min();
        start..end.unwrap_or(rest.end)
    }

    /// The section called `title` of a version, from its heading on.
    pub(super) fn section(&self, version: Range<usize>, title: &str) -> Option<Range<usize>> {
        let start = self.heading(version.clone(), 3, |found| {
            found.eq_ignore_ascii_case(title)
        })?;
        let next = self.heading(start + 1..version.end, 3, |_| true);
        Some(start..next.unwrap_or(version.end))
    }

    /// A version up to the first section that stands after the one called `title`.
    pub(super) fn before_sections_after(&self, version: Range<usize>, title: &str) -> Range<usize> {
        let rank = |title: &str| {
            let rank = SECTIONS
                .iter()
                .position(|known| known.eq_ignore_ascii_case(title));
            rank.unwrap_or(SECTIONS.len())
        };
        let later = self.heading(version.clone(), 3, |found| rank(found) > rank(title));
        version.start..later.unwrap_or(version.end)
    }

    /// The items of the lists in `range`, those inside of others with them.
    pub(super) fn items(&self, range: Range<usize>) -> Vec<Item> {
        let mut items = Vec::<Item>::new();
        let mut is_open = false;
        for at in range {
            let line = &self.lines[at];
            match (bullet(line), items.last_mut()) {
                (Some(text), _) => {
                    is_open = true;
                    items.push(Item {
                        lines: at..at + 1,
                        text: normalised(text),
                    });
                }
                (None, _) if line.trim().is_empty() || line.starts_with('#') => is_open = false,
                (None, Some(item)) if is_open => {
                    item.lines.end = at + 1;
                    item.text = normalised(&format!("{} {line}", item.text));
                }
                _ => {}
            }
        }
        items
    }

    /// The last line of `range` that says something; its first if none does. Where links
    /// lead is said at the end of a file, and belongs to no section.
    pub(super) fn last_content(&self, range: Range<usize>) -> usize {
        let says_something = |line: &str| {
            let is_link = line.starts_with('[') && line.contains("]: ");
            !line.trim().is_empty() && !is_link
        };
        let first = range.start;
        let last = range.rev().find(|at| says_something(&self.lines[*at]));
        last.unwrap_or(first)
    }

    /// Whether a line is part of a list.
    pub(super) fn is_in_list(&self, at: usize) -> bool {
        let block = self.lines[..=at]
            .iter()
            .rev()
            .take_while(|line| !line.trim().is_empty() && !line.starts_with('#'));
        block.last().is_some_and(|first| bullet(first).is_some())
    }

    pub(super) fn insert(&mut self, at: usize, new: &[&str]) {
        let is_heading = |line: Option<&String>| line.is_some_and(|line| line.starts_with('#'));
        let mut new: Vec<String> = new.iter().map(|line| (*line).to_owned()).collect();
        if is_heading(self.lines.get(at)) && new.last().is_some_and(|line| !line.is_empty()) {
            new.push(String::new());
        }
        self.lines.splice(at..at, new);
    }

    pub(super) fn replace(&mut self, range: Range<usize>, line: &str) {
        self.lines.splice(range, [line.to_owned()]);
    }

    /// Removes an item, and its section if that says nothing else.
    pub(super) fn remove_item(&mut self, item: Range<usize>, section: Range<usize>) {
        let end = section.end - item.len();
        self.lines.drain(item);
        if self.last_content(section.start..end) > section.start {
            return;
        }
        let blank = self.lines[section.start + 1..end]
            .iter()
            .take_while(|line| line.trim().is_empty());
        let end = section.start + 1 + blank.count();
        self.lines.drain(section.start..end);
        while self.lines.last().is_some_and(|line| line.trim().is_empty()) {
            self.lines.pop();
        }
    }

    /// The first heading of a level in `range` whose title is one of those that are
    /// looked for. What stands between code fences is none.
    fn heading(
        &self,
        range: Range<usize>,
        level: usize,
        is_it: impl Fn(&str) -> bool,
    ) -> Option<usize> {
        let marks = format!("{} ", "#".repeat(level));
        let mut is_code = false;
        self.lines
            .iter()
            .enumerate()
            .take(range.end)
            .filter(|(_, line)| {
                if line.trim_start().starts_with("```") {
                    is_code = !is_code;
                }
                !is_code
            })
            .skip_while(|(at, _)| *at < range.start)
            .find(|(_, line)| {
                line.strip_prefix(&marks)
                    .is_some_and(|title| is_it(title.trim()))
            })
            .map(|(at, _)| at)
    }
}

/// The text of a line that begins an item.
fn bullet(line: &str) -> Option<&str> {
    let line = line.trim_start();
    ["- ", "* ", "+ "]
        .iter()
        .find_map(|mark| line.strip_prefix(mark))
}
