//! Entries that name the values of a schema, as `money.toml` and `shown.toml` hold them.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result, bail};

/// By schema, its values: `.` is the schema itself, `a.b` a property of an object written
/// inside, `a[]` the elements of an array.
pub(super) type Entries = BTreeMap<String, Vec<String>>;

/// Calls `mark` with each entry, and notes where that fails.
pub(super) fn each(
    entries: &Entries,
    file: &str,
    mistakes: &mut Vec<String>,
    mut mark: impl FnMut(&str, &str) -> Result<(), String>,
) {
    for (schema, names) in entries {
        for entry in names {
            if let Err(problem) = mark(schema, entry) {
                mistakes.push(format!("{file}: {schema} = [\"{entry}\"]: {problem}"));
            }
        }
    }
}

/// Fails if there are mistakes.
pub(super) fn refuse(mistakes: &[String]) -> Result<()> {
    match mistakes {
        [] => Ok(()),
        mistakes => bail!("{}", mistakes.join("\n")),
    }
}

/// The text of a file; `None` when there is none.
pub(super) fn read(path: &Path) -> Result<Option<String>> {
    match std::fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).with_context(|| format!("{}: cannot be read", path.display())),
    }
}
