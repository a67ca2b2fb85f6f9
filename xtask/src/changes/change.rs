//! What can change between two documents.

use std::fmt;

use serde_json::Value;

/// One difference between two documents.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// The operation or schema that it belongs to.
    pub place: Place,
    /// What of the operation or schema changed.
    pub part: Part,
    /// How the crate's users meet the part.
    pub direction: Direction,
    /// What changed.
    pub what: What,
}

/// What a change belongs to: the groups of a report, in its order.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// The document as a whole.
    Document,
    /// An operation, by its `operationId`.
    Operation(String),
    /// A schema of `components`.
    Schema(String),
}

impl Place {
    /// The name of it in the document.
    pub fn name(&self) -> &str {
        match self {
            Place::Document => "All operations",
            Place::Operation(name) | Place::Schema(name) => name,
        }
    }
}

/// The part of an operation or schema that changed. Fields are written as paths:
/// `items[].amount`, or empty for the whole.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// A schema, or below it a field.
    Schema(String),
    /// A parameter, by name.
    Parameter(String),
    /// The request body.
    RequestBody(String),
    /// The body of a successful response.
    ResponseBody(String),
    /// The body of an error.
    ErrorBody(String),
}

impl Part {
    /// The part itself, not something below it.
    pub fn is_whole(&self) -> bool {
        match self {
            Part::Parameter(_) => true,
            Part::Schema(field)
            | Part::RequestBody(field)
            | Part::ResponseBody(field)
            | Part::ErrorBody(field) => field.is_empty(),
        }
    }

    /// A schema or an operation itself.
    pub fn is_whole_schema(&self) -> bool {
        matches!(self, Part::Schema(path) if path.is_empty())
    }

    /// The field `name` of this part.
    pub fn field(&self, name: &str) -> Part {
        self.below(&if self.is_whole() {
            name.to_owned()
        } else {
            format!(".{name}")
        })
    }

    /// The elements of this part.
    pub fn items(&self) -> Part {
        self.below("[]")
    }

    /// The values of this part, which is a map.
    pub fn values(&self) -> Part {
        self.below("{}")
    }

    /// Whether this stands for the elements of an array or the values of a map.
    pub fn is_element(&self) -> bool {
        let (Part::Schema(path)
        | Part::Parameter(path)
        | Part::RequestBody(path)
        | Part::ResponseBody(path)
        | Part::ErrorBody(path)) = self;
        path.ends_with("[]") || path.ends_with("{}")
    }

    fn below(&self, step: &str) -> Part {
        let mut part = self.clone();
        match &mut part {
            Part::Schema(path)
            | Part::Parameter(path)
            | Part::RequestBody(path)
            | Part::ResponseBody(path)
            | Part::ErrorBody(path) => path.push_str(step),
        }
        part
    }
}

impl fmt::Display for Part {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (path, whole, suffix) = match self {
            Part::Schema(path) => (path, "the type", ""),
            Part::Parameter(name) => return named(out, name, "parameter ", ""),
            Part::RequestBody(path) => (path, "the request body", " of the request body"),
            Part::ResponseBody(path) => (path, "the response body", " of the response body"),
            Part::ErrorBody(path) => (path, "the error body", " of the error body"),
        };
        match path.as_str() {
            "" => out.write_str(whole),
            "[]" => write!(out, "elements of {whole}"),
            "{}" => write!(out, "values of {whole}"),
            path => named(out, path, "", suffix),
        }
    }
}

fn named(out: &mut fmt::Formatter<'_>, path: &str, before: &str, after: &str) -> fmt::Result {
    if let Some(list) = path.strip_suffix("[]") {
        write!(out, "elements of {before}`{list}`{after}")
    } else if let Some(map) = path.strip_suffix("{}") {
        write!(out, "values of {before}`{map}`{after}")
    } else {
        write!(out, "{before}`{path}`{after}")
    }
}

/// How the crate's users meet a type: they build requests and read responses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Direction {
    /// No operation uses it, so the crate does not have it.
    #[default]
    Unused,
    /// Only errors hold it. The client reads these itself, so the crate does not have it.
    Error,
    /// Types of other names hold what it has; the crate has no type of its name.
    Part,
    /// Only requests hold it.
    Request,
    /// Only responses hold it.
    Response,
    /// Requests and responses hold it.
    Both,
}

impl Direction {
    /// Whether the crate has such a type.
    pub fn is_in_crate(self) -> bool {
        !matches!(self, Direction::Unused | Direction::Error | Direction::Part)
    }

    /// Whether users give it in requests.
    pub fn is_sent(self) -> bool {
        matches!(self, Direction::Request | Direction::Both)
    }

    /// Whether users read it from responses.
    pub fn is_received(self) -> bool {
        matches!(self, Direction::Response | Direction::Both)
    }
}

/// A value of the document before and after.
#[derive(Clone, Debug, PartialEq)]
pub struct Pair<T> {
    /// In the old document.
    pub before: T,
    /// In the new document.
    pub after: T,
}

impl<T> Pair<T> {
    /// Pairs what the old document has with what the new one has.
    pub fn new(before: T, after: T) -> Self {
        Self { before, after }
    }
}

/// A type as the document writes it and as the crate has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Type {
    /// Such as `string (date)`.
    pub wire: String,
    /// Of a type that is called after its place: what it is.
    pub shape: &'static str,
    /// Such as `NaiveDate`, or what a schema of `components` stands for.
    pub rust: String,
}

/// What changed. Types that stand alone as text are Rust types.
#[derive(Clone, Debug, PartialEq)]
pub enum What {
    /// An operation is new; its method and path.
    OperationAdded(String),
    /// An operation is gone; its method and path.
    OperationRemoved(String),
    /// The same method and path have another `operationId`.
    OperationRenamed(Pair<String>),
    /// The operation answers at another path, or to another HTTP method.
    OperationMoved(Pair<String>),
    /// Another cargo feature turns the operation on, or none does.
    FeatureMoved(Pair<Option<String>>),
    /// A parameter is new.
    ParameterAdded {
        /// Whether each request must have it.
        required: bool,
        /// Its Rust type.
        rust: String,
    },
    /// A parameter is gone; the Rust type that it had.
    ParameterRemoved(String),
    /// The operation takes a request body now; its Rust type.
    RequestBodyAdded(String),
    /// The operation takes no request body any more; the Rust type that it had.
    RequestBodyRemoved(String),
    /// Whether a request body must be sent.
    RequestBodyRequired(bool),
    /// The media types of a body.
    MediaType {
        /// All media types of the body, the one that the crate uses first.
        types: Pair<String>,
        /// The Rust type that the method takes or returns.
        rust: Pair<String>,
    },
    /// The status codes of success.
    SuccessStatus(Pair<String>),
    /// The status codes of errors that the document describes.
    ErrorStatus(Pair<String>),
    /// The credentials that an operation or the document asks for.
    Security(Pair<String>),
    /// How the document defines its credentials.
    SecuritySchemes,
    /// The version of the API that requests ask for.
    ApiVersion(Pair<String>),
    /// The base addresses of the API.
    Servers(Pair<String>),
    /// A schema is new; what it is in Rust.
    SchemaAdded(String),
    /// A schema is gone; what it was in Rust.
    SchemaRemoved(String),
    /// A schema has another name; the Rust names.
    SchemaRenamed(Pair<String>),
    /// The type is used in other directions than before.
    DirectionChanged(Pair<Direction>),
    /// A property is new.
    FieldAdded {
        /// Whether the document says that it is always there.
        required: bool,
        /// The Rust type of the field.
        rust: String,
    },
    /// A property is gone; the Rust type of the field.
    FieldRemoved(String),
    /// A property is gone, and one of the same shape and a similar name is new.
    FieldRenamed {
        /// The names in the document.
        names: Pair<String>,
        /// The fields.
        rust: Pair<String>,
    },
    /// Fields or variants that have another name in Rust, because others come
    /// to the same: each with its name in the document.
    Namesakes(Vec<(String, Pair<String>)>),
    /// Whether a request names its user in one argument, by ID or by token.
    UserArgument(bool),
    /// A property or parameter became required, or optional.
    Required {
        /// Whether it is required now.
        now: bool,
        /// The Rust type of the field or argument.
        rust: Pair<String>,
    },
    /// Whether the type of a field contains the type that the field is of.
    Boxed(bool),
    /// A value may be null now, or no longer.
    Nullable {
        /// Whether it may be null now.
        now: bool,
        /// Whether it is required, before and after; of a schema, whether something holds
        /// it that has an `Option` only for null.
        required: bool,
    },
    /// The type is another one.
    Type(Pair<Type>),
    /// The same type has another format.
    Format(Pair<Type>),
    /// The value refers to another schema; the Rust names.
    Retargeted(Pair<String>),
    /// The value stands in place of a reference to a schema that looks the same.
    Inlined(Pair<String>),
    /// The value is a reference to a new schema that looks as it did.
    Extracted(Pair<String>),
    /// A reference is wrapped in `allOf`, or no longer.
    Wrapped(bool),
    /// An enum has more values.
    ValuesAdded(Vec<String>),
    /// An enum has fewer values.
    ValuesRemoved(Vec<String>),
    /// An enum has its values in another order.
    ValuesReordered,
    /// A list of permitted numbers or booleans; it makes no type.
    Permitted(Pair<String>),
    /// The values that Plaid's documentation shows, of those that are there.
    ValuesShown(Pair<String>),
    /// A union has more variants.
    VariantsAdded(Vec<String>),
    /// A union has fewer variants.
    VariantsRemoved(Vec<String>),
    /// A union tells its variants apart in another way.
    Discriminator(Pair<Option<String>>),
    /// The default.
    Default(Pair<Option<Value>>),
    /// Bounds and lengths: each keyword with its value before and after.
    Limits(Vec<(String, Pair<Option<Value>>)>),
    /// The pattern of a string.
    Pattern(Pair<Option<Value>>),
    /// What the document says of properties that it does not list.
    AdditionalProperties(Pair<String>),
    /// `readOnly` or `writeOnly`.
    Access {
        /// Which of the two.
        keyword: &'static str,
        /// Whether it is set now.
        now: bool,
    },
    /// Whether something is deprecated now.
    Deprecated(bool),
    /// Descriptions are worded otherwise; of which parts.
    Reworded(Vec<Part>),
}
