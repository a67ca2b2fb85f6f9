//! How alike two names are.

use std::collections::BTreeSet;

use similar::TextDiff;

/// Whether two names are likely to be an old and a new name of one thing.
pub(in crate::changes) fn looks_alike(old: &str, new: &str) -> bool {
    likeness(old, new) >= 0.5
}

/// From 0 for names that share nothing to 1 for those that differ at most in case.
pub(super) fn likeness(old: &str, new: &str) -> f32 {
    let (old, new) = (heck::AsSnakeCase(old), heck::AsSnakeCase(new));
    let (old, new) = (old.to_string(), new.to_string());
    let words = |name: &str| name.split('_').map(str::to_owned).collect::<BTreeSet<_>>();
    let (first, second) = (words(&old), words(&new));
    let common = first.intersection(&second).count();
    let by_words = 2.0 * common as f32 / (first.len() + second.len()) as f32;
    by_words.max(TextDiff::from_chars(old.as_str(), new.as_str()).ratio() - 0.2)
}

/// What is replaced by what from one name to the other: `("V1", "V2")`, `("", "Response")`.
pub(super) fn replacement(old: &str, new: &str) -> (String, String) {
    let common = |old: &mut dyn Iterator<Item = char>, new: &mut dyn Iterator<Item = char>| {
        let pairs = old.zip(new).take_while(|(old, new)| old == new);
        pairs.map(|(shared, _)| shared.len_utf8()).sum::<usize>()
    };
    let start = common(&mut old.chars(), &mut new.chars());
    let (old, new) = (&old[start..], &new[start..]);
    let end = common(&mut old.chars().rev(), &mut new.chars().rev());
    let middle = |name: &str| name[..name.len() - end].to_owned();
    (middle(old), middle(new))
}
