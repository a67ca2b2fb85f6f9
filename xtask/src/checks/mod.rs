//! Checks of the fragment, run by the commands and by the tests of the workspace.

mod operations;
mod references;
mod schemas;

use std::fmt::Display;

use serde_json::Value;

use crate::fragment::selection::Selection;

/// What to do about what is wrong upstream: an edit of the fragment itself would not last.
const PATCH: &str = "correct it with a patch in openapi/patches/";

/// The mistakes that were found, with their places and what to do about them.
#[derive(Default)]
struct Findings(Vec<String>);

impl Findings {
    fn add(&mut self, pointer: &str, problem: impl Display, remedy: &str) {
        let finding = format!("#{pointer}: {problem}; {remedy}");
        self.0.push(finding);
    }
}

/// What is wrong with `fragment`, besides what the generator refuses. Without a selection, it
/// may have any operations.
pub(crate) fn check(fragment: &Value, selection: Option<&Selection>) -> Vec<String> {
    let mut findings = Findings::default();
    references::unused(fragment, &mut findings);
    operations::ids(fragment, &mut findings);
    operations::responses(fragment, &mut findings);
    schemas::check(fragment, &mut findings);
    if let Some(selection) = selection {
        operations::selected(fragment, selection, &mut findings);
    }
    findings.0
}

#[cfg(test)]
mod tests;
