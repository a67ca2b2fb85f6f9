//! Checks of the fragment, run by the commands and by the tests of the workspace.

mod operations;
mod references;
mod schemas;

use std::fmt;

use serde_json::Value;

use crate::fragment::canonical;
use crate::fragment::selection::Selection;

/// The file that findings are about.
const FILE: &str = "openapi/plaid-credit.json";

/// A mistake in the fragment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The JSON pointer of the node, such as `/components/schemas/Cause`.
    pub pointer: String,
    /// What is wrong.
    pub problem: String,
    /// What to do about it.
    pub remedy: String,
}

impl Finding {
    fn new(pointer: &str, problem: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self {
            pointer: pointer.to_owned(),
            problem: problem.into(),
            remedy: remedy.into(),
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            out,
            "{FILE}#{}: {}; {}",
            self.pointer, self.problem, self.remedy
        )
    }
}

/// Everything that is wrong with `fragment`, but for the order of its text.
pub fn check(fragment: &Value, selection: &Selection) -> Vec<Finding> {
    let mut findings = check_structure(fragment);
    operations::selected(fragment, selection, &mut findings);
    findings
}

/// What [`check`] finds without knowing which operations were selected.
pub fn check_structure(fragment: &Value) -> Vec<Finding> {
    let mut findings = Vec::new();
    references::dangling(fragment, &mut findings);
    references::unused(fragment, &mut findings);
    operations::ids(fragment, &mut findings);
    operations::responses(fragment, &mut findings);
    schemas::check(fragment, &mut findings);
    findings
}

/// Whether `text` is `fragment` in canonical order; if not, where it first differs.
pub fn check_order(text: &str, fragment: &Value) -> anyhow::Result<Option<Finding>> {
    let canonical = canonical::text(fragment)?;
    if text == canonical {
        return Ok(None);
    }
    let line = 1 + text
        .lines()
        .zip(canonical.lines())
        .take_while(|(a, b)| a == b)
        .count();
    Ok(Some(Finding::new(
        "",
        format!("line {line} is not in canonical order or form"),
        "run `cargo xtask codegen`",
    )))
}

#[cfg(test)]
mod tests;
