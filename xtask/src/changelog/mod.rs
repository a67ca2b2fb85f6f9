//! The crate's changelog: new entries come into its Unreleased section, in the form of
//! Keep a Changelog, and what people wrote there stays as it is.

mod lines;

use self::lines::Lines;

/// The sections of a version, in the order in which they stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// What can be used now.
    Added,
    /// What is otherwise than before.
    Changed,
    /// What is to be used no more.
    Deprecated,
    /// What is gone.
    Removed,
}

impl Kind {
    fn title(self) -> &'static str {
        match self {
            Kind::Added => "Added",
            Kind::Changed => "Changed",
            Kind::Deprecated => "Deprecated",
            Kind::Removed => "Removed",
        }
    }

    /// Where stands what an entry of this section takes back.
    fn opposite(self) -> Option<Self> {
        match self {
            Kind::Added => Some(Kind::Removed),
            Kind::Removed => Some(Kind::Added),
            Kind::Changed | Kind::Deprecated => None,
        }
    }
}

/// One item of a section's list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The section.
    pub kind: Kind,
    /// What is said, on one line.
    pub text: String,
}

/// How the entry begins that names Plaid's document. There is one in a version.
const FOLLOWS: &str = "Follows Plaid's OpenAPI document";

impl Entry {
    /// Says which of Plaid's documents the crate follows.
    pub fn follows(version: &str) -> Self {
        Self {
            kind: Kind::Changed,
            text: format!("{FOLLOWS} `{version}`."),
        }
    }
}

const HEADER: &str = "\
# Changelog

What changed for users of the crate, in the form of
[Keep a Changelog](https://keepachangelog.com/en/1.1.0/).

## [Unreleased]
";

/// How an entry begins that breaks code.
pub const BREAKING: &str = "**Breaking:** ";

/// The changelog `present` with `entries` in its Unreleased section. What that section
/// has already is not said again, and what is taken back is not said at all: users of the
/// last release do not meet it.
pub fn merge(present: Option<&str>, entries: &[Entry]) -> String {
    let present = present.unwrap_or_default();
    if entries.is_empty() {
        return present.to_owned();
    }
    let text = if present.trim().is_empty() {
        HEADER
    } else {
        present
    };
    let mut lines = Lines::read(text);
    for entry in entries {
        add(&mut lines, entry);
    }
    lines.text()
}

fn add(lines: &mut Lines, entry: &Entry) {
    if take_back(lines, entry) {
        return;
    }
    let version = lines.unreleased();
    let items = lines.items(version.clone());
    let text = lines::normalised(&entry.text);
    if items.iter().any(|item| item.text == text) {
        return;
    }
    let outdated = |text: &str| text.starts_with(FOLLOWS) && entry.text.starts_with(FOLLOWS);
    if let Some(item) = items.into_iter().find(|item| outdated(&item.text)) {
        lines.replace(item.lines, &format!("- {}", entry.text));
        return;
    }
    let item = format!("- {}", entry.text);
    let title = entry.kind.title();
    match lines.section(version.clone(), title) {
        Some(section) => {
            let last = lines.last_content(section);
            if lines.is_in_list(last) {
                lines.insert(last + 1, &[&item]);
            } else {
                lines.insert(last + 1, &["", &item]);
            }
        }
        None => {
            let end = lines.before_sections_after(version, title);
            let last = lines.last_content(end);
            lines.insert(last + 1, &["", &format!("### {title}"), "", &item]);
        }
    }
}

/// Removes what says that the opposite of `entry` happened, if that is said.
fn take_back(lines: &mut Lines, entry: &Entry) -> bool {
    let version = lines.unreleased();
    let opposite = entry.kind.opposite();
    let Some(section) = opposite.and_then(|kind| lines.section(version, kind.title())) else {
        return false;
    };
    let what = |text: &str| lines::normalised(text.trim_start_matches(BREAKING));
    let wanted = what(&entry.text);
    let items = lines.items(section.clone());
    let Some(item) = items.into_iter().find(|item| what(&item.text) == wanted) else {
        return false;
    };
    lines.remove_item(item.lines, section);
    true
}

#[cfg(test)]
mod tests;
