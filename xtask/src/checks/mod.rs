//! Checks of the fragment, run by the commands and by the tests of the workspace.

mod operations;
mod references;
mod schemas;

use std::fmt;

use serde_json::Value;

use crate::fragment::selection::Selection;
use crate::layout::FRAGMENT;

/// A mistake in the fragment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Finding {
    /// The JSON pointer of the node, such as `/components/schemas/Cause`.
    pub(crate) pointer: String,
    /// What is wrong.
    pub(crate) problem: String,
    /// What to do about it.
    pub(crate) remedy: String,
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
            "{FRAGMENT}#{}: {}; {}",
            self.pointer, self.problem, self.remedy
        )
    }
}

/// What is wrong with `fragment`, besides what the generator refuses.
pub(crate) fn check(fragment: &Value, selection: &Selection) -> Vec<Finding> {
    let mut findings = check_structure(fragment);
    operations::selected(fragment, selection, &mut findings);
    findings
}

/// What [`check`] finds without knowing which operations were selected.
pub(crate) fn check_structure(fragment: &Value) -> Vec<Finding> {
    let mut findings = Vec::new();
    references::unused(fragment, &mut findings);
    operations::ids(fragment, &mut findings);
    operations::responses(fragment, &mut findings);
    schemas::check(fragment, &mut findings);
    findings
}

#[cfg(test)]
mod tests;
