//! How names in the document become names in Rust.
//!
//! A name depends on what it names and on its own namesakes (names that become the same in
//! Rust), never on the order or number of other things. Of namesakes one has the plain name:
//! the one in its kind's usual spelling (`FooBar` for a schema, `fooBar` for an operation,
//! `foo_bar` for a property, `FOO_BAR` for a value), else the first in order. So a name in
//! another spelling could move when a namesake is added: `openapi/names.toml` records those,
//! and the fragment asks for the recorded name where the rules would give another.

use std::collections::{BTreeMap, BTreeSet};

use heck::{ToLowerCamelCase, ToPascalCase, ToShoutySnakeCase, ToSnakeCase};

use crate::api::{Place, Root, Step};

/// The type that is made of no schema: by it, requests take a user.
pub const USER_IDENTIFIER: &str = "UserIdentifier";

/// Types that the generated code makes itself, values that derived code means by these, and the
/// types of amounts and dates, for which typify would take a component of the same name.
const OWN_TYPES: [&str; 8] = [
    USER_IDENTIFIER,
    "DateTime",
    "Decimal",
    "Err",
    "NaiveDate",
    "None",
    "Ok",
    "Some",
];

/// Methods that `plaid_credit::Client` has already.
pub(crate) const OWN_METHODS: [&str; 9] = [
    "builder",
    "call",
    "clone",
    "fmt",
    "from_env",
    "new",
    "now",
    "wait_until_ready",
    "with_credentials",
];

/// Fields whose setters would take the place of another function.
const OWN_SETTERS: [&str; 4] = ["clone", "default", "new", "with"];

/// Arguments that methods and functions have besides those of the document.
const OWN_ARGUMENTS: [&str; 4] = ["bytes", "request", "self_", "transport"];

/// What wants a Rust name.
struct Candidate<K> {
    key: K,
    /// The name that the rules give it, unless a namesake has a better claim.
    plain: String,
    /// The namesake with the least has the plain name; of equals, the first in order.
    rank: u8,
    /// The name that the fragment asks for, if it is one that Rust takes.
    pinned: Option<String>,
}

/// Gives each candidate a name of its own. What has no claim to its plain name adds a mark
/// made of itself.
fn assign<K: Ord + Clone + ToString>(
    candidates: impl Iterator<Item = Candidate<K>>,
    taken: &[&str],
) -> BTreeMap<K, String> {
    let mut given: BTreeSet<String> = BTreeSet::new();
    let mut names = BTreeMap::new();
    let mut namesakes: BTreeMap<String, Vec<(u8, K)>> = BTreeMap::new();
    for candidate in candidates {
        match candidate.pinned {
            Some(name) if !taken.contains(&name.as_str()) && given.insert(name.clone()) => {
                names.insert(candidate.key, name);
            }
            _ => {
                let same = namesakes.entry(candidate.plain).or_default();
                same.push((candidate.rank, candidate.key));
            }
        }
    }
    let pinned = given.clone();
    given.extend(namesakes.keys().cloned());
    for (plain, mut same) in namesakes {
        same.sort();
        let is_taken = taken.contains(&plain.as_str()) || pinned.contains(&plain);
        for (index, (_, key)) in same.into_iter().enumerate() {
            let name = match index == 0 && !is_taken {
                true => plain.clone(),
                false => marked(&plain, &key.to_string(), &mut given),
            };
            names.insert(key, name);
        }
    }
    names
}

/// The Rust types of schemas, by place, with the names that the fragment asks for.
pub(crate) fn types(
    places: impl IntoIterator<Item = (Place, Option<String>)>,
) -> BTreeMap<Place, String> {
    let candidates = places.into_iter().map(|(place, pinned)| {
        let plain = type_name(&words(&place));
        let rank = match place.component() {
            Some(name) if name == plain => 0,
            Some(_) => 1,
            None => 2,
        };
        Candidate {
            key: place,
            plain,
            rank,
            pinned: pinned.filter(|name| type_name(name) == *name),
        }
    });
    assign(candidates, &OWN_TYPES)
}

/// A place in words: `Parent` and its property `child` make `Parent Child`.
fn words(place: &Place) -> String {
    let mut words = match &place.root {
        Root::Schema(name) => name.clone(),
        Root::Operation(id) => pascal(id),
    };
    for step in &place.steps {
        words.push_str(&match step {
            Step::Request => "Request".to_owned(),
            Step::Response => "Response".to_owned(),
            Step::Parameter(name) | Step::Property(name) => pascal(name),
            Step::Items => "Item".to_owned(),
            Step::Values => "Value".to_owned(),
        });
    }
    words
}

/// The names that the fragment asks for, by what they name.
pub(crate) type Pinned = BTreeMap<String, String>;

/// Whether a property is spelled as usual: as its plain name is in JSON. No other has that
/// name then, so it cannot move, whatever else is added.
pub fn is_usual_field(wire: &str) -> bool {
    FIELDS.is_usual(wire)
}

/// Whether an enum value is spelled as usual; see [`is_usual_field`].
pub fn is_usual_value(value: &str) -> bool {
    VARIANTS.is_usual(value)
}

/// What has a name of one word in the document.
pub(crate) struct Kind {
    plain: fn(&str) -> String,
    /// Spells the plain name as is usual in the document.
    spell: fn(&str) -> String,
    taken: &'static [&'static str],
}

/// The variants of an enum, by their values. The enum has an `Unknown` of its own.
pub(crate) const VARIANTS: Kind = Kind {
    plain: |value| match spelled(value).unwrap_or_else(|| pascal(value)) {
        name if name == "Unknown" => "PlaidUnknown".to_owned(),
        name => name,
    },
    spell: |name| name.to_shouty_snake_case(),
    taken: &["Unknown"],
};

/// The fields of a struct, by their names in JSON.
pub(crate) const FIELDS: Kind = Kind {
    plain: |name| match snake(name) {
        field if OWN_SETTERS.contains(&field.as_str()) => format!("{field}_"),
        field => field,
    },
    spell: |name| name.to_snake_case(),
    taken: &OWN_SETTERS,
};

/// The methods of operations, by their IDs.
pub(crate) const METHODS: Kind = Kind {
    plain: snake,
    spell: |name| name.to_lower_camel_case(),
    taken: &OWN_METHODS,
};

/// The arguments of a method, by keys that say which parameter each stands for.
pub(crate) const ARGUMENTS: Kind = Kind {
    plain: snake,
    spell: |name| name.to_snake_case(),
    taken: &OWN_ARGUMENTS,
};

impl Kind {
    fn is_usual(&self, name: &str) -> bool {
        name == (self.spell)(&(self.plain)(name))
    }

    /// The Rust names, by the names in the document.
    pub(crate) fn names(
        &self,
        names: impl IntoIterator<Item = impl AsRef<str>>,
        pinned: &Pinned,
    ) -> BTreeMap<String, String> {
        let pinned = |name: &str| pinned.get(name).filter(|name| is_identifier(name)).cloned();
        let candidates = names.into_iter().map(|name| Candidate {
            key: name.as_ref().to_owned(),
            plain: (self.plain)(name.as_ref()),
            rank: u8::from(!self.is_usual(name.as_ref())),
            pinned: pinned(name.as_ref()),
        });
        assign(candidates, self.taken)
    }
}

/// The name with a mark made of what it stands for.
fn marked(rust: &str, whole: &str, given: &mut BTreeSet<String>) -> String {
    let hash = format!("{:016x}", hash(whole));
    let is_type = rust.starts_with(char::is_uppercase);
    let rust = rust.trim_end_matches('_');
    let marks = [&hash[..4], &hash[..8], &hash];
    let all = marks.map(|mark| match is_type {
        true => type_name(&format!("{rust}X{mark}")),
        false => format!("{rust}_x{mark}"),
    });
    let free = all.iter().find(|name| !given.contains(*name));
    let name = free.unwrap_or(&all[2]).clone();
    given.insert(name.clone());
    name
}

/// FNV-1a: short, and the same everywhere and always.
fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// As a type. Typify recases what it is given, so a name is only good once that leaves it
/// as it is: `a_b` makes `AB`, which makes `Ab`. A variable may not have the name of a tuple
/// struct, so the case tells types from fields, also in scripts without case.
fn type_name(name: &str) -> String {
    let mut cased = pascal(name);
    if !cased.starts_with(char::is_uppercase) {
        cased.insert(0, 'X');
    }
    while cased != pascal(&cased) {
        cased = pascal(&cased);
    }
    cased
}

/// In the case of variants, an identifier.
fn pascal(name: &str) -> String {
    identifier(name, |text| text.to_pascal_case(), 'X')
}

/// In the case of fields, methods and modules, an identifier.
pub(crate) fn snake(name: &str) -> String {
    identifier(name, |text| text.to_snake_case(), 'x')
}

/// As typify does it.
fn identifier(name: &str, case: impl Fn(&str) -> String, prefix: char) -> String {
    let kept = name.replace('\'', "");
    let mut cased = case(&kept.replace(|letter| !is_word(letter), "-"));
    if !cased.starts_with(char::is_alphabetic) {
        cased.insert(0, prefix);
    }
    if !is_identifier(&cased) {
        cased.push('_');
    }
    cased
}

fn is_identifier(name: &str) -> bool {
    name != "gen" && syn::parse_str::<syn::Ident>(name).is_ok()
}

/// Letters and digits that identifiers may hold. Of other scripts, only some are kept: to the
/// compiler, two letters of the rest may be the same, as `\u{F900}` and `\u{8C48}` are.
fn is_word(letter: char) -> bool {
    letter == '_'
        || letter.is_ascii_alphanumeric()
        || (matches!(letter, 'À'..='ÿ' | '\u{4E00}'..='\u{9FFF}')
            && is_identifier(&format!("a{letter}")))
}

/// Values without letters and digits, in words.
fn spelled(value: &str) -> Option<String> {
    match value {
        "" => Some("Empty".to_owned()),
        symbols => symbols.chars().map(word).collect(),
    }
}

fn word(symbol: char) -> Option<&'static str> {
    Some(match symbol {
        '+' => "Plus",
        '-' => "Minus",
        '<' => "Less",
        '>' => "Greater",
        '=' => "Equal",
        '!' => "Not",
        '*' => "Star",
        '/' => "Slash",
        '%' => "Percent",
        '$' => "Dollar",
        '&' => "And",
        '|' => "Or",
        '.' => "Dot",
        ',' => "Comma",
        ' ' => "Space",
        '_' => "Underscore",
        _ => return None,
    })
}

#[cfg(test)]
mod tests;
