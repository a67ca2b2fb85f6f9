//! One side of a comparison, with what is looked up in it.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use crate::changes::naming;
use crate::openapi::{FEATURE, METHODS};

use super::change::Direction;
use super::rings::{self, Rings};
use super::shape::{Shape, parts, reference};
use super::unions;
use super::usage::{self, Usage};

const SCHEMAS: &str = "/components/schemas";

/// A document with its operations by id and the use of its schemas.
pub(super) struct Document<'a> {
    pub(super) root: &'a Value,
    pub(super) operations: BTreeMap<Cow<'a, str>, Operation<'a>>,
    types: BTreeMap<String, String>,
    methods: BTreeMap<String, String>,
    extensions: BTreeMap<&'a str, BTreeSet<&'a str>>,
    endless: BTreeSet<&'a str>,
    usage: BTreeMap<&'a str, Usage<'a>>,
    rings: Rings<'a>,
    unused: Usage<'a>,
}

/// An operation with what its path says for all methods.
pub(super) struct Operation<'a> {
    pub(super) path: &'a str,
    pub(super) method: &'a str,
    pub(super) node: &'a Value,
    pub(super) feature: Option<&'a str>,
    parameters: Vec<&'a Value>,
}

impl<'a> Document<'a> {
    /// Indexes `root`. `features` says which cargo feature has an operation that is
    /// not marked with one itself.
    pub(super) fn new(root: &'a Value, features: &'a BTreeMap<String, String>) -> Self {
        let mut document = Self {
            root,
            operations: BTreeMap::new(),
            types: naming::types(entries(root, SCHEMAS).map(|(name, _)| name)),
            methods: BTreeMap::new(),
            extensions: BTreeMap::new(),
            endless: unions::endless(entries(root, SCHEMAS)),
            usage: BTreeMap::new(),
            rings: Rings::new(),
            unused: Usage::default(),
        };
        for (path, item) in entries(root, "/paths") {
            for (method, node) in item.as_object().into_iter().flatten() {
                if METHODS.contains(&method.as_str()) {
                    let id = node.get("operationId").and_then(Value::as_str).map_or_else(
                        || Cow::from(format!("{} {path}", method.to_uppercase())),
                        Cow::from,
                    );
                    let marked = node.get(FEATURE).and_then(Value::as_str);
                    let feature = marked.or_else(|| features.get(&*id).map(String::as_str));
                    let parameters = [node, item]
                        .into_iter()
                        .filter_map(|at| at.get("parameters")?.as_array())
                        .flatten()
                        .map(|parameter| document.resolve(parameter))
                        .collect();
                    let operation = Operation {
                        path,
                        method,
                        node,
                        feature,
                        parameters,
                    };
                    document.operations.insert(id, operation);
                }
            }
        }
        document.methods = naming::methods(document.operations.keys().map(|id| &**id));
        document.extensions = extensions(&document);
        document.usage = usage::of(&document);
        document.rings = rings::of(&document);
        document
    }

    /// The schemas of `components`, by name.
    pub(super) fn schemas(&self) -> impl Iterator<Item = (&'a str, &'a Value)> {
        entries(self.root, SCHEMAS)
    }

    /// The schema of that name.
    pub(super) fn schema(&self, name: &str) -> Option<&'a Value> {
        self.root.get("components")?.get("schemas")?.get(name)
    }

    /// The Rust type of the schema of that name, which has none if it is not there.
    pub(super) fn type_name(&self, schema: &str) -> String {
        self.types.get(schema).cloned().unwrap_or_default()
    }

    /// The client's method for the operation of that ID, which has none if it is not there.
    pub(super) fn method(&self, id: &str) -> String {
        let method = self.methods.get(id);
        method.map_or_else(String::new, |method| format!("Client::{method}"))
    }

    /// The schema that `schema` refers to, if it is nothing but a reference.
    pub(super) fn target(&self, schema: &'a Value) -> Option<&'a Value> {
        self.schema(reference(schema.as_object()?)?)
    }

    /// How the schema of that name is used.
    pub(super) fn usage(&self, name: &str) -> &Usage<'a> {
        self.usage.get(name).unwrap_or(&self.unused)
    }

    /// In which directions the schema of that name is used.
    pub(super) fn direction(&self, name: &str) -> Direction {
        self.usage(name).direction()
    }

    /// The schemas that have what the schema of that name has.
    pub(super) fn extended_by(&self, base: &str) -> Option<&BTreeSet<&'a str>> {
        self.extensions.get(base)
    }

    /// The schema that `schema` is an alias of, or itself: the generator gives an alias
    /// the shape of what it names.
    pub(super) fn aliased(&self, schema: &'a Value) -> &'a Value {
        let mut schema = schema;
        let mut seen = BTreeSet::new();
        while let Shape::Reference(name) = Shape::of(schema, self)
            && seen.insert(name)
            && let Some(target) = self.schema(name)
        {
            schema = target;
        }
        schema
    }

    /// The schemas that the schema of that name contains and that contain it.
    pub(super) fn ring(&self, name: &str) -> Option<&BTreeSet<&'a str>> {
        self.rings.get(name)
    }

    /// Whether the schema of that name has a union that leads to itself.
    pub(super) fn is_endless(&self, name: &str) -> bool {
        self.endless.contains(name)
    }

    /// Follows the references from one component to another, as far as they lead.
    pub(super) fn resolve(&self, node: &'a Value) -> &'a Value {
        let mut node = node;
        let mut seen = BTreeSet::new();
        while let Some(reference) = node.get("$ref").and_then(Value::as_str)
            && seen.insert(reference)
            && let Some(target) = reference
                .strip_prefix('#')
                .and_then(|at| self.root.pointer(at))
        {
            node = target;
        }
        node
    }
}

impl<'a> Operation<'a> {
    /// The method and the path, as in `POST /credit/sessions/get`.
    pub(super) fn route(&self) -> String {
        format!("{} {}", self.method.to_uppercase(), self.path)
    }

    /// The parameters by place and name; those of the operation hide those of the path.
    pub(super) fn parameters(&self) -> BTreeMap<(&'a str, &'a str), &'a Value> {
        let mut all = BTreeMap::new();
        for parameter in &self.parameters {
            let text = |key| parameter.get(key).and_then(Value::as_str);
            if let (Some(place), Some(name)) = (text("in"), text("name")) {
                all.entry((place, name)).or_insert(*parameter);
            }
        }
        all
    }

    /// The request body, if it has one.
    pub(super) fn request_body(&self, document: &Document<'a>) -> Option<&'a Value> {
        self.node
            .get("requestBody")
            .map(|body| document.resolve(body))
    }

    /// The response that its method returns: the first of success that has a body, or what
    /// is said of all statuses.
    pub(super) fn success(&self, document: &Document<'a>) -> Option<&'a Value> {
        let all = self.responses(document);
        let successes = || all.iter().filter(|(status, _)| is_success(status));
        let with_body = successes().find(|(_, response)| response.get("content").is_some());
        with_body
            .or_else(|| successes().next())
            .map(|(_, response)| *response)
            .or_else(|| all.get("default").copied())
    }

    /// The responses by status: `200`, `4XX`, `default`.
    pub(super) fn responses(&self, document: &Document<'a>) -> BTreeMap<&'a str, &'a Value> {
        let all = self.node.get("responses").and_then(Value::as_object);
        all.into_iter()
            .flatten()
            .map(|(status, response)| (status.as_str(), document.resolve(response)))
            .collect()
    }
}

/// The schemas that have what each schema has: through `allOf`, as a union of it and
/// others, or by another name.
fn extensions<'a>(document: &Document<'a>) -> BTreeMap<&'a str, BTreeSet<&'a str>> {
    let mut extensions = BTreeMap::<_, BTreeSet<_>>::new();
    for (name, schema) in document.schemas() {
        // What may be any JSON has nothing of its variants.
        let has_variants = match Shape::of(schema, document) {
            Shape::Union(variants) => !unions::is_free_form(&variants, document),
            _ => true,
        };
        let variants = unions::variants(schema).filter(|_| has_variants);
        for base in std::iter::once(schema)
            .chain(variants)
            .flat_map(parts)
            .filter_map(reference)
        {
            extensions.entry(base).or_default().insert(name);
        }
    }
    extensions
}

/// Whether a status code says that the call succeeded.
pub(super) fn is_success(status: &str) -> bool {
    status.starts_with('2')
}

/// The entries of the object at `pointer`.
pub(super) fn entries<'a>(
    root: &'a Value,
    pointer: &str,
) -> impl Iterator<Item = (&'a str, &'a Value)> {
    let all: Option<&'a Map<String, Value>> = root.pointer(pointer).and_then(Value::as_object);
    all.into_iter()
        .flatten()
        .map(|(name, value)| (name.as_str(), value))
}
