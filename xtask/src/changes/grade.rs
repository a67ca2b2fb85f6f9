//! What a change means for a user of the crate.
//!
//! This is the one place that decides it, from what the generator makes of a
//! document: requests are strict and built with `new`, fields of responses are
//! optional, enums are open, structs are `#[non_exhaustive]`.

use serde::Serialize;

use super::change::{Change, Direction, Pair, Part, Place, What};

/// What a change means for a user of the crate, the gravest last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Grade {
    /// Nothing: the documents differ, the crate and its documentation do not.
    Nothing,
    /// Only what Plaid says about its API changes, not the code that compiles.
    Documentation,
    /// There is more to use; code written so far compiles and works.
    Additive,
    /// Code written so far may not compile any more.
    Breaking,
}

impl Grade {
    /// The word for it in reports.
    pub fn word(self) -> &'static str {
        match self {
            Grade::Nothing => "nothing",
            Grade::Documentation => "documentation",
            Grade::Additive => "additive",
            Grade::Breaking => "breaking",
        }
    }
}

/// The grade of `change`, and the reason where the change does not speak for itself.
pub(super) fn grade(change: &Change) -> (Grade, &'static str) {
    use Grade::{Additive, Breaking, Documentation, Nothing};

    let is_sent = change.direction.is_sent();
    if matches!(change.part, Part::ErrorBody(_)) || is_of_errors(change) {
        return (Documentation, "the client reads every error itself");
    }
    if is_outside(change) {
        return (Documentation, "");
    }
    match &change.what {
        What::OperationAdded(_) => (Additive, ""),
        What::OperationRenamed(names) if names.before == names.after => {
            (Documentation, "the method stays as it is")
        }
        What::OperationRemoved(_) | What::OperationRenamed(_) => (Breaking, ""),
        What::OperationMoved(_) => (Documentation, "the method stays as it is"),
        What::FeatureMoved(Pair { before: None, .. }) => (Additive, ""),
        What::FeatureMoved(Pair { after: None, .. }) => (Breaking, "the crate does not have it"),
        What::FeatureMoved(_) => (Breaking, "who has only the former on loses the method"),

        // Methods take their arguments by position, optional ones as well.
        What::ParameterAdded { .. } => (Breaking, "the method takes one more argument"),
        What::ParameterRemoved(_) => (Breaking, "the method takes one argument less"),
        What::RequestBodyAdded(_) => (Breaking, "the method takes one more argument"),
        What::RequestBodyRemoved(_) => (Breaking, "the method takes one argument less"),
        What::RequestBodyRequired(_) => (Documentation, "the method takes it either way"),

        What::MediaType { rust, .. } => match (rust.before == rust.after, &change.part) {
            (true, _) => (Documentation, "the method's types stay as they are"),
            (false, Part::RequestBody(_)) => (Breaking, "the method takes another type"),
            (false, _) => (Breaking, "the method returns another type"),
        },
        What::SuccessStatus(_) => (Documentation, "the method returns the same"),
        What::ErrorStatus(_) => (Documentation, "the client has one error type for all"),
        What::Security(_) | What::SecuritySchemes => (
            Documentation,
            "check what the client sends with its requests",
        ),
        What::ApiVersion(_) => (Breaking, "answers may be of another form"),
        What::Servers(_) => (Documentation, "the client names its environments itself"),

        What::SchemaAdded(_) => (Additive, ""),
        What::SchemaRemoved(_) => (Breaking, ""),
        What::DirectionChanged(directions) => direction(directions),

        What::FieldAdded { required: true, .. } if is_sent => {
            (Breaking, "`new` takes one more argument")
        }
        What::FieldAdded { .. } => (Additive, ""),
        What::FieldRenamed { rust, .. } if rust.before == rust.after => {
            (Documentation, "the Rust field stays the same")
        }
        What::FieldRemoved(_) | What::FieldRenamed { .. } => (Breaking, ""),
        What::Namesakes(_) => (Breaking, "another comes to the same name in Rust"),

        What::UserArgument(_) => (Breaking, ""),
        What::Required { .. } if matches!(change.part, Part::Parameter(_)) => {
            (Breaking, "the argument has another type")
        }
        What::Required { now: true, .. } if is_sent => (Breaking, "`new` takes it as an argument"),
        What::Required { now: false, .. } if is_sent => {
            (Breaking, "`new` does not take it any more")
        }
        What::Required { .. } => (Documentation, "optional either way"),

        What::Boxed(true) => (Breaking, "becomes a `Box`"),
        What::Boxed(false) => (Breaking, "no longer a `Box`"),

        What::Nullable { .. } if matches!(&change.part, Part::RequestBody(path) if path.is_empty()) => {
            (Documentation, "the method takes the same")
        }
        What::Nullable { now: true, .. } if change.part.is_element() => {
            (Breaking, "become `Option`s")
        }
        What::Nullable { now: false, .. } if change.part.is_element() => {
            (Breaking, "no longer `Option`s")
        }
        What::Nullable {
            now: true,
            required: true,
        } if change.part.is_whole_schema() => {
            (Breaking, "becomes an `Option` in lists and requests")
        }
        What::Nullable {
            now: false,
            required: true,
        } if change.part.is_whole_schema() => {
            (Breaking, "no longer an `Option` in lists and requests")
        }
        // What is received as well is an `Option` in any case.
        What::Nullable {
            now: true,
            required: true,
        } if change.direction == Direction::Request => (Breaking, "becomes an `Option`"),
        What::Nullable {
            now: false,
            required: true,
        } if change.direction == Direction::Request => (Breaking, "no longer an `Option`"),
        What::Nullable { .. } => (Documentation, "optional either way"),

        What::Type(types) | What::Format(types) => {
            let Pair { before, after } = types;
            match (before.rust == after.rust, before.shape == after.shape) {
                (false, _) => (Breaking, ""),
                (true, false) => (Breaking, "the Rust type is another one of the same name"),
                (true, true) => (Documentation, "the Rust type stays the same"),
            }
        }
        // A type of another name is another type, however alike the two are.
        What::SchemaRenamed(names)
        | What::Retargeted(names)
        | What::Inlined(names)
        | What::Extracted(names) => {
            if names.before == names.after {
                (Documentation, "the Rust type stays the same")
            } else {
                (Breaking, "")
            }
        }
        What::Wrapped(_) => (Nothing, ""),

        // Enums are open: what they did not know so far, they kept as `Unknown`.
        What::ValuesAdded(_) | What::VariantsAdded(_) => (Additive, ""),
        What::ValuesRemoved(values) if values.len() == 1 => (Breaking, "its variant is gone"),
        What::ValuesRemoved(_) => (Breaking, "their variants are gone"),
        // A union is one struct with the fields of all its variants.
        What::VariantsRemoved(_) => (Breaking, "fields that no other variant has are gone"),
        What::ValuesReordered => (Nothing, ""),
        What::Permitted(_) | What::ValuesShown(_) | What::Discriminator(_) => (Documentation, ""),

        What::Default(_) | What::Access { .. } => (Documentation, ""),
        What::Limits(_) => (Documentation, "the client does not check them"),
        What::Pattern(_) => (Documentation, "the client does not check it"),
        What::AdditionalProperties(_) if change.direction.is_received() => {
            (Documentation, "`extra` keeps what the crate does not know")
        }
        What::AdditionalProperties(_) => (Documentation, ""),
        What::Deprecated(true) if matches!(change.place, Place::Operation(_)) => {
            (Documentation, "calling it gives a warning")
        }
        What::Deprecated(_) | What::Reworded(_) => (Documentation, ""),
    }
}

/// Whether a change is of a type that only errors hold, before and after it.
fn is_of_errors(change: &Change) -> bool {
    matches!(change.place, Place::Schema(_))
        && change.direction == Direction::Error
        && !matches!(change.what, What::DirectionChanged(_))
}

/// Whether a change is of a type that no operation uses, before and after it.
fn is_outside(change: &Change) -> bool {
    matches!(change.place, Place::Schema(_))
        && change.direction == Direction::Unused
        && !matches!(change.what, What::DirectionChanged(_))
}

/// A type in both directions looks as one of responses, and has a `new` besides.
fn direction(directions: &Pair<Direction>) -> (Grade, &'static str) {
    use Direction::{Both, Request, Response};

    match (directions.before, directions.after) {
        (before, after) if !before.is_in_crate() && !after.is_in_crate() => {
            (Grade::Documentation, "the crate does not have it")
        }
        (before, _) if !before.is_in_crate() => (Grade::Additive, "the crate has it now"),
        (_, after) if !after.is_in_crate() => {
            (Grade::Breaking, "the crate does not have it any more")
        }
        (Response, Both) => (Grade::Additive, "it has a `new` now"),
        (Both, Response) => (Grade::Breaking, "it has no `new` any more"),
        (Request, _) => (Grade::Breaking, "its required fields become optional"),
        _ => (
            Grade::Breaking,
            "its required fields are no longer optional",
        ),
    }
}
