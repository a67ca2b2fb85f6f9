//! Entries that name the values of a schema, as `money.toml` and `shown.toml` hold them.

use std::collections::{BTreeMap, BTreeSet};

use plaid_credit_codegen::api::{Place, Step};
use serde_json::Value;

use super::place;

/// By schema, its values: `.` is the schema itself, `a.b` a property of an object written
/// inside, `a[]` the elements of an array, `a{}` the values of a map.
pub(crate) type Entries = BTreeMap<String, Vec<String>>;

/// What became of the entries of a file.
#[derive(Debug, Default)]
pub(super) struct Applied {
    /// The pointers of what they name.
    pub(super) places: BTreeSet<String>,
    /// Entries that name nothing or something else, with the remedy.
    pub(super) mistakes: Vec<String>,
}

impl Applied {
    /// Calls `mark` with what each of `entries` names.
    pub(super) fn each(
        &mut self,
        document: &mut Value,
        file: &str,
        entries: &Entries,
        mark: impl Fn(&mut Value) -> Result<(), String>,
    ) {
        for (schema, names) in entries {
            for entry in names {
                let pointer = place::pointer(document, &place(schema, entry));
                let marked = pointer.and_then(|pointer| {
                    document.pointer_mut(&pointer).map_or(Ok(()), &mark)?;
                    match self.places.insert(pointer) {
                        true => Ok(()),
                        false => Err("listed twice; remove one entry".to_owned()),
                    }
                });
                if let Err(problem) = marked {
                    let mistake = format!("{file}: {schema} = [\"{entry}\"]: {problem}");
                    self.mistakes.push(mistake);
                }
            }
        }
    }
}

/// The place that an entry names.
fn place(schema: &str, entry: &str) -> Place {
    let mut place = Place::of_schema(schema);
    let steps = entry.replace("[]", ".[]").replace("{}", ".{}");
    // What is empty is the schema itself.
    for step in steps.split('.').filter(|step| !step.is_empty()) {
        place = place.then(match step {
            "[]" => Step::Items,
            "{}" => Step::Values,
            name => Step::Property(name.to_owned()),
        });
    }
    place
}
