//! What may stand where in an OpenAPI 3.0 document.
//!
//! Everything that walks a document asks here whether a key is a keyword or a
//! name that somebody chose: a property may be called `description`, and what
//! stands below `enum` or `default` is data.

use plaid_credit_codegen::extensions;
use serde_json::Value;

/// The kind of a node of the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Node {
    /// The document itself.
    Document,
    /// `info`.
    Info,
    /// An entry of `servers`.
    Server,
    /// An entry of `tags`.
    Tag,
    /// The operations at one path.
    PathItem,
    /// One operation.
    Operation,
    /// A parameter of an operation or a path, or a component.
    Parameter,
    /// A request body.
    RequestBody,
    /// One response of an operation, or a component.
    Response,
    /// A header of a response.
    Header,
    /// What a body holds in one media type.
    MediaType,
    /// How a property of a form is written.
    Encoding,
    /// A link of a response.
    Link,
    /// `components`.
    Components,
    /// A security scheme.
    SecurityScheme,
    /// A schema, wherever it stands.
    Schema,
    /// The discriminator of a schema.
    Discriminator,
    /// An object whose keys are names.
    Names(&'static Node),
    /// An array of such nodes.
    List(&'static Node),
    /// Data, or a keyword's plain value: nothing below it is a keyword.
    Data,
}

/// The keys of a path item that hold operations, in the order of the specification.
pub const METHODS: [&str; 8] = [
    "get", "put", "post", "delete", "options", "head", "patch", "trace",
];

pub use plaid_credit_codegen::extensions::FEATURE;

/// Of `info`: the document of Plaid's that the fragment was taken from.
pub const UPSTREAM: &str = "x-upstream";

/// What `cargo xtask codegen` writes into operations and schemas of the fragment.
const MARKS: [&str; 6] = [
    FEATURE,
    extensions::READS_ONLY,
    extensions::RUST_NAME,
    extensions::RUST_NAMES,
    extensions::ARGUMENTS,
    extensions::SHOWN,
];

/// The one extension of Plaid's that is kept: the values of an open list known today.
const KNOWN_VALUES: &str = "x-override-enum-values-shown";

const SCHEMAS: Node = Node::List(&Node::Schema);
const SERVERS: Node = Node::List(&Node::Server);
const CALLBACKS: Node = Node::Names(&Node::Names(&Node::PathItem));

impl Node {
    /// What stands under `key`.
    pub fn child(self, key: &str) -> Node {
        use Node::*;
        match (self, key) {
            (Names(inner), _) | (List(inner), _) => *inner,

            (Document, "info") => Info,
            (Document, "tags") => List(&Tag),
            (Document, "paths") => Names(&PathItem),
            (Document, "components") => Components,
            (Document | PathItem | Operation, "servers") => SERVERS,

            (PathItem, method) if METHODS.contains(&method) => Operation,
            (PathItem | Operation, "parameters") => List(&Parameter),
            (Operation, "requestBody") => RequestBody,
            (Operation, "responses") => Names(&Response),
            (Operation, "callbacks") => CALLBACKS,

            (Parameter | Header | MediaType, "schema") => Schema,
            (Parameter | Header | RequestBody | Response, "content") => Names(&MediaType),
            (Response | Encoding, "headers") => Names(&Header),
            (Response, "links") => Names(&Link),
            (MediaType, "encoding") => Names(&Encoding),
            (Link, "server") => Server,

            (Components, "schemas") => Names(&Schema),
            (Components, "responses") => Names(&Response),
            (Components, "parameters") => Names(&Parameter),
            (Components, "requestBodies") => Names(&RequestBody),
            (Components, "headers") => Names(&Header),
            (Components, "securitySchemes") => Names(&SecurityScheme),
            (Components, "links") => Names(&Link),
            (Components, "callbacks") => CALLBACKS,

            (Schema, "properties" | "patternProperties") => Names(&Schema),
            (Schema, "items" | "not" | "additionalProperties") => Schema,
            (Schema, "allOf" | "oneOf" | "anyOf") => SCHEMAS,
            (Schema, "discriminator") => Discriminator,

            _ => Data,
        }
    }

    /// Whether the keys of this node are keywords of OpenAPI.
    pub fn has_keywords(self) -> bool {
        !matches!(self, Node::Names(_) | Node::List(_) | Node::Data)
    }

    /// Whether `key` is upstream's prose, an example or a remark for its own tools.
    pub fn is_upstreams_own(self, key: &str) -> bool {
        self.has_keywords()
            && match key {
                "description" | "summary" | "title" | "externalDocs" | "example" | "examples"
                | "termsOfService" | "contact" => true,
                _ => key.starts_with("x-") && key != KNOWN_VALUES,
            }
    }

    /// The keywords in the order in which a fragment has them. Others follow by
    /// name, extensions come last.
    pub fn keywords(self) -> impl Iterator<Item = &'static str> {
        let keywords = match self {
            Node::Document => "openapi info servers security tags paths components",
            Node::Info => "title summary description version",
            Node::Server => "url description variables",
            Node::Tag => "name description",
            Node::PathItem => {
                "$ref summary description servers parameters get put post delete \
                 options head patch trace"
            }
            Node::Operation => {
                "operationId summary description deprecated tags security servers \
                 parameters requestBody responses callbacks"
            }
            Node::Parameter | Node::Header => {
                "$ref name in description required deprecated allowEmptyValue style \
                 explode allowReserved schema content"
            }
            Node::RequestBody => "$ref description required content",
            Node::Response => "$ref description headers content links",
            Node::MediaType => "schema encoding",
            Node::Encoding => "contentType headers style explode allowReserved",
            Node::Link => "$ref operationId operationRef description",
            Node::Components => {
                "securitySchemes parameters headers requestBodies responses callbacks \
                 links schemas"
            }
            Node::SecurityScheme => "$ref type description in name",
            Node::Schema => {
                "$ref type format description nullable deprecated readOnly writeOnly \
                 default enum pattern minLength maxLength minimum exclusiveMinimum \
                 maximum exclusiveMaximum multipleOf minItems maxItems uniqueItems \
                 minProperties maxProperties items allOf oneOf anyOf not \
                 discriminator required properties patternProperties \
                 additionalProperties"
            }
            Node::Discriminator => "propertyName mapping",
            Node::Names(_) | Node::List(_) | Node::Data => "",
        };
        keywords.split_whitespace()
    }

    /// The keywords of this node that hold prose of ours.
    pub fn prose(self) -> &'static [&'static str] {
        match self {
            Node::Operation | Node::PathItem => &["summary", "description"],
            Node::Info
            | Node::Server
            | Node::Tag
            | Node::Parameter
            | Node::Header
            | Node::RequestBody
            | Node::Response
            | Node::SecurityScheme
            | Node::Link
            | Node::Schema => &["description"],
            _ => &[],
        }
    }
}

/// Calls `found` with every node of `document`, its kind and its JSON pointer (`/paths/...`).
pub fn visit(document: &Value, found: &mut impl FnMut(&Value, Node, &str)) {
    below(document, Node::Document, &mut String::new(), found);
}

/// Removes the marks of `cargo xtask codegen` from the operations and schemas of a fragment.
pub fn remove_marks(value: &mut Value, node: Node) {
    match value {
        Value::Object(map) => {
            if matches!(node, Node::Operation | Node::Schema) {
                map.retain(|key, _| !MARKS.contains(&key.as_str()));
            }
            map.iter_mut()
                .for_each(|(key, child)| remove_marks(child, node.child(key)));
        }
        Value::Array(items) => {
            items
                .iter_mut()
                .for_each(|item| remove_marks(item, node.child("")));
        }
        _ => {}
    }
}

fn below(value: &Value, node: Node, at: &mut String, found: &mut impl FnMut(&Value, Node, &str)) {
    found(value, node, at);
    let length = at.len();
    let mut enter = |key: &str, child: &Value| {
        at.push('/');
        at.push_str(&escaped(key));
        below(child, node.child(key), at, found);
        at.truncate(length);
    };
    match value {
        Value::Object(map) => map.iter().for_each(|(key, child)| enter(key, child)),
        Value::Array(items) => {
            items
                .iter()
                .enumerate()
                .for_each(|(index, child)| enter(&index.to_string(), child));
        }
        _ => {}
    }
}

/// `key` as a segment of a JSON pointer.
pub fn escaped(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

#[cfg(test)]
mod tests {
    use super::Node;

    #[test]
    fn a_property_called_description_is_a_schema() {
        let properties = Node::Schema.child("properties");
        assert!(!properties.is_upstreams_own("description"));
        assert_eq!(properties.child("description"), Node::Schema);
        assert!(properties.child("title").is_upstreams_own("title"));
    }

    #[test]
    fn below_enum_and_default_is_data() {
        for keyword in ["enum", "default", "const", "required"] {
            let data = Node::Schema.child(keyword);
            assert_eq!(data, Node::Data);
            assert!(!data.child("anything").is_upstreams_own("description"));
        }
    }

    #[test]
    fn extensions_go_but_for_the_known_values() {
        assert!(Node::Schema.is_upstreams_own("x-hidden-from-docs"));
        assert!(!Node::Schema.is_upstreams_own("x-override-enum-values-shown"));
        assert!(
            !Node::Components
                .child("schemas")
                .is_upstreams_own("x-schema")
        );
    }
}
