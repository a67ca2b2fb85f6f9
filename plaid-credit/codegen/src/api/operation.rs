//! The operations: what calls of the client send, and what they answer with.

use super::TypeRef;

/// An operation: a method of the client.
#[derive(Clone, Debug, PartialEq)]
pub struct Operation {
    /// Its `operationId`, or `post /path` where there is none of its own.
    pub id: String,
    /// The Rust method.
    pub name: String,
    /// The HTTP method, in capitals.
    pub verb: String,
    /// The path as the document has it.
    pub path: String,
    /// Whether it changes nothing at Plaid, so that a call can be repeated at will.
    pub reads: bool,
    /// The cargo feature that turns it on.
    pub feature: Option<String>,
    /// The arguments of the method, in order.
    pub arguments: Vec<Parameter>,
    /// The optional headers, which are not arguments.
    pub headers: Vec<Header>,
    /// What it answers with.
    pub answer: Answer,
    /// The operation's summary.
    pub summary: Option<String>,
    /// The operation's description.
    pub description: Option<String>,
    /// Whether the document deprecates the operation.
    pub deprecated: bool,
}

/// An argument of an operation's method.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    /// Its Rust identifier.
    pub name: String,
    /// Where the value is sent.
    pub sent_in: SentIn,
    /// The Rust type, without the reference by which the method may take it.
    pub ty: TypeRef,
    /// Whether the method takes the value by reference, a `String` as `&str`.
    pub by_reference: bool,
    /// The parameter's description.
    pub description: Option<String>,
}

/// An optional header of an operation, which users set on the call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// Its name on the wire.
    pub name: String,
    /// The parameter's description.
    pub description: Option<String>,
}

/// Where an argument of a method is sent.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SentIn {
    /// In the path, under this name.
    Path(String),
    /// In the query, under this name.
    Query(String),
    /// In the header of this name.
    Header(String),
    /// As the body, in this media type.
    Body(String),
}

/// What an operation answers with when it succeeds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// JSON, read as the type of this Rust name.
    Json(String),
    /// A file of this media type.
    File(String),
    /// Nothing to read.
    Empty,
}

impl Operation {
    /// The argument that is sent as the body.
    pub fn body(&self) -> Option<&Parameter> {
        let mut arguments = self.arguments.iter();
        arguments.find(|argument| matches!(argument.sent_in, SentIn::Body(_)))
    }

    /// The Rust names of the types in its arguments and answer.
    pub fn refers_to(&self) -> impl Iterator<Item = &str> {
        let answer = match &self.answer {
            Answer::Json(name) => Some(name.as_str()),
            Answer::File(_) | Answer::Empty => None,
        };
        let arguments = self.arguments.iter();
        arguments
            .filter_map(|argument| argument.ty.named())
            .chain(answer)
    }
}

impl Parameter {
    /// The argument as the method takes it; `option` is the path of `Option`, and `show` writes
    /// a type.
    pub fn signature(&self, option: &str, show: impl Fn(&TypeRef) -> String) -> String {
        let ty = match (self.by_reference, self.ty.without_option()) {
            (true, TypeRef::String) => "&str".to_owned(),
            (true, inner) => format!("&{}", show(inner)),
            (false, inner) => show(inner),
        };
        match self.ty.inside_option() {
            Some(_) => format!("{}: {option}<{ty}>", self.name),
            None => format!("{}: {ty}", self.name),
        }
    }
}
