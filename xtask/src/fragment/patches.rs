//! Corrections of upstream's mistakes, from `openapi/patches/`.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use json_patch::PatchOperation;
use serde::Deserialize;
use serde_json::Value;

/// One correction: why it is needed, and what it tests and changes.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Patch {
    /// What is wrong upstream, and how that is known.
    pub reason: String,
    /// The first upstream version in which the mistake was seen.
    pub seen_in: String,
    /// RFC 6902 operations; a `test` stands before each change.
    pub change: Vec<PatchOperation>,
    /// The file that it was read from.
    #[serde(skip)]
    pub file: PathBuf,
}

/// Reads the patches of a folder in the order of their file names.
pub fn read(folder: &Path) -> Result<Vec<Patch>> {
    if !folder.exists() {
        return Ok(Vec::new());
    }
    let shown = folder.display();
    let entries = std::fs::read_dir(folder)
        .and_then(|entries| {
            entries
                .map(|entry| Ok(entry?.path()))
                .collect::<Result<Vec<_>, _>>()
        })
        .with_context(|| format!("{shown}: the folder of patches cannot be read"))?;
    let mut files: Vec<PathBuf> = entries
        .into_iter()
        .filter(|path| path.extension().is_some_and(|end| end == "toml"))
        .collect();
    files.sort();
    files.into_iter().map(|file| read_one(&file)).collect()
}

fn read_one(file: &Path) -> Result<Patch> {
    let shown = file.display();
    let text = std::fs::read_to_string(file)
        .with_context(|| format!("{shown}: the patch cannot be read"))?;
    parse(&text, file).with_context(|| shown.to_string())
}

fn parse(text: &str, file: &Path) -> Result<Patch> {
    let mut patch: Patch = toml::from_str(text)?;
    patch.file = file.to_owned();
    if patch.reason.trim().is_empty() {
        bail!("`reason` is empty; say what is wrong upstream and how that is known");
    }
    if patch.change.is_empty() {
        bail!("`change` is empty; add operations, or delete the file");
    }
    let is_test = |operation: &PatchOperation| matches!(operation, PatchOperation::Test(_));
    for (index, operation) in patch.change.iter().enumerate() {
        let tested = index
            .checked_sub(1)
            .is_some_and(|before| is_test(&patch.change[before]));
        if !is_test(operation) && !tested {
            bail!(
                "change {} at {}: no `test` stands right before it; add one for what upstream has \
                 there, so that the patch is noticed when upstream mends the mistake",
                index + 1,
                operation.path(),
            );
        }
    }
    Ok(patch)
}

/// Applies all patches to `document`, which is of no use when one does not apply.
pub fn apply(document: &mut Value, patches: &[Patch]) -> Result<()> {
    for patch in patches {
        for (index, operation) in patch.change.iter().enumerate() {
            // RFC 6902 lets `add` replace a member: here it means that upstream has it now.
            let replaces = matches!(operation, PatchOperation::Add(_))
                && parent_is_object(document, operation.path().as_str())
                && document.pointer(operation.path().as_str()).is_some();
            if replaces || json_patch::patch(document, std::slice::from_ref(operation)).is_err() {
                bail!("{}", no_longer_applies(document, patch, index, operation));
            }
        }
    }
    Ok(())
}

fn parent_is_object(document: &Value, pointer: &str) -> bool {
    let parent = pointer
        .rsplit_once('/')
        .and_then(|(parent, _)| document.pointer(parent));
    parent.is_some_and(Value::is_object)
}

fn no_longer_applies(
    document: &Value,
    patch: &Patch,
    index: usize,
    operation: &PatchOperation,
) -> String {
    let (name, expected) = match operation {
        PatchOperation::Test(test) => ("test", shown(&test.value)),
        PatchOperation::Add(_) => ("add", "a place with nothing there yet".to_owned()),
        PatchOperation::Replace(_) => ("replace", "something".to_owned()),
        PatchOperation::Remove(_) => ("remove", "something".to_owned()),
        PatchOperation::Move(from) => ("move", format!("something at {}", from.from)),
        PatchOperation::Copy(from) => ("copy", format!("something at {}", from.from)),
    };
    let path = operation.path();
    let found = document
        .pointer(path.as_str())
        .map_or("nothing".to_owned(), shown);
    format!(
        "{}: no longer applies: change {} ({name} {path}) found {found} where {expected} is expected; \
         if upstream has mended the mistake (seen in {}), delete the file or the change, else bring \
         it up to date",
        patch.file.display(),
        index + 1,
        patch.seen_in,
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
mod tests {
    use std::path::Path;

    use serde_json::json;

    use super::{apply, parse, read};

    const PATCH: &str = r#"
        reason = "upstream says number"
        seen-in = "2020-09-14_1.0.0"
        [[change]]
        op = "test"
        path = "/components/schemas/A/type"
        value = "number"
        [[change]]
        op = "replace"
        path = "/components/schemas/A/type"
        value = "string"
    "#;

    #[test]
    fn a_patch_that_applies() {
        let patch = parse(PATCH, Path::new("0001-a.toml")).unwrap();
        let mut document = json!({"components": {"schemas": {"A": {"type": "number"}}}});
        apply(&mut document, &[patch]).unwrap();
        assert_eq!(document["components"]["schemas"]["A"]["type"], "string");
    }

    #[test]
    fn a_mended_mistake_is_said() {
        let patch = parse(PATCH, Path::new("patches/0001-a.toml")).unwrap();
        let mut document = json!({"components": {"schemas": {"A": {"type": "string"}}}});
        let before = document.clone();
        let error = apply(&mut document, &[patch]).unwrap_err().to_string();
        assert_eq!(
            error,
            "patches/0001-a.toml: no longer applies: change 1 (test /components/schemas/A/type) found \
             \"string\" where \"number\" is expected; if upstream has mended the mistake (seen in \
             2020-09-14_1.0.0), delete the file or the change, else bring it up to date"
        );
        assert_eq!(document, before);
    }

    #[test]
    fn an_addition_that_upstream_has_made_is_said() {
        let text = r#"
            reason = "missing"
            seen-in = "1"
            [[change]]
            op = "test"
            path = "/a"
            value = 1
            [[change]]
            op = "add"
            path = "/b"
            value = 2
        "#;
        let patch = parse(text, Path::new("0001-a.toml")).unwrap();
        let mut document = json!({"a": 1});
        apply(&mut document, std::slice::from_ref(&patch)).unwrap();
        assert_eq!(document, json!({"a": 1, "b": 2}));
        let error = apply(&mut document, &[patch]).unwrap_err().to_string();
        assert!(
            error.contains("change 2 (add /b) found 2 where a place"),
            "{error}"
        );
    }

    #[test]
    fn a_pointer_to_nothing_is_said() {
        let patch = parse(PATCH, Path::new("0001-a.toml")).unwrap();
        let error = apply(&mut json!({}), &[patch]).unwrap_err().to_string();
        assert!(
            error.contains("change 1 (test /components/schemas/A/type) found nothing"),
            "{error}"
        );
    }

    #[test]
    fn a_change_without_a_test_is_refused() {
        let text = PATCH.replace("\"test\"", "\"add\"");
        let error = parse(&text, Path::new("0001-a.toml"))
            .unwrap_err()
            .to_string();
        assert!(
            error.contains("change 1 at /components/schemas/A/type: no `test`"),
            "{error}"
        );
    }

    #[test]
    fn a_reason_is_needed() {
        let text = PATCH.replace("upstream says number", " ");
        assert!(
            parse(&text, Path::new("a"))
                .unwrap_err()
                .to_string()
                .contains("`reason` is empty")
        );
        assert!(parse("seen-in = \"1\"\nchange = []", Path::new("a")).is_err());
    }

    #[test]
    fn files_are_read_in_name_order() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["0002-b.toml", "0001-a.toml", "README.md"] {
            std::fs::write(folder.path().join(name), PATCH).unwrap();
        }
        let names: Vec<_> = read(folder.path())
            .unwrap()
            .iter()
            .map(|patch| patch.file.file_name().unwrap().to_owned())
            .collect();
        assert_eq!(names, ["0001-a.toml", "0002-b.toml"]);
        std::fs::write(folder.path().join("0003-c.toml"), "reason = ").unwrap();
        let error = format!("{:#}", read(folder.path()).unwrap_err());
        assert!(
            error.contains("0003-c.toml") && error.contains("line 1"),
            "{error}"
        );
    }
}
