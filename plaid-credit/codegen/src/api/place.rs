//! Where a schema stands in the document, whichever way it is written there.

use std::fmt;

/// The place of a schema: a component or an operation, and the way from there. Parts of an
/// `allOf` and variants of a union count as the schema that they belong to.
///
/// Displays as `Report`, `Report.lines[].kind` or `reportGet response`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Where the way begins.
    pub root: Root,
    /// The way from there, outermost step first.
    pub steps: Vec<Step>,
}

/// What has a name of its own in a document.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Root {
    /// A component schema, by its name.
    Schema(String),
    /// An operation, by its ID.
    Operation(String),
}

/// A step into a schema or an operation.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// To the body of a request.
    Request,
    /// To the body of a successful response.
    Response,
    /// To a parameter.
    Parameter(String),
    /// To a property of an object.
    Property(String),
    /// To the elements of a list.
    Items,
    /// To the values of a map.
    Values,
}

impl Place {
    /// The component schema of this name.
    pub fn of_schema(name: &str) -> Self {
        Self {
            root: Root::Schema(name.to_owned()),
            steps: Vec::new(),
        }
    }

    /// The operation of this ID.
    pub fn of_operation(id: &str) -> Self {
        Self {
            root: Root::Operation(id.to_owned()),
            steps: Vec::new(),
        }
    }

    /// The place one step further.
    #[must_use]
    pub fn then(&self, step: Step) -> Self {
        let mut place = self.clone();
        place.steps.push(step);
        place
    }

    /// The component's name, if a component stands here and not a part of one.
    pub fn component(&self) -> Option<&str> {
        match &self.root {
            Root::Schema(name) if self.steps.is_empty() => Some(name),
            _ => None,
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Root::Schema(name) | Root::Operation(name)) = &self.root;
        out.write_str(name)?;
        for step in &self.steps {
            match step {
                Step::Request => out.write_str(" request")?,
                Step::Response => out.write_str(" response")?,
                Step::Parameter(name) => write!(out, " parameter {name}")?,
                Step::Property(name) => write!(out, ".{name}")?,
                Step::Items => out.write_str("[]")?,
                Step::Values => out.write_str("{}")?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{Place, Step};

    #[test]
    fn reads_like_a_path() {
        let place = Place::of_schema("Report")
            .then(Step::Property("lines".into()))
            .then(Step::Items)
            .then(Step::Property("kind".into()));
        assert_eq!(place.to_string(), "Report.lines[].kind");
        assert_eq!(place.component(), None);
        let place = Place::of_operation("reportGet").then(Step::Response);
        assert_eq!(place.to_string(), "reportGet response");
    }
}
