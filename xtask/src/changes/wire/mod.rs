//! The difference of two documents: what is different on the wire.

mod facts;

use std::collections::BTreeSet;

use plaid_credit_codegen::api::{Place, Step};
use serde_json::Value;

use super::both;
use super::change::code;
use super::rust::Renames;
use facts::Facts;

use facts::API_VERSION;
pub(super) use facts::PLACE;

/// The keywords of descriptions, which are ours to write.
const PROSE: [&str; 2] = ["summary", "description"];

/// A difference at one place.
#[derive(Debug)]
pub(super) struct Difference {
    /// Where it stands in the new document, or would stand if it were there still; for the
    /// API as a whole, the operation without an ID.
    pub(super) place: Place,
    /// The keyword under which it is said; [`PLACE`] where the place itself is new or gone.
    pub(super) keyword: String,
    removed: BTreeSet<String>,
    added: BTreeSet<String>,
}

/// All differences, places of the old document under the names that they have now.
pub(super) fn compare(
    old: &Value,
    new: &Value,
    renames: &Renames,
    with_prose: bool,
) -> Vec<Difference> {
    let no_renames = Renames::default();
    let (old, new) = both(|| facts::of(old, renames), || facts::of(new, &no_renames));
    let (nothing, nowhere) = Default::default();
    let places: BTreeSet<_> = old.keys().chain(new.keys()).collect();
    let mut differences = Vec::new();
    for place in places {
        let before = old.get(place).unwrap_or(&nowhere);
        let after = new.get(place).unwrap_or(&nowhere);
        let keywords: BTreeSet<_> = before.keys().chain(after.keys()).collect();
        for keyword in keywords {
            let before_said = before.get(keyword).unwrap_or(&nothing);
            let after_said = after.get(keyword).unwrap_or(&nothing);
            let is_reported = match (before.is_empty(), after.is_empty()) {
                _ if before_said == after_said => false,
                (true, _) => keyword == PLACE && is_outermost(place, &old),
                (_, true) => keyword == PLACE && is_outermost(place, &new),
                (false, false) => with_prose || !PROSE.contains(&keyword.as_str()),
            };
            if is_reported {
                differences.push(Difference {
                    place: place.clone(),
                    keyword: keyword.clone(),
                    removed: before_said - after_said,
                    added: after_said - before_said,
                });
            }
        }
    }
    differences
}

impl Difference {
    /// Whether the version is different that the client asks Plaid for.
    pub(super) fn is_api_version(&self) -> bool {
        self.keyword == API_VERSION
    }

    /// Whether a description is different.
    pub(super) fn is_prose(&self) -> bool {
        PROSE.contains(&self.keyword.as_str())
    }

    /// What is different, in words, with `subject` for the place.
    pub(super) fn sentence(&self, subject: Option<&str>) -> String {
        let of = subject.map_or_else(String::new, |subject| format!(" of {subject}"));
        if self.is_prose() {
            return format!("new description{of}");
        }
        let [now, gone] = match self.keyword.as_str() {
            PLACE => ["is new in the document", "is no longer in the document"],
            "required" => ["is now required", "may now be left out"],
            "nullable" => ["may now be null", "is no longer null"],
            "deprecated" => ["is now deprecated", "is no longer deprecated"],
            keyword => return format!("{}{of}: {}", word(keyword), self.values()),
        };
        let turned = if self.added.is_empty() { gone } else { now };
        format!("{} {turned}", subject.unwrap_or("the schema"))
    }

    /// What is said no longer, and what is said now.
    fn values(&self) -> String {
        let shown = |said: &BTreeSet<String>| match said.len() {
            0 => "none".to_owned(),
            _ => said.iter().map(code).collect::<Vec<_>>().join(", "),
        };
        let (removed, added) = (shown(&self.removed), shown(&self.added));
        match (self.removed.len(), self.added.len()) {
            (0, 2..) => format!("{added} added"),
            (2.., 0) => format!("{removed} removed"),
            _ => format!("{removed} -> {added}"),
        }
    }
}

/// Whether a place that `other` lacks stands in something that it has.
fn is_outermost(place: &Place, other: &Facts) -> bool {
    let mut above = place.clone();
    match above.steps.pop() {
        None => true,
        // What the elements and bodies are, the types and methods say.
        Some(Step::Items | Step::Values | Step::Request | Step::Response) => false,
        Some(Step::Property(_) | Step::Parameter(_)) => other.contains_key(&above),
    }
}

/// The term for a keyword.
fn word(keyword: &str) -> &str {
    match keyword {
        "enum" => "values",
        "x-override-enum-values-shown" => "documented values",
        "allOf" => "base schemas",
        keyword => keyword,
    }
}
