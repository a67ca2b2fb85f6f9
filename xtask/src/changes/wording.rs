//! Changes as a person words them in a changelog.

use serde_json::Value;

use super::change::{Change, Direction, Pair, Part, Place, Type, What};

/// The sentence for a change, without a full stop.
pub(super) fn sentence(change: &Change) -> String {
    let part = &change.part;
    let text = match &change.what {
        What::OperationAdded(route) => format!("new operation, `{route}`"),
        What::OperationRemoved(route) => format!("removed, was `{route}`"),
        What::OperationMoved(routes) => format!("moved from {}", to(routes)),
        What::FeatureMoved(features) => match (&features.before, &features.after) {
            (Some(before), Some(after)) => format!("moved from feature `{before}` to `{after}`"),
            (_, Some(after)) => format!("now in feature `{after}`"),
            (_, None) => "no longer in any feature".to_owned(),
        },
        What::ParameterAdded {
            required: true,
            rust,
        } => {
            format!("new required {part}: `{rust}`")
        }
        What::ParameterAdded { rust, .. } => format!("new optional {part}: `{rust}`"),
        What::RequestBodyAdded(rust) => format!("takes a request body now: `{rust}`"),
        What::RequestBodyRequired(true) => format!("{part} is now required"),
        What::RequestBodyRequired(false) => format!("{part} is now optional"),
        What::MediaType { types, rust } => {
            let rust = becomes(rust);
            format!(
                "{part} changes from {} to {}{rust}",
                types.before, types.after
            )
        }
        What::SuccessStatus(statuses) => format!("success is answered with {}", instead(statuses)),
        What::ErrorStatus(statuses) => format!("errors are described for {}", instead(statuses)),
        What::Security(schemes) => format!("asks for {}", instead(schemes)),
        What::SecuritySchemes => "credentials are defined otherwise".to_owned(),
        What::ApiVersion(versions) => format!("requests ask for API version {}", instead(versions)),
        What::Servers(servers) => format!("the API is at {}", instead(servers)),

        What::SchemaAdded(definition) => format!("new type: {definition}"),
        What::SchemaRemoved(definition) => format!("type removed: {definition}"),
        What::OperationRenamed(names) | What::SchemaRenamed(names) => {
            if names.before == names.after {
                "renamed in Plaid's document".to_owned()
            } else {
                format!("renamed from {}", to(names))
            }
        }
        What::DirectionChanged(directions) => match (directions.before, directions.after) {
            (_, Direction::Unused) => "no longer used by any operation".to_owned(),
            (_, Direction::Part) => "no longer a type of its own".to_owned(),
            (Direction::Part, _) => "now a type of its own".to_owned(),
            (Direction::Unused, after) => format!("now used in {}", used(after)),
            (before, after) => format!("now used in {}, before in {}", used(after), used(before)),
        },

        What::FieldAdded {
            required: true,
            rust,
        } if change.direction.is_sent() => {
            format!("new required field {part}: `{rust}`")
        }
        What::FieldAdded { rust, .. } => format!("new field {part}: `{rust}`"),
        What::ParameterRemoved(rust)
        | What::RequestBodyRemoved(rust)
        | What::FieldRemoved(rust) => format!("{part} removed, was `{rust}`"),
        What::FieldRenamed { names, .. } => {
            format!(
                "`{}` was most likely renamed to `{}`",
                names.before, names.after
            )
        }
        What::Namesakes(all) => {
            let all = all
                .iter()
                .map(|(name, rust)| format!("`{name}`{}", becomes(rust)));
            format!("renamed in Rust: {}", all.collect::<Vec<_>>().join(", "))
        }
        What::UserArgument(true) => {
            "`new` now takes the user in one argument, by ID or by token".to_owned()
        }
        What::UserArgument(false) => {
            "`new` no longer takes the user in one argument, by ID or by token".to_owned()
        }
        What::Required { .. } if predicate(change).is_some() => alone(change),
        What::Required { now: true, rust } => format!("{part} is now required{}", becomes(rust)),
        What::Required { rust, .. } => format!("{part} is now optional{}", becomes(rust)),
        What::Boxed(true) => format!("the type of {part} now contains this one"),
        What::Boxed(false) => format!("the type of {part} no longer contains this one"),
        What::Deprecated(_) | What::Nullable { .. } => alone(change),

        What::Type(types) | What::Format(types) => retyped(part, types),
        What::Retargeted(names) => {
            format!(
                "{part} {} another type{}",
                verb(part, "has", "have"),
                becomes(names)
            )
        }
        What::Inlined(names) => {
            format!(
                "{part} {} now written in place{}",
                verb(part, "is", "are"),
                becomes(names)
            )
        }
        What::Extracted(names) => {
            format!(
                "{part} {} now a shared type{}",
                verb(part, "has", "have"),
                becomes(names)
            )
        }
        What::Wrapped(true) => format!("{part} is wrapped in `allOf`"),
        What::Wrapped(false) => format!("{part} is no longer wrapped in `allOf`"),

        What::ValuesAdded(values) => listed("new", "", "value", part, values),
        What::ValuesRemoved(values) => listed("", "removed", "value", part, values),
        What::ValuesReordered => format!("values of {part} are in another order"),
        What::Permitted(values) => format!("{part} permits {}", instead(values)),
        What::ValuesShown(values) => {
            format!(
                "values that Plaid documents for {part}: {}",
                instead(values)
            )
        }
        What::VariantsAdded(variants) => listed("new", "", "variant", part, variants),
        What::VariantsRemoved(variants) => listed("", "removed", "variant", part, variants),
        What::Discriminator(names) => {
            let name = |name: &Option<String>| match name {
                Some(name) => format!("`{name}`"),
                None => "their content".to_owned(),
            };
            let names = Pair::new(name(&names.before), name(&names.after));
            format!("variants of {part} are told apart by {}", instead(&names))
        }

        What::Default(values) => format!("default of {part}: {}", values_instead(values)),
        What::Limits(limits) => {
            let limits = limits
                .iter()
                .map(|(keyword, values)| format!("{keyword} {}", values_instead(values)));
            format!(
                "limits of {part}: {}",
                limits.collect::<Vec<_>>().join("; ")
            )
        }
        What::Pattern(values) => format!("pattern of {part}: {}", values_instead(values)),
        What::AdditionalProperties(said) => {
            format!("unlisted fields of {part}: {}", instead(said))
        }
        What::Access { keyword, now } => {
            let mark = if *keyword == "readOnly" {
                "read-only"
            } else {
                "write-only"
            };
            format!(
                "{part} is {}{mark}",
                if *now { "now " } else { "no longer " }
            )
        }
        What::Reworded(parts) => format!("new description of {}", described(&change.place, parts)),
    };
    capitalised(&text)
}

/// What is said of one part, or of several alike.
pub(super) fn predicate(change: &Change) -> Option<[&'static str; 2]> {
    let is_argument = matches!(change.part, Part::Parameter(_)) || change.direction.is_sent();
    Some(match change.what {
        What::Deprecated(true) => ["is now deprecated", "are now deprecated"],
        What::Deprecated(false) => ["is no longer deprecated", "are no longer deprecated"],
        What::Nullable { now: true, .. } => ["may now be null", "may now be null"],
        What::Nullable { now: false, .. } => ["can no longer be null", "can no longer be null"],
        What::Required { now: true, .. } if !is_argument => {
            ["is now always sent", "are now always sent"]
        }
        What::Required { now: false, .. } if !is_argument => {
            ["may now be left out", "may now be left out"]
        }
        _ => return None,
    })
}

fn alone(change: &Change) -> String {
    let [singular, plural] = predicate(change).unwrap_or_default();
    let predicate = verb(&change.part, singular, plural);
    format!("{} {predicate}", subject(&change.place, &change.part))
}

/// The elements of a list are several.
fn verb(part: &Part, singular: &'static str, plural: &'static str) -> &'static str {
    if part.is_element() { plural } else { singular }
}

/// A schema of `components` stands for a definition, any other for a type.
fn retyped(part: &Part, types: &Pair<Type>) -> String {
    let Pair { before, after } = types;
    let changes = format!("{part} {}", verb(part, "changes", "change"));
    if before.rust == after.rust {
        format!("{changes} from {} to {}", before.wire, after.wire)
    } else if part.is_whole_schema() {
        format!("{changes} from {} to {}", before.rust, after.rust)
    } else {
        let becomes = format!("`{}` becomes `{}`", before.rust, after.rust);
        format!(
            "{changes} from {} to {} ({becomes})",
            before.wire, after.wire
        )
    }
}

fn listed(before: &str, after: &str, noun: &str, part: &Part, names: &[String]) -> String {
    let noun = if names.len() == 1 {
        noun.to_owned()
    } else {
        format!("{noun}s")
    };
    let of = if part.is_whole_schema() {
        String::new()
    } else {
        format!(" of {part}")
    };
    let names: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    let words = [before, &format!("{noun}{of}"), after];
    let words: Vec<_> = words.into_iter().filter(|word| !word.is_empty()).collect();
    format!("{}: {}", words.join(" "), names.join(", "))
}

/// The parts whose description differs; many are counted.
pub(super) fn described(place: &Place, parts: &[Part]) -> String {
    const MOST: usize = 8;
    let mut named: Vec<_> = parts
        .iter()
        .take(MOST)
        .map(|part| subject(place, part))
        .collect();
    if parts.len() > MOST {
        named.push(format!("{} more", parts.len() - MOST));
    }
    joined(&named)
}

pub(super) fn subject(place: &Place, part: &Part) -> String {
    match place {
        Place::Operation(_) if part.is_whole_schema() => "the operation".to_owned(),
        _ => part.to_string(),
    }
}

pub(super) fn joined(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

fn to(names: &Pair<String>) -> String {
    format!("`{}` to `{}`", names.before, names.after)
}

fn becomes(rust: &Pair<String>) -> String {
    if rust.before == rust.after {
        String::new()
    } else {
        format!(" (`{}` becomes `{}`)", rust.before, rust.after)
    }
}

fn instead(said: &Pair<String>) -> String {
    let shown = |text: &String| {
        if text.is_empty() {
            "none".to_owned()
        } else {
            text.clone()
        }
    };
    format!("{} instead of {}", shown(&said.after), shown(&said.before))
}

fn values_instead(values: &Pair<Option<Value>>) -> String {
    let shown = |value: &Option<Value>| value.as_ref().map_or("none".to_owned(), code);
    format!(
        "{} instead of {}",
        shown(&values.after),
        shown(&values.before)
    )
}

fn code(value: &Value) -> String {
    match value {
        Value::String(text) => format!("`{text}`"),
        value => format!("`{value}`"),
    }
}

fn used(direction: Direction) -> &'static str {
    match direction {
        Direction::Unused => "nothing",
        Direction::Error => "errors",
        Direction::Part => "other types",
        Direction::Request => "requests",
        Direction::Response => "responses",
        Direction::Both => "requests and responses",
    }
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}
