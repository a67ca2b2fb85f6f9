//! Which operations hold which schemas, in requests or in responses.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use crate::references;

use super::change::Direction;
use super::document::{Document, Operation, is_success};

/// The use of one schema.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Usage<'a> {
    /// The operations whose bodies or parameters reach it.
    pub(super) operations: BTreeSet<Cow<'a, str>>,
    /// Whether a request reaches it.
    pub(super) sent: bool,
    /// Whether a response of success reaches it.
    pub(super) received: bool,
}

impl Usage<'_> {
    /// The directions in which it is used.
    pub(super) fn direction(&self) -> Direction {
        match (self.sent, self.received) {
            (false, false) if self.operations.is_empty() => Direction::Unused,
            (false, false) => Direction::Error,
            (true, false) => Direction::Request,
            (false, true) => Direction::Response,
            (true, true) => Direction::Both,
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
            usage[number].sent = true;
            usage[number].operations.insert(id.clone());
        }
        for number in graph.reached(&roots.received) {
            usage[number].received = true;
            usage[number].operations.insert(id.clone());
        }
        for number in graph.reached(&roots.errors) {
            usage[number].operations.insert(id.clone());
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
        let (received, errors): (Vec<_>, Vec<_>) = operation
            .responses(document)
            .into_iter()
            .partition(|(status, _)| is_success(status));
        let nodes = |responses: Vec<(&str, &'a Value)>| {
            responses
                .into_iter()
                .map(|(_, response)| response)
                .collect()
        };
        let sent = operation
            .parameters()
            .into_values()
            .chain(operation.request_body(document));
        Self {
            sent: sent.collect(),
            received: nodes(received),
            errors: nodes(errors),
        }
    }
}

/// The references between schemas.
struct Graph<'a> {
    names: Vec<&'a str>,
    numbers: BTreeMap<&'a str, usize>,
    targets: Vec<Vec<usize>>,
}

impl<'a> Graph<'a> {
    fn new(document: &Document<'a>) -> Self {
        let names: Vec<&str> = document.schemas().map(|(name, _)| name).collect();
        let numbers = names
            .iter()
            .enumerate()
            .map(|(number, name)| (*name, number))
            .collect();
        let mut graph = Self {
            names,
            numbers,
            targets: Vec::new(),
        };
        graph.targets = document
            .schemas()
            .map(|(_, schema)| graph.targets_of(schema))
            .collect();
        graph
    }

    fn targets_of(&self, node: &Value) -> Vec<usize> {
        let mut targets = Vec::new();
        references::for_each(node, &mut |reference| {
            targets.extend(schema(reference).and_then(|name| self.numbers.get(name)));
        });
        targets
    }

    /// The schemas that `roots` reach, by their place in `names`.
    fn reached(&self, roots: &[&Value]) -> Vec<usize> {
        let mut seen = vec![false; self.names.len()];
        let mut waiting: Vec<usize> = roots
            .iter()
            .flat_map(|root| self.targets_of(root))
            .collect();
        let mut reached = Vec::new();
        while let Some(number) = waiting.pop() {
            if !std::mem::replace(&mut seen[number], true) {
                reached.push(number);
                waiting.extend(&self.targets[number]);
            }
        }
        reached
    }
}

/// The schemas that a required field or argument of a request is made of directly.
pub(super) fn required_in_requests<'a>(document: &Document<'a>) -> BTreeSet<&'a str> {
    let mut names = BTreeSet::new();
    for (_, schema) in document
        .schemas()
        .filter(|(name, _)| document.usage(name).sent)
    {
        required_below(schema, &mut names);
    }
    names
}

fn required_below<'a>(schema: &'a Value, names: &mut BTreeSet<&'a str>) {
    let Some(map) = schema.as_object() else {
        return;
    };
    for name in map
        .get("required")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
    {
        let property = name
            .as_str()
            .and_then(|name| map.get("properties")?.get(name));
        names.extend(property.and_then(referred));
    }
    for part in below(map) {
        required_below(part, names);
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
