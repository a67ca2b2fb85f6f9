//! Which operations hold which schemas, in requests or in responses.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use plaid_credit_codegen::references;

use super::body::Body;
use super::change::Direction;
use super::document::{Document, Operation, is_success};
use super::shape::{is_nullable, is_set};
use super::types;

/// The use of one schema.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Usage<'a> {
    /// The operations whose bodies or parameters reach it.
    pub(super) operations: BTreeSet<Cow<'a, str>>,
    /// Where it is a type of its own.
    as_type: Ways,
    /// Where it is at all. Through `allOf`, `oneOf` and `anyOf`, or by another name, types
    /// of other names have what it has.
    at_all: Ways,
}

/// The ways that a schema goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Ways {
    /// Whether a request reaches it.
    sent: bool,
    /// Whether a response of success reaches it.
    received: bool,
}

impl Usage<'_> {
    /// The directions in which it is used: as a type, or else within others.
    pub(super) fn direction(&self) -> Direction {
        match self.direction_of_type() {
            Direction::Part => self.at_all.direction().unwrap_or_default(),
            direction => direction,
        }
    }

    /// The directions in which the type of its name is used.
    pub(super) fn direction_of_type(&self) -> Direction {
        match (self.as_type.direction(), self.at_all.direction()) {
            (Some(direction), _) => direction,
            (None, Some(_)) => Direction::Part,
            (None, None) if self.operations.is_empty() => Direction::Unused,
            (None, None) => Direction::Error,
        }
    }

    /// Whether a request reaches it.
    pub(super) fn is_sent(&self) -> bool {
        self.at_all.sent
    }
}

impl Ways {
    fn direction(self) -> Option<Direction> {
        match (self.sent, self.received) {
            (false, false) => None,
            (true, false) => Some(Direction::Request),
            (false, true) => Some(Direction::Response),
            (true, true) => Some(Direction::Both),
        }
    }
}

/// The use of each schema that an operation reaches.
pub(super) fn of<'a>(document: &Document<'a>) -> BTreeMap<&'a str, Usage<'a>> {
    let graph = Graph::new(document);
    let mut usage = vec![Usage::default(); graph.names.len()];
    for (id, operation) in &document.operations {
        let roots = Roots::of(operation, document);
        for number in graph.reached(&roots.sent) {
            usage[number].at_all.sent = true;
            usage[number].operations.insert(id.clone());
        }
        for number in graph.reached(&roots.received) {
            usage[number].at_all.received = true;
            usage[number].operations.insert(id.clone());
        }
        for number in graph.reached(&roots.errors) {
            usage[number].operations.insert(id.clone());
        }
        for number in graph.types(&roots.sent) {
            usage[number].as_type.sent = true;
        }
        for number in graph.types(&roots.received) {
            usage[number].as_type.received = true;
        }
    }
    graph.names.into_iter().zip(usage).collect()
}

/// The nodes from which an operation reaches schemas.
struct Roots<'a> {
    sent: Vec<&'a Value>,
    received: Vec<&'a Value>,
    errors: Vec<&'a Value>,
}

impl<'a> Roots<'a> {
    fn of(operation: &Operation<'a>, document: &Document<'a>) -> Self {
        let parameters = operation.parameters().into_values();
        let sent = Body::sent(operation.request_body(document)).and_then(|body| body.schema);
        let received = Body::received(operation.success(document)).and_then(|body| body.schema);
        let errors = operation
            .responses(document)
            .into_iter()
            .filter(|(status, _)| !is_success(status));
        Self {
            sent: parameters
                .filter_map(|parameter| parameter.get("schema"))
                .chain(sent)
                .collect(),
            received: received.into_iter().collect(),
            errors: errors.map(|(_, response)| response).collect(),
        }
    }
}

/// The references between schemas, which have the numbers of their places in `names`.
struct Graph<'d, 'a> {
    document: &'d Document<'a>,
    names: Vec<&'a str>,
    numbers: BTreeMap<&'a str, usize>,
    /// What each schema refers to.
    targets: Vec<Vec<usize>>,
    /// The types that each schema's own type is made of.
    types: Vec<Vec<usize>>,
}

impl<'d, 'a> Graph<'d, 'a> {
    fn new(document: &'d Document<'a>) -> Self {
        let names: Vec<&str> = document.schemas().map(|(name, _)| name).collect();
        let numbers = names
            .iter()
            .enumerate()
            .map(|(number, name)| (*name, number))
            .collect();
        let mut graph = Self {
            document,
            names,
            numbers,
            targets: Vec::new(),
            types: Vec::new(),
        };
        for (_, schema) in document.schemas() {
            graph.targets.push(graph.targets_of(schema));
            graph.types.push(graph.types_of(document.aliased(schema)));
        }
        graph
    }

    fn targets_of(&self, node: &Value) -> Vec<usize> {
        let mut targets = Vec::new();
        references::for_each(node, &mut |reference| {
            targets.extend(schema(reference).and_then(|name| self.numbers.get(name)));
        });
        targets
    }

    fn types_of(&self, schema: &'a Value) -> Vec<usize> {
        let names = types::all(schema, self.document).into_iter();
        names
            .filter_map(|name| self.numbers.get(name).copied())
            .collect()
    }

    /// The schemas that `roots` refer to, and all that those do.
    fn reached(&self, roots: &[&Value]) -> Vec<usize> {
        let found = roots.iter().flat_map(|root| self.targets_of(root));
        closure(found.collect(), &self.targets)
    }

    /// The types that `roots` are made of, and all that those are.
    fn types(&self, roots: &[&'a Value]) -> Vec<usize> {
        let found = roots.iter().flat_map(|root| self.types_of(root));
        closure(found.collect(), &self.types)
    }
}

/// All that is found by following `edges`.
fn closure(mut waiting: Vec<usize>, edges: &[Vec<usize>]) -> Vec<usize> {
    let mut seen = vec![false; edges.len()];
    let mut reached = Vec::new();
    while let Some(number) = waiting.pop() {
        if !std::mem::replace(&mut seen[number], true) {
            reached.push(number);
            waiting.extend(&edges[number]);
        }
    }
    reached
}

/// The schemas that are held without an `Option` where they may not be null: as elements
/// of lists and values of maps, and in requests where they are required.
pub(super) fn held_plainly<'a>(document: &Document<'a>) -> BTreeSet<&'a str> {
    let mut names = BTreeSet::new();
    for (name, schema) in document.schemas() {
        let usage = document.usage(name);
        let is_request = match usage.direction_of_type() {
            Direction::Request => true,
            Direction::Part => usage.is_sent(),
            Direction::Response | Direction::Both => false,
            Direction::Unused | Direction::Error => continue,
        };
        add_held_plainly(schema, is_request, document, &mut names);
    }
    for operation in document.operations.values() {
        for parameter in operation.parameters().values() {
            if let Some(schema) = parameter.get("schema") {
                names.extend(referred(schema).filter(|_| is_set(parameter, "required")));
                add_held_plainly(schema, true, document, &mut names);
            }
        }
        let sent = Body::sent(operation.request_body(document));
        let received = Body::received(operation.success(document));
        for (body, is_request) in [(sent, true), (received, false)] {
            if let Some(schema) = body.and_then(|body| body.schema) {
                add_held_plainly(schema, is_request, document, &mut names);
            }
        }
    }
    names
}

fn add_held_plainly<'a>(
    schema: &'a Value,
    is_request: bool,
    document: &Document<'a>,
    names: &mut BTreeSet<&'a str>,
) {
    let Some(map) = schema.as_object() else {
        return;
    };
    let required = map.get("required").and_then(Value::as_array);
    let required = required
        .into_iter()
        .flatten()
        .filter_map(|name| map.get("properties")?.get(name.as_str()?))
        .filter(|_| is_request);
    let elements = ["items", "additionalProperties"]
        .into_iter()
        .filter_map(|keyword| map.get(keyword));
    let plain = required
        .chain(elements)
        .filter(|node| !is_nullable(node, document));
    names.extend(plain.filter_map(referred));
    for part in below(map) {
        add_held_plainly(part, is_request, document, names);
    }
}

/// The schemas written inside a schema.
fn below(map: &Map<String, Value>) -> impl Iterator<Item = &Value> {
    let properties = map.get("properties").and_then(Value::as_object);
    let one = ["items", "additionalProperties"]
        .into_iter()
        .filter_map(|key| map.get(key));
    let many = ["allOf", "oneOf", "anyOf"]
        .into_iter()
        .filter_map(|key| map.get(key)?.as_array())
        .flatten();
    properties
        .into_iter()
        .flat_map(|all| all.values())
        .chain(one)
        .chain(many)
}

/// The name of the schema that `node` refers to, alone or wrapped in `allOf`.
fn referred(node: &Value) -> Option<&str> {
    let wrapped = || {
        node.get("allOf")?
            .as_array()?
            .iter()
            .find_map(|part| part.get("$ref"))
    };
    schema(node.get("$ref").or_else(wrapped)?.as_str()?)
}

/// The name in a reference to a schema of `components`.
pub(super) fn schema(reference: &str) -> Option<&str> {
    reference.strip_prefix("#/components/schemas/")
}
