//! Entries that name the values of a schema, as `money.toml` and `shown.toml` hold them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::openapi::escaped;

use super::place::part;

/// By schema, its values: `.` is the schema itself, `a.b` a property of an object written
/// inside, `a[]` the elements of an array.
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
                let marked = pointer(document, schema, entry).and_then(|pointer| {
                    document.pointer_mut(&pointer).map_or(Ok(()), &mark)?;
                    match self.places.insert(pointer) {
                        true => Ok(()),
                        false => Err("listed twice; leave it once".to_owned()),
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

/// The pointer of what an entry names. Otherwise what is wrong with the entry, and what to do
/// about it.
fn pointer(document: &Value, schema: &str, entry: &str) -> Result<String, String> {
    let mut pointer = format!("/components/schemas/{}", escaped(schema));
    let Some(mut node) = document.pointer(&pointer) else {
        return Err("the fragment has no such schema; remove the entry or correct the name".into());
    };
    for step in entry.split('.').filter(|step| !step.is_empty()) {
        let name = step.trim_end_matches("[]");
        // An entry such as `[]` stands for the elements of the schema itself.
        if !name.is_empty() {
            let Some(below) = part(node, &["properties", name]) else {
                return Err(format!(
                    "there is no property `{name}`; remove the entry or correct the name"
                ));
            };
            pointer.push_str(&below);
        }
        for _ in 0..(step.len() - name.len()) / "[]".len() {
            let parent = document.pointer(&pointer).unwrap_or(&Value::Null);
            let Some(below) = part(parent, &["items"]) else {
                return Err(format!("`{name}` is not an array; correct the entry"));
            };
            pointer.push_str(&below);
        }
        node = document.pointer(&pointer).unwrap_or(&Value::Null);
    }
    Ok(pointer)
}
