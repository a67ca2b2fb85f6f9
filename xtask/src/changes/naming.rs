//! How names in the document become names in Rust.
//!
//! A name depends on what it names and on its own namesakes (names that become the same
//! in Rust), never on the order or number of other things: what is added to the document
//! renames nothing that was there.
//!
//! Of namesakes one has the plain name: the one in its kind's usual spelling (`FooBar` for
//! a schema, `fooBar` for an operation, `foo_bar` for a property, `FOO_BAR` for a value),
//! else the first in order. So one in another spelling moves if one that comes before it is
//! added. None does in Plaid's documents; what the repository's fragment could lose by it is
//! pinned, and the changes report calls it breaking.

use std::collections::{BTreeMap, BTreeSet};

use heck::{ToLowerCamelCase, ToPascalCase, ToShoutySnakeCase, ToSnakeCase};

/// The word that stands in the names of inline schemas, and in no component's.
const INLINE: &str = "Inline";

/// Names that were published before the rules, by place: a component, or a property of
/// one. They stay whatever comes, and nothing else may take them.
const PINNED: [(&str, &str); 17] = [
    ("APIClientID", "ApiClientId"),
    ("APISecret", "ApiSecret"),
    (
        "CreditBankIncomePDFGetRequest",
        "CreditBankIncomePdfGetRequest",
    ),
    (
        "CreditBankIncomePDFGetResponse",
        "CreditBankIncomePdfGetResponse",
    ),
    ("CreditRelayPDFGetRequest", "CreditRelayPdfGetRequest"),
    ("CreditRelayPDFGetResponse", "CreditRelayPdfGetResponse"),
    ("NewUserID", "NewUserId"),
    ("PayStubTaxpayerID", "PayStubTaxpayerId"),
    ("RequestID", "RequestId"),
    (
        "AccountAssets/verification_status",
        "AccountAssetsVerificationStatus",
    ),
    (
        "AssetDetail/AssetEmployerSponsoredIndicator",
        "AssetDetailAssetEmployerSponsoredIndicator",
    ),
    (
        "AssetDetail/AssetRetirementIndicator",
        "AssetDetailAssetRetirementIndicator",
    ),
    (
        "AssetHolding/AssetHoldingRestrictedIndicator",
        "AssetHoldingAssetHoldingRestrictedIndicator",
    ),
    (
        "AssetHolding/AssetHoldingType",
        "AssetHoldingAssetHoldingType",
    ),
    ("Email/type", "EmailType"),
    ("PhoneNumber/type", "PhoneNumberType"),
    ("Warning/warning_code", "WarningWarningCode"),
];

/// Types that the generated code makes itself, and values that derived code means by these.
const OWN_TYPES: [&str; 5] = ["UserIdentifier", "Some", "None", "Ok", "Err"];

/// Methods that the client and progenitor's client have already.
const OWN_METHODS: [&str; 23] = [
    "api_version",
    "baseurl",
    "builder",
    "call",
    "call_without_answer",
    "client",
    "clone",
    "download",
    "drop",
    "exchange",
    "exec",
    "fmt",
    "from_env",
    "inner",
    "limits",
    "new",
    "new_with_client",
    "post",
    "pre",
    "types",
    "wait_until_ready",
    "with_own",
    "with_timeout",
];

/// Fields whose setters would take the place of another function.
const OWN_SETTERS: [&str; 2] = ["clone", "new"];

/// Where an inline schema stands: its type is called after the place, `ParentInlineChild`.
#[derive(Clone, Debug)]
pub struct InlineName {
    /// The component or operation, and the way from there.
    path: String,
    /// What a type is called here.
    name: String,
}

impl InlineName {
    /// The component of that Rust type.
    pub fn component(rust: &str) -> Self {
        Self {
            path: rust.to_owned(),
            name: format!("{rust}{INLINE}"),
        }
    }

    /// The operation of that ID.
    pub fn operation(id: &str) -> Self {
        Self {
            // With a space no component has this path.
            path: format!("operation {id}"),
            name: format!("{}{INLINE}", pascal(id)),
        }
    }

    /// The body of a request.
    pub fn request(&self) -> Self {
        self.below("request", "Request")
    }

    /// The body of a response.
    pub fn response(&self) -> Self {
        self.below("response", "Response")
    }

    /// A parameter of an operation.
    pub fn parameter(&self, name: &str) -> Self {
        self.below("parameter", &pascal(name))
    }

    /// A property of an object.
    pub fn property(&self, name: &str) -> Self {
        self.below(name, &pascal(name))
    }

    /// The elements of a list.
    pub fn item(&self) -> Self {
        self.below("[]", "Item")
    }

    /// The values of a map.
    pub fn value(&self) -> Self {
        self.below("{}", "Value")
    }

    fn below(&self, step: &str, name: &str) -> Self {
        Self {
            path: format!("{}/{step}", self.path),
            name: format!("{}{name}", self.name),
        }
    }

    /// The name of a type that is written here.
    pub fn type_name(&self) -> String {
        pinned(&self.path).map_or_else(|| type_name(&self.name), str::to_owned)
    }

    /// The name, with a mark if another place has come to the same. A pinned name is its
    /// place's own.
    pub fn free_type_name(&self, given: &mut BTreeSet<String>) -> String {
        let name = self.type_name();
        if pinned(&self.path).is_some() || given.insert(name.clone()) {
            return name;
        }
        marked(&name, &self.path, given)
    }
}

/// The name pinned for a place.
fn pinned(place: &str) -> Option<&'static str> {
    PINNED
        .iter()
        .find(|(pinned, _)| *pinned == place)
        .map(|(_, name)| *name)
}

/// The Rust types of components, by their names.
pub fn types<'a>(names: impl IntoIterator<Item = &'a str>) -> BTreeMap<String, String> {
    let (fixed, free): (Vec<&str>, Vec<&str>) =
        names.into_iter().partition(|name| pinned(name).is_some());
    let is_taken = |rust: &str| {
        rust.contains(INLINE)
            || OWN_TYPES.contains(&rust)
            || PINNED.iter().any(|(_, pinned)| *pinned == rust)
    };
    let mut types = told_apart(free, type_name, str::to_owned, is_taken);
    types.extend(
        fixed
            .into_iter()
            .filter_map(|name| Some((name.to_owned(), pinned(name)?.to_owned()))),
    );
    types
}

/// The variants of an enum, by their values. The enum has an `Unknown` of its own.
pub fn variants<'a>(values: impl IntoIterator<Item = &'a str>) -> BTreeMap<String, String> {
    let variant = |value: &str| match spelled(value) {
        Some(words) => words,
        None => match pascal(value) {
            name if name == "Unknown" => "PlaidUnknown".to_owned(),
            name => name,
        },
    };
    told_apart(
        values,
        variant,
        |variant| variant.to_shouty_snake_case(),
        |_| false,
    )
}

/// The fields of a struct, by their names in JSON.
pub fn fields<'a>(names: impl IntoIterator<Item = &'a str>) -> BTreeMap<String, String> {
    let field = |name: &str| match snake(name) {
        name if OWN_SETTERS.contains(&name.as_str()) => format!("{name}_"),
        name => name,
    };
    told_apart(names, field, |field| field.to_snake_case(), |_| false)
}

/// The methods of operations, by their IDs.
pub fn methods<'a>(ids: impl IntoIterator<Item = &'a str>) -> BTreeMap<String, String> {
    told_apart(
        ids,
        snake,
        |method| method.to_lower_camel_case(),
        |method| OWN_METHODS.contains(&method),
    )
}

/// The arguments of a method, by keys that say which parameter each stands for.
pub fn arguments<'a>(names: impl IntoIterator<Item = &'a str>) -> BTreeMap<String, String> {
    told_apart(
        names,
        snake,
        |argument| argument.to_snake_case(),
        |argument| ["body", "response", "self_"].contains(&argument),
    )
}

/// Gives each name its Rust form. Of namesakes, the one that is spelled as usual has it;
/// the others, and whatever would take a name that is not free, add a mark made of
/// themselves.
fn told_apart<'a>(
    names: impl IntoIterator<Item = &'a str>,
    form: impl Fn(&str) -> String,
    usual: impl Fn(&str) -> String,
    is_taken: impl Fn(&str) -> bool,
) -> BTreeMap<String, String> {
    let mut namesakes: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for name in names {
        namesakes.entry(form(name)).or_default().insert(name);
    }
    let mut told = BTreeMap::new();
    let mut given: BTreeSet<String> = namesakes.keys().cloned().collect();
    for (rust, same) in &namesakes {
        let usual = usual(rust);
        let first = same.iter().find(|name| **name == usual).or(same.first());
        for name in same {
            let keeps = Some(name) == first && !is_taken(rust);
            let own = if keeps {
                rust.clone()
            } else {
                marked(rust, name, &mut given)
            };
            told.insert((*name).to_owned(), own);
        }
    }
    told
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
/// as it is: `a_b` makes `AB`, which makes `Ab`.
fn type_name(name: &str) -> String {
    let mut cased = pascal(name);
    loop {
        let again = pascal(&cased);
        if again == cased {
            return cased;
        }
        cased = again;
    }
}

/// In the case of variants, an identifier.
pub fn pascal(name: &str) -> String {
    identifier(name, |text| text.to_pascal_case(), "X")
}

/// In the case of fields and methods, an identifier.
pub fn snake(name: &str) -> String {
    identifier(name, |text| text.to_snake_case(), "x_")
}

/// As typify does it, which made the names that are published.
fn identifier(name: &str, case: impl Fn(&str) -> String, prefix: &str) -> String {
    let kept = name
        .replace('\'', "")
        .replace(|letter: char| !is_word(letter), "-");
    let mut cased = case(&kept);
    match cased.chars().next() {
        None => cased = prefix.trim_end_matches('_').to_owned(),
        Some(first) if first.is_alphabetic() => {}
        Some(_) => cased = format!("{}{cased}", prefix.trim_end_matches('_')),
    }
    if cased != "gen" && syn::parse_str::<syn::Ident>(&cased).is_ok() {
        cased
    } else {
        format!("{cased}_")
    }
}

/// Letters and digits that identifiers may hold. Others have look-alikes or normal forms
/// that the compiler would take for the same.
fn is_word(letter: char) -> bool {
    letter == '_'
        || letter.is_ascii_alphanumeric()
        || (letter.is_alphanumeric() && syn::parse_str::<syn::Ident>(&format!("a{letter}")).is_ok())
}

/// Values without letters and digits, in words.
fn spelled(value: &str) -> Option<String> {
    if value.is_empty() {
        return Some("Empty".to_owned());
    }
    let words = value.chars().map(|symbol| {
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
    });
    words.collect()
}
