//! Corrections of upstream's mistakes, from `openapi/patches/`.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

use anyhow::{Context, Result, bail};
use json_patch::{AddOperation, PatchOperation, ReplaceOperation, TestOperation};
use serde::Deserialize;
use serde_json::{Value, json};

use super::canonical;
use crate::files;
use crate::openapi::Node;

/// A correction: what it tests and changes. It applies whole or not at all.
#[derive(Clone, Debug)]
pub struct Patch {
    /// The file's name without its ending, and the schema where the file has one patch for
    /// each.
    pub name: String,
    /// The first upstream version in which the mistake was seen.
    pub seen_in: String,
    /// RFC 6902 operations; a `test` stands before each change.
    pub change: Vec<PatchOperation>,
}

/// A patch that did not apply, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// The name of the patch.
    pub name: String,
    /// What stands in its way, and what to do about it.
    pub problem: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct File {
    /// What is wrong upstream, and how that is known.
    reason: String,
    seen_in: String,
    /// Whether the changes of each schema are a patch of their own.
    #[serde(default)]
    by_schema: bool,
    change: Vec<PatchOperation>,
}

/// Reads the patches of a folder in the order of their file names.
pub fn read(folder: &Path) -> Result<Vec<Patch>> {
    let mut patches = Vec::new();
    for path in files::list(folder, "toml")? {
        if let Some(file) = files::read_toml(&path)? {
            let stem = path.file_stem().unwrap_or_default().to_string_lossy();
            patches.extend(check(file, &stem).with_context(|| path.display().to_string())?);
        }
    }
    Ok(patches)
}

fn check(mut file: File, stem: &str) -> Result<Vec<Patch>> {
    if file.reason.trim().is_empty() {
        bail!("`reason` is empty; say what is wrong upstream and how that is known");
    }
    if file.change.is_empty() {
        bail!("`change` is empty; add operations, or delete the file");
    }
    check_kinds(&file.change)?;
    file.change.iter_mut().for_each(settle);
    let mut changes: BTreeMap<String, Vec<PatchOperation>> = BTreeMap::new();
    for operation in file.change {
        let below = operation
            .path()
            .as_str()
            .strip_prefix("/components/schemas/");
        let schema = below.and_then(|below| below.split('/').next());
        let name = match schema.filter(|_| file.by_schema) {
            Some(schema) => format!("{stem} {schema}"),
            None => stem.to_owned(),
        };
        changes.entry(name).or_default().push(operation);
    }
    for (name, changes) in &changes {
        check_tests(changes).with_context(|| name.clone())?;
    }
    let patches = changes.into_iter().map(|(name, change)| Patch {
        name,
        seen_in: file.seen_in.clone(),
        change,
    });
    Ok(patches.collect())
}

/// That it is known of each change what the fragment has if the change was made.
fn check_kinds(changes: &[PatchOperation]) -> Result<()> {
    let is_moved =
        |it: &&PatchOperation| matches!(it, PatchOperation::Move(_) | PatchOperation::Copy(_));
    if let Some(operation) = changes.iter().find(is_moved) {
        bail!(
            "the change at {} moves or copies, which is not supported; write it as `add` and `remove`",
            operation.path(),
        );
    }
    Ok(())
}

/// Puts the value of an operation in the order in which the fragment has it.
fn settle(operation: &mut PatchOperation) {
    let (PatchOperation::Add(AddOperation { path, value })
    | PatchOperation::Replace(ReplaceOperation { path, value })
    | PatchOperation::Test(TestOperation { path, value })) = operation
    else {
        return;
    };
    if let Some((parent, key)) = path.as_str().rsplit_once('/') {
        let node = Node::at(parent);
        let mut parent = json!({ key: value.take() });
        canonical::settle_part(&mut parent, node);
        *value = parent[key].take();
    }
}

fn is_test(operation: &PatchOperation) -> bool {
    matches!(operation, PatchOperation::Test(_))
}

fn check_tests(changes: &[PatchOperation]) -> Result<()> {
    for (index, operation) in changes.iter().enumerate() {
        let tested = index > 0 && is_test(&changes[index - 1]);
        if !is_test(operation) && !tested {
            bail!(
                "change {} at {}: there is no `test` right before it; add one for what upstream \
                 has there, so that the patch is noticed when upstream corrects the mistake",
                index + 1,
                operation.path(),
            );
        }
    }
    Ok(())
}

/// Applies those of the `patches` that apply, and returns the others.
pub fn apply(document: &mut Value, patches: &[Patch]) -> Vec<Skipped> {
    let mut skipped = Vec::new();
    for patch in patches {
        match patch.apply(document) {
            Ok(()) => {}
            Err(_) if patch.stands_in(document) => skipped.push(patch.corrected_upstream()),
            Err(problem) => skipped.push(Skipped {
                name: patch.name.clone(),
                problem: format!("{problem}; bring it up to date, or delete it"),
            }),
        }
    }
    skipped
}

impl fmt::Display for Skipped {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}: {}", self.name, self.problem)
    }
}

impl Patch {
    /// Makes all changes, or none.
    fn apply(&self, document: &mut Value) -> Result<(), String> {
        // RFC 6902 lets `add` replace a member: here it means that upstream has it now.
        let replaces = |operation: &PatchOperation| {
            let path = operation.path().as_str();
            matches!(operation, PatchOperation::Add(_))
                && parent(document, path).is_some_and(Value::is_object)
                && document.pointer(path).is_some()
        };
        let failed = match self.change.iter().position(replaces) {
            // What comes before it may not fit either.
            Some(index) => json_patch::patch(&mut document.clone(), &self.change[..index])
                .map_or_else(|error| error.operation, |()| index),
            None => match json_patch::patch(document, &self.change) {
                Ok(()) => return Ok(()),
                Err(error) => error.operation,
            },
        };
        Err(conflict(document, failed, &self.change[failed]))
    }

    /// That Plaid's document has what the patch makes of it.
    pub(super) fn corrected_upstream(&self) -> Skipped {
        Skipped {
            name: self.name.clone(),
            problem: format!(
                "upstream has corrected the mistake (seen in {}); delete it",
                self.seen_in
            ),
        }
    }

    /// Whether `document` has what the patch makes of it: the fragment has prose and marks
    /// besides.
    pub fn stands_in(&self, document: &Value) -> bool {
        // Of two changes at one place, the last counts.
        let changes = self.change.iter().enumerate();
        let last: BTreeMap<&str, usize> = changes
            .filter(|(_, change)| !is_test(change))
            .map(|(index, change)| (change.path().as_str(), index))
            .collect();
        last.into_values()
            .all(|index| self.is_made(index, document))
    }

    /// Whether `document` has what a change makes of it.
    fn is_made(&self, index: usize, document: &Value) -> bool {
        let change = &self.change[index];
        let path = change.path().as_str();
        let found = document.pointer(path);
        // In a list, other changes move what stands there.
        let list = parent(document, path).and_then(Value::as_array);
        let has = |wanted: &Value| match list {
            Some(list) => list.iter().any(|item| holds(item, wanted)),
            None => found.is_some_and(|found| holds(found, wanted)),
        };
        match change {
            // The format of an amount is for openapi/money.toml to say.
            _ if path.ends_with("/format") && found.is_some_and(|it| it == "decimal") => true,
            PatchOperation::Add(add) => has(&add.value),
            PatchOperation::Replace(replace) => has(&replace.value),
            PatchOperation::Remove(_) if list.is_some() => {
                self.removed(index).is_none_or(|gone| !has(gone))
            }
            PatchOperation::Remove(_) => found.is_none(),
            PatchOperation::Test(_) | PatchOperation::Move(_) | PatchOperation::Copy(_) => true,
        }
    }

    /// What a removal takes away, if the `test` before it says that.
    fn removed(&self, index: usize) -> Option<&Value> {
        let PatchOperation::Test(test) = self.change.get(index.checked_sub(1)?)? else {
            return None;
        };
        let path = self.change[index].path().as_str();
        test.value.pointer(path.strip_prefix(test.path.as_str())?)
    }
}

/// Whether `found` is `wanted`, but for prose, marks and formats of ours.
fn holds(found: &Value, wanted: &Value) -> bool {
    match (found, wanted) {
        (Value::Object(found), Value::Object(wanted)) => wanted.iter().all(|(key, wanted)| {
            found.get(key).is_some_and(|found| holds(found, wanted)) || key == "format"
        }),
        (Value::Array(found), Value::Array(wanted)) => {
            found.len() == wanted.len() && found.iter().zip(wanted).all(|(a, b)| holds(a, b))
        }
        (found, wanted) => found == wanted,
    }
}

/// What the node at a pointer stands in.
fn parent<'a>(document: &'a Value, pointer: &str) -> Option<&'a Value> {
    let (parent, _) = pointer.rsplit_once('/')?;
    document.pointer(parent)
}

fn conflict(document: &Value, index: usize, operation: &PatchOperation) -> String {
    let (name, expected) = match operation {
        PatchOperation::Test(test) => ("test", shown(&test.value)),
        PatchOperation::Add(_) => ("add", "nothing".to_owned()),
        PatchOperation::Replace(_) => ("replace", "something".to_owned()),
        PatchOperation::Remove(_) => ("remove", "something".to_owned()),
        PatchOperation::Move(_) | PatchOperation::Copy(_) => ("move", "something".to_owned()),
    };
    let path = operation.path();
    let found = document.pointer(path.as_str());
    let found = found.map_or("nothing".to_owned(), shown);
    format!(
        "change {} ({name} {path}) found {found}, expected {expected}",
        index + 1
    )
}

fn shown(value: &Value) -> String {
    const MOST: usize = 120;
    let text = value.to_string();
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}...", &text[..end]),
        None => text,
    }
}

#[cfg(test)]
#[path = "patches_tests.rs"]
mod tests;
