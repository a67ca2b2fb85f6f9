//! The difference of two documents: what is different on the wire.

mod facts;

use std::collections::BTreeSet;

use plaid_credit_codegen::api::{Place, Step};
use serde_json::Value;

use super::rust::Renames;
use facts::{Facts, Said, with_names};

/// A difference at one place.
#[derive(Debug)]
pub(super) struct Difference {
    /// Where it stands in the new document, or would stand if it were there still; for the
    /// API as a whole, the operation without an ID.
    pub(super) place: Place,
    pub(super) what: What,
}

/// What is different at a place.
#[derive(Debug)]
pub(super) enum What {
    /// The place is new.
    Added,
    /// The place is gone.
    Removed,
    /// What is said there under a keyword is different.
    Said {
        keyword: String,
        removed: BTreeSet<String>,
        added: BTreeSet<String>,
    },
}

/// All differences, places of the old document under the names that they have now.
pub(super) fn compare(
    old: &Value,
    new: &Value,
    renames: &Renames,
    with_prose: bool,
) -> Vec<Difference> {
    let (old, new) = std::thread::scope(|scope| {
        let old = scope.spawn(|| renamed(Said::of(old), renames));
        let new = Said::of(new);
        (old.join().unwrap_or_default(), new)
    });
    let places: BTreeSet<_> = old.at.keys().chain(new.at.keys()).collect();
    let differences = places.into_iter().flat_map(|place| {
        let what = match (old.at.get(place), new.at.get(place)) {
            (Some(before), Some(after)) => facts(before, after),
            (Some(_), None) if is_outermost(place, &new) => vec![What::Removed],
            (None, Some(_)) if is_outermost(place, &old) => vec![What::Added],
            _ => Vec::new(),
        };
        let place = place.clone();
        what.into_iter().map(move |what| Difference {
            place: place.clone(),
            what,
        })
    });
    let wanted = |difference: &Difference| with_prose || !difference.is_prose();
    differences.filter(wanted).collect()
}

impl Difference {
    /// Whether a description is different, which is ours to write.
    pub(super) fn is_prose(&self) -> bool {
        matches!(&self.what, What::Said { keyword, .. } if keyword == "summary" || keyword == "description")
    }

    /// What is different, in words, with `subject` for the place.
    pub(super) fn sentence(&self, subject: Option<&str>) -> String {
        let of = subject.map_or_else(String::new, |subject| format!(" of {subject}"));
        let subject = subject.unwrap_or("the schema");
        match &self.what {
            What::Added => format!("{subject} is new in the document"),
            What::Removed => format!("{subject} is no longer in the document"),
            What::Said { .. } if self.is_prose() => format!("new description{of}"),
            What::Said {
                keyword,
                removed,
                added,
            } => match keyword.as_str() {
                "required" if added.is_empty() => format!("{subject} may now be left out"),
                "required" => format!("{subject} is now required"),
                "nullable" if added.is_empty() => format!("{subject} is no longer null"),
                "nullable" => format!("{subject} may now be null"),
                "deprecated" if added.is_empty() => format!("{subject} is no longer deprecated"),
                "deprecated" => format!("{subject} is now deprecated"),
                _ => format!("{}{of}: {}", word(keyword), change(removed, added)),
            },
        }
    }
}

fn renamed(said: Said, renames: &Renames) -> Said {
    let new_name = |name: &str| {
        let place = renames.place(&Place::of_schema(name));
        place.component().unwrap_or(name).to_owned()
    };
    let rename = |mut facts: Facts| {
        for keyword in ["type", "allOf", "variants", "discriminator mapping"] {
            if let Some(said) = facts.get_mut(keyword) {
                *said = said.iter().map(|said| with_names(said, new_name)).collect();
            }
        }
        facts
    };
    let at = said.at.into_iter();
    Said {
        at: at
            .map(|(place, facts)| (renames.place(&place), rename(facts)))
            .collect(),
    }
}

fn facts(old: &Facts, new: &Facts) -> Vec<What> {
    let none = BTreeSet::new();
    let keywords: BTreeSet<_> = old.keys().chain(new.keys()).collect();
    let said = keywords.into_iter().map(|keyword| {
        let before = old.get(keyword).unwrap_or(&none);
        let after = new.get(keyword).unwrap_or(&none);
        What::Said {
            keyword: keyword.clone(),
            removed: before - after,
            added: after - before,
        }
    });
    said.filter(|what| !matches!(what, What::Said { removed, added, .. } if removed == added))
        .collect()
}

/// Whether a place that `other` lacks stands in something that it has.
fn is_outermost(place: &Place, other: &Said) -> bool {
    let mut above = place.clone();
    match above.steps.pop() {
        None => true,
        // What the elements and bodies are, the types and methods say.
        Some(Step::Items | Step::Values | Step::Request | Step::Response) => false,
        Some(Step::Property(_) | Step::Parameter(_)) => other.at.contains_key(&above),
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

fn change(removed: &BTreeSet<String>, added: &BTreeSet<String>) -> String {
    let shown = |said: &BTreeSet<String>| {
        if said.is_empty() {
            return "none".to_owned();
        }
        let said = said.iter().map(|said| match said.contains('`') {
            true => said.clone(),
            false => format!("`{said}`"),
        });
        said.collect::<Vec<_>>().join(", ")
    };
    match (removed.len(), added.len()) {
        (0, 2..) => format!("{} added", shown(added)),
        (2.., 0) => format!("{} removed", shown(removed)),
        _ => format!("{} -> {}", shown(removed), shown(added)),
    }
}
